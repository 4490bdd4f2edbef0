//! Parts of a state that strangers give to a node that begins.

use std::sync::OnceLock;

use proto::hash::Hash;
use proto::snapshot::{HeadersPart, StatePart};

use crate::target::{Seed, choice, chosen};
use crate::vectors::{SNAPSHOT, STATE, genesis};

/// A part; the first byte says whether of the state or of the headers. One that is read is written as the
/// same bytes; one that verifies under the sample's root is all that the sample has there, and nothing
/// else.
///
/// # Panics
///
/// Where that does not hold.
pub fn snapshot(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, 2) else { return };
    if kind == 0 {
        let Ok(part) = StatePart::decode(bytes) else { return };
        assert_eq!(part.encode(), bytes, "two parts mean one");
        if part.verify(&part.prefix, &root()).is_ok() {
            let here = entries().iter().filter(|(key, _)| part.prefix.covers(key));
            assert!(here.eq(&part.items), "a part of the state was forged");
        }
    } else {
        let Ok(run) = HeadersPart::decode(bytes) else { return };
        assert_eq!(run.encode(), bytes, "two runs mean one");
        let root = SNAPSHOT.first("root over the headers");
        let root = Hash::from_slice(&root).expect("the vectors hold a hash");
        if run.verify(0, 3, &root).is_ok() {
            assert_eq!(bytes, SNAPSHOT.first("run of headers"), "a run of headers was forged");
        }
    }
}

fn root() -> Hash {
    let root = STATE.first("root of the genesis entries");
    Hash::from_slice(&root).expect("the vectors hold a hash")
}

/// The entries of the sample's state, in order of key.
fn entries() -> &'static [(Hash, Vec<u8>)] {
    static ENTRIES: OnceLock<Vec<(Hash, Vec<u8>)>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let entries = genesis().entries().into_iter();
        let mut entries: Vec<_> = entries.map(|(key, value)| (key.hash(), value)).collect();
        entries.sort();
        entries
    })
}

pub(super) fn seeds() -> Vec<Seed> {
    let parts = ["whole", "left half", "single entry", "another's leaf"];
    let parts = parts.map(|name| chosen(0, &SNAPSHOT.first(name)));
    let run = chosen(1, &SNAPSHOT.first("run of headers"));
    parts.into_iter().chain([run]).collect()
}
