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

macro_rules! found {
    ($($name:ident: $bug:ident in $profile:ident;)+) => {
        $(#[test]
        fn $name() {
            is_found(Bug::$bug, Profile::$profile);
        })+

        #[test]
        fn every_bug_has_its_test() {
            assert_eq!([$(Bug::$bug),+].len(), Bug::ALL.len());
            for bug in Bug::ALL {
                assert!([$(Bug::$bug),+].contains(&bug), "{bug:?}");
            }
        }
    };
}

found! {
    a_ledger_log_that_is_not_synced_is_found: LogNotSynced in Stormy;
    undecided_blocks_that_are_not_synced_are_found: SideFileNotSynced in Stormy;
    names_that_are_not_synced_are_found: NamesNotSynced in Stormy;
    signatures_that_are_forgotten_are_found: SignaturesForgotten in Stormy;
    synced_certificates_that_are_not_checked_are_found: CertificatesUnchecked in Liars;
    votes_that_are_not_checked_are_found: VotesUnchecked in Liars;
    validators_that_never_change_are_found: FoundersForever in Stormy;
    timers_that_are_never_cancelled_are_found: CancelledTimersCount in Stormy;
    timers_that_are_lost_are_found: TimersLost in Stormy;
    an_engines_log_that_is_not_synced_is_found: EngineLogNotSynced in Stormy;
    a_memory_of_signatures_that_is_not_synced_is_found: SignaturesNotSynced in Stormy;
    a_height_begun_again_is_found: HeightReused in Stormy;
    liveness_messages_that_are_not_heard_are_found: LivenessUnheard in Stormy;
    blocks_that_are_never_fetched_are_found: NothingFetched in Stormy;
    another_block_than_certified_is_found: OtherBlockTaken in Liars;
    rounds_that_are_not_told_are_found: RoundsUntold in Stormy;
    invalid_blocks_taken_for_valid_are_found: InvalidTakenForValid in Liars;
    decisions_that_are_lost_are_found: DecisionsLost in Calm;
    half_of_the_power_taken_for_a_quorum_is_found: HalfIsAQuorum in Liars;
    locks_that_are_not_carried_on_are_found: LocksNotCarried in Stormy;
    receipts_that_are_not_verified_are_found: ReceiptsUnverified in Liars;
}
