//! For how long a node waits.

use std::time::Duration;

use super::{Decision, Idle, IdlePolicy, Situation, StartReason};

const POLICY: IdlePolicy =
    IdlePolicy { heartbeat: Duration::from_secs(60), claim_pause: Duration::from_secs(10) };

const QUIET: Situation = Situation {
    is_validator: true,
    has_work: false,
    has_begun: false,
    last_by_sync: false,
    head: 7,
    announced: 7,
};

/// Any moment.
const SINCE: Duration = Duration::from_secs(1_000);

fn after(since: Duration, seconds: u64) -> Duration {
    since + Duration::from_secs(seconds)
}

#[test]
fn a_quiet_validator_waits_for_the_heartbeat_and_no_longer() {
    let since = SINCE;
    let mut idle = Idle::new(POLICY);
    assert_eq!(idle.decide(&QUIET, since, after(since, 59)), Decision::Wait(after(since, 60)));
    let heartbeat = Decision::Start(StartReason::Heartbeat);
    assert_eq!(idle.decide(&QUIET, since, after(since, 60)), heartbeat);
}

#[test]
fn work_begun_heights_and_missing_votes_start_at_once() {
    let since = SINCE;
    let mut idle = Idle::new(POLICY);
    let mut start = |situation| idle.decide(&situation, since, since);
    let work = Situation { has_work: true, ..QUIET };
    assert_eq!(start(work), Decision::Start(StartReason::Work));
    let begun = Situation { has_begun: true, ..QUIET };
    assert_eq!(start(begun), Decision::Start(StartReason::Begun));
    let observer = Situation { is_validator: false, ..QUIET };
    assert_eq!(start(observer), Decision::Start(StartReason::NoVote));
}

#[test]
fn a_false_claim_to_be_ahead_is_followed_once_per_pause() {
    let since = SINCE;
    let mut idle = Idle::new(POLICY);
    let claim = Situation { announced: u64::MAX, ..QUIET };
    let behind = Decision::Start(StartReason::Behind);
    assert_eq!(idle.decide(&claim, since, since), behind);
    // The height that followed came by votes, so nobody was ahead.
    let paused = Decision::Wait(after(since, 10));
    assert_eq!(idle.decide(&claim, after(since, 1), after(since, 1)), paused);
    assert_eq!(idle.decide(&claim, after(since, 1), after(since, 10)), behind);
}

#[test]
fn a_node_that_is_truly_behind_follows_without_a_pause() {
    let since = SINCE;
    let mut idle = Idle::new(POLICY);
    let claim = Situation { announced: 20, ..QUIET };
    let behind = Decision::Start(StartReason::Behind);
    assert_eq!(idle.decide(&claim, since, since), behind);
    let synced = Situation { head: 8, last_by_sync: true, ..claim };
    assert_eq!(idle.decide(&synced, after(since, 1), after(since, 1)), behind);
    let caught_up = Situation { head: 20, ..synced };
    assert!(matches!(idle.decide(&caught_up, since, since), Decision::Wait(_)));
}
