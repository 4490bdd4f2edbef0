//! Checking signatures once in the whole simulated network.
//!
//! Every signature here is real. But twenty nodes in one thread would check each one twenty times
//! over, so what a simulated node signed is remembered, and a check of the very same bytes is a
//! look-up. Anything else (a flipped bit, another body, another key) is checked in earnest, and in
//! a part of the seeds everything is.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arc_malachitebft_core_types::{ValidatorProof, VoteExtensionScope};
use arc_malachitebft_signing::{Error, VerificationResult, Verifier};
use async_trait::async_trait;
use node::consensus::codec;
use node::consensus::context::{EblContext, Proposal, Vote};
use node::consensus::signer::SignatureVerifier;
use proto::keys::{PublicKey, Signature};

/// Whether what was signed here is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Checking {
    /// A signature that was made here, over these bytes, with this key, is good.
    Remembered,
    /// Every signature is checked.
    Always,
}

/// Whose signature it is, and over what.
type Made = (PublicKey, Vec<u8>);

/// Remembers signatures, and checks those it does not know.
#[derive(Clone)]
pub struct Notary {
    verifier: SignatureVerifier,
    checking: Checking,
    // Only looked up, never walked through, so its order does not matter.
    signed: Arc<Mutex<HashMap<[u8; 64], Made>>>,
}

impl Notary {
    /// A notary who has seen nothing.
    #[must_use]
    pub fn new(verifier: SignatureVerifier, checking: Checking) -> Self {
        Self { verifier, checking, signed: Arc::default() }
    }

    /// Remembers a vote that was signed here.
    pub fn saw_vote(&self, vote: &Vote, key: PublicKey, signature: &Signature) {
        if let Ok(body) = codec::vote_body(vote) {
            self.remember(key, body, signature);
        }
    }

    /// Remembers a proposal that was signed here.
    pub fn saw_proposal(&self, proposal: &Proposal, key: PublicKey, signature: &Signature) {
        if let Ok(body) = codec::proposal_body(proposal) {
            self.remember(key, body, signature);
        }
    }

    fn remember(&self, key: PublicKey, body: Vec<u8>, signature: &Signature) {
        if self.checking == Checking::Remembered {
            let mut signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
            signed.insert(signature.0, (key, body));
        }
    }

    fn knows(&self, key: &PublicKey, body: &[u8], signature: &Signature) -> bool {
        let signed = self.signed.lock().unwrap_or_else(PoisonError::into_inner);
        signed.get(&signature.0).is_some_and(|(by, over)| by == key && over == body)
    }

    /// Whether `key` signed `vote`.
    #[must_use]
    pub fn vote(&self, vote: &Vote, signature: &Signature, key: &PublicKey) -> bool {
        let known = codec::vote_body(vote).is_ok_and(|body| self.knows(key, &body, signature));
        known || self.verifier.vote(vote, signature, key)
    }

    /// Whether `key` signed `proposal`.
    #[must_use]
    pub fn proposal(&self, proposal: &Proposal, signature: &Signature, key: &PublicKey) -> bool {
        let body = codec::proposal_body(proposal);
        let known = body.is_ok_and(|body| self.knows(key, &body, signature));
        known || self.verifier.proposal(proposal, signature, key)
    }
}

#[async_trait]
impl Verifier<EblContext> for Notary {
    async fn verify_signed_vote(
        &self,
        vote: &Vote,
        signature: &Signature,
        public_key: &PublicKey,
    ) -> Result<VerificationResult, Error> {
        Ok(VerificationResult::from_bool(self.vote(vote, signature, public_key)))
    }

    async fn verify_signed_proposal(
        &self,
        proposal: &Proposal,
        signature: &Signature,
        public_key: &PublicKey,
    ) -> Result<VerificationResult, Error> {
        Ok(VerificationResult::from_bool(self.proposal(proposal, signature, public_key)))
    }

    async fn verify_signed_vote_extension(
        &self,
        scope: &VoteExtensionScope<EblContext>,
        extension: &(),
        signature: &Signature,
        public_key: &PublicKey,
    ) -> Result<VerificationResult, Error> {
        self.verifier.verify_signed_vote_extension(scope, extension, signature, public_key).await
    }

    async fn verify_validator_proof(
        &self,
        proof: &ValidatorProof<EblContext>,
    ) -> Result<VerificationResult, Error> {
        self.verifier.verify_validator_proof(proof).await
    }
}
