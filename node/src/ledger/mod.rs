//! Whole blocks, decided purely: parent state and bytes in, verdict and changes out.
//!
//! [`state`] reads the authenticated map, [`execute`] runs instructions on a copy-on-write
//! overlay, [`propose`] builds a block from what waits, [`verify`] checks another's block by
//! executing it again. Nothing here opens a file, reads a clock or knows the engine; two nodes
//! with the same parent and the same bytes reach the same verdict.

pub mod execute;
pub mod opening;
pub mod propose;
pub mod state;
pub mod verify;

#[cfg(test)]
mod tests;

use proto::hash::Hash;
use proto::ids::ChainId;
use proto::validators::ValidatorSet;

/// The block on which the next one stands.
#[derive(Clone, Debug)]
pub struct Parent {
    /// The chain.
    pub chain: ChainId,
    /// Its height; 0 for genesis.
    pub height: u64,
    /// Its hash; the chain id for genesis.
    pub hash: Hash,
    /// Its time in milliseconds since 1970.
    pub time_ms: u64,
    /// The root of the state after it.
    pub state_root: Hash,
    /// The version of the state after it. Grows by one with each block that records facts, since
    /// the tree makes no version without a change.
    pub state_version: u64,
    /// RFC 6962 root over the hashes of all headers up to it.
    pub headers_root: Hash,
    /// Who votes on the next block: those of the network's record in the state after it.
    pub validators: ValidatorSet,
}
