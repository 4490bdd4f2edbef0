//! Logs that forgot.

mod mend;

use std::path::PathBuf;

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::SignedConsensusMsg;
use arc_malachitebft_core_types::VoteType;
use arc_malachitebft_signing::Signer;
use tempfile::TempDir;

use super::{LogMemory, check_log};
use crate::consensus::codec::EblCodec;
use crate::consensus::context::EblContext;
use crate::consensus::fixtures::{BLOCK, CHAIN, address, key, prevote, vote};
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
        let message = EblCodec.encode(message).unwrap();
        self.entries.push(self.log.len());
        self.log.push(0);
        self.log.extend_from_slice(&(message.len() as u64 + 9).to_be_bytes());
        let data = [&[1][..], &(message.len() as u64).to_be_bytes(), &message].concat();
        self.log.extend_from_slice(&crc32fast::hash(&data).to_be_bytes());
        self.log.extend_from_slice(&data);
    }

    fn check(&self) -> LogMemory {
        let path = self.write();
        check_log(&path, &self.guard(), &address(0), HEIGHT).unwrap()
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

fn forgot(round: u32) -> LogMemory {
    LogMemory::Forgot(Slot { kind: SlotKind::Prevote, height: HEIGHT, round })
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
async fn a_log_cut_short_is_noticed() {
    let mut voter = Voter::who_voted(6).await;
    voter.log.truncate(voter.entries[3]);
    assert_eq!(voter.check(), forgot(1));
}

#[tokio::test]
async fn a_damaged_length_hides_what_follows_and_is_noticed() {
    let mut voter = Voter::who_voted(6).await;
    let length = voter.entries[1] + 1;
    voter.log[length] = 0xff;
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn a_log_that_starts_afresh_is_noticed() {
    let mut voter = Voter::who_voted(6).await;
    voter.log = header(HEIGHT + 1);
    assert_eq!(voter.check(), forgot(0));
    voter.log.clear();
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn a_lock_of_the_only_round_lost_to_another_header_is_noticed() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    voter.log = header(HEIGHT);
    assert_eq!(voter.check(), LogMemory::Whole, "nothing of a log that ends short was published");
    voter.log = header(HEIGHT - 1);
    assert_eq!(voter.check(), forgot(0));
    voter.log.clear();
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn a_lock_of_the_newest_round_lost_to_a_flipped_bit_is_noticed() {
    let mut voter = Voter::who_voted(2).await.and_locked(1).await;
    let last = voter.log.len() - 1;
    voter.log[last] ^= 1;
    let slot = Slot { kind: SlotKind::Precommit, height: HEIGHT, round: 1 };
    assert_eq!(voter.check(), LogMemory::Forgot(slot));
}

#[tokio::test]
async fn a_flipped_bit_in_anothers_vote_hides_the_own_ones_after_it() {
    let mut voter = Voter::who_voted(1).await;
    let others = voter.entries[1] - 1;
    voter.log[others] ^= 1;
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn a_killed_validator_whose_newest_signature_is_not_in_its_log_yet_may_vote() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    voter.log.truncate(voter.entries[2]);
    assert_eq!(voter.check(), LogMemory::Whole);
}

#[tokio::test]
async fn a_hole_before_a_newer_signature_is_no_cut() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    voter.log.drain(voter.entries[1]..voter.entries[2]);
    assert_eq!(voter.check(), forgot(0));
}

#[tokio::test]
async fn a_missing_log_matters_only_at_the_height_that_was_voted_on() {
    let voter = Voter::who_voted(6).await;
    let path = voter.folder.path().join("no log");
    let guard = voter.guard();
    assert_eq!(check_log(&path, &guard, &address(0), HEIGHT).unwrap(), forgot(0));
    assert_eq!(check_log(&path, &guard, &address(0), HEIGHT + 1).unwrap(), LogMemory::Whole);
}
