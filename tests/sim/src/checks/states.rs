//! Pruning takes the states beyond the horizon, by name, and no others.

use node::ledger::state::{ReadError, State};
use node::store::index::{Horizon, Index};
use proto::state::StateKey;

use super::Violation;
use crate::coverage::{Coverage, Seen};

/// Checks that a node's oldest kept state can be proved, and that the one before is refused as
/// pruned and not as damage.
///
/// # Errors
///
/// [`Violation::Node`].
pub fn check_states(
    machine: usize,
    index: &Index,
    horizon: Horizon,
    coverage: &mut Coverage,
) -> Result<(), Violation> {
    let fault = |why: String| Violation::Node { machine, why };
    let meta = index.meta().map_err(|error| fault(error.to_string()))?;
    let oldest = meta.map_or(0, |meta| horizon.oldest_block(meta.height));
    let read = |height| {
        let found = index.header(height).map_err(|error| fault(error.to_string()))?;
        let (header, version) = found.ok_or_else(|| fault(format!("no header of {height}")))?;
        let state = State::at(index, version, header.state_root);
        Ok((version, state.entry(&StateKey::Network)))
    };
    if oldest == 0 {
        return Ok(());
    }
    let (kept, entry) = read(oldest)?;
    entry.map_err(|error| fault(format!("the state after block {oldest}: {error}")))?;
    if oldest == 1 {
        return Ok(());
    }
    match read(oldest - 1)? {
        // A block without facts has the state of the one before.
        (version, Ok(_)) if version == kept => Ok(()),
        (_, Err(ReadError::Pruned { .. })) => {
            coverage.count(Seen::StatesPruned);
            Ok(())
        }
        (_, Ok(_)) => Err(fault(format!("the state after block {} is kept", oldest - 1))),
        (_, Err(error)) => Err(fault(format!("the state after block {}: {error}", oldest - 1))),
    }
}
