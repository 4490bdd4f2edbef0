//! Validators that may vote, and those that must not yet.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::validators::ValidatorSet;
use tempfile::TempDir;

use super::{Silence, Stands, Voting, held_by_honest};
use crate::chain::Places;
use crate::consensus::signer::{SignatureGuard, Slot, SlotKind};
use crate::store::vfs::memory::MemoryDisk;
use crate::store::vfs::{Disk, StdDisk};

const OPEN: u64 = 5;

struct Home {
    folder: TempDir,
}

impl Home {
    /// The engine's folder of a validator that signed a precommit for a block at some height.
    fn signed_at(height: u64) -> Self {
        let home = Self { folder: TempDir::new().unwrap() };
        std::fs::create_dir_all(home.places().engine()).unwrap();
        let guard = SignatureGuard::open(&StdDisk, &home.places().signatures()).unwrap();
        let slot = Slot { kind: SlotKind::Precommit, height, round: 0 };
        guard.admit(slot, Hash::ZERO).unwrap();
        home
    }

    fn places(&self) -> Places {
        Places::below(self.folder.path())
    }

    /// The engine's log of a height, with nothing in it.
    fn write_log(&self, height: u64) {
        let log = [&1_u32.to_be_bytes()[..], &height.to_be_bytes()].concat();
        std::fs::write(self.places().engine_log(), log).unwrap();
    }

    fn silence(&self, head: u64) -> Option<Silence> {
        silence(Arc::new(StdDisk), &self.places(), head)
    }
}

fn silence(disk: Arc<dyn Disk>, places: &Places, head: u64) -> Option<Silence> {
    let key = SecretKey::from_seed(&[1; 32]);
    let validators = ValidatorSet::new(&[(key.public(), 1)]).unwrap();
    let stands =
        Stands { chain: ChainId([7; 32]), head, validators: &validators, blocks: BTreeSet::new() };
    let voting = Voting::decide(Some(key), &stands, &disk, places);
    voting.unwrap().silence()
}

#[test]
fn a_restart_does_not_break_a_silence() {
    let home = Home::signed_at(OPEN);
    assert_eq!(home.silence(OPEN - 1), Some(Silence::UntilCommitted(OPEN)));
    // The engine of a silent node writes a log of the open height.
    home.write_log(OPEN);
    assert_eq!(home.silence(OPEN - 1), Some(Silence::UntilCommitted(OPEN)));
    assert_eq!(home.silence(OPEN), None);
    assert!(!home.places().silence().exists());
}

#[test]
fn a_mark_that_cannot_be_read_is_no_leave_to_vote() {
    let home = Home::signed_at(OPEN);
    std::fs::write(home.places().silence(), b"\xff").unwrap();
    assert_eq!(home.silence(OPEN), Some(Silence::UntilCaughtUp));
    Silence::UntilCaughtUp.end(&StdDisk, &home.places()).unwrap();
    assert_eq!(home.silence(OPEN), None);
}

#[test]
fn a_signature_beyond_the_open_height_means_silence_whatever_the_log_holds() {
    let home = Home::signed_at(OPEN + 3);
    home.write_log(OPEN);
    assert_eq!(home.silence(OPEN - 1), Some(Silence::UntilCommitted(OPEN + 3)));
}

#[test]
fn a_validator_whose_log_was_found_damaged_is_silent_from_its_next_start_on() {
    let home = Home { folder: TempDir::new().unwrap() };
    std::fs::create_dir_all(home.places().engine()).unwrap();
    SignatureGuard::lay_out(&StdDisk, &home.places().signatures()).unwrap();
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let key = SecretKey::from_seed(&[1; 32]);
    let validators = ValidatorSet::new(&[(key.public(), 1)]).unwrap();
    let stands = Stands {
        chain: ChainId([7; 32]),
        head: OPEN - 1,
        validators: &validators,
        blocks: BTreeSet::new(),
    };
    let voting = Voting::decide(Some(key), &stands, &disk, &home.places()).unwrap();
    voting.ended(false, OPEN - 1, &StdDisk, &home.places()).unwrap();
    assert_eq!(home.silence(OPEN - 1), None);
    voting.ended(true, OPEN - 1, &StdDisk, &home.places()).unwrap();
    assert_eq!(home.silence(OPEN - 1), Some(Silence::UntilCommitted(OPEN)));
    assert_eq!(home.silence(OPEN), None);
}

#[test]
fn a_validator_without_its_memory_is_silent_even_on_an_empty_ledger() {
    let home = Home { folder: TempDir::new().unwrap() };
    assert_eq!(home.silence(0), Some(Silence::UntilCaughtUp));
    std::fs::create_dir_all(home.places().engine()).unwrap();
    SignatureGuard::lay_out(&StdDisk, &home.places().signatures()).unwrap();
    assert_eq!(home.silence(0), None);
}

#[test]
fn one_lying_peer_of_three_neither_raises_nor_settles_the_height_to_reach() {
    let lied = [Some(7), Some(u64::MAX), Some(9)];
    assert_eq!(held_by_honest(&lied), Some(9));
    assert_eq!(held_by_honest(&[None, Some(u64::MAX), None]), None);
    assert_eq!(held_by_honest(&[]), None);
}

#[test]
fn a_silence_ends_two_heights_beyond_what_an_honest_peer_holds_or_where_it_was_told_to() {
    let caught_up = Silence::UntilCaughtUp;
    assert_eq!(caught_up.height_to_reach(&[None], 3), None);
    assert_eq!(caught_up.height_to_reach(&[Some(7)], 3), Some(9));
    assert_eq!(caught_up.height_to_reach(&[Some(u64::MAX)], 3), Some(u64::MAX));
    assert_eq!(Silence::UntilCommitted(5).height_to_reach(&[Some(7)], 6), Some(5));
}

/// It may have signed for the height after its head, and remembers nothing of that.
#[test]
fn a_silence_never_ends_before_the_height_that_was_open_when_it_began() {
    let caught_up = Silence::UntilCaughtUp;
    assert_eq!(caught_up.height_to_reach(&[Some(5_000), None, Some(10)], 4_999), Some(5_000));
    assert_eq!(caught_up.height_to_reach(&[Some(0)], u64::MAX), Some(u64::MAX));
}

#[test]
fn a_power_cut_does_not_break_a_silence() {
    let disk = MemoryDisk::default();
    let places = Places::below(Path::new("/data"));
    let guard = SignatureGuard::open(&disk, &places.signatures()).unwrap();
    let slot = Slot { kind: SlotKind::Precommit, height: OPEN, round: 0 };
    guard.admit(slot, Hash::ZERO).unwrap();
    let silence = |disk: &MemoryDisk, head| silence(Arc::new(disk.clone()), &places, head);
    assert_eq!(silence(&disk, OPEN - 1), Some(Silence::UntilCommitted(OPEN)));
    for seed in 0..20 {
        let left = disk.after_power_cut(seed);
        // The engine of a silent node writes a log of the open height.
        let log = [&1_u32.to_be_bytes()[..], &OPEN.to_be_bytes()].concat();
        left.create(&places.engine_log()).unwrap().write_all_at(&log, 0).unwrap();
        assert_eq!(silence(&left, OPEN - 1), Some(Silence::UntilCommitted(OPEN)));
        assert_eq!(silence(&left, OPEN), None);
        assert_eq!(silence(&left, OPEN), None);
    }
}
