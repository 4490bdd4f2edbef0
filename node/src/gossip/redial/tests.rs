use super::*;

#[test]
fn waits_double_up_to_a_bound_and_never_overflow() {
    let waits: Vec<_> = (0..8).map(|failures| wait(failures, u32::MAX)).collect();
    let seconds = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0];
    assert_eq!(waits, seconds.map(Duration::from_secs_f64));
    assert_eq!(wait(u32::MAX, u32::MAX), limits::REDIAL_MOST);
}

#[test]
fn chance_takes_away_at_most_half_of_a_wait() {
    assert_eq!(wait(2, 0), Duration::from_secs(1));
    assert!(wait(2, u32::MAX / 2) < wait(2, u32::MAX));
}

#[test]
fn a_short_wait_does_not_cut_a_long_one_short() {
    let now = Instant::now();
    let mut redial = Redial::new(now);
    assert!(redial.is_due(now));
    redial.slowly(now);
    redial.lost(now);
    redial.failed(now);
    assert!(!redial.is_due(now + limits::REDIAL_SLOW / 2 - Duration::from_millis(1)));
    assert!(redial.is_due(now + limits::REDIAL_SLOW));
}

#[test]
fn a_success_makes_the_next_wait_short_again() {
    let now = Instant::now();
    let mut redial = Redial::new(now);
    for _ in 0..10 {
        redial.failed(now);
    }
    let later = now + limits::REDIAL_MOST;
    redial.succeeded();
    redial.lost(later);
    assert!(redial.is_due(later + limits::REDIAL_FIRST));
}
