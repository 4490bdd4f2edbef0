//! What an act would do, before anybody signs it.

use proto::ids::ChainId;
use proto::instruction::{Draft, Expected};
use title::{Acting, Consent, Fact, Instruction, PartyId, Refusal, Time, TitleId, Titles};

use super::Wish;
use crate::clock;
use crate::error::WalletError;
use crate::known::Known;
use crate::refused::Refused;
use crate::session::Session;

/// An act that the law would allow now.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What will be signed.
    pub instruction: Instruction,
    /// The titles before, those that exist.
    pub before: Titles,
    /// The titles after.
    pub after: Titles,
    /// What the ledger is expected to record; only the time will differ.
    pub foreseen: Vec<Fact>,
    /// The chains it continues, with their heads.
    pub expected: Vec<Expected>,
    /// The last block time at which it may be recorded.
    pub deadline_ms: u64,
    /// What the user should also know before signing.
    pub notes: Vec<String>,
}

impl Plan {
    /// The moment for which the act was foreseen.
    #[must_use]
    pub fn now(&self) -> Time {
        self.foreseen.first().map_or(Time(0), |fact| fact.at)
    }

    /// The title before as it reads now, an overdue offer and hold left out.
    #[must_use]
    pub fn before(&self, title: &TitleId) -> Option<title::Title> {
        self.before.get(title).map(|before| before.at(self.now()))
    }

    /// The instruction, ready to be signed.
    #[must_use]
    pub fn draft(&self, chain: ChainId) -> Draft {
        Draft {
            chain,
            deadline_ms: self.deadline_ms,
            expected: self.expected.clone(),
            instruction: self.instruction.clone().into(),
        }
    }
}

/// What an act would do if it were recorded at `now`. Whoever the law asks to sign it too is added.
///
/// # Errors
///
/// The law's no, or a profile that only looks.
pub fn plan(session: &Session<'_>, wish: Wish, now: Time) -> Result<Plan, WalletError> {
    let Wish { title, known, act, notes, terms } = wish;
    let actor = session.profile.party()?;
    let represented = terms.represented.filter(|principal| *principal != actor);
    let by = Acting { actor, represented };
    let mut instruction = Instruction { by, with: Vec::new(), title, act };
    for party in &terms.signed_too {
        join(&mut instruction, *party);
    }
    // Blocks are later than the last one: a slow clock here must not revive a lapsed offer.
    let now = now.max(known.earliest());
    let foreseen = with_consents(session, &known, &mut instruction, now)?;
    let deadline_ms = clock::minutes_after(now, terms.minutes()).0;
    Ok(put_together(known, instruction, foreseen, deadline_ms, notes))
}

/// What an instruction that somebody else drew up would do if it were recorded at `now`.
///
/// # Errors
///
/// The law's no.
pub fn replan(
    session: &Session<'_>,
    known: Known,
    instruction: &Instruction,
    deadline_ms: u64,
    now: Time,
) -> Result<Plan, WalletError> {
    let instruction = instruction.clone();
    let now = now.max(known.earliest());
    let foreseen = foresee(session, &known, &instruction, now)
        .map_err(|refusal| Refused::here(&refusal, &instruction.title, session))?;
    Ok(put_together(known, instruction, foreseen, deadline_ms, Vec::new()))
}

fn put_together(
    known: Known,
    instruction: Instruction,
    foreseen: Vec<Fact>,
    deadline_ms: u64,
    notes: Vec<String>,
) -> Plan {
    let before = known.titles();
    let mut after = Titles::new();
    for fact in &foreseen {
        after.insert(fact.title, title::evolve(before.get(&fact.title).cloned(), fact));
    }
    let expected = known.expected(&instruction);
    Plan { instruction, before, after, foreseen, expected, deadline_ms, notes }
}

fn foresee(
    session: &Session<'_>,
    known: &Known,
    instruction: &Instruction,
    now: Time,
) -> Result<Vec<Fact>, Refusal> {
    session.network.foresee(&known.titles(), &known.references(), instruction, now)
}

/// Asks the law, and adds whomever it asks to sign too. Where it asks for either of two parties,
/// the user says which.
fn with_consents(
    session: &Session<'_>,
    known: &Known,
    instruction: &mut Instruction,
    now: Time,
) -> Result<Vec<Fact>, WalletError> {
    loop {
        match foresee(session, known, instruction, now) {
            Err(Refusal::MissingConsent { of: Consent::Of(party), .. })
                if !instruction.with.contains(&party) =>
            {
                join(instruction, party);
            }
            answer => {
                return answer.map_err(|refusal| {
                    Refused::here(&refusal, &instruction.title, session).into()
                });
            }
        }
    }
}

/// Adds a signer at its place. Who acts anyway is none: acting is consenting.
fn join(instruction: &mut Instruction, party: PartyId) {
    let by = instruction.by;
    if party == by.actor || Some(party) == by.represented {
        return;
    }
    if let Err(place) = instruction.with.binary_search(&party) {
        instruction.with.insert(place, party);
    }
}
