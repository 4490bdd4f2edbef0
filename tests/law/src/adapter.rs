//! Does each step twice, by the law and by the model, and compares everything: the verdict with
//! every field of a refusal, the facts, the resulting titles, and the law's own invariants.

mod fact;
mod instruction;
mod names;
mod refusal;
mod state;

use std::fmt;

use title::invariants::{Broken, check_all, check_step};
use title::{
    ActSet, Authority, Capacities, Fact, Handing, Mandate, Parties, ReferenceUse, References,
    Refusal, Registers, Standing, Title, TitleId, Titles, View,
};

use crate::model::{
    Bill, BillNo, Change, Deed, Enrolment, Grant, Moment, No, Party, Person, Takes, World, decide,
    each,
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

/// Where law and model part, or a promise is broken.
#[derive(Debug, PartialEq, Eq)]
pub enum Difference {
    /// One allows what the other refuses, or they refuse by different rules.
    Verdict {
        /// The law's answer: `None` when it allows the act.
        law: Option<Refusal>,
        /// The model's.
        model: Option<Refusal>,
    },
    /// They record different facts.
    Facts {
        /// The law's.
        law: Vec<Fact>,
        /// The model's.
        model: Vec<Fact>,
    },
    /// A title came out differently.
    State {
        /// In these fields.
        fields: Vec<&'static str>,
        /// By the law.
        law: Box<Title>,
        /// By the model.
        model: Box<Title>,
    },
    /// They know of different titles.
    Titles,
    /// The law broke one of its own invariants.
    Invariant(Broken),
    /// A live bill of the model is not in exactly one party's hands.
    Hands(BillNo),
    /// Two bills live under one reference.
    TwoLive(u8),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verdict { law, model } => {
                write!(f, "the law says {}, the model says {}", answer(law), answer(model))
            }
            Self::State { fields, law, model } => {
                write!(f, "the titles differ in {fields:?}:\n  law   {law:?}\n  model {model:?}")
            }
            Self::Facts { law, model } => {
                write!(f, "the facts differ:\n  law   {law:?}\n  model {model:?}")
            }
            other => write!(f, "{other:?}"),
        }
    }
}

fn answer(verdict: &Option<Refusal>) -> String {
    verdict.map_or("yes".into(), |refusal| format!("no by {} {refusal:?}", refusal.rule()))
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
}

impl Both {
    /// Both, at the start of a world without bills.
    #[must_use]
    pub fn new(world: World) -> Self {
        let mut both = Self {
            titles: Titles::new(),
            references: References::new(),
            parties: Parties::default(),
            registers: registers(&world),
            now: 0,
            world,
        };
        for (party, person) in (0..).zip(both.world.people) {
            both.enrol(party, &person);
        }
        for grant in both.world.grants.clone() {
            both.authorise(&grant);
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
        let mut live = [0_u32; crate::model::REFERENCES];
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
        let law = title::apply(&self.view(now, deed), &instruction::instruction(deed));
        let model = decide(&self.world, deed, now);
        match (law, model) {
            (Err(law), Err(no)) => {
                let model = refusal::refusal(&self.world, deed, now, no);
                if law == model {
                    return Ok(Outcome::Refused(no));
                }
                Err(Difference::Verdict { law: Some(law), model: Some(model) })
            }
            (Ok(facts), Ok(changes)) => {
                self.record(now, deed, &facts, &changes)?;
                Ok(Outcome::Accepted)
            }
            (Ok(_), Err(no)) => Err(Difference::Verdict {
                law: None,
                model: Some(refusal::refusal(&self.world, deed, now, no)),
            }),
            (Err(law), Ok(_)) => Err(Difference::Verdict { law: Some(law), model: None }),
        }
    }

    fn view(&self, now: Moment, deed: &Deed) -> View<'_> {
        let mut signers = std::iter::once(deed.actor).chain(each(deed.with));
        View {
            titles: &self.titles,
            references: &self.references,
            parties: &self.parties,
            registers: &self.registers,
            mandate: Mandate {
                have: self.world.councillors(deed.with | crate::model::only(deed.actor)),
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
            Change::Person(party, person) => self.enrol(party, &person),
            Change::Grant(grant) => self.authorise(&grant),
            Change::Revoke(agent, principal) => {
                self.parties.revoke(names::party(principal), names::party(agent));
            }
            Change::Rulebook(number) => {
                self.registers.rulebooks.insert(number);
            }
            Change::Quorum(_) => {}
        }
    }

    fn enrol(&mut self, party: Party, person: &Person) {
        let standing = match person.enrolment {
            Enrolment::Bad(want) => Err(refusal::lack(want)),
            Enrolment::Good(last) => Ok(Standing {
                capacities: Capacities::from_bits(person.capacities)
                    .expect("the model's capacities have the ledger's numbers"),
                rulebook: person.accepted,
                good_until: last.map(names::time),
                handing: match person.takes {
                    Takes::Asked => Handing::OnAcceptance,
                    Takes::Unasked => Handing::AtOnce,
                },
            }),
        };
        self.parties.insert(names::party(party), standing);
    }

    fn authorise(&mut self, grant: &Grant) {
        let authority = Authority {
            acts: ActSet::from_bits(grant.acts)
                .expect("the model's acts have the ledger's numbers"),
            until: names::time(grant.until),
        };
        self.parties.authorise(names::party(grant.principal), names::party(grant.agent), authority);
    }
}

fn registers(world: &World) -> Registers {
    let set = |bits: u32| (0..32).filter(|n| bits & (1 << n) != 0).collect();
    Registers { rulebooks: set(world.rulebooks), terms_profiles: set(world.profiles) }
}
