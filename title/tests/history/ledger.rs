//! A ledger of titles and their facts.

use std::collections::BTreeMap;

use title::{
    Fact, Instruction, Mandate, Parties, PartyId, ReferenceUse, References, Refusal, Registers,
    Time, Title, TitleId, Titles, View, apply, evolve,
};

use super::attempt::Attempt;
use super::cast::{Cast, authorities, parties};
use super::meant;

/// What a rule may be shown.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) titles: Titles,
    pub(crate) references: References,
    pub(crate) parties: Parties,
}

/// An instruction, and how far its signers speak for the governance.
#[derive(Clone, Debug)]
pub(crate) struct Meant {
    pub(crate) instruction: Instruction,
    pub(crate) mandate: Mandate,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ledger {
    parties: Parties,
    registers: Registers,
    titles: Titles,
    facts: BTreeMap<TitleId, Vec<Fact>>,
    now: Time,
}

impl Ledger {
    pub(crate) fn new(cast: Cast) -> Self {
        Self {
            parties: parties(cast),
            registers: Registers { rulebooks: [1, 2].into(), terms_profiles: [1, 2].into() },
            titles: Titles::new(),
            facts: BTreeMap::new(),
            now: Time(1),
        }
    }

    pub(crate) fn now(&self) -> Time {
        self.now
    }

    /// Lets time pass up to a moment.
    pub(crate) fn wait_until(&mut self, moment: Time) {
        self.now = self.now.max(moment);
    }

    pub(crate) fn title(&self, id: TitleId) -> Option<&Title> {
        self.titles.get(&id)
    }

    pub(crate) fn titles(&self) -> impl Iterator<Item = &Title> {
        self.titles.values()
    }

    pub(crate) fn histories(&self) -> impl Iterator<Item = (TitleId, &[Fact])> {
        self.facts.iter().map(|(id, facts)| (*id, facts.as_slice()))
    }

    /// Lets the attempt's time pass, and says what it means by then.
    pub(crate) fn meant(&mut self, attempt: &Attempt) -> Meant {
        self.now.0 += attempt.after_ms;
        meant::meant(self, attempt)
    }

    /// Everything that is recorded.
    pub(crate) fn everything(&self) -> Shown {
        Shown {
            titles: self.titles.clone(),
            references: self.references(),
            parties: self.parties.clone(),
        }
    }

    /// What the instruction lists, and no more: its titles and their masters, its references, its
    /// parties, and the authority it acts under.
    pub(crate) fn listed(&self, instruction: &Instruction) -> Shown {
        let read = instruction.reads();
        let masters = read.iter().filter_map(|id| self.titles.get(id)?.master);
        let ids = read.iter().copied().chain(masters);
        let titles: Titles =
            ids.filter_map(|id| Some((id, self.titles.get(&id)?.clone()))).collect();
        let mut listed = Parties::default();
        for party in instruction.parties(&titles) {
            listed.insert(party, self.parties.standing(&party, Time(0)));
        }
        for (principal, authority) in authorities() {
            if instruction.by.represented == Some(principal.id()) {
                listed.authorise(principal.id(), instruction.by.actor, authority);
            }
        }
        let mut references = self.references();
        let named = instruction.references();
        references.retain(|reference, _| named.contains(reference));
        Shown { titles, references, parties: listed }
    }

    pub(crate) fn decide(&self, shown: &Shown, meant: &Meant) -> Result<Vec<Fact>, Refusal> {
        let view = View {
            titles: &shown.titles,
            references: &shown.references,
            parties: &shown.parties,
            registers: &self.registers,
            mandate: meant.mandate,
            now: self.now,
        };
        apply(&view, &meant.instruction)
    }

    /// Decides an instruction, and records what follows.
    pub(crate) fn try_out(&mut self, meant: &Meant) -> Result<Vec<Fact>, Refusal> {
        let facts = self.decide(&self.everything(), meant)?;
        for fact in &facts {
            let before = self.titles.remove(&fact.title);
            self.titles.insert(fact.title, evolve(before, fact));
            self.facts.entry(fact.title).or_default().push(fact.clone());
        }
        Ok(facts)
    }

    /// An act by a party in its own name and by itself.
    pub(crate) fn act(&mut self, by: PartyId, title: TitleId, act: title::Act) {
        let by = title::Acting::own(by);
        let instruction = Instruction { by, with: vec![], title, act };
        let _ = self.try_out(&Meant { instruction, mandate: Mandate::default() });
    }

    fn references(&self) -> References {
        let mut references = References::new();
        for title in self.titles.values() {
            let known = references.entry(title.reference).or_insert(ReferenceUse::Used);
            if title.is_live() {
                *known = ReferenceUse::Live(title.id);
            }
        }
        references
    }
}
