use std::sync::Arc;

use proto::hash::Hash;
use proto::state::StateKey;
use title::TitleId;

use super::{Changes, ENTRY_BYTES, GENERATION_BYTES, Memory, Moment, Standing, Value};

const FIRST: Moment = (1, Hash([1; 32]));
const SECOND: Moment = (2, Hash([2; 32]));

fn key(number: u32) -> StateKey {
    let mut id = [0; 32];
    id[..4].copy_from_slice(&number.to_be_bytes());
    StateKey::Title(TitleId(id))
}

fn value(bytes: &[u8]) -> Arc<Value> {
    Arc::new(Value::new(bytes.to_vec()))
}

fn bytes(standing: &Standing) -> Option<&[u8]> {
    standing.as_ref().map(|value| value.bytes())
}

fn at_first() -> Memory {
    let memory = Memory::default();
    memory.advance(&(0, Hash::ZERO), FIRST, &Changes::new());
    memory
}

#[test]
fn what_a_block_wrote_takes_the_place_of_what_was_known() {
    let memory = at_first();
    memory.learn(&FIRST, key(1), Some(value(b"before")));
    memory.learn(&FIRST, key(2), Some(value(b"stays")));
    memory.learn(&FIRST, key(3), None);
    let changes = [(key(1), value(b"after")), (key(3), value(b"begun"))].into();
    memory.advance(&FIRST, SECOND, &changes);

    let recall = |number| memory.recall(&SECOND, &key(number)).unwrap();
    assert_eq!(bytes(&recall(1)), Some(&b"after"[..]));
    assert_eq!(bytes(&recall(2)), Some(&b"stays"[..]));
    assert_eq!(bytes(&recall(3)), Some(&b"begun"[..]));
    let since = |number| recall(number).unwrap().since();
    assert_eq!((since(1), since(2)), (Some(2), None));
}

#[test]
fn of_another_moment_than_the_newest_nothing_is_known() {
    let memory = at_first();
    memory.learn(&FIRST, key(1), Some(value(b"one")));
    memory.advance(&FIRST, SECOND, &Changes::new());
    // Read before the block, told after it.
    memory.learn(&FIRST, key(2), Some(value(b"late")));
    assert!(memory.recall(&FIRST, &key(1)).is_none());
    assert!(memory.recall(&SECOND, &key(2)).is_none());
    assert!(memory.recall(&(2, Hash([3; 32])), &key(1)).is_none());
    // A block on another state than the one known: nothing of that is carried on.
    memory.advance(&FIRST, (9, Hash([9; 32])), &Changes::new());
    assert!(memory.recall(&(9, Hash([9; 32])), &key(1)).is_none());
}

#[test]
fn it_stays_within_two_generations_and_keeps_what_is_asked_for() {
    let memory = at_first();
    let fits = u32::try_from(GENERATION_BYTES / ENTRY_BYTES).unwrap();
    for number in 0..4 * fits {
        memory.learn(&FIRST, key(number), None);
        assert!(memory.recall(&FIRST, &key(0)).is_some(), "after {number}");
    }
    assert!(memory.recall(&FIRST, &key(1)).is_none());
    let known = memory.lock();
    assert!(known.young.len() + known.old.len() <= 2 * (fits as usize + 1));
}
