//! Validators that may vote, and those that must not yet.

use libp2p::PeerId;
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use tempfile::TempDir;
use tokio::sync::watch;

use super::{Silence, Voting, held_by_honest};
use crate::chain::{Head, Places};
use crate::consensus::signer::{SignatureGuard, Slot, SlotKind};
use crate::gossip::PeerState;
use crate::store::vfs::StdDisk;

const OPEN: u64 = 5;

struct Home {
    folder: TempDir,
}

impl Home {
    /// The engine's folder of a validator that signed a precommit at some height.
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
        Voting::decide(Some(SecretKey::from_seed(&[1; 32])), ChainId([7; 32]), head, &self.places())
            .unwrap()
            .silence()
    }
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
    Silence::UntilCaughtUp.end(&home.places()).unwrap();
    assert_eq!(home.silence(OPEN), None);
}

#[test]
fn a_signature_beyond_the_open_height_means_silence_whatever_the_log_holds() {
    let home = Home::signed_at(OPEN + 3);
    home.write_log(OPEN);
    assert_eq!(home.silence(OPEN - 1), Some(Silence::UntilCommitted(OPEN + 3)));
}

#[test]
fn a_killed_validator_whose_newest_signature_is_not_in_its_log_yet_votes() {
    let home = Home::signed_at(OPEN);
    home.write_log(OPEN);
    assert_eq!(home.silence(OPEN - 1), None);
}

#[test]
fn a_validator_without_its_memory_is_silent_even_on_an_empty_ledger() {
    let home = Home { folder: TempDir::new().unwrap() };
    assert_eq!(home.silence(0), Some(Silence::UntilCaughtUp));
    std::fs::create_dir_all(home.places().engine()).unwrap();
    SignatureGuard::lay_out(&StdDisk, &home.places().signatures()).unwrap();
    assert_eq!(home.silence(0), None);
}

fn peer(height: Option<u64>) -> PeerState {
    let peer = PeerId::random();
    PeerState { peer, connected: true, height, software: None, trouble: None }
}

#[test]
fn one_lying_peer_of_three_neither_raises_nor_settles_the_height_to_reach() {
    let claims = |claims: &[Option<u64>]| -> Vec<PeerState> {
        claims.iter().map(|height| peer(*height)).collect()
    };
    let lied = claims(&[Some(7), Some(u64::MAX), Some(9)]);
    assert_eq!(held_by_honest(&lied), Some(9));
    assert_eq!(held_by_honest(&claims(&[None, Some(u64::MAX), None])), None);
    assert_eq!(held_by_honest(&[]), None);
}

fn head(height: u64) -> Head {
    Head { height, hash: Hash::ZERO, time_ms: 0 }
}

#[tokio::test]
async fn silence_is_over_when_reached_and_not_when_the_peers_or_the_chain_went_away() {
    let silence = Silence::UntilCaughtUp;
    let (_sender, heads) = watch::channel(head(9));
    let (gone, peers) = watch::channel(vec![peer(None)]);
    drop(gone);
    assert!(!silence.has_passed(heads.clone(), peers).await);

    let (_told, peers) = watch::channel(vec![peer(Some(u64::MAX))]);
    let (gone, stuck) = watch::channel(head(9));
    drop(gone);
    assert!(!silence.has_passed(stuck, peers).await, "no overflow, and no end");

    let (_told, peers) = watch::channel(vec![peer(Some(7))]);
    assert!(silence.has_passed(heads, peers).await);
}
