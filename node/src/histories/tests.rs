//! Nodes of one genesis file whose validators signed two histories, and what each notices.

use std::path::Path;

use proto::two_histories::{Split, TwoHistories};
use tempfile::TempDir;

use super::*;
use crate::chain::{Chain, Opening, Places};
use crate::fixture::{FOUNDED_MS, World, voter};
use crate::pool::SharedPool;
use crate::store::index::{Horizon, SledShelf};
use crate::store::vfs::StdDisk;

const FOUNDERS: [u8; 4] = [0, 1, 2, 3];

/// A node with a ledger of its own, in a folder that outlives it.
struct Node<'w> {
    world: &'w World,
    chain: Chain,
    histories: Histories,
    cosignatures: Cosignatures,
}

impl<'w> Node<'w> {
    fn open(world: &'w World, folder: &Path, witness: Option<u8>) -> Self {
        let places = Places::below(folder);
        let disk: Arc<dyn Disk> = Arc::new(StdDisk);
        let chain = Chain::open(Opening {
            genesis: Arc::clone(&world.genesis),
            own: Some(world.address(0)),
            places: places.clone(),
            disk: Arc::clone(&disk),
            shelf: Arc::new(SledShelf),
            horizon: Horizon::default(),
            pool: SharedPool::default(),
            on_commit: Box::new(|_| {}),
        })
        .unwrap();
        let (log, index) = chain.stores();
        let reader = Reader::new(Arc::clone(&world.genesis), log, index);
        let cosignatures = Cosignatures::default();
        let witness = witness.map(|seed| {
            let (genesis, memory) = (Arc::clone(&world.genesis), places.witnessed());
            Witness::resume(genesis, voter(seed), memory, Arc::clone(&disk)).unwrap()
        });
        let evidence = places.evidence();
        let words = Words::open(Arc::clone(&disk), places.witnesses()).unwrap();
        let told = cosignatures.clone();
        let histories = Histories::new(reader, disk, evidence, witness, words, told).unwrap();
        Self { world, chain, histories, cosignatures }
    }

    /// Commits empty blocks until a height; `late` makes them other blocks.
    fn grow(&mut self, until: u64, late: u64) -> &mut Self {
        for height in self.chain.head().height + 1..=until {
            let time_ms = FOUNDED_MS + 10 * height + late;
            let block = self.chain.propose(height, 0, time_ms).unwrap();
            self.chain.commit(self.world.certify_by(height, block.hash, &FOUNDERS)).unwrap();
        }
        self
    }

    fn tells(&mut self) -> Told {
        self.histories.newest().unwrap().unwrap()
    }
}

/// The only file of two histories in a node's folder.
fn kept(world: &World, folder: &Path) -> Option<Split> {
    let mut files = std::fs::read_dir(Places::below(folder).evidence()).unwrap();
    let file = files.next()?.unwrap();
    assert!(files.next().is_none(), "there is one file");
    let read = TwoHistories::decode(&std::fs::read(file.path()).unwrap()).unwrap();
    Some(read.verify(Some(&world.genesis.chain())).unwrap())
}

#[test]
fn nodes_of_one_history_find_nothing_whoever_is_ahead() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let [mut first, mut second] =
        folders.each_ref().map(|folder| Node::open(&world, folder.path(), None));
    let peer = PeerId::random();
    let ahead = first.grow(5, 0).tells();
    assert_eq!(second.histories.hear(peer, &ahead).unwrap(), None);
    assert_eq!(second.histories.catch_up().unwrap(), [], "it has not come up");
    let behind = second.grow(3, 0).tells();
    assert_eq!(first.histories.hear(peer, &behind).unwrap(), None);
    second.grow(6, 0);
    assert_eq!(second.histories.catch_up().unwrap(), []);
    assert_eq!(second.histories.hear(peer, &ahead).unwrap(), None);
    assert!(folders.iter().all(|folder| kept(&world, folder.path()).is_none()));
}

#[test]
fn a_second_history_is_caught_at_the_first_exchange_and_names_who_signed_both() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let [mut ours, mut theirs] =
        folders.each_ref().map(|folder| Node::open(&world, folder.path(), None));
    ours.grow(5, 0);
    let told = theirs.grow(4, 5).tells();
    let trouble = ours.histories.hear(PeerId::random(), &told).unwrap();
    assert_eq!(trouble, Some(Trouble::OtherHistory { height: 4 }));
    let split = kept(&world, folders[0].path()).expect("the evidence is kept");
    assert_eq!(split.height, 4);
    let mut everybody: Vec<_> = (0..4).map(|index| world.address(index)).collect();
    everybody.sort_unstable();
    assert_eq!(split.signed_both, everybody);
}

#[test]
fn a_second_history_that_is_ahead_is_caught_once_this_node_comes_up_to_it() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let [mut ours, mut theirs] =
        folders.each_ref().map(|folder| Node::open(&world, folder.path(), None));
    let (peer, told) = (PeerId::random(), theirs.grow(4, 5).tells());
    ours.grow(2, 0);
    assert_eq!(ours.histories.hear(peer, &told).unwrap(), None);
    ours.grow(4, 0);
    let troubles = ours.histories.catch_up().unwrap();
    assert_eq!(troubles, [(peer, Trouble::OtherHistory { height: 4 })]);
    assert!(kept(&world, folders[0].path()).is_some());
}

#[test]
fn a_block_that_nobody_signed_accuses_the_peer_alone() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let [mut ours, mut theirs] =
        folders.each_ref().map(|folder| Node::open(&world, folder.path(), None));
    ours.grow(3, 0);
    let told = theirs.grow(3, 5).tells();
    let mut made_up = Checkpoint::decode(&told.checkpoint).unwrap();
    made_up.certificate.signatures.truncate(2);
    let told = Told { checkpoint: made_up.encode().into(), ..told };
    let trouble = ours.histories.hear(PeerId::random(), &told).unwrap();
    assert_eq!(trouble, Some(Trouble::UnsignedBlock { height: 3 }));
    let nonsense = Told { checkpoint: Bytes::from_static(b"none"), cosignature: Bytes::new() };
    let trouble = ours.histories.hear(PeerId::random(), &nonsense).unwrap();
    assert_eq!(trouble, Some(Trouble::Malformed));
    assert!(kept(&world, folders[0].path()).is_none());
}

#[test]
fn what_a_witness_signed_is_passed_on_by_its_peers_if_it_is_a_block_of_theirs() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let mut witness = Node::open(&world, folders[0].path(), Some(90));
    let mut peer = Node::open(&world, folders[1].path(), None);
    let told = witness.grow(3, 0).tells();
    assert_eq!(witness.cosignatures.newest().len(), 1, "its own");
    peer.grow(4, 0);
    assert_eq!(peer.histories.hear(PeerId::random(), &told).unwrap(), None);
    let [given] = <[_; 1]>::try_from(peer.cosignatures.newest()).unwrap();
    assert_eq!((given.witness, given.height), (voter(90).public(), 3));
    // A block that the peer does not have, and a signature that is none.
    let chain = world.genesis.chain();
    let other = Cosignature::sign(&voter(91), &chain, 3, Hash([9; 32])).encode();
    let mut broken = given.clone();
    broken.height = 2;
    for (bytes, trouble) in [(other, None), (broken.encode(), Some(Trouble::Malformed))] {
        let told = Told { cosignature: bytes.into(), ..told.clone() };
        assert_eq!(peer.histories.hear(PeerId::random(), &told).unwrap(), trouble);
    }
    assert_eq!(peer.cosignatures.newest(), [given]);
}

/// To keep it costs a sync, which a peer must not have for the asking.
#[test]
fn what_a_witness_signed_is_kept_once_however_often_it_is_told() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let mut witness = Node::open(&world, folders[0].path(), Some(90));
    let mut node = Node::open(&world, folders[1].path(), None);
    let earlier = witness.grow(3, 0).tells();
    let later = witness.grow(5, 0).tells();
    node.grow(6, 0);
    let (peer, kept) = (PeerId::random(), Places::below(folders[1].path()).witnesses());
    let files = || std::fs::read_dir(&kept).unwrap().map(|file| file.unwrap().path());
    for (told, is_kept) in [(&earlier, true), (&earlier, false), (&later, true), (&earlier, false)]
    {
        assert_eq!(node.histories.hear(peer, told).unwrap(), None);
        assert_eq!(files().count(), usize::from(is_kept));
        files().for_each(|file| std::fs::remove_file(file).unwrap());
    }
}

#[test]
fn what_a_witness_signed_is_told_again_after_a_start_unless_it_is_of_another_ledger() {
    let world = World::alone();
    let folders = [(); 2].map(|()| TempDir::new().unwrap());
    let mut witness = Node::open(&world, folders[0].path(), Some(90));
    let mut peer = Node::open(&world, folders[1].path(), None);
    let told = witness.grow(3, 0).tells();
    peer.grow(4, 0);
    peer.histories.hear(PeerId::random(), &told).unwrap();
    let later = witness.grow(4, 0).tells();
    let id = PeerId::random();
    peer.histories.hear(id, &later).unwrap();
    let given = peer.cosignatures.newest();
    assert_eq!((given.len(), given[0].height), (1, 4));
    drop(peer);

    let again = Node::open(&world, folders[1].path(), None);
    assert_eq!(again.cosignatures.newest(), given, "the newest of each witness");
    drop(again);

    // Files that say nothing are no obstacle: damaged, of a block that is not here, of no peer.
    let kept = Places::below(folders[1].path()).witnesses();
    let file = kept.join(format!("{id}.cosignature"));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[40] ^= 1;
    std::fs::write(&file, bytes).unwrap();
    let other = Cosignature::sign(&voter(91), &world.genesis.chain(), 3, Hash([9; 32])).encode();
    std::fs::write(kept.join(format!("{}.cosignature", PeerId::random())), other).unwrap();
    std::fs::write(kept.join("notes.txt"), "of the operator").unwrap();
    let again = Node::open(&world, folders[1].path(), None);
    let newest = again.cosignatures.newest();
    assert_eq!(newest.iter().map(|given| given.height).collect::<Vec<_>>(), [3]);
}

#[test]
fn a_witness_whose_ledger_was_exchanged_signs_no_more_and_shows_both() {
    let world = World::alone();
    let folder = TempDir::new().unwrap();
    let told = Node::open(&world, folder.path(), Some(90)).grow(4, 0).tells();
    assert!(!told.cosignature.is_empty());
    // The ledger goes, the memory stays.
    let places = Places::below(folder.path());
    std::fs::remove_dir_all(places.log()).unwrap();
    std::fs::remove_dir_all(places.index()).unwrap();
    std::fs::remove_file(places.side()).unwrap();
    let mut again = Node::open(&world, folder.path(), Some(90));
    assert!(again.grow(3, 5).tells().cosignature.is_empty(), "it has not come up again");
    assert!(kept(&world, folder.path()).is_none());
    assert!(again.grow(6, 5).tells().cosignature.is_empty());
    assert!(again.grow(7, 5).tells().cosignature.is_empty());
    assert!(again.cosignatures.newest().is_empty());
    assert_eq!(kept(&world, folder.path()).unwrap().height, 4);
}

#[test]
fn a_witness_that_fetched_the_same_ledger_anew_signs_on() {
    let world = World::alone();
    let folder = TempDir::new().unwrap();
    Node::open(&world, folder.path(), Some(90)).grow(4, 0).tells();
    let places = Places::below(folder.path());
    std::fs::remove_dir_all(places.log()).unwrap();
    std::fs::remove_dir_all(places.index()).unwrap();
    std::fs::remove_file(places.side()).unwrap();
    let mut again = Node::open(&world, folder.path(), Some(90));
    assert!(again.grow(3, 0).tells().cosignature.is_empty(), "it might yet be another");
    let told = again.grow(5, 0).tells();
    assert_eq!(Cosignature::decode(&told.cosignature).unwrap().height, 5);
}
