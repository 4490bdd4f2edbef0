//! Whether what clients saw could have happened one act after another.
//!
//! Every act names the head it follows, and the ledger gives all acts on a title one order: that
//! order is the candidate, and it remains to ask whether it contradicts what clients saw in time.
//! An act whose answer never came may stand anywhere after it was handed in, or nowhere.

use super::{Checker, Violation};
use crate::users::{Op, Outcome};

/// Checks every client's every act against the ledger.
///
/// # Errors
///
/// The first [`Violation`].
pub fn check_histories(checker: &Checker, ops: &[Op]) -> Result<(), Violation> {
    for op in ops {
        check_outcome(checker, op)?;
    }
    for first in ops {
        for second in ops {
            check_order(checker, first, second)?;
        }
    }
    Ok(())
}

fn check_outcome(checker: &Checker, op: &Op) -> Result<(), Violation> {
    let position = checker.position(&op.id);
    match &op.outcome {
        Some(Outcome::Refused { why, .. }) => match position {
            Some(position) => Err(Violation::RefusedButRecorded {
                instruction: op.id,
                why: why.clone(),
                height: position.height,
            }),
            None => Ok(()),
        },
        Some(Outcome::Final { height, .. }) => match position {
            Some(position) if position.height == *height => Ok(()),
            _ => Err(Violation::AcknowledgedLost { instruction: op.id, machine: usize::MAX }),
        },
        None => Ok(()),
    }
}

/// An act that was final before another was handed in stands before it.
fn check_order(checker: &Checker, first: &Op, second: &Op) -> Result<(), Violation> {
    let Some(Outcome::Final { at_us, .. }) = &first.outcome else { return Ok(()) };
    if first.title != second.title || second.invoked_us <= *at_us {
        return Ok(());
    }
    match (checker.position(&first.id), checker.position(&second.id)) {
        (Some(earlier), Some(later)) if later <= earlier => {
            Err(Violation::NotLinear { earlier: first.id, later: second.id })
        }
        _ => Ok(()),
    }
}
