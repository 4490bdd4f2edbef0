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
        // With four, half and two thirds are the same number.
        validators: Some(if bug == Bug::HalfIsAQuorum { 7 } else { 4 }),
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

#[test]
fn a_finished_height_that_is_not_answered_is_found() {
    is_found(Bug::FinishedUnanswered, Profile::Calm);
}

#[test]
fn timers_that_are_lost_are_found() {
    is_found(Bug::TimersLost, Profile::Stormy);
}

#[test]
fn an_engines_log_that_is_not_synced_is_found() {
    is_found(Bug::EngineLogNotSynced, Profile::Stormy);
}

#[test]
fn a_memory_of_signatures_that_is_not_synced_is_found() {
    is_found(Bug::SignaturesNotSynced, Profile::Stormy);
}

#[test]
fn a_height_begun_again_is_found() {
    is_found(Bug::HeightReused, Profile::Stormy);
}

#[test]
fn liveness_messages_that_are_not_heard_are_found() {
    is_found(Bug::LivenessUnheard, Profile::Stormy);
}

#[test]
fn blocks_that_are_never_fetched_are_found() {
    is_found(Bug::NothingFetched, Profile::Stormy);
}

#[test]
fn another_block_than_certified_is_found() {
    is_found(Bug::OtherBlockTaken, Profile::Liars);
}

#[test]
fn blocks_that_are_not_streamed_are_found() {
    is_found(Bug::PartsUnsent, Profile::Calm);
}

#[test]
fn invalid_blocks_taken_for_valid_are_found() {
    is_found(Bug::InvalidTakenForValid, Profile::Liars);
}

#[test]
fn decisions_that_are_lost_are_found() {
    is_found(Bug::DecisionsLost, Profile::Calm);
}

#[test]
fn half_of_the_power_taken_for_a_quorum_is_found() {
    is_found(Bug::HalfIsAQuorum, Profile::Liars);
}

#[test]
fn votes_that_are_not_published_are_found() {
    is_found(Bug::VotesUnsent, Profile::Calm);
}

#[test]
fn receipts_that_are_not_verified_are_found() {
    is_found(Bug::ReceiptsUnverified, Profile::Liars);
}
