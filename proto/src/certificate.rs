//! Commit certificates: proof that a quorum of validators committed one block.

use thiserror::Error;

use crate::hash::Hash;
use crate::ids::ChainId;
use crate::keys::Signature;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::signing::Purpose;
use crate::validators::{Address, ValidatorSet};
use crate::vote::{VoteBody, VoteKind};
use crate::wire::{FieldError, FieldFault, ascends, bytes32};

/// Precommits for one block. Nodes may hold different subsets of signers for the same block, all
/// of them valid; the certificate is no part of the block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitCertificate {
    /// The height committed.
    pub height: u64,
    /// The round in which it was.
    pub round: u32,
    /// The block's hash.
    pub block: Hash,
    /// Who signed, in ascending order of address.
    pub signatures: Vec<(Address, Signature)>,
}

/// Why a certificate proves nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum CertificateFault {
    /// One signer counted twice, or a list that no encoding gives.
    #[error("the signers are not in ascending order without repetition")]
    Order,
    /// A signature by somebody who is not in the set.
    #[error("signed by {0}, who is not in the validator set")]
    Stranger(Address),
    /// A signature that does not verify. One is enough to refuse the whole.
    #[error("the signature of validator {0} is not valid")]
    BadSignature(Address),
    /// Too little voting power.
    #[error("signed by {signed} of {total} voting power, which is not more than two thirds")]
    NoQuorum {
        /// The power that signed.
        signed: u64,
        /// The power of the set.
        total: u64,
    },
}

impl CommitCertificate {
    /// The certificate with its signatures in order.
    #[must_use]
    pub fn new(
        height: u64,
        round: u32,
        block: Hash,
        mut signatures: Vec<(Address, Signature)>,
    ) -> Self {
        signatures.sort_by_key(|(address, _)| *address);
        signatures.dedup_by_key(|(address, _)| *address);
        Self { height, round, block, signatures }
    }

    /// Reads a certificate from its message.
    ///
    /// # Errors
    ///
    /// [`FieldError`] for a wrong length, too many signatures, or signatures out of order.
    pub fn from_message(message: &pb::CommitCertificate) -> Result<Self, FieldError> {
        const SIGNATURES: &str = "CommitCertificate.signatures";
        if message.signatures.len() > limits::VALIDATORS {
            return Err(FieldFault::TooMany.of(SIGNATURES));
        }
        let mut signatures = Vec::with_capacity(message.signatures.len());
        for entry in &message.signatures {
            let address = Address(bytes32(&entry.validator, "CommitSignature.validator")?);
            let signature = Signature::from_slice(&entry.signature)
                .ok_or(FieldFault::Length.of("CommitSignature.signature"))?;
            signatures.push((address, signature));
        }
        if !ascends(&signatures, |(address, _)| *address) {
            return Err(FieldFault::Order.of(SIGNATURES));
        }
        Ok(Self {
            height: message.height,
            round: message.round,
            block: Hash(bytes32(&message.block, "CommitCertificate.block")?),
            signatures,
        })
    }

    /// The certificate as a message.
    #[must_use]
    pub fn to_message(&self) -> pb::CommitCertificate {
        let signatures = self
            .signatures
            .iter()
            .map(|(address, signature)| pb::CommitSignature {
                validator: address.0.to_vec(),
                signature: signature.0.to_vec(),
            })
            .collect();
        pb::CommitCertificate {
            height: self.height,
            round: self.round,
            block: self.block.0.to_vec(),
            signatures,
        }
    }

    /// Checks that more than two thirds of `set` signed a precommit for this block.
    ///
    /// # Errors
    ///
    /// A [`CertificateFault`]; a single bad signature is enough.
    pub fn verify(&self, chain: &ChainId, set: &ValidatorSet) -> Result<(), CertificateFault> {
        if !ascends(&self.signatures, |(address, _)| *address) {
            return Err(CertificateFault::Order);
        }
        let mut signed = 0;
        for (address, signature) in &self.signatures {
            let validator = set.find(address).ok_or(CertificateFault::Stranger(*address))?;
            let vote = VoteBody {
                kind: VoteKind::Precommit,
                height: self.height,
                round: self.round,
                block: Some(self.block),
                validator: *address,
            };
            if !validator.key.verify(Purpose::Vote, chain, &vote.encode(), signature) {
                return Err(CertificateFault::BadSignature(*address));
            }
            signed += validator.power;
        }
        if set.is_quorum(signed) {
            Ok(())
        } else {
            Err(CertificateFault::NoQuorum { signed, total: set.total_power() })
        }
    }
}
