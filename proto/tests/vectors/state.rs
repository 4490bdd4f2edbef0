use std::collections::BTreeMap;

use jmt::storage::{LeafNode, Node, NodeKey, TreeReader};
use jmt::{JellyfishMerkleTree, KeyHash, OwnedValue, Version};
use proto::fact::ChainHead;
use proto::hash::Hash;
use proto::state::{ReferenceRecord, StateHasher, StateKey, TitleRecord};
use title::{
    AmendmentReason, Asked, Commitment, End, HandBack, Hold, Mark, Offer, Order, Passage, Pledge,
    Purpose, ReferenceKey, Status, Time, Title, TitleId,
};

use crate::golden::Golden;
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::{state_root, tagged};

#[test]
fn state_keys_records_and_roots_are_frozen() {
    let mut golden = Golden::new(
        "state.txt",
        "The authenticated state map: keys, values, and roots. Parties are those of identity.txt.",
    );
    keys(&mut golden);
    titles(&mut golden);
    references(&mut golden);
    roots(&mut golden);
    golden.check();
}

fn keys(golden: &mut Golden) {
    golden.remark("Keys: tagged hash of kind (one byte) and id.");
    let bill = sample::bill(&sample::chain());
    let party = SHIPPER.party();
    let member = SHIPPER.member();
    let cases: [(&str, StateKey, u8, &[u8]); 5] = [
        ("title", StateKey::Title(bill), 1, &bill.0),
        ("reference", StateKey::Reference(ReferenceKey([0xb1; 32])), 2, &[0xb1; 32]),
        ("member", StateKey::Member(member), 3, &member.0),
        ("account", StateKey::Account(party), 4, &party.0),
        ("network", StateKey::Network, 5, &[]),
    ];
    for (name, key, kind, id) in cases {
        assert_eq!(key.hash().0, tagged("ebl/state-key/v1", &[&[kind], id]), "{name}");
        golden.bytes(name, &key.hash().0);
    }
}

fn titles(golden: &mut Golden) {
    let (shipper, bank) = (SHIPPER.party(), BANK.party());
    let until = Time(BLOCK_MS + 7_200_000);
    let offer = |order| Offer { to: bank, purpose: Purpose::Transfer { order }, until };
    let pledge = Offer { to: bank, purpose: Purpose::Pledge, until };
    let surrendered = |asked| Status::Surrendered { requester: shipper, asked };
    let (reason, order) = (AmendmentReason::Switch, sample::to_order(&BANK));
    let amendment = Asked::Amendment { reason, to: shipper, order };
    let statuses = [
        ("active", Status::Active { controller: shipper }),
        ("offered", Status::Offered { controller: shipper, offer: offer(None) }),
        (
            "offered, in blank on acceptance",
            Status::Offered { controller: shipper, offer: offer(Some(Order::Blank)) },
        ),
        ("offered as a pledge", Status::Offered { controller: shipper, offer: pledge }),
        ("surrendered for delivery", surrendered(Asked::Delivery)),
        ("surrendered for amendment", surrendered(amendment)),
        ("surrendered for paper", surrendered(Asked::Paper)),
        ("accomplished", Status::Ended(End::Accomplished)),
        ("replaced", Status::Ended(End::Replaced)),
        ("turned to paper", Status::Ended(End::Paper)),
        ("void", Status::Ended(End::Void)),
    ];
    golden
        .remark("Title records, in each status; control chain of length 5 with head 4e repeated.");
    for (name, status) in statuses {
        golden.bytes(name, &record(status, None).encode());
    }
    let active = Status::Active { controller: shipper };
    golden.bytes("active, endorsed and cancellable", &record(active, Some(Order::Blank)).encode());
    golden.bytes("burdened in every way", &burdened(active).encode());
}

/// Everything that can stand on a title at once, sensible or not.
fn burdened(status: Status) -> TitleRecord {
    let mut record = record(status, None);
    let order = Commitment { scheme: 0, root: [0x0d; 32] };
    let until = Time(BLOCK_MS + 7_200_000);
    record.title.master = Some(TitleId([9; 32]));
    record.title.pledge = Some(Pledge { pledgor: SHIPPER.party(), order: Order::Blank });
    record.title.hold = Some(Hold { order, until });
    record.title.hand_back = Some(HandBack { to: BANK.party(), order: Order::Blank });
    record.title.passage = Passage::Passed;
    record.title.mark = Mark::ByOrder;
    record.annotations = ChainHead { head: Hash([0xa7; 32]), length: 2 };
    assert_eq!(TitleRecord::decode(&record.encode()).unwrap(), record);
    record
}

fn record(status: Status, cancellable: Option<Order>) -> TitleRecord {
    let issue = sample::issue(sample::to_order(&SHIPPER));
    let title = Title {
        id: sample::bill(&sample::chain()),
        reference: issue.reference,
        version: issue.version,
        carrier: LINE.party(),
        order: issue.order,
        cancellable,
        rulebook: issue.rulebook,
        terms_profile: issue.terms_profile,
        document: issue.document,
        master: None,
        status,
        pledge: None,
        hold: None,
        hand_back: None,
        passage: Passage::Never,
        mark: Mark::Unmarked,
    };
    let control = ChainHead { head: Hash([0x4e; 32]), length: 5 };
    let record = TitleRecord { title, control, annotations: ChainHead::default() };
    assert_eq!(TitleRecord::decode(&record.encode()).unwrap(), record);
    record
}

fn references(golden: &mut Golden) {
    golden.remark("Reference records.");
    let live = ReferenceRecord { live: Some(sample::bill(&sample::chain())), versions: 1 };
    golden.bytes("live", &live.encode());
    golden.bytes("used", &ReferenceRecord { live: None, versions: 1 }.encode());
}

fn roots(golden: &mut Golden) {
    golden.remark(
        "Roots: of the empty map, of the network record alone, and of the sample genesis file's \
         entries, which are listed as key and value.",
    );
    let entries: BTreeMap<[u8; 32], Vec<u8>> =
        sample::genesis().entries().into_iter().map(|(key, value)| (key.hash().0, value)).collect();
    let network = StateKey::Network.hash().0;
    let alone = BTreeMap::from([(network, entries[&network].clone())]);
    golden.bytes("root of nothing", &root(&BTreeMap::new()));
    golden.bytes("root of the network record alone", &root(&alone));
    golden.bytes("root of the genesis entries", &root(&entries));
    for (key, value) in &entries {
        golden.bytes("key", key);
        golden.bytes("value", value);
    }
}

/// The root by the tree that the ledger uses, which must be that of the second implementation.
fn root(entries: &BTreeMap<[u8; 32], Vec<u8>>) -> [u8; 32] {
    let values = entries.iter().map(|(key, value)| (KeyHash(*key), Some(value.clone())));
    let tree = JellyfishMerkleTree::<_, StateHasher>::new(&Nothing);
    let (root, _) = tree.put_value_set(values, 0).unwrap();
    let listed: Vec<_> = entries.iter().map(|(key, value)| (*key, value.clone())).collect();
    assert_eq!(root.0, state_root(&listed));
    root.0
}

#[test]
fn the_two_implementations_of_the_state_root_agree_on_maps_of_every_small_size() {
    let mut entries = BTreeMap::new();
    for n in 0..200_u8 {
        root(&entries);
        // Keys that share long prefixes make deep and lopsided trees.
        let mut key = tagged("test", &[&[n / 4]]);
        key[31] ^= n;
        entries.insert(key, vec![n; usize::from(n)]);
    }
}

/// A tree that has stored nothing yet.
struct Nothing;

impl TreeReader for Nothing {
    fn get_node_option(&self, _: &NodeKey) -> anyhow::Result<Option<Node>> {
        Ok(None)
    }

    fn get_value_option(&self, _: Version, _: KeyHash) -> anyhow::Result<Option<OwnedValue>> {
        Ok(None)
    }

    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Ok(None)
    }
}
