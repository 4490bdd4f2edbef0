use std::sync::Arc;

use proto::hash::Hash;
use proto::instruction::Submission;
use proto::keys::Prepared;

use super::{MANY, nothing_opened, open_all};
use crate::fixture::{Who, World};
use crate::prepared::PreparedKeys;

/// More envelopes than one thread opens, some of which cannot be.
fn envelopes(world: &World) -> Vec<Vec<u8>> {
    let offer = |number: usize| {
        let head = Hash([number as u8; 32]);
        let mut envelope = world.offer(Who::Shipper, 1, head, Who::Bank).envelope.to_vec();
        if number % 7 == 3 {
            envelope.truncate(number);
        }
        envelope
    };
    (0..2 * MANY + 1).map(offer).collect()
}

#[test]
fn many_are_opened_as_each_alone_and_in_order() {
    let world = World::new();
    let (chain, envelopes) = (world.genesis.chain(), envelopes(&world));
    let opened = open_all(&envelopes, &chain, &nothing_opened, None);
    assert_eq!(opened.len(), envelopes.len());
    for (opening, envelope) in opened.iter().zip(&envelopes) {
        assert_eq!(*opening, Submission::open(envelope, &chain).map(Arc::new));
    }
    assert!(opened.iter().any(Result::is_err));
}

#[test]
fn what_was_opened_before_is_not_opened_again() {
    let world = World::new();
    let (chain, envelopes) = (world.genesis.chain(), envelopes(&world));
    let known = Arc::new(Submission::open(&envelopes[5], &chain).unwrap());
    let lookup = |envelope: &[u8]| (*envelope == envelopes[5][..]).then(|| Arc::clone(&known));
    let opened = open_all(&envelopes, &chain, &lookup, None);
    assert!(Arc::ptr_eq(opened[5].as_ref().unwrap(), &known));
    for (at, envelope) in envelopes.iter().enumerate() {
        assert_eq!(opened[at], Submission::open(envelope, &chain).map(Arc::new), "{at}");
    }
}

#[test]
fn by_keys_that_are_prepared_the_same_is_found_and_nobody_is_counted() {
    let world = World::new();
    let (chain, envelopes) = (world.genesis.chain(), envelopes(&world));
    let alone = open_all(&envelopes, &chain, &nothing_opened, None);
    let keys = PreparedKeys::default();
    let signed = alone.iter().find_map(|opening| opening.as_ref().ok()).unwrap();
    let key = signed.approvals().unwrap()[0].key;
    assert_eq!(open_all(&envelopes, &chain, &nothing_opened, Some(&keys)), alone);
    assert!(keys.prepared(key.as_bytes()).is_none(), "nobody has said whose key it is");
    (0..64).for_each(|_| keys.note_use(&key.decoded()));
    assert!(keys.prepared(key.as_bytes()).is_some());
    assert_eq!(open_all(&envelopes, &chain, &nothing_opened, Some(&keys)), alone);
}
