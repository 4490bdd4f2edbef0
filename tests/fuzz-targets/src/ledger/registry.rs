//! The registry on histories read from bytes.

mod deed;
#[cfg(test)]
mod tests;
mod world;

use deed::{DEED_BYTES, read};
use world::World;

use crate::input::Input;
use crate::target::Seed;

/// Acts of one history; what follows is not read.
const MOST_DEEDS: usize = 32;

/// Any sequence of acts on the registry of the sample network. After each: the registry gives the same
/// answer when it is shown no more than what the instruction lists; a refusal has a number and words;
/// every record is read back as it was written; and enough active members govern.
///
/// # Panics
///
/// Where that does not hold.
pub fn registry(bytes: &[u8]) {
    let _played = history(bytes);
}

fn history(bytes: &[u8]) -> World {
    let mut input = Input::new(bytes);
    let mut world = World::founded();
    for _ in 0..MOST_DEEDS {
        if input.is_empty() {
            break;
        }
        let instruction = read(&mut Input::new(input.bytes(DEED_BYTES)), &world);
        world.submit(&instruction);
    }
    world
}

/// Histories that go somewhere: each deed as actor, signers with it, act, and what the act needs. All
/// four members govern, and three must sign; the first member has the last account.
pub(super) fn seeds() -> Vec<Seed> {
    let by = |with: u8, act: u8, rest: [u8; 5]| [&[0, with, act][..], &rest].concat();
    let by_all = |act: u8, rest: [u8; 5]| by(0b1110, act, rest);
    let own = |act: u8, rest: [u8; 5]| [&[1, 0, act][..], &rest].concat();
    let histories: [&[Vec<u8>]; 4] = [
        &[
            by_all(7, [0; 5]),
            by(0b0110, 8, [0; 5]),
            by_all(10, [0, 5, 0, 0, 0]),
            by_all(9, [0; 5]),
            by(0b0110, 6, [5, 0, 0, 0, 0]),
        ],
        &[by_all(12, [2, 0, 0, 0, 0]), own(4, [2, 0, 0, 0, 0]), by_all(13, [2, 5, 5, 0, 0])],
        &[
            own(0, [2, 255, 255, 206, 0]),
            own(1, [2, 0, 0, 0, 0]),
            own(2, [0; 5]),
            own(3, [0; 5]),
            own(5, [2, 0, 0, 0, 0]),
        ],
        &[by_all(11, [0b1111, 2, 0, 0, 0]), by_all(14, [0b0111, 2, 0, 0, 0])],
    ];
    histories.iter().map(|deeds| deeds.concat()).collect()
}
