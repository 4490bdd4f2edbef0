//! Every byte that is sent, signed, hashed or proved.
//!
//! Reading order: [`hash`] and [`signing`] (what is hashed and signed, byte by byte), [`wire`]
//! (strict decoding), [`instruction`] (what a party submits), [`fact`] (what is recorded),
//! [`registry`] (who may), [`block`], [`certificate`], [`handover`], [`state`] (the authenticated
//! map), [`genesis`]; what an outsider can check: [`receipt`] (one fact), [`state_proof`] (one
//! value of the map), [`checkpoint`] (the whole ledger up to a block), [`evidence`] (everything
//! about one bill), [`following`] and [`feed`] (block after block, nothing left out), [`trail`] (all
//! that must be kept to notice a second history), [`witness`] and [`two_histories`]; why a file proves nothing, in a word, [`reason`]; and what
//! a node that begins is given of the state and can check, [`snapshot`]. Beside them
//! [`endorsement_chain`] writes and reads what the field's own APIs say of a title. Verification needs this crate and
//! nothing else: no engine, no runtime, no database. The format is drawn in `docs/wire-format.md`.

pub mod account;
pub mod block;
pub mod card;
pub mod certificate;
pub mod checkpoint;
pub mod convert;
pub mod document;
pub mod endorsement_chain;
pub mod evidence;
pub mod fact;
pub mod feed;
pub mod following;
pub mod genesis;
pub mod handover;
pub mod hash;
pub mod header_tree;
pub mod identifiers;
pub mod ids;
pub mod instruction;
pub mod keys;
pub mod limits;
pub mod merkle;
pub mod reason;
pub mod receipt;
pub mod reference;
pub mod refusal;
pub mod registry;
pub mod signing;
pub mod signing_file;
pub mod snapshot;
pub mod state;
pub mod state_proof;
pub mod trail;
pub mod two_histories;
pub mod validators;
pub mod vote;
pub mod wire;
pub mod witness;

/// The messages of `schema/`, as generated. Inside the project they are read through the modules
/// above, which check what the schema cannot say.
#[allow(missing_docs, unreachable_pub, clippy::all, clippy::pedantic)]
pub mod pb {
    mod generated {
        include!(concat!(env!("OUT_DIR"), "/messages.rs"));
    }
    pub use generated::ebl::*;

    /// The schema itself, as a serialised `FileDescriptorSet`: what reflection serves.
    pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));
}
