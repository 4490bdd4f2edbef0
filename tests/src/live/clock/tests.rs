use super::*;

const STORY: &str = "\
party Line is carrier
party Acme is trader
day 1
Line issues BL-1 to bearer, held by Acme
Acme offers BL-1 to Line until day 3
day 3
Line accepts BL-1
day 4
Line offers BL-1 to Acme until day 5
day 6
Line offers BL-1 to Acme until day 9
";

const NOW_MS: u64 = 1_000_000;

fn day(number: u64) -> Time {
    Time(number * DAY_MS)
}

/// The clock of the story, in its stretch of this number.
fn clock(stretch: usize) -> Clock {
    let script = ebl_scenario::parse::script("story.txt", STORY).unwrap();
    let mut clock = Clock::of(&script, 1);
    (0..stretch).for_each(|_| assert_eq!(clock.advance(), None));
    clock
}

#[test]
fn a_deadline_that_is_not_after_the_present_moment_is_over() {
    let mut clock = clock(1);
    for until in [day(0), day(1)] {
        assert_eq!(clock.deadline(5, until, NOW_MS), Time(NOW_MS));
    }
    assert_eq!(clock.advance(), None, "nothing is waited for");
}

#[test]
fn a_deadline_covers_every_line_up_to_its_moment_and_none_after() {
    let mut clock = clock(1);
    let Time(until) = clock.deadline(5, day(3), NOW_MS);
    assert!(until >= NOW_MS + 2 * ACT_MS, "the offer and its acceptance take time");
    assert_eq!(clock.said(day(3)), Time(until));
    assert_eq!(clock.advance(), None, "day 1 ends with nothing");
    assert!(!clock.is_overtaken(until));
    assert!(clock.is_overtaken(until + 1));
    assert_eq!(clock.advance(), Some(until), "day 4 is after the deadline");
    assert!(!clock.is_overtaken(until + 1));
}

#[test]
fn stretches_end_in_the_order_of_their_days_whichever_is_fixed_first() {
    let mut clock = clock(1);
    let Time(later) = clock.deadline(5, day(5), NOW_MS);
    let Time(earlier) = clock.deadline(5, day(3), NOW_MS);
    assert!(earlier + STRETCH_MS <= later, "{earlier} {later}");

    let mut clock = self::clock(1);
    let Time(earlier) = clock.deadline(5, day(3), NOW_MS);
    let Time(later) = clock.deadline(5, day(5), NOW_MS - ACT_MS);
    assert!(earlier + STRETCH_MS <= later, "{earlier} {later}");
}

#[test]
fn a_period_longer_than_any_rule_allows_stays_so() {
    let mut clock = clock(1);
    let Time(until) = clock.deadline(5, day(402), NOW_MS);
    assert!(until - NOW_MS > LONGEST_MS);
    let Time(until) = clock.deadline(5, day(401), NOW_MS);
    assert!(until - NOW_MS < LONGEST_MS);
}
