use std::fs;

use std::path::Path;

use proto::fact::ChainHead;
use proto::feed::SeenFault;
use proto::ids::ChainId;
use proto::state::TitleRecord;
use title::{Act, End, Status};

use super::{Checked, Memory, MemoryFault};
use crate::audit::AuditError;
use crate::audit::bills::Kind;
use crate::audit::holdings::Kept;
use crate::audit::selection::Selection;
use crate::fixture::{BANK, Ledger, SHIPPER};

/// Three blocks; after the second other validators vote.
fn ledger() -> Ledger {
    let mut ledger = Ledger::issued();
    ledger.hand_over_to(&[1, 2, 3, 5]);
    ledger.record(&SHIPPER, Act::Sign);
    ledger.record(&SHIPPER, Act::Sign);
    ledger
}

fn memory(ledger: &Ledger) -> Memory {
    let (blocks, feed) = ledger.fed();
    let (first_height, first_block) = (1, blocks[0].hash);
    let checked = Checked { first_height, first_block, blocks: 3, facts: 3 };
    let selection = Selection {
        party: Some(SHIPPER.party().into()),
        titles: ["abcd".to_owned()].into(),
        bill_kinds: [Kind::Bearer].into(),
        terms_profiles: [1].into(),
        notices: ["customs-hold".to_owned()].into(),
        ..Selection::default()
    };
    Memory { checked, seen: feed.last().unwrap().clone(), selection, holdings: None }
}

/// What the shipper has.
fn kept(ledger: &Ledger) -> Kept {
    let annotations = ChainHead::default();
    let (title, control) = (ledger.title().unwrap().clone(), ledger.control().head);
    Kept { party: SHIPPER.party(), titles: vec![TitleRecord { title, control, annotations }] }
}

/// What a changed state file is refused for.
fn fault(text: &str, chain: ChainId) -> MemoryFault {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    fs::write(&path, text).unwrap();
    match Memory::load(&path, chain) {
        Err(AuditError::Memory { fault, .. }) => *fault,
        other => panic!("a fault is named, not {other:?}"),
    }
}

#[test]
fn what_was_seen_is_read_back_and_the_next_block_follows() {
    let mut ledger = ledger();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let chain = ledger.network.chain();
    assert!(Memory::load(&path, chain).unwrap().is_none());
    let written = memory(&ledger);
    written.save(&path).unwrap();
    let (read, mut feed) = Memory::load(&path, chain).unwrap().unwrap();
    assert_eq!(read, written);
    assert_eq!(read.seen.since, 2);
    ledger.record(&SHIPPER, Act::Sign);
    feed.recognise(&ledger.facts_of(3)).unwrap();
    feed.take(&ledger.facts_of(4)).unwrap();
    read.save(&path).unwrap();
}

#[test]
fn a_state_file_that_was_changed_or_is_anothers_is_refused_for_what_is_wrong_with_it() {
    let ledger = ledger();
    let chain = ledger.network.chain();
    let text = String::from_utf8(memory(&ledger).render()).unwrap();
    let with = |field: &str, value: &str| {
        let mut file: serde_json::Value = serde_json::from_str(&text).unwrap();
        file[field] = serde_json::from_str(value).unwrap();
        fault(&file.to_string(), chain)
    };
    assert!(matches!(fault("{", chain), MemoryFault::Json(_)));
    assert!(matches!(with("more", "1"), MemoryFault::Json(_)));
    assert!(matches!(with("v", "1"), MemoryFault::Version(1)));
    assert!(matches!(with("header", "\"0\""), MemoryFault::Digits("header")));
    assert!(matches!(with("header", "\"00\""), MemoryFault::Header(_)));
    assert!(matches!(with("certificate", "\"08\""), MemoryFault::Wire(_)));
    assert!(matches!(with("certificate", "\"\""), MemoryFault::Field(_)));
    assert!(matches!(with("validators", "\"\""), MemoryFault::Set(_)));
    assert!(matches!(with("filter", "{}"), MemoryFault::Json(_)));
    let party = "0".repeat(64);
    let holdings = |titles: &str| format!(r#"{{"party":"{party}","titles":[{titles}]}}"#);
    assert!(matches!(with("holdings", &holdings("\"0\"")), MemoryFault::Digits("holdings")));
    assert!(matches!(with("holdings", &holdings("\"00\"")), MemoryFault::Title(_)));
    let mut ended = kept(&ledger).titles.remove(0);
    ended.title.status = Status::Ended(End::Void);
    let ended = with("holdings", &holdings(&format!("\"{}\"", hex::encode(ended.encode()))));
    assert!(matches!(ended, MemoryFault::Ended(_)), "{ended}");
    let since = MemoryFault::Seen(SeenFault::Since { since: 4 });
    assert_eq!(with("validators_since", "4").to_string(), since.to_string());
    let other = fault(&text, ChainId([7; 32]));
    assert!(matches!(other, MemoryFault::Seen(SeenFault::OtherChain { .. })), "{other}");
}

#[test]
fn the_bills_of_a_party_are_read_back_and_no_more_are_written_than_that() {
    let ledger = ledger();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let holdings = Some(kept(&ledger));
    let written = Memory { holdings, selection: Selection::default(), ..memory(&ledger) };
    let length = written.render().len();
    written.save_within(&path, length).unwrap();
    let (read, _) = Memory::load(&path, ledger.network.chain()).unwrap().unwrap();
    assert_eq!(read, written);
    match written.save_within(&path, length - 1) {
        Err(AuditError::Memory { fault, .. }) => {
            assert!(matches!(*fault, MemoryFault::TooLong { titles: 1, .. }), "{fault}");
        }
        other => panic!("it would not be read back, and {other:?}"),
    }
}

#[test]
fn a_run_that_asks_something_else_does_not_go_on() {
    let ledger = ledger();
    let path = Path::new("state");
    let acts = memory(&ledger);
    let same = acts.selection.clone();
    acts.answers(path, &same, None).unwrap();
    let others: [fn(&mut Selection); 6] = [
        |other| other.party = Some(BANK.party().into()),
        |other| other.titles = ["abce".to_owned()].into(),
        |other| other.acts = ["accept".to_owned()].into(),
        |other| other.bill_kinds = [Kind::Bearer, Kind::Order].into(),
        |other| other.terms_profiles.clear(),
        |other| other.notices.clear(),
    ];
    for change in others {
        let mut other = same.clone();
        change(&mut other);
        let refused = acts.answers(path, &other, None).unwrap_err().to_string();
        assert!(refused.contains(&same.to_string()), "{refused}");
        assert!(refused.ends_with(&other.to_string()), "{refused}");
    }
    // A list of acts becomes no list of bills, and one party's is not another's.
    let none = Selection::default();
    let holdings = Memory { holdings: Some(kept(&ledger)), selection: none.clone(), ..acts };
    holdings.answers(path, &none, Some(SHIPPER.party())).unwrap();
    for party in [None, Some(BANK.party())] {
        let refused = holdings.answers(path, &none, party).unwrap_err().to_string();
        assert!(refused.contains("were for the holdings of"), "{refused}");
    }
    let acts = Memory { holdings: None, ..holdings };
    let refused = acts.answers(path, &none, Some(BANK.party())).unwrap_err().to_string();
    assert!(refused.contains("were for acts"), "{refused}");
}
