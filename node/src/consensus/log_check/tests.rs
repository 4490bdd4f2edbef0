//! Logs that forgot.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{ProposedValue, SignedConsensusMsg};
use arc_malachitebft_core_types::{Round, Validity, VoteType};
use arc_malachitebft_signing::Signer;
use proto::hash::Hash;
use proto::validators::ValidatorSet;
use tempfile::TempDir;

use super::{LogMemory, check_log, clear_unreadable};
use crate::consensus::codec::EblCodec;
use crate::consensus::context::{EblContext, Height, Value};
use crate::consensus::fixtures::{
    BLOCK, CHAIN, address, key, prevote, proposal, signed_vote, vote,
};
use crate::consensus::log_check;
use crate::consensus::signer::{SharedSigner, SignatureGuard, Slot, SlotKind, ValidatorSigner};
use crate::store::vfs::StdDisk;

const HEIGHT: u64 = 5;

/// A validator that voted in some rounds of height 5, and its log.
struct Voter {
    folder: TempDir,
    log: Vec<u8>,
    entries: Vec<usize>,
}

impl Voter {
    /// Signs a precommit in the last round, after all else.
    async fn and_locked(mut self, round: u32) -> Self {
        let signer = ValidatorSigner::new(key(0), CHAIN, self.guard());
        let signer = SharedSigner(std::sync::Arc::new(signer));
        let own = vote(0, VoteType::Precommit, HEIGHT, round, BLOCK);
        let own = signer.sign_vote(own).await.unwrap();
        self.append(&SignedConsensusMsg::Vote(own));
        self
    }

    async fn who_voted(rounds: u32) -> Self {
        let folder = TempDir::new().unwrap();
        let mut voter = Self { folder, log: header(HEIGHT), entries: Vec::new() };
        let signer = ValidatorSigner::new(key(0), CHAIN, voter.guard());
        let signer = SharedSigner(std::sync::Arc::new(signer));
        for round in 0..rounds {
            // The votes of others stand between its own.
            voter.append(&SignedConsensusMsg::Vote(prevote(1, HEIGHT)));
            let own = vote(0, VoteType::Prevote, HEIGHT, round, BLOCK);
            let own = signer.sign_vote(own).await.unwrap();
            voter.append(&SignedConsensusMsg::Vote(own));
        }
        voter
    }

    fn guard(&self) -> SignatureGuard {
        SignatureGuard::open(&StdDisk, &self.folder.path().join("signed")).unwrap()
    }

    fn append(&mut self, message: &SignedConsensusMsg<EblContext>) {
        self.append_tagged(1, &EblCodec.encode(message).unwrap());
    }

    fn append_tagged(&mut self, tag: u8, message: &[u8]) {
        self.entries.push(self.log.len());
        self.log.push(0);
        self.log.extend_from_slice(&(message.len() as u64 + 9).to_be_bytes());
        let data = [&[tag][..], &(message.len() as u64).to_be_bytes(), message].concat();
        self.log.extend_from_slice(&crc32fast::hash(&data).to_be_bytes());
        self.log.extend_from_slice(&data);
    }

    fn check(&self) -> LogMemory {
        self.check_at(&self.write(), HEIGHT)
    }

    /// With the block still held, and this power of its own among four.
    fn check_holding(&self, power: u64) -> LogMemory {
        let blocks = BTreeSet::from([BLOCK]);
        self.check_with(&self.write(), HEIGHT, &blocks, &validators(power))
    }

    fn check_at(&self, path: &Path, height: u64) -> LogMemory {
        self.check_with(path, height, &BTreeSet::new(), &validators(1))
    }

    fn check_with(
        &self,
        path: &Path,
        height: u64,
        blocks: &BTreeSet<Hash>,
        validators: &ValidatorSet,
    ) -> LogMemory {
        let guard = self.guard();
        let voter = log_check::Voter { guard: &guard, own: address(0), height, validators, blocks };
        check_log(&StdDisk, path, &voter).unwrap()
    }

    /// What leads to a prevote in round 1, and the prevotes of two others there.
    fn with_proposal(mut self) -> Self {
        self.append_tagged(4, &EblCodec.encode(&judged(Validity::Valid)).unwrap());
        self.append(&SignedConsensusMsg::Proposal(proposal(1, HEIGHT)));
        for other in [1, 2] {
            let prevote = vote(other, VoteType::Prevote, HEIGHT, 1, BLOCK);
            self.append(&SignedConsensusMsg::Vote(signed_vote(other, prevote)));
        }
        self
    }

    /// Signs in round 1, and nothing of it is in the log.
    fn and_was_cut_short_twice(self, prevote: Hash) -> Self {
        let signer = ValidatorSigner::new(key(0), CHAIN, self.guard());
        for (kind, block) in [(VoteType::Prevote, prevote), (VoteType::Precommit, BLOCK)] {
            signer.sign_vote_now(vote(0, kind, HEIGHT, 1, block)).unwrap();
        }
        self
    }

    fn without_entry(mut self, index: usize) -> Self {
        let ends = self.entries.get(index + 1).copied().unwrap_or(self.log.len());
        self.log.drain(self.entries[index]..ends);
        self
    }

    /// The others' prevotes make a quorum with its own.
    fn with_polka(mut self) -> Self {
        for other in [1, 2] {
            self.append(&SignedConsensusMsg::Vote(prevote(other, HEIGHT)));
        }
        self
    }

    fn write(&self) -> PathBuf {
        let path = self.folder.path().join("log");
        std::fs::write(&path, &self.log).unwrap();
        path
    }
}

fn header(height: u64) -> Vec<u8> {
    [&1_u32.to_be_bytes()[..], &height.to_be_bytes()[..]].concat()
}

fn judged(validity: Validity) -> ProposedValue<EblContext> {
    ProposedValue {
        height: Height(HEIGHT),
        round: Round::new(0),
        valid_round: Round::Nil,
        proposer: address(1),
        value: Value(BLOCK),
        validity,
    }
}

fn forgot(round: u32) -> LogMemory {
    LogMemory::Forgot(Slot { kind: SlotKind::Precommit, height: HEIGHT, round })
}

#[tokio::test]
async fn a_whole_log_lets_the_validator_vote() {
    assert_eq!(Voter::who_voted(6).await.check(), LogMemory::Whole);
}

#[tokio::test]
async fn a_torn_end_that_was_never_published_lets_the_validator_vote() {
    let mut voter = Voter::who_voted(6).await;
    voter.log.truncate(voter.entries[11] + 3);
    assert_eq!(voter.check(), LogMemory::Whole);
}

#[tokio::test]
async fn a_log_cut_short_before_a_lock_is_noticed() {
    let mut voter = Voter::who_voted(6).await.with_polka().and_locked(5).await;
    voter.log.truncate(voter.entries[3]);
    assert_eq!(voter.check(), forgot(5));
}

#[tokio::test]
async fn a_damaged_length_hides_a_lock_behind_it_and_is_noticed() {
    let mut voter = Voter::who_voted(2).await.with_polka().and_locked(1).await;
    let length = voter.entries[1] + 1;
    voter.log[length] = 0xff;
    assert_eq!(voter.check(), forgot(1));
}

#[tokio::test]
async fn a_lock_lost_with_the_whole_log_is_noticed() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    for lost in [header(HEIGHT), header(HEIGHT - 1), header(HEIGHT + 1), Vec::new()] {
        voter.log = lost;
        assert_eq!(voter.check(), forgot(0));
    }
}

#[tokio::test]
async fn a_lock_lost_to_a_flipped_bit_is_noticed_unless_the_prevotes_lead_to_it_again() {
    let mut voter = Voter::who_voted(2).await.and_locked(1).await;
    let last = voter.log.len() - 1;
    voter.log[last] ^= 1;
    assert_eq!(voter.check(), forgot(1));
}

#[tokio::test]
async fn a_flipped_bit_in_anothers_vote_hides_the_lock_after_it() {
    let mut voter = Voter::who_voted(1).await.with_polka().and_locked(0).await;
    let others = voter.entries[1] - 1;
    voter.log[others] ^= 1;
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn what_locks_nobody_may_be_missing_since_the_guard_allows_no_other_in_its_place() {
    let mut voter = Voter::who_voted(6).await;
    for lost in [header(HEIGHT), header(HEIGHT - 1), Vec::new()] {
        voter.log = lost;
        assert_eq!(voter.check(), LogMemory::Whole);
    }
}

#[tokio::test]
async fn the_newest_precommit_counts_as_remembered_where_the_prevotes_for_it_are_there() {
    let mut voter = Voter::who_voted(1).await.with_polka().and_locked(0).await;
    voter.log.truncate(*voter.entries.last().unwrap());
    assert_eq!(voter.check(), LogMemory::Whole);
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    voter.log.truncate(*voter.entries.last().unwrap());
    assert_eq!(voter.check(), forgot(0), "without them the lock is lost");
}

#[tokio::test]
async fn an_end_in_any_state_is_cut_off_so_that_the_engine_can_open_the_log() {
    for end in [&[0; 40][..], &[0, 0, 0, 0, 0, 0, 0, 0, 9, 1, 2, 3, 4, 5], &[7; 100]] {
        let mut voter = Voter::who_voted(2).await;
        let whole = voter.log.clone();
        voter.log.extend_from_slice(end);
        assert_eq!(voter.check(), LogMemory::Whole);
        assert_eq!(std::fs::read(voter.folder.path().join("log")).unwrap(), whole);
    }
}

#[tokio::test]
async fn what_stands_under_a_header_that_was_changed_just_before_the_power_went_is_cut_off() {
    let mut voter = Voter::who_voted(2).await;
    voter.log.splice(..12, header(HEIGHT + 1));
    let path = voter.write();
    assert_eq!(voter.check_at(&path, HEIGHT + 1), LogMemory::Whole);
    assert_eq!(std::fs::read(path).unwrap(), header(HEIGHT + 1));
}

#[tokio::test]
async fn a_log_that_names_a_block_which_is_lost_is_not_replayed() {
    let mut voter = Voter::who_voted(1).await;
    voter.append_tagged(4, &EblCodec.encode(&judged(Validity::Valid)).unwrap());
    assert_eq!(voter.check(), LogMemory::Blockless(BLOCK));
    let mut voter = Voter::who_voted(1).await;
    voter.append_tagged(4, &EblCodec.encode(&judged(Validity::Invalid)).unwrap());
    assert_eq!(voter.check(), LogMemory::Whole);
}

#[tokio::test]
async fn an_own_prevote_that_the_replay_comes_to_may_be_missing_like_the_lock_that_it_led_to() {
    let voter = Voter::who_voted(0).await.with_proposal().and_was_cut_short_twice(BLOCK);
    assert_eq!(voter.check_holding(1), LogMemory::Whole);
    let voter = Voter::who_voted(0).await.with_proposal().and_was_cut_short_twice(Hash([8; 32]));
    assert_eq!(voter.check_holding(1), forgot(1), "it prevoted another");
    for (lost, what) in [(0, "judgement"), (1, "proposal"), (2, "prevote of another")] {
        let voter = Voter::who_voted(0).await.with_proposal().and_was_cut_short_twice(BLOCK);
        let voter = voter.without_entry(lost);
        assert_eq!(voter.check_holding(1), forgot(1), "without the {what}");
    }
}

#[tokio::test]
async fn an_own_prevote_counts_only_in_a_round_that_the_replay_comes_to() {
    // Of twelve nine are its own: what the others prevoted leads to no round.
    let voter = Voter::who_voted(0).await.with_proposal().and_was_cut_short_twice(BLOCK);
    assert_eq!(voter.check_holding(9), forgot(1));
    let mut voter = Voter::who_voted(0).await.with_proposal().and_was_cut_short_twice(BLOCK);
    voter.append(&SignedConsensusMsg::Proposal(proposal(0, HEIGHT)));
    assert_eq!(voter.check_holding(9), LogMemory::Whole, "it proposed in that round");
}

#[tokio::test]
async fn a_log_that_forgot_or_is_none_is_set_aside() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    for lost in [header(HEIGHT), b"no log".to_vec()] {
        voter.log = lost.clone();
        assert_eq!(voter.check(), forgot(0));
        assert!(!voter.folder.path().join("log").exists());
        assert_eq!(std::fs::read(voter.folder.path().join("log.set-aside")).unwrap(), lost);
    }
    let path = voter.write();
    std::fs::write(&path, b"no log").unwrap();
    assert_eq!(voter.check_at(&path, HEIGHT + 1), LogMemory::Whole);
    assert!(!path.exists(), "the engine could not have opened it");
}

#[tokio::test]
async fn a_missing_log_matters_only_at_the_height_that_was_locked_at() {
    let voter = Voter::who_voted(1).await.and_locked(0).await;
    let path = voter.folder.path().join("no log");
    assert_eq!(voter.check_at(&path, HEIGHT), forgot(0));
    assert_eq!(voter.check_at(&path, HEIGHT + 1), LogMemory::Whole);
}

/// Four, the first with this power.
fn validators(power: u64) -> ValidatorSet {
    let power = |index| if index == 0 { power } else { 1 };
    let entries: Vec<_> = (0..4).map(|index| (key(index).public(), power(index))).collect();
    ValidatorSet::new(&entries).unwrap()
}

#[tokio::test]
async fn a_signature_in_the_log_that_an_emptied_memory_lacks_is_noticed() {
    let voter = Voter::who_voted(2).await;
    let memory = voter.folder.path().join("signed");
    let zeroes = vec![0; std::fs::read(&memory).unwrap().len()];
    std::fs::write(&memory, zeroes).unwrap();
    let slot = Slot { kind: SlotKind::Prevote, height: HEIGHT, round: 0 };
    assert_eq!(voter.check(), LogMemory::Unremembered(slot));
    assert!(voter.folder.path().join("log").exists(), "it is the only witness left");
}

#[tokio::test]
async fn a_node_that_does_not_vote_starts_with_a_log_that_can_be_opened() {
    type Damage = fn(&mut Vec<u8>);
    let damages: [(&str, Damage); 4] = [
        ("another version", |log| log[3] ^= 1),
        ("half a header", |log| log.truncate(7)),
        ("a flipped bit", |log| log[60] ^= 1),
        ("zeroes at its end", |log| log.extend([0; 30])),
    ];
    for (what, damage) in damages {
        let mut voter = Voter::who_voted(2).await;
        let path = voter.write();
        clear_unreadable(&StdDisk, &path).unwrap();
        assert!(path.exists(), "a whole log stays");
        damage(&mut voter.log);
        let path = voter.write();
        clear_unreadable(&StdDisk, &path).unwrap();
        assert!(!path.exists(), "{what}");
        assert_eq!(std::fs::read(path.with_extension("set-aside")).unwrap(), voter.log, "{what}");
    }
}
