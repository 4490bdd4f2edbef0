//! `cargo proofs` in its small form: proofs grow with the logarithm of the ledger. Only sizes are
//! judged, never times.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::Arc;
use std::time::Duration;

use ebl_growth::growth::Growth;
use ebl_growth::ledger::{GrowthError, Ledger};
use ebl_growth::measure::Proofs;
use ebl_growth::report::{Measured, in_json, table};
use node::chain::{Places, audit, read_log};
use node::store::index::SledShelf;
use node::store::vfs::{Disk, StdDisk};
use tempfile::TempDir;

/// Bytes that one hash more takes on a way or a path: itself, its field and its length.
const HASH_BYTES: f64 = 34.0;

fn grown(sizes: &[u32]) -> Vec<Measured> {
    let folder = TempDir::new().unwrap();
    let mut growth = Growth::of(Ledger::found(folder.path(), &SledShelf).unwrap(), sizes);
    let mut measured = Vec::new();
    while let Some(bill) = growth.next(|_| {}).unwrap() {
        let proofs = Proofs::of(&growth, bill).unwrap();
        measured.push(Measured::of(&growth, &proofs, Duration::ZERO).unwrap());
    }
    measured
}

#[test]
fn proofs_grow_with_the_logarithm_of_the_ledger() {
    let all = grown(&[64, 512, 4_096]);
    assert_eq!(all.iter().map(|it| it.titles).collect::<Vec<_>>(), [64, 512, 4_096]);
    for pair in all.windows(2) {
        let [earlier, later] = pair else { panic!("windows of two") };
        // Twice as many titles are one hash more for each value of the state.
        let one_hash = HASH_BYTES * 0.8..HASH_BYTES * 1.2;
        for added in [later.added_to_present(earlier), later.added_to_absent(earlier)] {
            assert!(one_hash.contains(&added), "{added} bytes for each doubling");
        }
        // A file holds so many values, and its facts stand in fuller blocks.
        let hashes = (later.bill.entries + later.bill.facts) as f64;
        let added = later.added_to_bill(earlier);
        assert!(added < 1.5 * HASH_BYTES * hashes, "{added} bytes for each doubling");
    }
    for it in &all {
        let depth = (it.records as f64).log2();
        for longest in [it.present.longest, it.absent.longest] {
            assert!(longest as f64 <= 2.0 * depth + 4.0, "{longest} hashes at {depth}");
        }
        let (facts, headers) = (f64::from(it.titles).log2(), (it.blocks as f64).log2());
        assert!(it.paths.fact as f64 <= HASH_BYTES * (facts + 1.0) + 16.0);
        assert!(it.paths.header as f64 <= HASH_BYTES * (headers + 1.0) + 16.0);
        assert!(it.receipts[0] < 2_048 && it.receipts[1] < 4_096, "{:?}", it.receipts);
    }
}

#[test]
fn the_bills_that_are_compared_have_the_same_history_at_every_size() {
    let all = grown(&[16, 64, 512]);
    for it in &all {
        assert_eq!((it.bill.facts, it.bill.handovers, it.bill.entries), (6, 2, 11));
        assert_eq!((it.unused.facts, it.unused.handovers, it.unused.entries), (0, 2, 3));
        assert_eq!(it.costs.bill.signatures, 6 * (3 + 1) + 3 + 2 * 3);
    }
    let table = table(&all);
    assert!(
        table.contains("\nrecords of the state                                  43"),
        "{table}"
    );
    let json = in_json(&all);
    assert_eq!(json["result"]["sizes"][2]["titles"], 512);
    assert_eq!(json["result"]["sizes"][0]["added_per_doubling"], serde_json::Value::Null);
}

#[test]
fn every_block_of_a_grown_ledger_is_valid_to_another_node() {
    let folder = TempDir::new().unwrap();
    let mut growth = Growth::of(Ledger::found(folder.path(), &SledShelf).unwrap(), &[32]);
    growth.next(|_| {}).unwrap();
    let ledger = growth.ledger();
    let (genesis, places) = (ledger.genesis(), Places::below(folder.path()));
    let disk: Arc<dyn Disk> = Arc::new(StdDisk);
    let log = read_log(genesis, &places, &disk).unwrap();
    let replayed = audit(genesis, &places, &disk, &SledShelf, &log).unwrap();
    let parent = replayed.parent;
    assert_eq!((parent.height, parent.hash), (8, ledger.header(8).unwrap().hash()));
}

#[test]
fn a_folder_that_holds_something_is_left_alone() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("kept"), "mine").unwrap();
    let refused = Ledger::found(folder.path(), &SledShelf);
    assert!(matches!(refused, Err(GrowthError::NotEmpty(_))));
}
