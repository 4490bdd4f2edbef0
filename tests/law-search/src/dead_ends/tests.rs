//! The way backwards, on graphs small enough to see.

use super::unable_to_end;

#[test]
fn whoever_can_walk_to_an_end_is_not_stuck() {
    // 0 -> 1 -> 2, an end, and back from 1 to 0.
    let ends = vec![false, false, true];
    assert_eq!(unable_to_end(ends, &[(1, 0), (0, 1), (1, 2)]), None);
}

#[test]
fn two_places_that_lead_only_to_each_other_are_a_dead_end() {
    // 0 is an end and leads to 1; 1 and 2 lead to each other.
    let ends = vec![true, false, false];
    assert_eq!(unable_to_end(ends, &[(0, 1), (1, 2), (2, 1)]), Some(1));
}

#[test]
fn a_place_nobody_can_leave_is_found_among_many_that_can() {
    let ends = vec![false, true, false, false];
    assert_eq!(unable_to_end(ends, &[(0, 1), (0, 2), (3, 0)]), Some(2));
}
