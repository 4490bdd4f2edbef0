use std::time::Duration;

use super::{Pace, Schedule};

const END: Duration = Duration::from_secs(10);

/// Everything that is due when looked at in these moments, while so many are in flight.
fn due(schedule: &mut Schedule, moments_ms: &[u64], in_flight: usize) -> Vec<Duration> {
    let mut all = Vec::new();
    for moment in moments_ms {
        while let Some(due) = schedule.due(Duration::from_millis(*moment), in_flight) {
            schedule.take();
            all.push(due);
        }
    }
    all
}

#[test]
fn an_open_loop_is_not_slowed_by_slow_answers() {
    let pace = Pace::Open { per_second: 100.0 };
    let every_ms: Vec<_> = (0..10_000).collect();
    let quick = due(&mut Schedule::new(pace, END), &every_ms, 0);
    let slow = due(&mut Schedule::new(pace, END), &every_ms, 1_000_000);
    assert_eq!(quick.len(), 1_000);
    assert_eq!(quick, slow);
}

#[test]
fn an_act_that_the_client_is_late_with_keeps_the_moment_it_was_due() {
    let pace = Pace::Open { per_second: 100.0 };
    let in_time: Vec<_> = (0..10_000).collect();
    let in_time = due(&mut Schedule::new(pace, END), &in_time, 0);
    // The client slept for nearly all of the window.
    let late = due(&mut Schedule::new(pace, END), &[9_999], 0);
    assert_eq!(in_time, late);
}

#[test]
fn a_closed_loop_hands_in_only_while_fewer_are_in_flight() {
    let schedule = Schedule::new(Pace::Closed { in_flight: 2 }, END);
    let now = Duration::from_millis(3);
    assert_eq!(schedule.due(now, 0), Some(now));
    assert_eq!(schedule.due(now, 1), Some(now));
    assert_eq!(schedule.due(now, 2), None);
    assert_eq!(schedule.next(), None);
}

#[test]
fn nothing_is_due_after_the_end() {
    for pace in [Pace::Closed { in_flight: 2 }, Pace::Open { per_second: 1.0 }] {
        assert_eq!(Schedule::new(pace, END).due(END, 0), None);
    }
}

#[test]
fn acts_are_numbered_in_the_order_in_which_they_are_taken() {
    let mut schedule = Schedule::new(Pace::Closed { in_flight: 1 }, END);
    assert_eq!([schedule.take(), schedule.take()], [0, 1]);
}
