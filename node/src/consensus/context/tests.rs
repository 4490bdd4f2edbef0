//! Turns of proposers, and the edges of heights.

use arc_malachitebft_core_types::{Context, Height as _, Round};

use super::{EblContext, Height};
use crate::consensus::fixtures::{CHAIN, four_validators};

#[test]
fn every_validator_has_its_turn_within_as_many_rounds() {
    let set = four_validators();
    let mut turns: Vec<_> = (0..4).map(|round| set.proposer(12, round).address()).collect();
    turns.sort();
    turns.dedup();
    assert_eq!(turns.len(), 4);
}

#[test]
fn the_next_height_starts_one_validator_further() {
    let set = four_validators();
    assert_eq!(set.proposer(12, 1).address(), set.proposer(13, 0).address());
    assert_eq!(set.proposer(u64::MAX, u32::MAX).address(), set.proposer(3, 3).address());
}

#[test]
fn the_engine_and_the_shell_agree_on_the_proposer() {
    let set = four_validators();
    let context = EblContext::new(CHAIN);
    let asked = context.select_proposer(&set, Height(5), Round::new(2));
    assert_eq!(asked.address(), set.proposer(5, 2).address());
}

#[test]
fn an_announced_height_at_the_end_of_the_range_does_not_overflow() {
    assert_eq!(Height(u64::MAX).increment_by(3), Height(u64::MAX));
    assert_eq!(Height(2).decrement_by(3), None);
}
