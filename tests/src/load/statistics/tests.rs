use std::time::Duration;

use super::Ordered;

#[test]
fn percentiles_are_values_that_were_measured() {
    let hundred: Ordered = (1..=100_u64).rev().collect();
    assert_eq!(hundred.percentile(50), Some(50));
    assert_eq!(hundred.percentile(95), Some(95));
    assert_eq!(hundred.percentile(99), Some(99));
    assert_eq!(hundred.percentile(100), Some(100));
    assert_eq!(hundred.percentile(0), Some(1));
    assert_eq!(hundred.most(), Some(100));
}

#[test]
fn of_few_values_a_high_percentile_is_the_largest() {
    let three: Ordered = [30, 10, 20_u64].into_iter().collect();
    assert_eq!(three.percentile(50), Some(20));
    assert_eq!(three.percentile(67), Some(30));
    assert_eq!(three.percentile(99), Some(30));
}

#[test]
fn of_no_values_there_is_no_percentile() {
    let none = Ordered::default();
    assert!(none.is_empty());
    assert_eq!(none.percentile(50), None);
    assert_eq!(none.most(), None);
}

#[test]
fn times_are_counted_in_nanoseconds() {
    let times: Ordered = [Duration::from_micros(3), Duration::from_micros(1)].into_iter().collect();
    assert_eq!(times.len(), 2);
    assert_eq!(times.percentile(50), Some(1_000));
    assert_eq!(times.most(), Some(3_000));
}
