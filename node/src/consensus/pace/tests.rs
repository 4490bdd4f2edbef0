//! When the height after a finalized one starts, on a real chain that lies in memory.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use arc_malachitebft_core_types::LinearTimeouts;
use proto::hash::Hash;

use super::Pace;
use crate::chain::{Chain, Opening, Places};
use crate::consensus::application::Application;
use crate::consensus::fixtures::key;
use crate::consensus::idle::{Decision, IdlePolicy, StartReason};
use crate::consensus::signer::{SignatureGuard, ValidatorSigner};
use crate::fixture::World;
use crate::pool::{Pool, SharedPool};
use crate::store::index::Horizon;
use crate::store::index::memory::MemoryShelf;
use crate::store::vfs::memory::MemoryDisk;

const POLICY: IdlePolicy =
    IdlePolicy { heartbeat: Duration::from_secs(60), claim_pause: Duration::from_secs(10) };
const NOW: Duration = Duration::from_secs(500);
const QUIET: u64 = 0;

struct Node {
    world: World,
    application: Application,
    pool: SharedPool,
    pace: Pace,
}

/// A validator of an empty ledger, nothing of which touches this machine's disk.
fn validator() -> Node {
    let world = World::new();
    let disk = MemoryDisk::default();
    let guard = SignatureGuard::open(&disk, Path::new("/data/engine/signed")).unwrap();
    let signer = Arc::new(ValidatorSigner::new(key(0), world.genesis.chain(), guard));
    let pool = Arc::new(Pool::default());
    let chain = Chain::open(Opening {
        genesis: Arc::clone(&world.genesis),
        own: Some(world.address(0)),
        places: Places::below(Path::new("/data")),
        disk: Arc::new(disk),
        shelf: Arc::new(MemoryShelf::default()),
        horizon: Horizon::default(),
        pool: Arc::clone(&pool),
        on_commit: Box::new(|_| {}),
    });
    let application = Application::new(chain.unwrap(), Some(signer), LinearTimeouts::default());
    Node { world, application, pool, pace: Pace::new(POLICY) }
}

impl Node {
    fn decide(&mut self, announced: u64, now: Duration) -> Option<Decision> {
        self.pace.decide(&self.application, announced, now)
    }
}

#[test]
fn nothing_starts_before_a_height_is_finalized_nor_twice_after_it() {
    let mut node = validator();
    node.pool.insert(node.world.issue(1), Hash::ZERO).unwrap();
    assert_eq!(node.decide(QUIET, NOW), None);
    node.pace.finalized(NOW);
    assert_eq!(node.decide(QUIET, NOW), Some(Decision::Start(StartReason::Work)));
    assert_eq!(node.decide(QUIET, NOW), None);
}

#[test]
fn the_heartbeat_counts_from_the_newest_finalized_height() {
    let mut node = validator();
    node.pace.finalized(NOW);
    let due = NOW + POLICY.heartbeat;
    assert_eq!(node.decide(QUIET, NOW), Some(Decision::Wait(due)));
    assert_eq!(node.decide(QUIET, due), Some(Decision::Start(StartReason::Heartbeat)));
    node.pace.finalized(due);
    assert_eq!(node.decide(QUIET, due), Some(Decision::Wait(due + POLICY.heartbeat)));
}

#[test]
fn a_synced_block_lets_a_claim_be_followed_at_once_and_only_once() {
    let mut node = validator();
    let behind = Some(Decision::Start(StartReason::Behind));
    node.pace.finalized(NOW);
    assert_eq!(node.decide(9, NOW), behind);
    node.pace.synced();
    node.pace.finalized(NOW);
    assert_eq!(node.decide(9, NOW), behind);
    node.pace.finalized(NOW);
    assert_eq!(node.decide(9, NOW), Some(Decision::Wait(NOW + POLICY.claim_pause)));
}
