//! The law of titles on histories read from bytes.

mod deed;
#[cfg(test)]
mod tests;
mod world;

use deed::{DEED_BYTES, Deed};
use world::World;

use crate::input::Input;
use crate::target::Seed;

/// Acts of one history; what follows is not read.
const MOST_DEEDS: usize = 48;

/// Any sequence of acts on a few titles. After each: the law gives the same answer when it is shown no
/// more than what the instruction lists; a refusal has a number and words and changes nothing; a fact
/// breaks no promise of [`title::invariants`]; and the titles are the fold of the facts.
///
/// # Panics
///
/// Where that does not hold.
pub fn law(bytes: &[u8]) {
    history(bytes).check_fold();
}

fn history(bytes: &[u8]) -> World {
    let mut input = Input::new(bytes);
    let mut world = World::new();
    for _ in 0..MOST_DEEDS {
        if input.is_empty() {
            break;
        }
        let deed = Deed::read(&mut Input::new(input.bytes(DEED_BYTES)), world.now());
        world.play(&deed);
    }
    world
}

/// Histories that go somewhere: each deed as actor, signers with it, title, time and mandate, act, and
/// what the act needs.
pub(super) fn seeds() -> Vec<Seed> {
    let issue = |order: [u8; 3]| [&[0, 0, 0, 0, 0, 2][..], &order, &[2, 1]].concat();
    let to_order = issue([1, 2, 0]);
    let straight = issue([0, 2, 3]);
    let blank = issue([3, 0, 0]);
    let deed = |actor: u8, with: u8, time: u8, act: u8, rest: &[u8]| {
        [&[actor, with, 0, time, act][..], rest].concat()
    };
    let offer = deed(2, 0, 0, 2, &[3, 2, 3, 2]);
    let accept = deed(3, 0, 1, 4, &[]);
    let pledge = deed(3, 0, 0, 11, &[4, 2]);
    let pledged = deed(4, 0, 0, 4, &[]);
    let release = deed(4, 0, 0, 12, &[]);
    let surrender = |by: u8| deed(by, 0, 0, 14, &[]);
    let amend = deed(3, 0, 0, 15, &[1, 3, 1, 3, 0]);
    let replace = deed(0, 0, 0, 19, &[1, 1, 3, 1, 3, 0, 2, 1]);
    let answer = deed(0, 0, 1, 17, &[]);
    let hold = deed(0, 0, 0xf0, 23, &[7, 2]);
    let reassign = deed(0, 0, 0xf0, 25, &[3, 1, 1, 3]);
    let hand_over = deed(2, 0, 0, 6, &[3, 0]);
    let hand_back = deed(3, 0, 0, 7, &[]);
    let by_pledgee = deed(4, 0, 0, 2, &[3, 0, 2]);
    let histories: [&[&Vec<u8>]; 7] = [
        &[&to_order, &offer, &accept, &surrender(3), &answer],
        &[&to_order, &offer, &accept, &pledge, &pledged, &release, &surrender(3), &answer],
        &[&blank, &offer, &accept, &pledge, &pledged, &by_pledgee, &surrender(4), &release],
        &[&to_order, &offer, &accept, &amend, &replace],
        &[&straight, &hand_over, &hand_back, &surrender(2), &answer],
        &[&blank, &hold, &reassign, &surrender(3)],
        &[&blank, &hand_over, &hand_back, &offer, &accept],
    ];
    let padded = |deed: &Vec<u8>| {
        let mut deed = deed.clone();
        deed.resize(DEED_BYTES, 0);
        deed
    };
    histories.iter().map(|deeds| deeds.iter().flat_map(|deed| padded(deed)).collect()).collect()
}
