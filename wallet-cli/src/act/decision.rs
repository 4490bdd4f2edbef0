//! What an act on the registry would do, before anybody signs it.

use proto::ids::ChainId;
use proto::instruction::{Draft, Subject, Submission};
use proto::registry::{Act, Chain, Fact, Instruction, Refusal};
use title::{Acting, PartyId, Time};

use super::SigningTerms;
use crate::clock;
use crate::error::WalletError;
use crate::refused::Refused;
use crate::session::Session;

/// An act on the registry that the user asks for.
#[derive(Clone, Debug)]
pub struct Decision {
    /// What is to be done.
    pub act: Act,
    /// What the user should also know before signing.
    pub notes: Vec<String>,
    /// How it is signed.
    pub terms: SigningTerms,
}

/// An act that the registry would allow now.
#[derive(Clone, Debug)]
pub struct Decided {
    /// What will be signed.
    pub instruction: Instruction,
    /// The chain it continues.
    pub chain: Chain,
    /// The head of that chain.
    pub head: proto::hash::Hash,
    /// The last block time at which it may be recorded.
    pub deadline_ms: u64,
    /// What the user should also know before signing.
    pub notes: Vec<String>,
}

impl Decided {
    /// The instruction, ready to be signed.
    #[must_use]
    pub fn draft(&self, chain: ChainId) -> Draft {
        let instruction = self.instruction.clone();
        Draft::on_registry(chain, self.deadline_ms, self.chain, self.head, instruction)
    }
}

/// What the act would do if it were recorded at `now`. The other holders of a joint account are
/// added to those who sign; which governors sign, the user says.
///
/// # Errors
///
/// The registry's no, or a profile that only looks.
pub fn decide(
    session: &Session<'_>,
    decision: Decision,
    now: Time,
) -> Result<Decided, WalletError> {
    let Decision { act, notes, terms } = decision;
    let actor = session.profile.party()?;
    let by = Acting { actor, represented: terms.represented.filter(|other| *other != actor) };
    let mut instruction = Instruction { by, with: Vec::new(), act };
    for party in &terms.signed_too {
        join(&mut instruction, *party);
    }
    let now = now.max(session.network.earliest());
    let facts = loop {
        match session.network.foresee_registry(&instruction, now) {
            Err(Refusal::HolderMissing { party }) if !instruction.with.contains(&party) => {
                join(&mut instruction, party);
            }
            answer => break answer,
        }
    };
    let facts = facts.map_err(|refusal| Refused::registry(&refusal, session))?;
    let deadline_ms = clock::minutes_after(now, terms.minutes()).0;
    Ok(put_together(session, instruction, &facts, deadline_ms, notes))
}

/// What an instruction that somebody else drew up would do if it were recorded at `now`.
///
/// # Errors
///
/// The registry's no.
pub fn redecide(
    session: &Session<'_>,
    instruction: &Instruction,
    submission: &Submission,
    now: Time,
) -> Result<Decided, WalletError> {
    let now = now.max(session.network.earliest());
    let facts = session
        .network
        .foresee_registry(instruction, now)
        .map_err(|refusal| Refused::registry(&refusal, session))?;
    let deadline_ms = submission.deadline_ms();
    Ok(put_together(session, instruction.clone(), &facts, deadline_ms, Vec::new()))
}

fn put_together(
    session: &Session<'_>,
    instruction: Instruction,
    facts: &[Fact],
    deadline_ms: u64,
    notes: Vec<String>,
) -> Decided {
    let chain = facts.first().expect("an act on the registry records a fact").chain;
    let head = session.network.head(&Subject::from(chain)).unwrap_or_default();
    Decided { instruction, chain, head, deadline_ms, notes }
}

fn join(instruction: &mut Instruction, party: PartyId) {
    if party == instruction.by.actor {
        return;
    }
    if let Err(place) = instruction.with.binary_search(&party) {
        instruction.with.insert(place, party);
    }
}
