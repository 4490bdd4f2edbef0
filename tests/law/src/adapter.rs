//! Does each step twice, by the law and by the model, and compares everything: the verdict with
//! every field of a refusal, the facts, the resulting titles, and the law's own invariants.

mod difference;
mod fact;
mod instruction;
mod names;
mod refusal;
mod registry;
mod state;

pub use difference::Difference;

use title::invariants::{Broken, check_all, check_step};
use title::{
    Fact, Instruction, Mandate, Parties, ReferenceUse, References, Refusal, Registers, Title,
    TitleId, Titles, View,
};

use crate::model::{
    Bill, BillNo, Change, Deed, Grant, Moment, No, PARTIES, Party, REFERENCES, World, decide, each,
    only,
};

/// What happens next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The registry changes.
    Registry(Change),
    /// Somebody acts, at a moment.
    Act(Moment, Deed),
}

/// How law and model, in agreement, answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The registry changed; no law was asked.
    Noted,
    /// The act was recorded.
    Accepted,
    /// It was refused.
    Refused(No),
}

/// The law and the model side by side.
pub struct Both {
    /// What the model knows.
    pub world: World,
    titles: Titles,
    references: References,
    parties: Parties,
    registers: Registers,
    now: Moment,
    acts: u32,
}

/// Every so many acts, the law is asked once more with less to read.
const SHOW_LITTLE_EVERY: u32 = 8;

impl Both {
    /// Both, at the start of a world without bills.
    #[must_use]
    pub fn new(world: World) -> Self {
        let mut both = Self {
            titles: Titles::new(),
            references: References::new(),
            parties: Parties::default(),
            registers: registry::registers(&world),
            now: 0,
            acts: 0,
            world,
        };
        for party in 0..PARTIES as Party {
            both.enrol(party);
        }
        for grant in &both.world.grants {
            registry::authorise(&mut both.parties, grant);
        }
        both
    }

    /// Does one step.
    ///
    /// # Errors
    ///
    /// The first [`Difference`].
    pub fn step(&mut self, step: &Step) -> Result<Outcome, Difference> {
        match step {
            Step::Registry(change) => {
                self.change(*change);
                Ok(Outcome::Noted)
            }
            Step::Act(now, deed) => {
                self.now = *now;
                self.act(*now, deed)
            }
        }
    }

    /// What must hold of everything together.
    ///
    /// # Errors
    ///
    /// The first [`Difference`].
    pub fn check_world(&self) -> Result<(), Difference> {
        check_all(self.titles.values()).map_err(Difference::Invariant)?;
        let bills = || (0..).zip(&self.world.bills).filter_map(|(n, b)| Some((n, b.as_ref()?)));
        if bills().count() != self.titles.len() {
            return Err(Difference::Titles);
        }
        let mut live = [0_u32; REFERENCES];
        for (number, bill) in bills() {
            self.compare(number, bill)?;
            live[usize::from(bill.reference)] += u32::from(!bill.stage.over());
        }
        match (0..).zip(live).find(|(_, count)| *count > 1) {
            Some((reference, _)) => Err(Difference::TwoLive(reference)),
            None => Ok(()),
        }
    }

    fn act(&mut self, now: Moment, deed: &Deed) -> Result<Outcome, Difference> {
        let instruction = instruction::instruction(deed);
        let law = title::apply(&self.view(now, deed), &instruction);
        self.acts += 1;
        if self.acts.is_multiple_of(SHOW_LITTLE_EVERY) {
            self.shown_little(now, deed, &instruction, &law)?;
        }
        let model = decide(&self.world, deed, now);
        match (law, model) {
            (Err(law), Err(no)) => {
                let model = refusal::refusal(&self.world, deed, now, no);
                if law == model {
                    return Ok(Outcome::Refused(no));
                }
                Err(Difference::verdict(Some(law), Some(model)))
            }
            (Ok(facts), Ok(changes)) => {
                self.record(now, deed, &facts, &changes)?;
                Ok(Outcome::Accepted)
            }
            (Ok(_), Err(no)) => {
                Err(Difference::verdict(None, Some(refusal::refusal(&self.world, deed, now, no))))
            }
            (Err(law), Ok(_)) => Err(Difference::verdict(Some(law), None)),
        }
    }

    /// Whether the law answers the same when it is shown only what the instruction says it reads,
    /// which is what a ledger shows it.
    fn shown_little(
        &self,
        now: Moment,
        deed: &Deed,
        instruction: &Instruction,
        answer: &Result<Vec<Fact>, Refusal>,
    ) -> Result<(), Difference> {
        let (titles, references) = self.read_by(instruction);
        let mut parties = Parties::default();
        for party in instruction.parties(&titles) {
            self.enrol_in(&mut parties, party.0[0]);
        }
        let own =
            |grant: &&Grant| (grant.agent, Some(grant.principal)) == (deed.actor, deed.behalf);
        for grant in self.world.grants.iter().filter(own) {
            registry::authorise(&mut parties, grant);
        }
        let view = View {
            titles: &titles,
            references: &references,
            parties: &parties,
            ..self.view(now, deed)
        };
        let little = title::apply(&view, instruction);
        if little == *answer {
            return Ok(());
        }
        Err(Difference::ReadsMore {
            little: little.err().map(Box::new),
            all: answer.as_ref().err().copied().map(Box::new),
        })
    }

    fn read_by(&self, instruction: &Instruction) -> (Titles, References) {
        let mut titles = Titles::new();
        let mut reads: Vec<TitleId> = instruction.reads().into_iter().collect();
        while let Some(id) = reads.pop() {
            if let Some(title) = self.titles.get(&id) {
                // The master of a title that exists is shown too, but not that one's master.
                reads.extend(title.master.filter(|_| instruction.reads().contains(&id)));
                titles.insert(id, title.clone());
            }
        }
        let of = |key| Some((key, *self.references.get(&key)?));
        (titles, instruction.references().into_iter().filter_map(of).collect())
    }

    fn view(&self, now: Moment, deed: &Deed) -> View<'_> {
        let mut signers = std::iter::once(deed.actor).chain(each(deed.with));
        View {
            titles: &self.titles,
            references: &self.references,
            parties: &self.parties,
            registers: &self.registers,
            mandate: Mandate {
                have: self.world.councillors(deed.with | only(deed.actor)),
                need: self.world.quorum,
                outsider: signers.find(|p| !self.world.in_council(*p)).map(names::party),
            },
            now: names::time(now),
        }
    }

    fn record(
        &mut self,
        now: Moment,
        deed: &Deed,
        facts: &[Fact],
        changes: &[(BillNo, Bill)],
    ) -> Result<(), Difference> {
        let expected: Vec<Fact> = changes
            .iter()
            .map(|(number, after)| {
                let before = self.world.bill(*number).map(|bill| bill.read(now));
                fact::fact(deed, now, *number, before.as_ref(), after)
            })
            .collect();
        if facts != expected {
            return Err(Difference::Facts { law: facts.to_vec(), model: expected });
        }
        for fact in facts {
            self.fold(fact).map_err(Difference::Invariant)?;
        }
        self.world.record(changes);
        changes.iter().try_for_each(|(number, bill)| self.compare(*number, bill))
    }

    /// Puts a fact of the law on record, as a ledger does.
    fn fold(&mut self, fact: &Fact) -> Result<(), Broken> {
        let before = self.titles.remove(&fact.title);
        let after = title::evolve(before.clone(), fact);
        check_step(before.as_ref(), fact, &after)?;
        let in_use = if after.is_live() {
            Some(ReferenceUse::Live(after.id))
        } else if self.is_live_one(&after) {
            Some(ReferenceUse::Used)
        } else {
            None
        };
        if let Some(in_use) = in_use {
            self.references.insert(after.reference, in_use);
        }
        self.titles.insert(after.id, after);
        Ok(())
    }

    fn is_live_one(&self, title: &Title) -> bool {
        let live: Option<TitleId> = match self.references.get(&title.reference) {
            Some(ReferenceUse::Live(id)) => Some(*id),
            _ => None,
        };
        live == Some(title.id)
    }

    /// Compares a title as it reads now: what is overdue may stand in either record still.
    fn compare(&self, number: BillNo, bill: &Bill) -> Result<(), Difference> {
        let read = bill.read(self.now);
        let model = state::title(number, &read).ok_or(Difference::Hands(number))?;
        let recorded = self.titles.get(&model.id).ok_or(Difference::Titles)?;
        let law = recorded.at(names::time(self.now));
        if law == model {
            return Ok(());
        }
        Err(Difference::State {
            fields: state::differing(&law, &model),
            law: Box::new(law),
            model: Box::new(model),
        })
    }

    fn change(&mut self, change: Change) {
        self.world.change(change);
        match change {
            Change::Person(party, _) => self.enrol(party),
            Change::Grant(grant) => registry::authorise(&mut self.parties, &grant),
            Change::Revoke(agent, principal) => {
                self.parties.revoke(names::party(principal), names::party(agent));
            }
            Change::Rulebook(number) => {
                self.registers.rulebooks.insert(number);
            }
            Change::Quorum(_) => {}
        }
    }

    fn enrol(&mut self, party: Party) {
        let mut parties = std::mem::take(&mut self.parties);
        self.enrol_in(&mut parties, party);
        self.parties = parties;
    }

    fn enrol_in(&self, parties: &mut Parties, party: Party) {
        parties.insert(
            names::party(party),
            registry::standing(&self.world.people[usize::from(party)]),
        );
    }
}
