//! The law, asked within the bounded world.

use title::{Fact, Instruction, Parties, Refusal, Registers, Title, View};

use crate::attempts::Attempt;
use crate::bounds::{Bounds, NOW, Scope};
use crate::cast::registry;
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
        Self { bounds, law, parties: registry(), registers: Bounds::registers() }
    }

    /// What the law records of an attempt.
    ///
    /// # Errors
    ///
    /// The law's no.
    pub fn decide(&self, here: &Here, attempt: &Attempt) -> Result<Vec<Fact>, Refusal> {
        let view = View {
            titles: &here.titles,
            references: &here.references,
            parties: &self.parties,
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
