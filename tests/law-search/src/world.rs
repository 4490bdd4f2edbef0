//! The law, asked within the bounded world.

use std::collections::BTreeMap;

use title::{Fact, Instruction, Parties, Refusal, Registers, Title, View};

use crate::attempts::Attempt;
use crate::bounds::{Bounds, NOW, Scope};
use crate::cast::{Loss, Party, registry, registry_after};
use crate::state::Here;

/// The two functions that are the law. The tests put wrong ones in their place, to see that the
/// search notices.
#[derive(Clone, Copy, Debug)]
pub struct Law {
    /// Decides an instruction.
    pub apply: fn(&View<'_>, &Instruction) -> Result<Vec<Fact>, Refusal>,
    /// Folds a fact.
    pub evolve: fn(Option<Title>, &Fact) -> Title,
}

impl Law {
    /// The law as the nodes run it.
    pub const REAL: Self = Self { apply: title::apply::apply, evolve: title::evolve::evolve };
}

/// The bounded world and its law.
#[derive(Debug)]
pub struct World {
    /// Its bounds.
    pub bounds: Bounds,
    /// Its law.
    pub law: Law,
    parties: Parties,
    /// As they are after one party has lost something.
    after_loss: BTreeMap<(Party, Loss), Parties>,
    registers: Registers,
}

/// What an accepted attempt did.
#[derive(Debug)]
pub struct Taken {
    /// What was recorded.
    pub facts: Vec<Fact>,
    /// Where everything stands after.
    pub after: Here,
}

impl World {
    /// The world of some bounds.
    #[must_use]
    pub fn new(bounds: Bounds, law: Law) -> Self {
        let losses = Party::ALL.into_iter().flat_map(|party| {
            [Loss::Standing, Loss::Capacity]
                .map(|loss| ((party, loss), registry_after(party, loss)))
        });
        let after_loss = losses.collect();
        Self { bounds, law, parties: registry(), after_loss, registers: Bounds::registers() }
    }

    /// What the law records of an attempt.
    ///
    /// # Errors
    ///
    /// The law's no.
    pub fn decide(&self, here: &Here, attempt: &Attempt) -> Result<Vec<Fact>, Refusal> {
        self.decide_among(&self.parties, here, attempt)
    }

    /// Whether the law would still say yes once a party has lost something.
    #[must_use]
    pub fn allows_after(&self, party: Party, loss: Loss, here: &Here, attempt: &Attempt) -> bool {
        self.decide_among(&self.after_loss[&(party, loss)], here, attempt).is_ok()
    }

    fn decide_among(
        &self,
        parties: &Parties,
        here: &Here,
        attempt: &Attempt,
    ) -> Result<Vec<Fact>, Refusal> {
        let view = View {
            titles: &here.titles,
            references: &here.references,
            parties,
            registers: &self.registers,
            mandate: attempt.mandate,
            now: NOW,
        };
        (self.law.apply)(&view, &attempt.instruction)
    }

    /// Whether the law would say yes.
    #[must_use]
    pub fn allows(&self, here: &Here, attempt: &Attempt) -> bool {
        self.decide(here, attempt).is_ok()
    }

    /// Tries an attempt, and folds what was recorded.
    ///
    /// # Errors
    ///
    /// The law's no.
    pub fn attempt(&self, here: &Here, attempt: &Attempt) -> Result<Taken, Refusal> {
        let facts = self.decide(here, attempt)?;
        let mut after = here.clone();
        for fact in &facts {
            let before = after.titles.get(&fact.title).cloned();
            after.put((self.law.evolve)(before, fact));
            crate::paper::follow(&mut after, fact);
        }
        Ok(Taken { facts, after })
    }

    /// Whether the search goes on from here. Where several titles are searched, one that begins
    /// outside the bounds is where it turns back; where one is, others are forgotten.
    #[must_use]
    pub fn follows(&self, here: &Here) -> bool {
        self.bounds.scope == Scope::One
            || here.titles.keys().all(|id| self.bounds.place(*id).is_some())
    }
}
