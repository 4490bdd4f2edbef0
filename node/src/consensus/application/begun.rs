//! Signs that other validators are at a height already.

use std::collections::BTreeMap;

use arc_malachitebft_core_consensus::SignedConsensusMsg;

use crate::consensus::context::{Address, EblContext, ValidatorSet};
use crate::consensus::signer::SignatureVerifier;

/// The latest message per validator for a height that is open or still to come. Messages come
/// before this node reaches their height, when they cannot be checked yet; so each is checked when
/// the question is asked. One from who will only vote from a later height on is not kept; it comes
/// again when the engine there repeats it.
#[derive(Default)]
pub(super) struct Begun {
    latest: BTreeMap<Address, SignedConsensusMsg<EblContext>>,
}

impl Begun {
    /// Notes a message of one of `validators`; at most one of each is kept.
    pub(super) fn note(
        &mut self,
        message: SignedConsensusMsg<EblContext>,
        open: u64,
        validators: &ValidatorSet,
    ) {
        let sender = sender(&message);
        if message.height().0 < open || validators.find(&sender).is_none() {
            return;
        }
        self.latest.retain(|_, kept| kept.height().0 >= open);
        self.latest.insert(sender, message);
    }

    /// Whether a validator has provably signed something for `height`.
    pub(super) fn shows(
        &self,
        height: u64,
        validators: &ValidatorSet,
        verifier: &SignatureVerifier,
    ) -> bool {
        self.latest
            .values()
            .filter(|message| message.height().0 == height)
            .any(|message| is_signed(message, validators, verifier))
    }
}

fn sender(message: &SignedConsensusMsg<EblContext>) -> Address {
    match message {
        SignedConsensusMsg::Vote(vote) => vote.message.address,
        SignedConsensusMsg::Proposal(proposal) => proposal.message.address,
    }
}

fn is_signed(
    message: &SignedConsensusMsg<EblContext>,
    validators: &ValidatorSet,
    verifier: &SignatureVerifier,
) -> bool {
    let Some(validator) = validators.find(&sender(message)) else { return false };
    match message {
        SignedConsensusMsg::Vote(vote) => {
            verifier.vote(&vote.message, &vote.signature, validator.key())
        }
        SignedConsensusMsg::Proposal(proposal) => {
            verifier.proposal(&proposal.message, &proposal.signature, validator.key())
        }
    }
}
