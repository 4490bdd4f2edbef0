//! Witnesses: nodes without a vote that sign which blocks they have on disk.
//!
//! A quorum of validators could sign two histories and show one to each half of the world. A witness
//! signs a block only once it is on its disk under all that it saw before, and never two blocks of
//! one height: whoever trusts the witness's key and finds its signature on the history he is shown
//! knows that the witness was shown no other.

use prost::Message;
use thiserror::Error;

use crate::block::Header;
use crate::hash::Hash;
use crate::ids::ChainId;
use crate::keys::{KeyFault, PublicKey, SecretKey, Signature};
use crate::limits;
use crate::merkle::Inclusion;
use crate::pb::api::v1 as api;
use crate::pb::ledger::v1 as pb;
use crate::signing::Purpose;
use crate::wire::{FieldError, FieldFault, WireError, bytes32, decode_canonical};

#[cfg(test)]
mod tests;

/// A witness's signature on one block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cosignature {
    /// Whose.
    pub witness: PublicKey,
    /// The block's height.
    pub height: u64,
    /// The block's hash.
    pub block: Hash,
    /// On the statement, for [`Purpose::Witness`].
    pub signature: Signature,
}

/// Why a cosignature says nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum WitnessFault {
    /// Not a canonical message.
    #[error("the witness's signature is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the witness's signature: {0}")]
    Field(#[from] FieldError),
    /// The witness's key is none.
    #[error("the witness's key: {0}")]
    Key(#[from] KeyFault),
    /// The signature does not verify.
    #[error("the witness's signature is not valid")]
    BadSignature,
    /// The block is not in the history that is shown.
    #[error("the witness signed block {height}, and it is not in the history shown")]
    OtherHistory {
        /// Its height.
        height: u64,
    },
}

impl Cosignature {
    /// Signs a block.
    #[must_use]
    pub fn sign(key: &SecretKey, chain: &ChainId, height: u64, block: Hash) -> Self {
        let signature = key.sign(Purpose::Witness, chain, &statement(height, &block));
        Self { witness: key.public(), height, block, signature }
    }

    /// Reads a cosignature.
    ///
    /// # Errors
    ///
    /// [`WitnessFault`] for bytes that no cosignature encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, WitnessFault> {
        let message: pb::Cosignature = decode_canonical(bytes, limits::COSIGNATURE_BYTES)?;
        Ok(Self {
            witness: PublicKey::parse(&message.witness)?,
            height: message.height,
            block: Hash(bytes32(&message.block, "Cosignature.block")?),
            signature: Signature::from_slice(&message.signature)
                .ok_or(FieldFault::Length.of("Cosignature.signature"))?,
        })
    }

    /// The cosignature's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let message = pb::Cosignature {
            witness: self.witness.as_bytes().to_vec(),
            height: self.height,
            block: self.block.0.to_vec(),
            signature: self.signature.0.to_vec(),
        };
        message.encode_to_vec()
    }

    /// Checks the signature.
    ///
    /// # Errors
    ///
    /// [`WitnessFault::BadSignature`].
    pub fn verify(&self, chain: &ChainId) -> Result<(), WitnessFault> {
        let body = statement(self.height, &self.block);
        if self.witness.verify(Purpose::Witness, chain, &body, &self.signature) {
            Ok(())
        } else {
            Err(WitnessFault::BadSignature)
        }
    }

    /// Reads what a node was told by a witness, and checks that it is about a block of the history
    /// that `header`, which is proved, stands on.
    ///
    /// # Errors
    ///
    /// The first [`WitnessFault`].
    pub fn within(shown: &api::Witnessed, header: &Header) -> Result<Self, WitnessFault> {
        let given = Self::decode(&shown.cosignature)?;
        given.verify(&header.chain)?;
        let belongs = match &shown.inclusion {
            None => (given.height, given.block) == (header.height, header.hash()),
            Some(message) => {
                let place = Inclusion::from_message(message)?;
                Some(place.index) == given.height.checked_sub(1)
                    && place.size == header.height - 1
                    && place.verify(given.block.as_bytes(), &header.headers_root)
            }
        };
        if belongs { Ok(given) } else { Err(WitnessFault::OtherHistory { height: given.height }) }
    }
}

/// What is signed.
fn statement(height: u64, block: &Hash) -> Vec<u8> {
    pb::WitnessStatement { height, block: block.0.to_vec() }.encode_to_vec()
}
