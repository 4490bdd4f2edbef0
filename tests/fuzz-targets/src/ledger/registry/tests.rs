use super::{DEED_BYTES, history, seeds};

#[test]
fn the_seeds_go_somewhere() {
    let facts: Vec<_> = seeds().iter().map(|seed| history(seed).recorded()).collect();
    let deeds: Vec<_> = seeds().iter().map(|seed| seed.len() / DEED_BYTES).collect();
    assert_eq!(facts, deeds);
}
