//! What became of an instruction: final with proof, refused by a rule, or not known yet.

use proto::ids::InstructionId;
use proto::instruction::Instruction;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::submit_response::Outcome;
use proto::receipt::ReceiptFault;
use thiserror::Error;
use title::Time;

use super::{Recorded, outcome};
use crate::clock;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::node::{Node, NodeError};
use crate::proven;
use crate::refused::Refused;
use crate::session::Session;

/// An instruction that was handed in.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its id.
    pub id: InstructionId,
    /// The last block time at which it may be recorded.
    pub deadline_ms: u64,
    /// What it asks.
    pub instruction: Instruction,
}

/// Sent, and nobody has said what became of it.
#[derive(Debug, Error)]
#[error("the outcome of instruction {id} is not known{}", because(silence.as_ref()))]
pub struct UnknownOutcome {
    /// The instruction.
    pub id: InstructionId,
    /// When it resolves at the latest.
    pub deadline_ms: u64,
    /// Why the node did not say, where it did not answer at all.
    pub silence: Option<NodeError>,
}

impl Explain for UnknownOutcome {
    fn hint(&self) -> String {
        format!(
            "do not sign it again; ebl outcome {} asks what became of it, ebl resend {} hands the \
             same bytes in again; the first block after {} settles it",
            self.id,
            self.id,
            clock::show(Time(self.deadline_ms))
        )
    }

    fn exit(&self) -> Exit {
        Exit::Unknown
    }

    fn details(&self) -> serde_json::Value {
        serde_json::json!({
            "instruction": self.id.to_string(),
            "deadline_ms": self.deadline_ms,
        })
    }
}

/// A node said "final" and did not prove it.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SettleError {
    /// A receipt proves nothing.
    #[error("the node says final, but its receipt proves nothing: {0}")]
    Receipt(#[from] ReceiptFault),
    /// The receipts are not one for each fact of this instruction.
    #[error("the node says final, but its receipt is for something else than was signed")]
    OtherFact,
    /// The answer has no outcome that this version knows.
    #[error("the node's answer has no outcome that this version knows")]
    NoOutcome,
}

impl Explain for SettleError {
    fn hint(&self) -> String {
        "do not rely on it: ask another node with ebl outcome, and tell the network's governance"
            .to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Unverified
    }
}

/// Reads an answer and proves it. Where the node fell silent, the next one is asked what it knows.
///
/// # Errors
///
/// [`Refused`], [`UnknownOutcome`] or [`SettleError`].
pub fn settle(
    session: &Session<'_>,
    node: &mut Node,
    sent: &Sent,
    answer: Result<pb::SubmitResponse, NodeError>,
) -> Result<Recorded, WalletError> {
    let answer = match answer {
        Err(silence) if node.has_others() => ask_another(node, sent).ok_or(silence),
        answer => answer,
    };
    let unknown = |silence| UnknownOutcome { id: sent.id, deadline_ms: sent.deadline_ms, silence };
    let outcome = answer.map_err(|silence| unknown(Some(silence)))?.outcome;
    match outcome.ok_or(SettleError::NoOutcome)? {
        Outcome::Final(answer) => Ok(prove(session, sent, &answer)?),
        Outcome::Refused(refused) => {
            let title = sent.instruction.title().map(|instruction| &instruction.title);
            Err(Refused::by_ledger(&refused, title, session).into())
        }
        Outcome::Unknown(_) => Err(unknown(None).into()),
    }
}

fn ask_another(node: &mut Node, sent: &Sent) -> Option<pb::SubmitResponse> {
    node.move_on().ok()?;
    node.outcome(&sent.id, sent.deadline_ms, WAIT_MS).ok()
}

/// Checks that each receipt is a quorum's, and all together for exactly what was signed.
fn prove(session: &Session<'_>, sent: &Sent, answer: &pb::Final) -> Result<Recorded, SettleError> {
    let mut proved = Vec::with_capacity(answer.receipts.len());
    for message in &answer.receipts {
        proved.push(proven::receipt(&session.network, message)?);
    }
    let facts: Vec<_> = proved.iter().map(|proof| proof.record.fact.clone()).collect();
    let own = proved.iter().all(|proof| proof.record.instruction == sent.id);
    if !own || !outcome::is_answer(&facts, &sent.instruction) {
        return Err(SettleError::OtherFact);
    }
    Ok(Recorded::of(&proved, session))
}

fn because(silence: Option<&NodeError>) -> String {
    silence.map_or(String::new(), |silence| format!(": {silence}"))
}

/// How long a second node is asked to wait for the outcome.
const WAIT_MS: u32 = 10_000;

#[cfg(test)]
mod tests;
