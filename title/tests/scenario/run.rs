//! Steps played against the law alone.

use std::collections::BTreeMap;
use std::fmt;

use title::{
    Act, ActKind, Acting, Capacities, Commitment, End, Endorsement, Instruction, Issue, Order,
    Parties, PartyId, ReferenceKey, ReferenceUse, Refusal, Registers, Standing, Status, Time,
    Title, TitleId, View, apply, evolve, invariants,
};

use crate::scenario::{
    ActLine, Claim, Enrolment, ExpectedRefusal, NamedAct, NamedEndorsement, NamedIssue, NamedOrder,
    Script, Step, What,
};

/// A line that went otherwise than written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    file: String,
    line: usize,
    text: String,
    instead: String,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, text, instead } = self;
        write!(f, "{file}:{line}: {text}\n    but {instead}")
    }
}

/// What came of an act that went as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Accepted(ActKind),
    Refused(Refusal),
}

/// Plays a script from an empty ledger.
pub(crate) fn play(script: &Script) -> Result<Vec<Outcome>, Failure> {
    let mut world = World::new();
    let mut outcomes = Vec::new();
    for step in &script.steps {
        let done = world.step(step).map_err(|instead| Failure {
            file: script.file.clone(),
            line: step.line,
            text: step.text.clone(),
            instead,
        })?;
        outcomes.extend(done);
    }
    Ok(outcomes)
}

struct World {
    parties: Parties,
    registers: Registers,
    bills: BTreeMap<TitleId, Title>,
    now: Time,
}

impl World {
    fn new() -> Self {
        Self {
            parties: Parties::default(),
            registers: Registers { rulebooks: [1].into(), terms_profiles: [1].into() },
            bills: BTreeMap::new(),
            now: Time(0),
        }
    }

    /// Plays one step; the error is what happened instead.
    fn step(&mut self, step: &Step) -> Result<Option<Outcome>, String> {
        match &step.what {
            What::Party { name, enrolment } => self.enrol(name, enrolment),
            What::Rulebook(number) => {
                self.registers.rulebooks.insert(*number);
            }
            What::TermsProfile(number) => {
                self.registers.terms_profiles.insert(*number);
            }
            What::At(time) if *time <= self.now => return Err("that is not later".to_owned()),
            What::At(time) => self.now = *time,
            What::Act(line) => return self.act(line).map(Some),
            What::Then(claim) => self.check(claim)?,
        }
        Ok(None)
    }

    fn enrol(&mut self, name: &str, enrolment: &Enrolment) {
        let standing = match enrolment.lack {
            Some(lack) => Err(lack),
            None => Ok(Standing {
                capacities: Capacities::of(&enrolment.capacities),
                rulebook: enrolment.rulebook,
                good_until: enrolment.good_until,
            }),
        };
        self.parties.insert(party(name), standing);
    }

    fn act(&mut self, line: &ActLine) -> Result<Outcome, String> {
        let instruction = instruction(line);
        match (self.apply(&instruction)?, &line.refused) {
            (Ok(()), None) => Ok(Outcome::Accepted(instruction.act.kind())),
            (Ok(()), Some(expected)) => Err(format!("it was accepted, not refused {expected}")),
            (Err(refusal), Some(expected)) if *expected == of(&refusal) => {
                Ok(Outcome::Refused(refusal))
            }
            (Err(refusal), _) => Err(format!("refused {}: {refusal}", of(&refusal))),
        }
    }

    fn apply(&mut self, instruction: &Instruction) -> Result<Result<(), Refusal>, String> {
        let view = View {
            title: self.bills.get(&instruction.title),
            reference: self.reference(&instruction.act),
            parties: &self.parties,
            registers: &self.registers,
            now: self.now,
        };
        let facts = match apply(&view, instruction) {
            Ok(facts) => facts,
            Err(refusal) => return Ok(Err(refusal)),
        };
        for fact in &facts {
            let before = self.bills.remove(&fact.title);
            let after = evolve(before.clone(), fact);
            invariants::check_step(before.as_ref(), fact, &after)
                .map_err(|broken| format!("a promise broke: {broken:?}"))?;
            self.bills.insert(fact.title, after);
        }
        Ok(Ok(()))
    }

    fn reference(&self, act: &Act) -> ReferenceUse {
        let Act::Issue(issue) = act else {
            return ReferenceUse::Unused;
        };
        let mut used = self.bills.values().filter(|bill| bill.reference == issue.reference);
        match used.next() {
            None => ReferenceUse::Unused,
            Some(bill) if bill.controller().is_some() => ReferenceUse::Live(bill.id),
            Some(_) => ReferenceUse::Used,
        }
    }

    fn check(&self, claim: &Claim) -> Result<(), String> {
        if let Claim::DoesNotExist { bill } = claim {
            return holds(!self.bills.contains_key(&title_id(bill, 1)), "it exists");
        }
        let bill = self.bill(claim)?;
        match claim {
            Claim::Controls { party: name, .. } => {
                holds(bill.controller() == Some(party(name)), "control is elsewhere")
            }
            Claim::NobodyControls { .. } => {
                holds(bill.controller().is_none(), "somebody is in control")
            }
            Claim::Stands { order: named, .. } => {
                holds(bill.order == order(named), "it stands otherwise")
            }
            Claim::OfferedTo { party: name, .. } => holds(
                matches!(bill.status, Status::Offered { offer, .. } if offer.to == party(name)),
                "it is not offered to that party",
            ),
            Claim::NotOffered { .. } => {
                holds(!matches!(bill.status, Status::Offered { .. }), "an offer stands")
            }
            Claim::SurrenderedBy { party: name, .. } => holds(
                bill.status == Status::Surrendered { requester: party(name) },
                "it is not surrendered by that party",
            ),
            Claim::Accomplished { .. } => {
                holds(bill.status == Status::Ended(End::Accomplished), "it has not ended so")
            }
            Claim::DoesNotExist { .. } => unreachable!("checked above"),
        }
    }

    fn bill(&self, claim: &Claim) -> Result<Title, String> {
        let (Claim::Controls { bill, .. }
        | Claim::NobodyControls { bill }
        | Claim::Stands { bill, .. }
        | Claim::OfferedTo { bill, .. }
        | Claim::NotOffered { bill }
        | Claim::SurrenderedBy { bill, .. }
        | Claim::Accomplished { bill }
        | Claim::DoesNotExist { bill }) = claim;
        let recorded = self.bills.get(&title_id(bill, 1));
        Ok(recorded.ok_or_else(|| format!("{bill} does not exist"))?.at(self.now))
    }
}

fn holds(claim: bool, instead: &str) -> Result<(), String> {
    if claim { Ok(()) } else { Err(instead.to_owned()) }
}

/// A refusal as a scenario writes it.
fn of(refusal: &Refusal) -> ExpectedRefusal {
    let reason = match refusal {
        Refusal::AlreadyIssued { .. } => Some("live"),
        Refusal::ReferenceUsed { .. } => Some("used"),
        Refusal::NoOffer { .. } => Some("no offer"),
        Refusal::OfferLapsed { .. } => Some("lapsed"),
        _ => None,
    };
    ExpectedRefusal { rule: refusal.rule().to_owned(), reason: reason.map(str::to_owned) }
}

impl fmt::Display for ExpectedRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        match &self.reason {
            Some(reason) => write!(f, ", {reason}"),
            None => Ok(()),
        }
    }
}

fn instruction(line: &ActLine) -> Instruction {
    let version = match &line.act {
        NamedAct::Issue(issue) => issue.version,
        _ => 1,
    };
    Instruction {
        by: Acting { actor: party(&line.by), represented: line.acting_for.as_deref().map(party) },
        title: title_id(&line.bill, version),
        act: act(&line.act, &line.bill),
    }
}

fn act(named: &NamedAct, bill: &str) -> Act {
    match named {
        NamedAct::Issue(named) => Act::Issue(issue(named, bill)),
        NamedAct::Offer { to, endorsement: named, until } => Act::Offer {
            to: party(to),
            endorsement: named.as_ref().map(endorsement),
            until: *until,
        },
        NamedAct::Withdraw => Act::Withdraw,
        NamedAct::Accept => Act::Accept,
        NamedAct::Decline => Act::Decline,
        NamedAct::Endorse(named) => Act::Endorse(endorsement(named)),
        NamedAct::CancelEndorsement => Act::CancelEndorsement,
        NamedAct::Sign => Act::Sign,
        NamedAct::SurrenderForDelivery => Act::SurrenderForDelivery,
        NamedAct::AcceptSurrender => Act::AcceptSurrender,
        NamedAct::RejectSurrender(reason) => Act::RejectSurrender { reason: *reason },
    }
}

fn issue(named: &NamedIssue, bill: &str) -> Issue {
    Issue {
        reference: ReferenceKey(padded(bill)),
        version: named.version,
        order: order(&named.order),
        controller: party(&named.holder),
        rulebook: named.rulebook,
        terms_profile: named.terms_profile,
        document: Commitment { scheme: 0, root: padded("document") },
    }
}

fn order(named: &NamedOrder) -> Order {
    match named {
        NamedOrder::Straight { shipper, consignee } => {
            Order::Straight { shipper: party(shipper), consignee: party(consignee) }
        }
        NamedOrder::Named { party: name, may_endorse } => {
            Order::Named { party: party(name), may_endorse: *may_endorse }
        }
        NamedOrder::Bearer => Order::Blank,
    }
}

fn endorsement(named: &NamedEndorsement) -> Endorsement {
    match named {
        NamedEndorsement::Final(name) => Endorsement::Final(party(name)),
        NamedEndorsement::ToOrder(name) => Endorsement::ToOrder(party(name)),
        NamedEndorsement::Blank => Endorsement::Blank,
    }
}

/// The law sees opaque bytes; here they are the name's own.
fn party(name: &str) -> PartyId {
    PartyId(padded(name))
}

fn title_id(bill: &str, version: u32) -> TitleId {
    TitleId(padded(&format!("{bill} version {version}")))
}

fn padded(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    bytes
}
