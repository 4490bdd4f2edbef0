use title::Time;

use super::{Moment, NoMoment, minutes_after, show};

fn ms(text: &str) -> Result<u64, NoMoment> {
    text.parse::<Moment>().map(|moment| moment.0.0)
}

#[test]
fn a_day_alone_lasts_to_its_last_second() {
    assert_eq!(ms("2026-11-30"), ms("2026-11-30T23:59:59Z"));
    assert_eq!(ms("1970-01-01"), Ok(86_399_000));
}

#[test]
fn a_moment_is_the_same_with_and_without_seconds_or_the_letter() {
    assert_eq!(ms("2026-11-30T17:00"), ms("2026-11-30T17:00:00Z"));
    assert_eq!(ms("2026-11-30 17:00"), ms("2026-11-30 17:00:00"));
}

#[test]
fn what_is_no_calendar_date_is_no_moment() {
    for text in ["", "tomorrow", "2026-02-30", "2026-11-30T25:00", "30.11.2026", "2026-11-3é0"] {
        assert_eq!(ms(text), Err(NoMoment), "{text:?}");
    }
}

#[test]
fn what_is_shown_can_be_read_again() {
    let shown = show(Time(1_795_694_400_000));
    let (date, rest) = shown.split_once(' ').unwrap();
    let time = rest.strip_suffix(" UTC").unwrap();
    assert_eq!(ms(&format!("{date}T{time}Z")), Ok(1_795_694_400_000));
}

#[test]
fn a_moment_beyond_every_calendar_is_shown_and_not_computed() {
    assert!(show(Time(u64::MAX)).ends_with("ms after 1970"));
    assert_eq!(minutes_after(Time(u64::MAX), 1), Time(u64::MAX));
}
