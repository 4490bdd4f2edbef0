//! Which parts are missing, and the names of files.

use std::collections::BTreeSet;

use proto::snapshot::Prefix;

use super::{missing, part_name, part_of, run_name, run_of};

fn prefix(bits: u32, first: u8) -> Prefix {
    Prefix::read(bits, &[first][..usize::from(bits > 0)]).unwrap()
}

#[test]
fn of_nothing_everything_is_missing_in_parts_of_the_size_asked_for() {
    assert_eq!(missing(&BTreeSet::new(), 0), [Prefix::NONE]);
    let quarters = missing(&BTreeSet::new(), 2);
    assert_eq!(quarters, [0x00, 0x40, 0x80, 0xc0].map(|first| prefix(2, first)));
}

#[test]
fn what_is_here_is_not_missing_and_what_is_missing_beside_it_is_as_large_as_can_be() {
    let have = BTreeSet::from([prefix(1, 0x80), prefix(3, 0x20)]);
    assert_eq!(missing(&have, 0), [prefix(3, 0x00), prefix(2, 0x40)]);
    let rest = have.into_iter().chain([prefix(3, 0x00), prefix(2, 0x40)]).collect();
    assert_eq!(missing(&rest, 0), []);
    assert_eq!(missing(&BTreeSet::from([Prefix::NONE]), 8), []);
}

#[test]
fn files_are_named_by_their_part_in_one_spelling() {
    for prefix in [Prefix::NONE, prefix(3, 0xa0), Prefix::read(12, &[0x5a, 0x80]).unwrap()] {
        assert_eq!(part_of(&part_name(&prefix)), Some(prefix));
    }
    assert_eq!(part_name(&Prefix::read(12, &[0x5a, 0x80]).unwrap()), "state-012-5a80");
    for none in ["state-12-5a80", "state-012-5A80", "state-012-5a81", "state-012-5a80.tmp"] {
        assert_eq!(part_of(none), None, "{none}");
    }
    assert_eq!(run_of(&run_name(7)), Some(7));
    assert_eq!((run_of("headers-7"), run_of("headers-00000007.tmp")), (None, None));
}
