//! The deciding function: title, instruction and time in; facts or a refusal out.

use crate::fact::Fact;
use crate::instruction::{Act, Instruction};
use crate::refusal::Refusal;
use crate::rules;
use crate::view::View;

/// Decides one instruction.
///
/// Signatures, expected heads and deadlines are checked by the ledger before the law is asked.
/// The facts returned are to be folded with [`crate::evolve()`] in order.
///
/// # Errors
///
/// The first [`Refusal`] in order of precedence (see [`crate::refusal`]).
pub fn apply(view: &View<'_>, instruction: &Instruction) -> Result<Vec<Fact>, Refusal> {
    let event = match &instruction.act {
        Act::Issue(issue) => rules::issue::issue(view, instruction, issue)?,
        act => {
            let case = rules::Case::open(view, instruction)?;
            match act {
                Act::Issue(_) => unreachable!("issue is decided above"),
                Act::Offer { to, endorsement, until } => {
                    rules::transfer::offer(&case, *to, *endorsement, *until)?
                }
                Act::Withdraw => rules::transfer::withdraw(),
                Act::Accept => rules::transfer::accept(&case)?,
                Act::Decline => rules::transfer::decline(),
                Act::Endorse(endorsement) => rules::endorse::endorse(&case, *endorsement)?,
                Act::CancelEndorsement => rules::endorse::cancel(&case)?,
                Act::Sign => rules::sign::sign(),
                Act::SurrenderForDelivery => rules::surrender::for_delivery(),
                Act::AcceptSurrender => rules::surrender::accept(),
                Act::RejectSurrender { reason } => rules::surrender::reject(&case, *reason)?,
            }
        }
    };
    Ok(vec![Fact { title: instruction.title, by: instruction.by, at: view.now, event }])
}
