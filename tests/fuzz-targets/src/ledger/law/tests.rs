use super::{history, seeds};

#[test]
fn the_seeds_go_somewhere() {
    let facts: Vec<_> = seeds().iter().map(|seed| history(seed).recorded()).collect();
    // A pledgee offers and surrenders in vain, and so does who holds a bill that is held; a
    // replacement is two facts.
    assert_eq!(facts, [5, 8, 6, 6, 5, 3, 5]);
}
