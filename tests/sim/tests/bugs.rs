//! The checks are not blind: each planted bug is found within a stated number of seeds.

use ebl_sim::bugs::Bug;
use ebl_sim::campaign::{Campaign, Liars};
use ebl_sim::plan::Profile;

/// Seeds within which each bug is found.
const SEEDS: u64 = 40;

fn is_found(bug: Bug, profile: Profile) {
    let campaign = Campaign {
        from: 1,
        seeds: SEEDS,
        profile,
        validators: Some(4),
        liars: Liars::Tolerated,
        bug: Some(bug),
        threads: 2,
        most_failures: 1,
    };
    let report = campaign.run(|_, _| {});
    assert_ne!(report.failures, [], "{bug:?} was not found in {SEEDS} seeds");
}

#[test]
fn a_ledger_log_that_is_not_synced_is_found() {
    is_found(Bug::LogNotSynced, Profile::Stormy);
}

#[test]
fn undecided_blocks_that_are_not_synced_are_found() {
    is_found(Bug::SideFileNotSynced, Profile::Stormy);
}

#[test]
fn names_that_are_not_synced_are_found() {
    is_found(Bug::NamesNotSynced, Profile::Stormy);
}

#[test]
fn signatures_that_are_forgotten_are_found() {
    is_found(Bug::SignaturesForgotten, Profile::Stormy);
}

#[test]
fn synced_certificates_that_are_not_checked_are_found() {
    is_found(Bug::CertificatesUnchecked, Profile::Liars);
}

#[test]
fn votes_that_are_not_checked_are_found() {
    is_found(Bug::VotesUnchecked, Profile::Liars);
}

#[test]
fn validators_that_never_change_are_found() {
    is_found(Bug::FoundersForever, Profile::Stormy);
}
