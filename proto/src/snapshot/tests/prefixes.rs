//! The names of parts.

use crate::hash::Hash;
use crate::snapshot::{INTERVAL, Prefix, PrefixFault, agreed_height};

#[test]
fn a_prefix_is_read_as_it_was_written_and_in_no_other_form() {
    let nine = Prefix::read(9, &[0x5a, 0x80]).unwrap();
    assert_eq!(nine.bytes(), [0x5a, 0x80]);
    assert_eq!(Prefix::read(0, &[]), Ok(Prefix::NONE));
    assert_eq!(Prefix::read(257, &[0; 33]), Err(PrefixFault::TooMany(257)));
    assert_eq!(Prefix::read(9, &[0x5a]), Err(PrefixFault::Length { bits: 9, bytes: 1 }));
    assert_eq!(Prefix::read(9, &[0x5a, 0xc0]), Err(PrefixFault::Beyond));
    assert_eq!(Prefix::read(0, &[0]), Err(PrefixFault::Length { bits: 0, bytes: 1 }));
}

#[test]
fn two_halves_cover_what_their_whole_covers_and_nothing_twice() {
    let whole = Prefix::read(3, &[0b1010_0000]).unwrap();
    let [left, right] = whole.halves().unwrap();
    for byte in 0..=255u8 {
        let key = Hash([byte; 32]);
        assert_eq!(whole.covers(&key), left.covers(&key) ^ right.covers(&key), "{byte:x}");
        assert!(!(left.covers(&key) && right.covers(&key)));
    }
    assert!(whole.contains(&left) && whole.contains(&whole) && !left.contains(&whole));
    assert!(whole < left && left < right);
    let single = Prefix::read(256, &[7; 32]).unwrap();
    assert_eq!(single.halves(), None);
}

#[test]
fn agreed_heights_are_multiples_and_there_is_none_at_the_start() {
    assert_eq!(agreed_height(INTERVAL - 1), None);
    assert_eq!(agreed_height(INTERVAL), Some(INTERVAL));
    assert_eq!(agreed_height(3 * INTERVAL - 1), Some(2 * INTERVAL));
}
