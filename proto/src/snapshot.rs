//! State snapshots: how a node that begins is given a state by peers that it does not trust.
//!
//! A header that a quorum signed names the root of the state after its block and the root over all
//! headers before it. So the state at a height needs no hash of its own: it is given in *parts*, each
//! of which is shown to be every entry of the map whose key begins with some bits ([`StatePart`]), and
//! the headers before the height in *runs* of their hashes ([`HeadersPart`]). Each part is checked by
//! itself, whatever became of the others, so parts come in any order, from several peers at once, and
//! whoever gives a wrong one is found by it.

mod headers;
mod part;
mod prefix;
#[cfg(test)]
mod tests;

pub use self::headers::{HeadersPart, HeadersPartFault, RUN, runs};
pub use self::part::{StatePart, StatePartFault};
pub use self::prefix::{Prefix, PrefixFault};

/// Every so many blocks there is a height whose state peers agree to give: the newest that they all
/// have, most of the time, and one that they keep for long enough.
pub const INTERVAL: u64 = 16;

/// The newest agreed height up to a head; none while there is none.
#[must_use]
pub fn agreed_height(head: u64) -> Option<u64> {
    Some(head - head % INTERVAL).filter(|height| *height > 0)
}
