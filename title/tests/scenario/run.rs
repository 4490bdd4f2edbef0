//! Steps played one after the other.

use std::collections::BTreeMap;
use std::fmt;

use ebl_scenario::{
    ActLine, Claim, Enrolment, ExpectedRefusal, Says, Script, StandingChange, Step, What, claims,
    meaning,
};
use title::{
    ActKind, ActSet, Authority, Capacities, Fact, Handing, Instruction, Lack, Mandate, Parties,
    PartyId, ReferenceUse, References, Refusal, Registers, Standing, Time, TitleId, Titles, View,
    apply, evolve, invariants,
};

use super::meaning::{GOVERNANCE, Plain, THRESHOLD, party, title_id};

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
    standings: BTreeMap<String, (Enrolment, Handing)>,
    parties: Parties,
    registers: Registers,
    bills: Titles,
    facts: BTreeMap<TitleId, Vec<Fact>>,
    now: Time,
}

impl World {
    fn new() -> Self {
        let mut parties = Parties::default();
        for member in GOVERNANCE {
            let enrolment =
                Enrolment { capacities: vec![], lack: None, rulebook: 1, good_until: None };
            parties.insert(party(member), standing(&enrolment, Handing::default()));
        }
        Self {
            standings: BTreeMap::new(),
            parties,
            registers: Registers { rulebooks: [1].into(), terms_profiles: [1].into() },
            bills: Titles::new(),
            facts: BTreeMap::new(),
            now: Time(0),
        }
    }

    /// Plays one step; the error is what happened instead.
    fn step(&mut self, step: &Step) -> Result<Option<Outcome>, String> {
        match &step.what {
            What::Party { name, enrolment } => {
                let handing = self.standings.get(name).map(|(_, handing)| *handing);
                self.stands(name, enrolment.clone(), handing.unwrap_or_default());
            }
            What::Changes { party, change } => self.change(party, *change),
            What::Authorises { principal, agent, acts, until } => {
                let authority = Authority { acts: ActSet::of(acts), until: *until };
                self.parties.authorise(party(principal), party(agent), authority);
            }
            What::Revokes { principal, agent } => {
                self.parties.revoke(party(principal), party(agent));
            }
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

    fn change(&mut self, name: &str, change: StandingChange) {
        let known = self.standings.get(name).cloned();
        let (mut enrolment, mut handing) = known.expect("only parties declared above are named");
        match change {
            StandingChange::Suspended => enrolment.lack = Some(Lack::Suspended),
            StandingChange::Reinstated => enrolment.lack = None,
            StandingChange::Removed => enrolment.lack = Some(Lack::Removed),
            StandingChange::AcceptsRulebook(number) => enrolment.rulebook = number,
            StandingChange::ConsentsToHandOver => handing = Handing::AtOnce,
            StandingChange::WithdrawsConsent => handing = Handing::OnAcceptance,
        }
        self.stands(name, enrolment, handing);
    }

    fn stands(&mut self, name: &str, enrolment: Enrolment, handing: Handing) {
        self.parties.insert(party(name), standing(&enrolment, handing));
        self.standings.insert(name.to_owned(), (enrolment, handing));
    }

    fn act(&mut self, line: &ActLine) -> Result<Outcome, String> {
        let newest = self.registers.rulebooks.last().copied().unwrap_or_default();
        let instruction = meaning::instruction(&Plain, line, newest);
        match (self.apply(&instruction)?, &line.refused) {
            (Ok(()), None) => Ok(Outcome::Accepted(instruction.act.kind())),
            (Ok(()), Some(expected)) => Err(format!("it was accepted, not refused {expected}")),
            (Err(refusal), Some(expected)) if *expected == ExpectedRefusal::of(&refusal) => {
                Ok(Outcome::Refused(refusal))
            }
            (Err(refusal), _) => {
                Err(format!("refused {}: {refusal}", ExpectedRefusal::of(&refusal)))
            }
        }
    }

    fn apply(&mut self, instruction: &Instruction) -> Result<Result<(), Refusal>, String> {
        let view = View {
            titles: &self.bills,
            references: &self.references(),
            parties: &self.parties,
            registers: &self.registers,
            mandate: mandate(instruction),
            now: self.now,
        };
        let facts = match apply(&view, instruction) {
            Ok(facts) => facts,
            Err(refusal) => return Ok(Err(refusal)),
        };
        for fact in facts {
            let before = self.bills.remove(&fact.title);
            let after = evolve(before.clone(), &fact);
            invariants::check_step(before.as_ref(), &fact, &after)
                .map_err(|broken| format!("a promise broke: {broken:?}"))?;
            self.bills.insert(fact.title, after);
            self.facts.entry(fact.title).or_default().push(fact);
        }
        invariants::check_all(self.bills.values())
            .map_err(|broken| format!("a promise broke: {broken:?}"))?;
        Ok(Ok(()))
    }

    fn references(&self) -> References {
        let mut references = References::new();
        for bill in self.bills.values() {
            let known = references.entry(bill.reference).or_insert(ReferenceUse::Used);
            if bill.is_live() {
                *known = ReferenceUse::Live(bill.id);
            }
        }
        references
    }

    fn check(&self, Claim { bill, says }: &Claim) -> Result<(), String> {
        let id = title_id(bill);
        match (self.bills.get(&id), says) {
            (None, Says::DoesNotExist) => Ok(()),
            (None, _) => Err(format!("{bill} does not exist")),
            (Some(title), says) => {
                claims::check(&Plain, says, &title.at(self.now), &self.facts[&id])
            }
        }
    }
}

fn standing(enrolment: &Enrolment, handing: Handing) -> Result<Standing, Lack> {
    match enrolment.lack {
        Some(lack) => Err(lack),
        None => Ok(Standing {
            capacities: Capacities::of(&enrolment.capacities),
            rulebook: enrolment.rulebook,
            good_until: enrolment.good_until,
            handing,
        }),
    }
}

/// How far the signers speak for the governance.
fn mandate(instruction: &Instruction) -> Mandate {
    let members: Vec<PartyId> = GOVERNANCE.iter().map(|name| party(name)).collect();
    let signers = || instruction.with.iter().chain([&instruction.by.actor]);
    Mandate {
        have: signers().filter(|signer| members.contains(signer)).map(|_| 1).sum(),
        need: THRESHOLD,
        outsider: signers().find(|signer| !members.contains(signer)).copied(),
    }
}
