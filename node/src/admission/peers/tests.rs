use proto::hash::Hash;
use proto::keys::{KeyFault, SecretKey};
use proto::refusal::Refusal;

use super::{Ahead, Consequence};
use crate::admission::Taken;

#[test]
fn a_peer_is_charged_for_approvals_that_are_bad_at_every_head_and_for_no_others() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    for refusal in [
        Refusal::BadSignature { key },
        Refusal::BadKey { fault: KeyFault::LowOrder },
        Refusal::ApprovalOrder,
        Refusal::TooManyApprovals { approvals: 33, limit: 32 },
        Refusal::UnknownSuite { suite: 2 },
        Refusal::UnknownPresentation,
        Refusal::WrongSubjects,
    ] {
        assert_eq!(Consequence::of(&Taken::Refused(refusal), 0), Consequence::Charge);
    }
    for refusal in [
        Refusal::StaleHead { expected: Hash([1; 32]), actual: Hash::ZERO },
        Refusal::HeadBusy,
        Refusal::PoolFull,
        Refusal::DeadlinePassed { deadline_ms: 1, now_ms: 2 },
    ] {
        assert_eq!(Consequence::of(&Taken::Refused(refusal), 0), Consequence::Settled);
    }
}

/// A node that is a block behind may not know a party yet, or its new key.
#[test]
fn what_another_block_may_make_good_is_looked_at_again_but_not_for_ever() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let party = title::PartyId([1; 32]);
    for refusal in [
        Refusal::KeyNotInPolicy { key },
        Refusal::TooFewApprovals { party, have: 1, need: 2 },
        Refusal::Law(title::Refusal::UnknownTitle { title: title::TitleId([1; 32]) }),
    ] {
        let taken = Taken::Refused(refusal);
        assert_eq!(Consequence::of(&taken, 0), Consequence::LookAgain);
        assert_eq!(Consequence::of(&taken, 3), Consequence::LookAgain);
        assert_eq!(Consequence::of(&taken, 4), Consequence::Settled);
    }
}

#[test]
fn an_envelope_of_a_head_to_come_is_looked_at_five_times_and_charged_to_nobody() {
    let early = Taken::Ahead(Refusal::StaleHead { expected: Hash([1; 32]), actual: Hash::ZERO });
    let mut ahead = Ahead::default();
    let mut looks = 0;
    ahead.keep(0, "early");
    while let Some((looked, envelope)) = ahead.kept().pop_front() {
        looks += 1;
        match Consequence::of(&early, looked) {
            Consequence::LookAgain => ahead.keep(looked, envelope),
            other => assert_eq!(other, Consequence::Settled),
        }
    }
    // The first look came before it was kept.
    assert_eq!(1 + looks, 5);
}

#[test]
fn the_oldest_envelope_of_a_head_to_come_gives_way() {
    let mut ahead = Ahead::default();
    (0..1_025).for_each(|number| ahead.keep(0, number));
    let kept = ahead.kept();
    assert_eq!((kept.len(), kept.front()), (1_024, Some(&(1, 1))));
    assert!(ahead.kept().is_empty());
}
