use proto::block::{Block, Header};
use proto::fact::ChainHead;
use proto::hash::{Hash, Tag, tagged};
use proto::instruction::Subject;
use proto::state::{StateKey, TitleRecord};
use proto::state_proof::{Found, StateEntry, StateEntryFault, leaf_hash};
use sha2::{Digest, Sha256};
use title::{Act, AnnotationKind, Commitment};

use super::Newest;
use crate::fixture::{Ledger, SHIPPER};
use crate::proven::{Fetched, History, ProofFault};

/// A bill with two facts and a notice.
fn ledger() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.record(&SHIPPER, Act::Sign);
    let content = Commitment { scheme: 0, root: [7; 32] };
    ledger.record(&SHIPPER, Act::Annotate { kind: AnnotationKind::Certificate, content });
    ledger
}

fn chains(ledger: &Ledger) -> (ChainHead, ChainHead) {
    let control = ledger.control().head;
    (control, ledger.chain(Subject::TitleAnnotations(ledger.id)).head)
}

fn record(ledger: &Ledger) -> TitleRecord {
    let (control, annotations) = chains(ledger);
    TitleRecord { title: ledger.title().unwrap().clone(), control, annotations }
}

/// The ledger's last header over a state of nothing but this record, and the record's entry in it.
fn state(ledger: &Ledger, record: &TitleRecord) -> (Header, Vec<u8>) {
    let value = record.encode();
    let key = StateKey::Title(ledger.id).hash();
    let mut header = Block::decode(&ledger.blocks.last().unwrap().block).unwrap().header;
    header.state_root = leaf_hash(&key, &Hash(Sha256::digest(&value).into()));
    (header, StateEntry::new(Found::Value(value), Vec::new()).encode())
}

fn newest(ledger: &Ledger, record: &TitleRecord) -> Newest {
    let (header, entry) = state(ledger, record);
    Newest::read(&ledger.id, &entry, &header).unwrap()
}

fn fetched(ledger: &Ledger, subject: Subject) -> Fetched {
    let chain = ledger.chain(subject);
    let mut history = History::new(subject);
    history.extend(&chain.leaves).unwrap();
    Fetched { history, receipt: chain.receipts.last().cloned() }
}

#[test]
fn facts_that_the_newest_state_names_are_all_there_are() {
    let ledger = ledger();
    let newest = newest(&ledger, &record(&ledger));
    let (control, annotations) = chains(&ledger);
    assert_eq!(newest.confirm(&control, &annotations), Ok(()));

    let [control, notices] = [Subject::TitleControl, Subject::TitleAnnotations]
        .map(|chain| fetched(&ledger, chain(ledger.id)));
    let proved = newest.put_together(&ledger.network, control, notices).unwrap().unwrap();
    assert_eq!(proved.as_of.height, 3);
    assert_eq!((proved.header.height, proved.records.len(), proved.notices.len()), (2, 2, 1));
}

#[test]
fn a_fact_or_a_notice_that_is_held_back_is_missed() {
    let earlier = chains(&Ledger::issued());
    let ledger = ledger();
    let newest = newest(&ledger, &record(&ledger));
    let (control, annotations) = chains(&ledger);
    let fault = newest.confirm(&earlier.0, &annotations);
    assert_eq!(fault, Err(ProofFault::Facts { given: 1, recorded: 2, height: 3 }));
    let fault = newest.confirm(&control, &earlier.1);
    assert_eq!(fault, Err(ProofFault::Notices { given: 0, recorded: 1, height: 3 }));
}

#[test]
fn a_block_older_than_the_facts_does_not_pass_for_the_newest() {
    let issued = Ledger::issued();
    let old = newest(&issued, &record(&issued));
    let (control, annotations) = chains(&ledger());
    let fault = old.confirm(&control, &annotations);
    assert_eq!(fault, Err(ProofFault::Facts { given: 2, recorded: 1, height: 1 }));
}

#[test]
fn no_title_is_believed_only_where_the_state_has_none() {
    let ledger = ledger();
    let (mut header, _) = state(&ledger, &record(&ledger));
    let other = leaf_hash(&tagged(Tag::StateKey, &[&[9]]), &Hash::ZERO);
    header.state_root = other;
    let found = Found::Other { key: tagged(Tag::StateKey, &[&[9]]), value_hash: Hash::ZERO };
    let entry = StateEntry::new(found, Vec::new()).encode();
    let none = Newest::read(&ledger.id, &entry, &header).unwrap();
    let nothing = ChainHead::default();
    assert_eq!(none.confirm(&nothing, &nothing), Ok(()));
    let fault = none.confirm(&chains(&ledger).0, &nothing);
    assert_eq!(fault, Err(ProofFault::Facts { given: 2, recorded: 0, height: 3 }));

    let there = newest(&ledger, &record(&ledger));
    let fault = there.confirm(&nothing, &nothing);
    assert_eq!(fault, Err(ProofFault::Facts { given: 0, recorded: 2, height: 3 }));
}

#[test]
fn what_does_not_lead_to_the_blocks_state_proves_nothing() {
    let ledger = ledger();
    let (mut header, entry) = state(&ledger, &record(&ledger));
    header.state_root = Hash([1; 32]);
    let fault = Newest::read(&ledger.id, &entry, &header).unwrap_err();
    assert_eq!(fault, ProofFault::Entry(StateEntryFault::OtherRoot));
}

#[test]
fn facts_that_make_another_title_than_the_state_has_are_refused() {
    let ledger = ledger();
    let mut other = record(&ledger);
    other.title.version += 1;
    let [control, notices] = [Subject::TitleControl, Subject::TitleAnnotations]
        .map(|chain| fetched(&ledger, chain(ledger.id)));
    let proved = newest(&ledger, &other).put_together(&ledger.network, control, notices);
    assert_eq!(proved.unwrap_err(), ProofFault::OtherTitle { height: 3 });

    let mut fork = record(&ledger);
    fork.control.head = Hash([3; 32]);
    let (control, annotations) = chains(&ledger);
    let fault = newest(&ledger, &fork).confirm(&control, &annotations);
    assert_eq!(fault, Err(ProofFault::OtherTitle { height: 3 }));
}
