//! A wallet with the genesis file alone is led to the newest of many blocks by any one node.

use std::path::Path;
use std::sync::Arc;

use prost::Message;
use proto::hash::Hash;
use proto::keys::SecretKey;
use proto::trail::{Led, Trail};

use super::*;
use crate::chain::{Chain, Opening, Places};
use crate::fixture::{FOUNDED_MS, World};
use crate::pool::SharedPool;
use crate::store::index::Horizon;
use crate::store::index::memory::MemoryShelf;
use crate::store::vfs::memory::MemoryDisk;

/// Blocks of the ledger.
const BLOCKS: u64 = 10_000;
/// After every so many of them other validators vote.
const TENURE: u64 = 500;
/// What an answer may have for each change of four validators, and beside them.
const BYTES_PER_CHANGE: usize = 1_400;
const BYTES_BESIDE: usize = 2_000;

/// Who votes in a tenure: one seat changes hands each time.
fn voters(tenure: u64) -> [u8; 4] {
    let last = u8::try_from(3 + tenure).unwrap();
    [0, 1, 2, last]
}

fn node(world: &World) -> Chain {
    let folder = Path::new("data");
    let disk = MemoryDisk::default().with_dir(folder);
    Chain::open(Opening {
        genesis: Arc::clone(&world.genesis),
        own: Some(world.address(0)),
        places: Places::below(folder),
        disk: Arc::new(disk),
        shelf: Arc::new(MemoryShelf::default()),
        horizon: Horizon::default(),
        pool: SharedPool::default(),
        on_commit: Box::new(|_| {}),
    })
    .unwrap()
}

fn grow(world: &World, chain: &mut Chain, until: u64) {
    for height in chain.head().height + 1..=until {
        let block = chain.propose(height, 0, FOUNDED_MS + 10 * height).unwrap();
        let tenure = (height - 1) / TENURE;
        chain.commit(world.certify_by(height, block.hash, &voters(tenure))).unwrap();
    }
}

fn reader(world: &World, chain: &Chain) -> Reader {
    let (log, index) = chain.stores();
    Reader::new(Arc::clone(&world.genesis), log, index)
}

fn ask(reader: &Reader, known_height: u64, height: u64) -> pb::CheckpointResponse {
    put_together(reader, pb::CheckpointRequest { known_height, height }, vec![]).unwrap()
}

fn lead_on(world: &World, before: Option<&Trail>, answer: &pb::CheckpointResponse) -> Trail {
    match Trail::lead_on(before, &world.genesis, answer) {
        Ok(Led::Later(trail)) => *trail,
        other => panic!("an honest node leads on, not: {other:?}"),
    }
}

#[test]
fn ten_thousand_blocks_are_reached_in_bytes_that_grow_with_the_changes_of_validators_alone() {
    let world = World::alone();
    let changes = BLOCKS / TENURE - 1;
    for tenure in 1..=changes {
        world.plan(tenure * TENURE, &voters(tenure));
    }
    let mut chain = node(&world);
    grow(&world, &mut chain, BLOCKS / 2);
    let reader = reader(&world, &chain);
    let half = lead_on(&world, None, &ask(&reader, 0, 0));
    grow(&world, &mut chain, BLOCKS);

    let answer = ask(&reader, 0, 0);
    let bytes = answer.encoded_len();
    let newest = lead_on(&world, None, &answer);
    assert_eq!(newest.header().height, BLOCKS);
    assert_eq!(newest.handovers.len() as u64, changes);
    let bound = BYTES_BESIDE + BYTES_PER_CHANGE * newest.handovers.len();
    assert!(bytes < bound, "{bytes} bytes are not below {bound}");
    println!("from the genesis file to block {BLOCKS} over {changes} changes: {bytes} bytes");

    // Who was there half way needs the later half of the changes, and a path between the two.
    let answer = ask(&reader, half.header().height, 0);
    assert_eq!(lead_on(&world, Some(&half), &answer), newest);
    assert!(answer.encoded_len() < bytes, "{} bytes", answer.encoded_len());
    // Any block can be asked for, and stands on any below it.
    let middle = ask(&reader, half.header().height, 7_777);
    assert_eq!(lead_on(&world, Some(&half), &middle).header().height, 7_777);
    assert!(ask(&reader, 0, BLOCKS + 1).checkpoint.is_empty(), "there is none yet");
}

#[test]
fn what_a_witness_signed_is_placed_below_the_block_asked_for_or_left_out_above_it() {
    let world = World::alone();
    let mut chain = node(&world);
    grow(&world, &mut chain, 9);
    let reader = reader(&world, &chain);
    let chain = world.genesis.chain();
    let key = SecretKey::from_seed(&[70; 32]);
    let hash = |height| reader.checkpoint_at(height).unwrap().unwrap().header.hash();
    let signed = |height, block: Hash| Cosignature::sign(&key, &chain, height, block);
    for (height, asked) in [(4, 9), (9, 9), (4, 5), (1, 2)] {
        let given = signed(height, hash(height));
        let request = pb::CheckpointRequest { known_height: 0, height: asked };
        let answer = put_together(&reader, request, vec![given.clone()]).unwrap();
        let newest = lead_on(&world, None, &answer);
        let within = Cosignature::within(&answer.witnessed[0], newest.header());
        assert_eq!(within, Ok(given), "{height} under {asked}");
    }
    let request = pb::CheckpointRequest { known_height: 0, height: 3 };
    let above = put_together(&reader, request, vec![signed(4, hash(4))]).unwrap();
    assert!(above.witnessed.is_empty());
}
