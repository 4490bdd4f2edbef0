//! How validators sign, and how their signatures are checked.
//!
//! Every signature is strict Ed25519 over the preimage of `proto::signing`, so that the chain id
//! and the purpose stand in it. What a vote's preimage holds is fixed by `proto::vote`, because
//! wallets check certificates without this crate; proposals and seals sign the encoding of their
//! own message.

mod guard;
mod through;
mod verify;

#[cfg(test)]
mod tests;

pub(super) use guard::fingerprint;
pub use guard::{GuardError, SignatureGuard, Slot, SlotKind};
pub use through::EngineLog;
pub use verify::{Ed25519, SignatureVerifier};

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_malachitebft_core_types::{
    SignedExtension, SignedMessage, SignedProposal, SignedVote, ValidatorProof, VoteExtensionScope,
};
use arc_malachitebft_signing::{Error, Signer};
use async_trait::async_trait;
use proto::ids::ChainId;
use proto::keys::{PublicKey, SecretKey, Signature};
use proto::signing::Purpose;
use proto::validators;
use thiserror::Error as ThisError;

use super::codec::{self, CodecError};
use super::context::{Address, EblContext, Proposal, Vote};
use super::parts::Seal;
use crate::store::vfs::DiskError;

/// A validator's key and the memory of what it signed.
pub struct ValidatorSigner {
    key: SecretKey,
    chain: ChainId,
    guard: SignatureGuard,
    log: Option<EngineLog>,
    contradicted: AtomicBool,
}

impl ValidatorSigner {
    /// A signer for one chain.
    #[must_use]
    pub fn new(key: SecretKey, chain: ChainId, guard: SignatureGuard) -> Self {
        Self { key, chain, guard, log: None, contradicted: AtomicBool::new(false) }
    }

    /// The same signer, which writes the engine's log through before each vote.
    #[must_use]
    pub fn writing_through(self, log: EngineLog) -> Self {
        Self { log: Some(log), ..self }
    }

    /// The address of the key.
    #[must_use]
    pub fn address(&self) -> Address {
        Address(validators::Address::of(&self.key.public()))
    }

    /// The public key.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.key.public()
    }

    /// The memory of what the key signed.
    #[must_use]
    pub fn guard(&self) -> &SignatureGuard {
        &self.guard
    }

    /// The highest height at which the key signed anything; 0 when it signed nothing.
    #[must_use]
    pub fn last_height(&self) -> u64 {
        self.guard.last_height()
    }

    /// Whether a signature was refused that would have contradicted one given before: what led to
    /// that one is lost. The validator then keeps silent until its height is committed.
    #[must_use]
    pub fn was_contradicted(&self) -> bool {
        self.contradicted.load(Ordering::Relaxed)
    }

    /// Signs the announcement of a block of this validator.
    #[must_use]
    pub fn seal(&self, seal: &Seal) -> Signature {
        self.key.sign(Purpose::ProposalPart, &self.chain, &codec::seal_body(seal))
    }

    /// Binds the network identity `peer` to this validator.
    #[must_use]
    pub fn prove(&self, peer: Vec<u8>) -> ValidatorProof<EblContext> {
        let public_key = self.key.public().as_bytes().to_vec();
        let body = ValidatorProof::<EblContext>::signing_bytes(&public_key, &peer);
        let signature = self.key.sign(Purpose::ValidatorProof, &self.chain, &body);
        ValidatorProof::new(public_key, peer, signature)
    }

    /// Signs a vote, here and now: when this returns, the vote is remembered durably.
    ///
    /// # Errors
    ///
    /// [`SignError`] when the vote could be a second one, could not be remembered, or has no
    /// round.
    pub fn sign_vote_now(&self, vote: Vote) -> Result<SignedVote<EblContext>, SignError> {
        let slot = Slot::of_vote(&vote)?;
        let body = codec::vote_body(&vote)?;
        if let Some(log) = &self.log {
            log.write_through()?;
        }
        let signature = self.sign_once(Purpose::Vote, slot, &body)?;
        Ok(SignedMessage::new(vote, signature))
    }

    /// Signs a proposal, here and now: when this returns, the proposal is remembered durably.
    ///
    /// # Errors
    ///
    /// [`SignError`] when the proposal could be a second one, could not be remembered, or has no
    /// round.
    pub fn sign_proposal_now(
        &self,
        proposal: Proposal,
    ) -> Result<SignedProposal<EblContext>, SignError> {
        let slot = Slot::of_proposal(&proposal)?;
        let body = codec::proposal_body(&proposal)?;
        let signature = self.sign_once(Purpose::Proposal, slot, &body)?;
        Ok(SignedMessage::new(proposal, signature))
    }

    fn sign_once(
        &self,
        purpose: Purpose,
        slot: Slot,
        body: &[u8],
    ) -> Result<Signature, GuardError> {
        self.guard.admit(slot, guard::fingerprint(body)).inspect_err(|error| {
            if matches!(error, GuardError::Conflict(_) | GuardError::Backwards(_)) {
                self.contradicted.store(true, Ordering::Relaxed);
            }
        })?;
        Ok(self.key.sign(purpose, &self.chain, body))
    }
}

/// Why nothing was signed.
#[derive(Debug, ThisError)]
pub enum SignError {
    /// The memory of given signatures does not allow it.
    #[error(transparent)]
    Guard(#[from] GuardError),
    /// The engine's log cannot be written through.
    #[error(transparent)]
    Log(#[from] DiskError),
    /// The message cannot be written as bytes.
    #[error(transparent)]
    Codec(#[from] CodecError),
}

/// The engine owns its signer; the application seals with the same one.
#[derive(Clone)]
pub struct SharedSigner(pub Arc<ValidatorSigner>);

impl SharedSigner {
    /// Signs on a thread for blocking work: the guard syncs to disk first, and a slow disk must
    /// not hold up the network's tasks.
    async fn on_blocking_thread<T: Send + 'static>(
        &self,
        sign: impl FnOnce(&ValidatorSigner) -> Result<T, SignError> + Send + 'static,
    ) -> Result<T, Error> {
        let signer = Arc::clone(&self.0);
        let signing = tokio::task::spawn_blocking(move || sign(&signer));
        signing.await.map_err(Error::from_source)?.map_err(Error::from_source)
    }
}

#[async_trait]
impl Signer<EblContext> for SharedSigner {
    async fn sign_vote(&self, vote: Vote) -> Result<SignedVote<EblContext>, Error> {
        self.on_blocking_thread(move |signer| signer.sign_vote_now(vote)).await
    }

    async fn sign_proposal(&self, proposal: Proposal) -> Result<SignedProposal<EblContext>, Error> {
        self.on_blocking_thread(move |signer| signer.sign_proposal_now(proposal)).await
    }

    async fn sign_vote_extension(
        &self,
        _scope: VoteExtensionScope<EblContext>,
        _extension: (),
    ) -> Result<SignedExtension<EblContext>, Error> {
        Err(Error::from_source(UnexpectedExtension))
    }

    async fn sign_validator_proof(
        &self,
        _public_key: Vec<u8>,
        peer_id: Vec<u8>,
    ) -> Result<ValidatorProof<EblContext>, Error> {
        Ok(self.0.prove(peer_id))
    }
}

/// Vote extensions are switched off at every height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
#[error("a vote extension was asked for, but every height forbids them")]
pub struct UnexpectedExtension;
