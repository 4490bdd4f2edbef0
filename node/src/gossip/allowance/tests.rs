use super::*;

fn ten_in_a_second(now: Instant) -> Allowance {
    Allowance::new(Duration::from_millis(100), 10, now)
}

#[test]
fn a_burst_is_granted_once_and_comes_back_with_time() {
    let start = Instant::now();
    let mut allowance = ten_in_a_second(start);
    assert!(allowance.take(10, start));
    assert!(!allowance.take(1, start));
    assert!(allowance.take(3, start + Duration::from_millis(300)));
    assert!(!allowance.take(1, start + Duration::from_millis(300)));
}

#[test]
fn a_refused_request_costs_nothing() {
    let start = Instant::now();
    let mut allowance = ten_in_a_second(start);
    assert!(!allowance.take(11, start));
    assert!(allowance.take(10, start));
}

#[test]
fn a_long_silence_earns_no_more_than_the_burst() {
    let start = Instant::now();
    let mut allowance = ten_in_a_second(start);
    let later = start + Duration::from_secs(3600);
    assert!(!allowance.take(11, later));
    assert!(allowance.take(10, later));
}

#[test]
fn a_debt_is_bounded_however_much_is_charged() {
    let start = Instant::now();
    let mut allowance = ten_in_a_second(start);
    for _ in 0..1000 {
        allowance.charge(10, start);
    }
    assert!(!allowance.take(1, start + Duration::from_secs(1)));
    assert!(allowance.take(10, start + Duration::from_secs(2)));
}
