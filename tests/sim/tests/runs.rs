//! The campaigns in their small form: a few seeds of each kind, and what they must have exercised.

use ebl_sim::campaign::{Campaign, Liars, Report};
use ebl_sim::coverage::Seen;
use ebl_sim::plan::{Plan, Profile};
use ebl_sim::story::Story;
use ebl_sim::world::World;

fn run(profile: Profile, from: u64, seeds: u64, liars: Liars) -> Report {
    let campaign = Campaign {
        from,
        seeds,
        profile,
        validators: None,
        liars,
        bug: None,
        threads: 2,
        most_failures: 1,
    };
    let report = campaign.run(|_, _| {});
    assert_eq!(
        report.failures,
        [],
        "cargo sim --profile {profile:?} --from the seed named tells more"
    );
    assert_eq!(report.runs, seeds);
    report
}

fn exercised(report: &Report, wanted: &[Seen]) {
    for seen in wanted {
        assert!(report.coverage.of(*seen) > 0, "{seen:?} never happened:\n{}", report.coverage);
    }
}

#[test]
fn calm_networks_of_four_seven_and_ten_go_on_and_keep_every_promise() {
    let report = run(Profile::Calm, 1, 8, Liars::Tolerated);
    assert!(report.heights >= 20 * report.runs);
    exercised(&report, &[Seen::Facts, Seen::Rivals, Seen::Refused, Seen::StatesPruned]);
}

#[test]
fn stormy_networks_keep_every_promise() {
    let report = run(Profile::Stormy, 1, 16, Liars::Tolerated);
    exercised(
        &report,
        &[
            Seen::RoundsAboveZero,
            Seen::CommittedAboveRoundZero,
            Seen::Synced,
            Seen::Kills,
            Seen::PowerCuts,
            Seen::PowerCutsInWrites,
            Seen::AllDown,
            Seen::LogsReplayed,
            Seen::IndexesLost,
            Seen::StatesPruned,
            Seen::PartitionsHealed,
            Seen::MessagesLost,
            Seen::ClockJumps,
            Seen::Pauses,
            Seen::SetChanges,
            Seen::UnknownResolved,
        ],
    );
}

#[test]
fn as_many_liars_as_may_be_break_no_promise() {
    let report = run(Profile::Liars, 1, 16, Liars::Tolerated);
    exercised(
        &report,
        &[Seen::DoubleSignatures, Seen::Noise, Seen::ForgedReceipts, Seen::RoundsAboveZero],
    );
}

#[test]
fn disks_that_fill_fail_and_rot_break_no_promise() {
    let report = run(Profile::Disks, 1, 16, Liars::Tolerated);
    exercised(&report, &[Seen::DiskRefusals, Seen::Rotted, Seen::RotFound, Seen::Silences]);
}

#[test]
fn a_part_of_everything_breaks_no_promise() {
    run(Profile::Swarm, 1, 16, Liars::Tolerated);
}

#[test]
fn one_liar_too_many_forks_the_network_and_the_evidence_names_liars_only() {
    let report = run(Profile::Calm, 1, 48, Liars::TooMany);
    assert!(report.forks_in_one_round > 0, "no seed forked: the checks may be blind");
    assert!(report.least_accused >= 2);
}

#[test]
fn one_seed_is_one_run() {
    for (seed, profile) in [(5, Profile::Stormy), (6, Profile::Swarm), (7, Profile::Liars)] {
        let run = || World::run(Plan::draw(seed, profile, 4), Story::untold());
        let (one, other) = (run(), run());
        assert_eq!(one.fingerprint, other.fingerprint);
        assert_eq!(one.coverage, other.coverage);
        assert_eq!(one.height, other.height);
    }
}
