//! Four validators and what they sign, for the tests of this folder.

use std::sync::Arc;

use arc_malachitebft_core_types::{
    NilOrVal, PolkaCertificate, PolkaSignature, Round, SignedMessage, SignedProposal, SignedVote,
    VoteType,
};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::signing::Purpose;
use proto::validators;

use super::codec;
use super::context::{Address, EblContext, Height, Proposal, ValidatorSet, Value, Vote};
use super::parts::{Authority, Init, Seal};
use super::signer::{SignatureGuard, ValidatorSigner};
use crate::store::vfs::StdDisk;

pub(crate) const CHAIN: ChainId = ChainId([7; 32]);
pub(crate) const BLOCK: Hash = Hash([9; 32]);

/// The key of validator `index`, in no particular order of address.
pub(crate) fn key(index: u8) -> SecretKey {
    SecretKey::from_seed(&[index + 1; 32])
}

pub(crate) fn address(index: u8) -> Address {
    Address(validators::Address::of(&key(index).public()))
}

/// Validators 0 to 3 with equal power.
pub(crate) fn four_validators() -> ValidatorSet {
    let entries: Vec<_> = (0..4).map(|index| (key(index).public(), 1)).collect();
    ValidatorSet::from(&validators::ValidatorSet::new(&entries).unwrap())
}

/// Which of the first validators has an address.
pub(crate) fn index_of(address: Address) -> u8 {
    (0..8).find(|index| self::address(*index) == address).unwrap()
}

pub(crate) fn signer(index: u8, folder: &tempfile::TempDir) -> Arc<ValidatorSigner> {
    let guard =
        SignatureGuard::open(&StdDisk, &folder.path().join(format!("signed-{index}"))).unwrap();
    Arc::new(ValidatorSigner::new(key(index), CHAIN, guard))
}

pub(crate) fn vote(index: u8, kind: VoteType, height: u64, round: u32, block: Hash) -> Vote {
    Vote {
        kind,
        height: Height(height),
        round: Round::new(round),
        value: NilOrVal::Val(block),
        address: address(index),
    }
}

pub(crate) fn signed_vote(index: u8, vote: Vote) -> SignedVote<EblContext> {
    let body = codec::vote_body(&vote).unwrap();
    SignedMessage::new(vote, key(index).sign(Purpose::Vote, &CHAIN, &body))
}

pub(crate) fn prevote(index: u8, height: u64) -> SignedVote<EblContext> {
    signed_vote(index, vote(index, VoteType::Prevote, height, 0, BLOCK))
}

pub(crate) fn proposal(index: u8, height: u64) -> SignedProposal<EblContext> {
    let proposal = Proposal {
        height: Height(height),
        round: Round::new(1),
        value: Value(BLOCK),
        pol_round: Round::new(0),
        address: address(index),
    };
    let body = codec::proposal_body(&proposal).unwrap();
    SignedMessage::new(proposal, key(index).sign(Purpose::Proposal, &CHAIN, &body))
}

/// Prevotes for [`BLOCK`] by these validators.
pub(crate) fn polka(height: u64, voters: &[u8]) -> PolkaCertificate<EblContext> {
    let signatures = voters
        .iter()
        .map(|index| PolkaSignature::new(address(*index), prevote(*index, height).signature));
    PolkaCertificate {
        height: Height(height),
        round: Round::new(0),
        value_id: BLOCK,
        polka_signatures: signatures.collect(),
    }
}

/// The announcement of [`BLOCK`] by the proposer of a round.
pub(crate) fn announcement(height: u64, round: u32, size: u32) -> Init {
    let proposer = four_validators().proposer(height, round).address();
    let seal = Seal { height, round, proposer, block: BLOCK, size };
    let signature =
        key(index_of(proposer)).sign(Purpose::ProposalPart, &CHAIN, &codec::seal_body(&seal));
    Init { seal, authority: Authority::Proposer(signature) }
}
