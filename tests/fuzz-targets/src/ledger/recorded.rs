//! What a block records, and the values of the state map.

use proto::account::Account;
use proto::block::{Block, Header, envelopes_root};
use proto::fact::FactRecord;
use proto::instruction::Submission;
use proto::registry::{Grant, Member, Network, Record};
use proto::state::{ReferenceRecord, TitleRecord};

use crate::target::{Seed, choice, chosen};
use crate::vectors::{BLOCKS, FACTS, REGISTRY, STATE, genesis};

/// A fact record. One that is read is written as the same bytes: a leaf has one meaning, and a meaning
/// one leaf. It names the chain that its fact continues.
///
/// # Panics
///
/// Where that does not hold.
pub fn fact(bytes: &[u8]) {
    let Ok(record) = FactRecord::decode(bytes) else { return };
    assert_eq!(record.encode(), bytes, "two leaves mean one fact");
    assert_eq!(record.chain_after().length, record.sequence);
    assert_ne!(record.chain_after().head, record.previous_head);
}

/// A header. One that is read is written as the same bytes, so that its hash has one meaning.
///
/// # Panics
///
/// Where that does not hold.
pub fn header(bytes: &[u8]) {
    if let Ok(header) = Header::decode(bytes) {
        assert_eq!(header.encode(), bytes, "two headers mean one");
    }
}

/// A block. One that is read is written as the same bytes, and its header fixes every envelope.
/// Whatever the envelopes are, they are opened.
///
/// # Panics
///
/// Where that does not hold.
pub fn block(bytes: &[u8]) {
    let Ok(block) = Block::decode(bytes) else { return };
    assert_eq!(block.encode(), bytes, "two blocks mean one");
    assert_eq!(block.header.envelopes_root, envelopes_root(&block.envelopes));
    for envelope in &block.envelopes {
        let _opened_or_refused = Submission::open(envelope, &genesis().chain());
    }
}

/// A value of the state map; the first byte says of which kind. One that is read is written as the same
/// bytes: the state root has one meaning.
///
/// # Panics
///
/// Where that does not hold.
pub fn state_value(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, 6) else { return };
    let again = match kind {
        0 => Member::decode(bytes).ok().map(|member| Record::Member(member).encode()),
        1 => Account::decode(bytes).ok().map(|account| Record::Account(account).encode()),
        2 => Grant::decode(bytes).ok().map(|grant| Record::Grant(grant).encode()),
        3 => Network::decode(bytes).ok().map(|network| Record::Network(network).encode()),
        4 => TitleRecord::decode(bytes).ok().map(|title| title.encode()),
        _ => ReferenceRecord::decode(bytes).ok().map(|reference| reference.encode()),
    };
    if let Some(again) = again {
        assert_eq!(again, bytes, "two values mean one record");
    }
}

pub(super) fn fact_seeds() -> Vec<Seed> {
    [FACTS.all("leaf"), REGISTRY.all("leaf")].concat()
}

pub(super) fn header_seeds() -> Vec<Seed> {
    BLOCKS.all("header")
}

pub(super) fn block_seeds() -> Vec<Seed> {
    let alone = Header::decode(&BLOCKS.first("header")).expect("the vectors are read back");
    let empty = Block {
        header: Header { envelopes_root: envelopes_root(&[]), ..alone },
        envelopes: Vec::new(),
    };
    [BLOCKS.all("block"), vec![empty.encode()]].concat()
}

pub(super) fn state_value_seeds() -> Vec<Seed> {
    let titles = [
        "active",
        "offered",
        "offered, in blank on acceptance",
        "offered as a pledge",
        "surrendered for amendment",
        "replaced",
        "active, endorsed and cancellable",
        "burdened in every way",
    ];
    let titles = titles.into_iter().map(|name| chosen(4, &STATE.first(name)));
    let references = ["live", "used"].map(|name| chosen(5, &STATE.first(name)));
    let records = genesis().entries().into_iter().filter_map(|(key, value)| {
        use proto::state::StateKey;
        let kind = match key {
            StateKey::Member(_) => 0,
            StateKey::Account(_) => 1,
            StateKey::Network => 3,
            _ => return None,
        };
        Some(chosen(kind, &value))
    });
    let others = REGISTRY.all("value").into_iter().filter_map(|value| {
        let kind = kind_of(&value)?;
        Some(chosen(kind, &value))
    });
    titles.chain(references).chain(records).chain(others).collect()
}

/// Which kind of record a value of the registry's vectors is.
fn kind_of(value: &[u8]) -> Option<u8> {
    let kinds = [
        Member::decode(value).is_ok(),
        Account::decode(value).is_ok(),
        Grant::decode(value).is_ok(),
        Network::decode(value).is_ok(),
    ];
    (0..).zip(kinds).find_map(|(kind, is)| is.then_some(kind))
}
