//! The set that votes is the one that the state at the head names: at every node, after every
//! start, and in every receipt.

use proto::certificate::CertificateFault;
use proto::instruction::Subject;
use proto::receipt::ReceiptFault;
use proto::validators::ValidatorSet;
use tempfile::TempDir;

use super::{
    Arc, Chain, ChainError, FOUNDED_MS, Hash, Index, LogFault, Message, Node, Places, Reader,
    Shelf, SledShelf, World, lock_log, open,
};
use crate::config::Role;
use crate::store::index::{Horizon, open_sled};

const FOUNDERS: [u8; 4] = [0, 1, 2, 3];
/// After block 2 validator 4 votes in the place of 3.
const SECOND: [u8; 4] = [0, 1, 2, 4];
/// After block 3 three others vote beside 4.
const THIRD: [u8; 4] = [4, 5, 6, 7];

/// A network whose validators change with blocks 2 and 3, and the sets.
fn changing() -> (World, [ValidatorSet; 2]) {
    let world = World::alone();
    let sets = [world.plan(2, &SECOND), world.plan(3, &THIRD)];
    (world, sets)
}

/// A node's chain as every validator sees it: it proposes as whoever is asked.
fn commit(world: &World, node: &mut Node, voters: &[u8]) -> Hash {
    let height = node.chain.head().height + 1;
    node.chain.own = Some(world.address(voters[0].into()));
    let block = node.chain.propose(height, 0, FOUNDED_MS + 10 * height).unwrap();
    node.chain.commit(world.certify_by(height, block.hash, voters)).unwrap();
    block.hash
}

/// A chain of four blocks, each with an issue, each committed by those who vote on it.
fn four_blocks(world: &World) -> (TempDir, Node) {
    let folder = TempDir::new().unwrap();
    let mut node = open(world, folder.path(), 0).unwrap();
    for (number, voters) in (1..).zip([&FOUNDERS, &FOUNDERS, &SECOND, &THIRD]) {
        node.pool.insert(world.issue(number), Hash::ZERO).unwrap();
        commit(world, &mut node, voters);
    }
    (folder, node)
}

fn reader(world: &World, chain: &Chain) -> Reader {
    let (log, index) = chain.stores();
    Reader::new(Arc::clone(&world.genesis), log, index)
}

#[test]
fn the_set_for_the_next_block_is_the_one_this_block_fixed() {
    let (world, [second, third]) = changing();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let founders = world.genesis.validators().clone();
    let steps = [(&FOUNDERS, &founders), (&FOUNDERS, &second), (&SECOND, &third), (&THIRD, &third)];
    for (voters, next) in steps {
        commit(&world, &mut node, voters);
        assert_eq!(node.chain.next_validators(), next);
    }
}

#[test]
fn a_restarted_node_stands_on_the_set_of_its_head_and_not_on_the_founders() {
    let (world, [_, third]) = changing();
    let (folder, node) = four_blocks(&world);
    let head = node.chain.head();
    drop(node);
    let node = open(&world, folder.path(), 4).unwrap();
    assert_eq!((node.chain.head(), node.chain.next_validators()), (head, &third));
}

#[test]
fn an_index_built_again_or_brought_up_to_the_log_gives_the_same_set() {
    let (world, [_, third]) = changing();
    let (folder, node) = four_blocks(&world);
    let places = Places::below(folder.path());
    let before = reader(&world, &node.chain).handovers(0..5).unwrap();
    assert_eq!(before.iter().map(|step| step.header().height).collect::<Vec<_>>(), [2, 3]);
    drop(node);
    SledShelf.remove(&places.index()).unwrap();
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!(node.chain.next_validators(), &third);
    assert_eq!(reader(&world, &node.chain).handovers(0..5).unwrap(), before);
    drop(node);
    SledShelf.remove(&places.index()).unwrap();
    let index = Index::open(&SledShelf, &places.index(), Horizon::default()).unwrap();
    index.found(&world.genesis).unwrap();
    drop(index);
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!(node.chain.next_validators(), &third);
    assert_eq!(reader(&world, &node.chain).handovers(0..5).unwrap(), before);
}

#[test]
fn an_index_that_lost_or_garbled_a_handover_is_built_again() {
    let (world, [_, third]) = changing();
    let (folder, node) = four_blocks(&world);
    drop(node);
    let places = Places::below(folder.path());
    let key = |height: u64| [&[13][..], &height.to_be_bytes()].concat();
    let set = {
        let db = open_sled(&places.index());
        db.remove(key(2)).unwrap().unwrap()
    };
    drop(open(&world, folder.path(), 0).unwrap());
    {
        let db = open_sled(&places.index());
        assert_eq!(db.get(key(2)).unwrap().as_ref(), Some(&set));
        // The set of another height, and a change where there was none.
        db.insert(key(3), &set).unwrap();
        db.insert(key(4), set).unwrap();
    }
    let node = open(&world, folder.path(), 0).unwrap();
    assert_eq!(node.chain.next_validators(), &third);
    assert_eq!(reader(&world, &node.chain).handovers(0..9).unwrap().len(), 2);
}

#[test]
fn a_log_that_the_old_set_goes_on_with_is_refused_by_height() {
    let (world, _) = changing();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    commit(&world, &mut node, &FOUNDERS);
    commit(&world, &mut node, &FOUNDERS);
    // What the founders, who were voted out as a whole or in part, could still agree on.
    let block = node.chain.propose(3, 0, FOUNDED_MS + 30).unwrap();
    let old = world.certify_by(3, block.hash, &FOUNDERS).to_message().encode_to_vec();
    lock_log(&node.chain.log).append(3, &block.bytes, &old).unwrap();
    drop(node);
    let stranger = world.address(3);
    let Err(ChainError::LogDisagrees { height: 3, fault: LogFault::Certificate(fault) }) =
        open(&world, folder.path(), 0)
    else {
        panic!("a block of the old set was taken for the ledger's")
    };
    assert_eq!(fault, CertificateFault::Stranger(stranger));
}

#[test]
fn receipts_from_before_between_and_after_two_changes_need_the_genesis_file_alone() {
    let (world, _) = changing();
    let (_folder, node) = four_blocks(&world);
    let reader = reader(&world, &node.chain);
    let (chain, founders) = (world.genesis.chain(), world.genesis.validators());
    for (number, signers) in (1..).zip([FOUNDERS, FOUNDERS, SECOND, THIRD]) {
        let receipt =
            reader.receipt(&Subject::TitleControl(world.title(number)), 1).unwrap().unwrap();
        let proved = receipt.verify(&chain, founders).unwrap();
        assert_eq!(proved.record.height, u64::from(number));
        assert_eq!(proved.signers, signers.len());
    }
    let last = reader.receipt(&Subject::TitleControl(world.title(4)), 1).unwrap().unwrap();
    let without = last.after(Vec::new());
    assert_eq!(without.verify(&chain, founders).unwrap_err(), ReceiptFault::OtherValidators);
}

#[test]
fn a_node_is_a_validator_exactly_while_its_key_is_in_the_set() {
    let (world, _) = changing();
    let folder = TempDir::new().unwrap();
    let mut node = open(&world, folder.path(), 0).unwrap();
    let roles = |node: &Node, index| {
        let reader = reader(&world, &node.chain);
        reader.role(Some(&world.address(index))).unwrap()
    };
    assert_eq!((roles(&node, 3), roles(&node, 4)), (Role::Validator, Role::Observer));
    commit(&world, &mut node, &FOUNDERS);
    commit(&world, &mut node, &FOUNDERS);
    assert_eq!((roles(&node, 3), roles(&node, 4)), (Role::Observer, Role::Validator));
    assert_eq!(reader(&world, &node.chain).role(None).unwrap(), Role::Observer);
}
