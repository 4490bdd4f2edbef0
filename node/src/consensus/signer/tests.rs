//! Signatures that must not pass, and signatures that must not be given.

mod power;

use std::fs;
use std::path::PathBuf;
use std::task::Poll;

use arc_malachitebft_core_types::{Round, SigningScheme, VoteType};
use arc_malachitebft_signing::{Signer, Verifier};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::signing::Purpose;
use tempfile::TempDir;

use super::guard::{encode, fingerprint};
use super::{
    Ed25519, GuardError, SharedSigner, SignError, SignatureGuard, SignatureVerifier, Slot, SlotKind,
};
use crate::consensus::codec;
use crate::consensus::fixtures::{
    BLOCK, CHAIN, announcement, four_validators, index_of, key, polka, prevote, proposal, signer,
    vote,
};
use crate::consensus::parts::Authority;
use crate::store::vfs::StdDisk;

const OTHER_CHAIN: ChainId = ChainId([8; 32]);
const RECORD_BYTES: usize = 128;

#[test]
fn a_vote_counts_on_its_own_chain_and_by_its_own_key_only() {
    let signed = prevote(0, 5);
    let own = SignatureVerifier::new(CHAIN);
    let passes = |verifier: &SignatureVerifier, index| {
        verifier.vote(&signed.message, &signed.signature, &key(index).public())
    };
    assert!(passes(&own, 0));
    assert!(!passes(&own, 1));
    assert!(!passes(&SignatureVerifier::new(OTHER_CHAIN), 0));
}

#[test]
fn a_prevote_is_no_precommit_and_a_proposal_is_no_vote() {
    let verifier = SignatureVerifier::new(CHAIN);
    let signed = prevote(0, 5);
    let precommit = vote(0, VoteType::Precommit, 5, 0, BLOCK);
    assert!(!verifier.vote(&precommit, &signed.signature, &key(0).public()));
    let proposal = proposal(0, 5);
    let body = codec::proposal_body(&proposal.message).unwrap();
    let as_vote = key(0).sign(Purpose::Vote, &CHAIN, &body);
    assert!(verifier.proposal(&proposal.message, &proposal.signature, &key(0).public()));
    assert!(!verifier.proposal(&proposal.message, &as_vote, &key(0).public()));
}

#[test]
fn a_seal_covers_every_field_of_the_announcement() {
    let verifier = SignatureVerifier::new(CHAIN);
    let init = announcement(5, 2, 1000);
    let public = key(index_of(init.seal.proposer)).public();
    let Authority::Proposer(signature) = init.authority else { panic!("sealed") };
    assert!(verifier.seal(&init.seal, &signature, &public));
    let mut changed = vec![init.seal.clone(); 4];
    changed[0].height += 1;
    changed[1].round += 1;
    changed[2].size += 1;
    changed[3].block = Hash::ZERO;
    assert!(changed.iter().all(|seal| !verifier.seal(seal, &signature, &public)));
}

#[test]
fn three_of_four_prevotes_are_a_quorum_and_a_repeated_one_spoils_it() {
    let verifier = SignatureVerifier::new(CHAIN);
    let set = four_validators();
    assert!(verifier.polka(&polka(5, &[0, 1, 2]), &set));
    assert!(!verifier.polka(&polka(5, &[0, 1]), &set));
    assert!(!verifier.polka(&polka(5, &[0, 1, 2, 2]), &set));
    assert!(!verifier.polka(&polka(5, &[0, 1, 2, 7]), &set), "validator 7 is a stranger");
    let mut forged = polka(5, &[0, 1, 2]);
    forged.value_id = Hash::ZERO;
    assert!(!verifier.polka(&forged, &set));
}

#[tokio::test]
async fn a_validator_proof_binds_one_peer_on_one_chain() {
    let folder = TempDir::new().unwrap();
    let mut proof = signer(0, &folder).prove(b"peer".to_vec());
    let passes = async |verifier: SignatureVerifier, proof: &_| {
        verifier.verify_validator_proof(proof).await.unwrap().is_valid()
    };
    assert!(passes(SignatureVerifier::new(CHAIN), &proof).await);
    assert!(!passes(SignatureVerifier::new(OTHER_CHAIN), &proof).await);
    proof.peer_id = b"thief".to_vec();
    assert!(!passes(SignatureVerifier::new(CHAIN), &proof).await);
}

#[tokio::test]
async fn a_second_vote_for_another_block_is_not_signed() {
    let folder = TempDir::new().unwrap();
    let signer = SharedSigner(signer(0, &folder));
    let first = vote(0, VoteType::Prevote, 5, 0, BLOCK);
    let signed = signer.sign_vote(first.clone()).await.unwrap();
    let again = signer.sign_vote(first).await.unwrap();
    assert_eq!(signed.signature, again.signature);
    let second = vote(0, VoteType::Prevote, 5, 0, Hash::ZERO);
    assert!(signer.sign_vote(second).await.is_err());
}

#[test]
fn a_disk_that_does_not_answer_holds_up_no_network_task() {
    let folder = TempDir::new().unwrap();
    let signer = SharedSigner(signer(0, &folder));
    let runtime =
        tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
    runtime.block_on(async {
        // The only thread for blocking work is busy, as if the disk did not answer.
        let (answer, disk) = std::sync::mpsc::channel::<()>();
        let busy = tokio::task::spawn_blocking(move || disk.recv());
        let mut signing = signer.sign_vote(vote(0, VoteType::Prevote, 5, 0, BLOCK));
        let first = std::future::poll_fn(|cx| Poll::Ready(signing.as_mut().poll(cx))).await;
        assert!(first.is_pending(), "the vote was signed on the thread of the network");
        answer.send(()).unwrap();
        busy.await.unwrap().unwrap();
        signing.await.unwrap();
    });
}

#[test]
fn a_signature_given_at_once_is_the_one_that_the_engine_gets() {
    let folder = TempDir::new().unwrap();
    let signer = signer(0, &folder);
    let vote_now = signer.sign_vote_now(vote(0, VoteType::Prevote, 5, 0, BLOCK)).unwrap();
    assert_eq!(vote_now.signature, prevote(0, 5).signature);
    let proposed = proposal(0, 5);
    let proposal_now = signer.sign_proposal_now(proposed.message.clone()).unwrap();
    assert_eq!(proposal_now.signature, proposed.signature);
    let other = signer.sign_vote_now(vote(0, VoteType::Prevote, 5, 0, Hash::ZERO));
    assert!(matches!(other, Err(SignError::Guard(GuardError::Conflict(_)))));
    let mut nowhere = vote(0, VoteType::Prevote, 6, 0, BLOCK);
    nowhere.round = Round::Nil;
    assert!(matches!(signer.sign_vote_now(nowhere), Err(SignError::Codec(_))));
}

#[test]
fn a_low_order_key_is_no_validators_key() {
    assert!(Ed25519::decode_public_key(&[0; 32]).is_err());
    assert!(Ed25519::decode_signature(&[0; 63]).is_err());
}

struct Memory {
    folder: TempDir,
}

impl Memory {
    fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("signed")
    }

    fn open(&self) -> Result<SignatureGuard, GuardError> {
        SignatureGuard::open(&StdDisk, &self.path())
    }

    fn damage(&self, record: usize) {
        let mut bytes = fs::read(self.path()).unwrap();
        bytes[record * RECORD_BYTES + 20] ^= 1;
        fs::write(self.path(), bytes).unwrap();
    }
}

fn slot(kind: SlotKind, height: u64, round: u32) -> Slot {
    Slot { kind, height, round }
}

fn prevote_slot(height: u64, round: u32) -> Slot {
    slot(SlotKind::Prevote, height, round)
}

#[test]
fn what_was_signed_is_remembered_after_a_restart() {
    let memory = Memory::new();
    let guard = memory.open().unwrap();
    guard.admit(prevote_slot(5, 0), fingerprint(b"a")).unwrap();
    guard.admit(slot(SlotKind::Precommit, 5, 0), fingerprint(b"b")).unwrap();
    drop(guard);
    let guard = memory.open().unwrap();
    assert_eq!(guard.last_height(), 5);
    assert_eq!(guard.signed_at(5), [prevote_slot(5, 0), slot(SlotKind::Precommit, 5, 0)]);
    guard.admit(prevote_slot(5, 0), fingerprint(b"a")).unwrap();
    let other = guard.admit(prevote_slot(5, 0), fingerprint(b"c"));
    assert!(matches!(other, Err(GuardError::Conflict(_))));
}

#[test]
fn rounds_and_heights_do_not_go_backwards() {
    let memory = Memory::new();
    let guard = memory.open().unwrap();
    guard.admit(prevote_slot(5, 3), fingerprint(b"a")).unwrap();
    let backwards =
        |slot| matches!(guard.admit(slot, fingerprint(b"b")), Err(GuardError::Backwards(_)));
    assert!(backwards(prevote_slot(5, 2)));
    assert!(backwards(prevote_slot(4, 9)));
    assert!(backwards(slot(SlotKind::Proposal, 4, 0)), "a lower height is over for every kind");
    guard.admit(slot(SlotKind::Precommit, 5, 2), fingerprint(b"c")).unwrap();
}

#[test]
fn a_torn_newest_record_is_dropped_because_its_signature_was_never_given() {
    let memory = Memory::new();
    let guard = memory.open().unwrap();
    guard.admit(prevote_slot(5, 0), fingerprint(b"a")).unwrap();
    guard.admit(prevote_slot(5, 1), fingerprint(b"b")).unwrap();
    drop(guard);
    memory.damage(2);
    let guard = memory.open().unwrap();
    assert_eq!(guard.signed_at(5), [prevote_slot(5, 0)]);
    guard.admit(prevote_slot(5, 1), fingerprint(b"c")).unwrap();
}

#[test]
fn a_damaged_older_record_stops_the_validator() {
    let memory = Memory::new();
    let guard = memory.open().unwrap();
    for round in 0..3 {
        guard.admit(prevote_slot(5, round), fingerprint(b"a")).unwrap();
    }
    drop(guard);
    memory.damage(2);
    assert!(matches!(memory.open(), Err(GuardError::Damaged { index: 2, .. })));
}

#[test]
fn a_record_from_beyond_all_counting_is_damage() {
    let memory = Memory::new();
    memory.open().unwrap().admit(prevote_slot(5, 0), BLOCK).unwrap();
    let record = encode(u64::MAX, prevote_slot(5, 1), BLOCK);
    let mut bytes = fs::read(memory.path()).unwrap();
    bytes[1023 * RECORD_BYTES..].copy_from_slice(&record);
    fs::write(memory.path(), bytes).unwrap();
    assert!(matches!(memory.open(), Err(GuardError::Damaged { index: 1023, .. })));
}

#[test]
fn the_memory_goes_round_and_stays_whole() {
    let memory = Memory::new();
    let guard = memory.open().unwrap();
    for round in 0..1100 {
        guard.admit(prevote_slot(5, round), fingerprint(b"a")).unwrap();
    }
    drop(guard);
    let guard = memory.open().unwrap();
    let signed = guard.signed_at(5);
    assert_eq!(signed.last(), Some(&prevote_slot(5, 1099)));
    assert!(signed.len() >= 1000);
    let old = guard.admit(prevote_slot(5, 0), fingerprint(b"b"));
    assert!(matches!(old, Err(GuardError::Backwards(_))));
}

#[test]
fn a_cut_memory_is_damaged_and_an_unfinished_one_means_nothing() {
    let memory = Memory::new();
    fs::write(memory.folder.path().join("signed.tmp"), b"half").unwrap();
    memory.open().unwrap().admit(prevote_slot(5, 0), fingerprint(b"a")).unwrap();
    let bytes = fs::read(memory.path()).unwrap();
    fs::write(memory.path(), &bytes[..bytes.len() / 2]).unwrap();
    assert!(matches!(memory.open(), Err(GuardError::Damaged { index: 512, .. })));
    fs::write(memory.path(), b"").unwrap();
    assert!(matches!(memory.open(), Err(GuardError::Damaged { index: 0, .. })));
}
