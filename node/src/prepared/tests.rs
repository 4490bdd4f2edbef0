use proto::ids::ChainId;
use proto::keys::{Prepared, PublicKey, SecretKey};
use proto::signing::Purpose;

use super::{COUNTED, FADES_AFTER, OFTEN, PREPARED, PreparedKeys};

const CHAIN: ChainId = ChainId([3; 32]);

fn secret(number: usize) -> SecretKey {
    let mut seed = [0; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    SecretKey::from_seed(&seed)
}

fn public(number: usize) -> PublicKey {
    secret(number).public()
}

fn used(keys: &PreparedKeys, key: PublicKey, times: u32) {
    let key = key.decoded();
    (0..times).for_each(|_| keys.note_use(&key));
}

fn is_prepared(keys: &PreparedKeys, key: PublicKey) -> bool {
    keys.prepared(key.as_bytes()).is_some_and(|prepared| {
        assert_eq!(prepared.key(), key);
        true
    })
}

#[test]
fn a_key_is_prepared_once_it_signed_often() {
    let (keys, key) = (PreparedKeys::default(), public(1));
    used(&keys, key, OFTEN - 1);
    assert!(!is_prepared(&keys, key));
    used(&keys, key, 1);
    assert!(is_prepared(&keys, key));
    assert!(!is_prepared(&keys, public(2)), "nobody used that one");
    assert!(keys.prepared(&key.as_bytes()[1..]).is_none(), "no key at all");
}

#[test]
fn a_key_that_is_only_looked_for_is_never_prepared() {
    let (keys, key) = (PreparedKeys::default(), public(1));
    for _ in 0..2 * OFTEN {
        assert!(!is_prepared(&keys, key));
    }
}

#[test]
fn only_good_signatures_count_and_the_verdict_is_the_same_before_and_after() {
    let (keys, secret) = (PreparedKeys::default(), secret(1));
    let key = secret.public();
    let good = secret.sign(Purpose::Vote, &CHAIN, b"vote");
    let mut bad = good;
    bad.0[0] ^= 1;
    for before in 0..2 * OFTEN {
        assert_eq!(is_prepared(&keys, key), before >= OFTEN, "{before}");
        assert!(!keys.verify(&key, Purpose::Vote, &CHAIN, b"vote", &bad));
        assert!(keys.verify(&key, Purpose::Vote, &CHAIN, b"vote", &good));
    }
}

#[test]
fn what_was_used_often_and_is_used_no_more_goes() {
    let (keys, then, now) = (PreparedKeys::default(), public(1), public(2));
    used(&keys, then, OFTEN);
    assert!(is_prepared(&keys, then));
    used(&keys, now, 2 * FADES_AFTER);
    assert!(!is_prepared(&keys, then));
    assert!(is_prepared(&keys, now), "this one is used still");
}

#[test]
fn of_more_than_are_kept_prepared_those_that_sign_most_are() {
    let keys = PreparedKeys::default();
    for number in 0..PREPARED {
        used(&keys, public(number), if number == 7 { OFTEN } else { 2 * OFTEN });
    }
    let late = public(PREPARED);
    used(&keys, late, 2 * OFTEN - 1);
    assert!(!is_prepared(&keys, late), "every place is taken by one that is used about as much");
    used(&keys, late, 1);
    assert!(is_prepared(&keys, late));
    assert!(!is_prepared(&keys, public(7)), "it was used least");
    let known = (0..=PREPARED).filter(|number| is_prepared(&keys, public(*number)));
    assert_eq!(known.count(), PREPARED);
    assert_eq!(keys.lock().prepared, PREPARED);
}

#[test]
fn only_so_many_are_counted() {
    let keys = PreparedKeys::default();
    for number in 0..COUNTED {
        used(&keys, public(number), 1);
    }
    let one_more = public(COUNTED);
    used(&keys, one_more, OFTEN);
    assert!(!is_prepared(&keys, one_more), "there was no room for it");
    // Each of the others was used once, so the next fading takes them away.
    used(&keys, one_more, FADES_AFTER);
    assert!(is_prepared(&keys, one_more));
    assert_eq!(keys.lock().by_key.len(), 1);
}
