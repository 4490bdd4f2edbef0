use super::{CAP, Count, Distinct};
use crate::histories::mix;

#[test]
fn few_states_are_counted_exactly() {
    let mut distinct = Distinct::default();
    (0..1000).chain(500..1500).for_each(|n| distinct.insert(mix(n)));
    assert_eq!(distinct.count(), Count::Exactly(1500));
}

#[test]
fn many_states_are_counted_alike_however_they_are_split() {
    let many = 3 * CAP as u64;
    let mut whole = Distinct::default();
    (0..many).for_each(|n| whole.insert(mix(n)));
    let mut parts = [Distinct::default(), Distinct::default()];
    (0..many).for_each(|n| parts[usize::from(n % 7 == 0)].insert(mix(n)));
    let [mut sum, other] = parts;
    sum.add(&other);
    assert_eq!(sum.count(), whole.count());
    let Count::About(about) = sum.count() else { panic!("more than the cap were counted") };
    assert!(about.abs_diff(many) < many / 100, "{about} is about {many}");
}
