//! Checking validators' signatures.

use std::convert::Infallible;
use std::sync::Arc;

use arc_malachitebft_core_types::{
    NilOrVal, PolkaCertificate, SigningScheme, Validator as _, ValidatorProof, VoteExtensionScope,
    VoteType,
};
use arc_malachitebft_signing::{Error, VerificationResult, Verifier};
use async_trait::async_trait;
use proto::ids::ChainId;
use proto::keys::{PublicKey, Signature};
use proto::signing::Purpose;
use thiserror::Error as ThisError;

use crate::consensus::codec;
use crate::consensus::context::{Address, EblContext, Proposal, ValidatorSet, Vote};
use crate::consensus::parts::Seal;
use crate::prepared::PreparedKeys;

/// Strict Ed25519 as the engine sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ed25519;

/// Why bytes are no key or signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ThisError)]
pub enum SchemeError {
    /// The bytes are not an acceptable public key.
    #[error(transparent)]
    Key(#[from] proto::keys::KeyFault),
    /// A signature has 64 bytes.
    #[error("a signature has 64 bytes, this has {bytes}")]
    SignatureLength {
        /// The length met.
        bytes: usize,
    },
}

impl SigningScheme for Ed25519 {
    type DecodingError = SchemeError;
    type Signature = Signature;
    type PublicKey = PublicKey;
    // Keys stay in the signer; the engine never handles one.
    type PrivateKey = Infallible;

    fn decode_signature(bytes: &[u8]) -> Result<Signature, SchemeError> {
        Signature::from_slice(bytes).ok_or(SchemeError::SignatureLength { bytes: bytes.len() })
    }

    fn encode_signature(signature: &Signature) -> Vec<u8> {
        signature.0.to_vec()
    }

    fn decode_public_key(bytes: &[u8]) -> Result<PublicKey, SchemeError> {
        Ok(PublicKey::parse(bytes)?)
    }

    fn encode_public_key(public_key: &PublicKey) -> Vec<u8> {
        public_key.as_bytes().to_vec()
    }
}

/// Checks signatures made for one chain.
#[derive(Clone, Debug)]
pub struct SignatureVerifier {
    chain: ChainId,
    /// Validators' keys.
    keys: Arc<PreparedKeys>,
}

impl SignatureVerifier {
    /// A verifier for `chain`.
    #[must_use]
    pub fn new(chain: ChainId) -> Self {
        Self { chain, keys: Arc::default() }
    }

    /// Whether `key` signed `vote`. A vote that cannot be encoded was signed by nobody.
    #[must_use]
    pub fn vote(&self, vote: &Vote, signature: &Signature, key: &PublicKey) -> bool {
        codec::vote_body(vote)
            .is_ok_and(|body| self.is_signed(key, Purpose::Vote, &body, signature))
    }

    /// Whether `key` signed `proposal`.
    #[must_use]
    pub fn proposal(&self, proposal: &Proposal, signature: &Signature, key: &PublicKey) -> bool {
        codec::proposal_body(proposal)
            .is_ok_and(|body| self.is_signed(key, Purpose::Proposal, &body, signature))
    }

    /// Whether `key` sealed the announcement of a block.
    #[must_use]
    pub fn seal(&self, seal: &Seal, signature: &Signature, key: &PublicKey) -> bool {
        self.is_signed(key, Purpose::ProposalPart, &codec::seal_body(seal), signature)
    }

    /// Of a key that stands in a validator set.
    fn is_signed(&self, key: &PublicKey, what: Purpose, body: &[u8], by: &Signature) -> bool {
        self.keys.verify(key, what, &self.chain, body, by)
    }

    /// Whether the certificate holds prevotes of more than two thirds of `validators`. As with
    /// commit certificates, one bad or repeated signature is enough to refuse the whole.
    #[must_use]
    pub fn polka(
        &self,
        certificate: &PolkaCertificate<EblContext>,
        validators: &ValidatorSet,
    ) -> bool {
        let mut voters: Vec<Address> = Vec::new();
        let mut signed = 0;
        for entry in &certificate.polka_signatures {
            let Some(validator) = validators.find(&entry.address) else { return false };
            let vote = Vote {
                kind: VoteType::Prevote,
                height: certificate.height,
                round: certificate.round,
                value: NilOrVal::Val(certificate.value_id),
                address: entry.address,
            };
            if voters.contains(&entry.address)
                || !self.vote(&vote, &entry.signature, validator.key())
            {
                return false;
            }
            voters.push(entry.address);
            signed += validator.voting_power();
        }
        validators.is_quorum(signed)
    }

    fn validator_proof(&self, proof: &ValidatorProof<EblContext>) -> bool {
        PublicKey::parse(&proof.public_key).is_ok_and(|key| {
            key.verify(Purpose::ValidatorProof, &self.chain, &proof.preimage(), &proof.signature)
        })
    }
}

#[async_trait]
impl Verifier<EblContext> for SignatureVerifier {
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
        _scope: &VoteExtensionScope<EblContext>,
        _extension: &(),
        _signature: &Signature,
        _public_key: &PublicKey,
    ) -> Result<VerificationResult, Error> {
        Ok(VerificationResult::Invalid)
    }

    // The engine recommends a proof without the network's name. Ours carries the chain id like
    // every other signature, because only our own nodes ever check it.
    async fn verify_validator_proof(
        &self,
        proof: &ValidatorProof<EblContext>,
    ) -> Result<VerificationResult, Error> {
        Ok(VerificationResult::from_bool(self.validator_proof(proof)))
    }
}
