use super::{replay, shortest, shrink};
use crate::adapter::{Both, Step};
use crate::histories::History;

#[test]
fn only_the_steps_that_show_it_are_kept() {
    let steps: Vec<u32> = (0..200).collect();
    let shows = |steps: &[u32]| [17, 18, 160].iter().all(|step| steps.contains(step));
    assert_eq!(shortest(&steps, shows), [17, 18, 160]);
}

#[test]
fn a_step_that_can_go_once_another_is_gone_is_dropped_too() {
    let shows = |steps: &[u32]| {
        let has = |step| steps.contains(&step);
        has(1) && (!has(3) || has(2))
    };
    assert_eq!(shortest(&[1, 2, 3], shows), [1]);
}

#[test]
fn a_history_without_a_difference_is_not_shrunk() {
    let (mut history, world) = History::begin(1, 0);
    let mut both = Both::new(world);
    let steps: Vec<Step> = (0..40)
        .map(|_| {
            let step = history.next(&both.world);
            both.step(&step).expect("history 0 shows no difference in its first steps");
            step
        })
        .collect();
    assert_eq!(replay(1, 0, &steps), None);
    assert_eq!(shrink(1, 0, &steps), None);
}
