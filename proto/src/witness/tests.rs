//! A witness's signature says one thing, about one block of one chain.

use super::*;
use crate::checkpoint::tests::{CHAIN, headers};
use crate::header_tree::HeaderTree;

fn key() -> SecretKey {
    SecretKey::from_seed(&[7; 32])
}

/// Headers 1 to 6 and the tree of their hashes.
fn chain() -> (Vec<Header>, HeaderTree) {
    let (headers, mut tree) = (headers(6), HeaderTree::default());
    headers.iter().for_each(|header| tree.push(header.hash()));
    (headers, tree)
}

fn witnessed(given: &Cosignature, inclusion: Option<Inclusion>) -> api::Witnessed {
    let inclusion = inclusion.map(|inclusion| inclusion.to_message());
    api::Witnessed { cosignature: given.encode(), inclusion }
}

#[test]
fn it_is_read_as_it_was_written_and_holds_on_its_own_chain_alone() {
    let given = Cosignature::sign(&key(), &CHAIN, 5, Hash([8; 32]));
    let read = Cosignature::decode(&given.encode()).unwrap();
    assert_eq!(read, given);
    assert_eq!(read.verify(&CHAIN), Ok(()));
    assert_eq!(read.verify(&ChainId([2; 32])), Err(WitnessFault::BadSignature));
}

#[test]
fn no_part_of_it_can_be_changed() {
    let given = Cosignature::sign(&key(), &CHAIN, 5, Hash([8; 32]));
    let other = SecretKey::from_seed(&[6; 32]).public();
    for changed in [
        Cosignature { height: 6, ..given.clone() },
        Cosignature { block: Hash([7; 32]), ..given.clone() },
        Cosignature { witness: other, ..given.clone() },
    ] {
        assert_eq!(changed.verify(&CHAIN), Err(WitnessFault::BadSignature));
    }
}

#[test]
fn the_block_it_names_is_shown_in_the_history_or_it_says_nothing() {
    let (headers, tree) = chain();
    let newest = &headers[5];
    for height in 1..=6u64 {
        let block = headers[height as usize - 1].hash();
        let given = Cosignature::sign(&key(), &CHAIN, height, block);
        let place = tree.inclusion(height - 1, 5).filter(|_| height < 6);
        let shown = witnessed(&given, place);
        assert_eq!(Cosignature::within(&shown, newest), Ok(given), "{height}");
    }
}

#[test]
fn a_block_of_another_history_is_noticed() {
    let (headers, tree) = chain();
    let newest = &headers[5];
    let other = Cosignature::sign(&key(), &CHAIN, 3, Hash([8; 32]));
    let fault = Err(WitnessFault::OtherHistory { height: 3 });
    assert_eq!(Cosignature::within(&witnessed(&other, tree.inclusion(2, 5)), newest), fault);
    assert_eq!(Cosignature::within(&witnessed(&other, None), newest), fault);
    // The right block, said to stand elsewhere.
    let moved = Cosignature::sign(&key(), &CHAIN, 3, headers[3].hash());
    assert_eq!(Cosignature::within(&witnessed(&moved, tree.inclusion(3, 5)), newest), fault);
    // The right place in a tree of another size than the header's.
    let early = Cosignature::sign(&key(), &CHAIN, 3, headers[2].hash());
    assert_eq!(Cosignature::within(&witnessed(&early, tree.inclusion(2, 4)), newest), fault);
}
