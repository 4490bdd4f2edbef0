use proto::ids::ChainId;
use proto::keys::{PublicKey, SecretKey};
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
    (0..times).for_each(|_| drop(keys.of(&key)));
}

#[test]
fn a_key_is_prepared_once_it_is_used_often() {
    let (keys, key) = (PreparedKeys::default(), public(1));
    used(&keys, key, OFTEN - 1);
    assert!(keys.known(key.as_bytes()).is_none());
    let prepared = keys.of(&key.decoded()).expect("this was one use more");
    assert_eq!(prepared.key(), key);
    assert!(keys.known(key.as_bytes()).is_some());
    assert!(keys.known(public(2).as_bytes()).is_none(), "nobody used that one");
    assert!(keys.known(&key.as_bytes()[1..]).is_none(), "no key at all");
}

#[test]
fn a_key_that_is_only_looked_for_is_never_prepared() {
    let (keys, key) = (PreparedKeys::default(), public(1));
    for _ in 0..2 * OFTEN {
        assert!(keys.known(key.as_bytes()).is_none());
    }
}

#[test]
fn the_verdict_is_the_same_before_and_after() {
    let (keys, secret) = (PreparedKeys::default(), secret(1));
    let key = secret.public();
    let good = secret.sign(Purpose::Vote, &CHAIN, b"vote");
    let mut bad = good;
    bad.0[0] ^= 1;
    for use_of_it in 0..2 * OFTEN {
        assert_eq!(keys.known(key.as_bytes()).is_some(), 2 * use_of_it >= OFTEN, "{use_of_it}");
        assert!(keys.verify(&key, Purpose::Vote, &CHAIN, b"vote", &good));
        assert!(!keys.verify(&key, Purpose::Vote, &CHAIN, b"vote", &bad));
    }
}

#[test]
fn what_was_used_often_and_is_used_no_more_goes() {
    let (keys, then, now) = (PreparedKeys::default(), public(1), public(2));
    used(&keys, then, OFTEN);
    assert!(keys.known(then.as_bytes()).is_some());
    used(&keys, now, 2 * FADES_AFTER);
    assert!(keys.known(then.as_bytes()).is_none());
    assert!(keys.known(now.as_bytes()).is_some(), "this one is used still");
}

#[test]
fn only_so_many_are_prepared() {
    let keys = PreparedKeys::default();
    for number in 0..=PREPARED {
        used(&keys, public(number), OFTEN);
    }
    let known = (0..=PREPARED).filter(|number| keys.known(public(*number).as_bytes()).is_some());
    assert_eq!(known.count(), PREPARED);
    // Once those that came first are seldom, there is room.
    used(&keys, public(PREPARED), 2 * FADES_AFTER);
    assert!(keys.known(public(PREPARED).as_bytes()).is_some());
}

#[test]
fn only_so_many_are_counted() {
    let keys = PreparedKeys::default();
    for number in 0..COUNTED {
        used(&keys, public(number), 1);
    }
    let one_more = public(COUNTED);
    used(&keys, one_more, OFTEN);
    assert!(keys.known(one_more.as_bytes()).is_none(), "there was no room for it");
    // Each of the others was used once, so the next fading takes them away.
    used(&keys, one_more, FADES_AFTER);
    assert!(keys.known(one_more.as_bytes()).is_some());
    assert_eq!(keys.lock().by_key.len(), 1);
}
