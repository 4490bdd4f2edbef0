//! What the governance may do, and that it stays able to act.

use std::collections::BTreeSet;

use title::{Acting, Capacities, Capacity, Commitment, Lack, Mandate};

use super::world::Who::{Bank, Insurer, Line, Port, Stranger, Trader};
use super::world::{
    World, account, admission, joint, member_id, party, profile, sample, validators,
};
use crate::limits;
use crate::registry::{Act, ActKind, Chain, MemberStatus, Refusal};

const GOVERNORS: [super::world::Who; 2] = [Line, Bank];

#[test]
fn a_member_is_admitted_with_its_first_account_and_stands_from_then_on() {
    let mut world = World::new();
    assert_eq!(world.records.standing(party(Stranger)), Err(Lack::NotEnrolled));
    let fact = world.record(&GOVERNORS, sample(ActKind::AdmitMember));
    assert_eq!(fact.chain, Chain::Network);
    let standing = world.records.standing(party(Stranger)).unwrap();
    assert!(standing.capacities.has(Capacity::Trader));
    assert_eq!(standing.rulebook, 1);
}

#[test]
fn a_member_is_admitted_once() {
    let mut world = World::new();
    world.record(&GOVERNORS, sample(ActKind::AdmitMember));
    assert_eq!(world.rule(&GOVERNORS, sample(ActKind::AdmitMember)), "G-07");
    *world.status(Stranger) = MemberStatus::Removed;
    assert_eq!(world.rule(&GOVERNORS, sample(ActKind::AdmitMember)), "G-07");
}

#[test]
fn an_admission_names_an_adopted_rulebook_and_an_account_of_the_members_own() {
    let world = World::new();
    let rule = |change: &dyn Fn(&mut crate::registry::Admission)| {
        let mut admission = admission(Stranger);
        change(&mut admission);
        world.rule(&GOVERNORS, Act::AdmitMember(Box::new(admission)))
    };
    assert_eq!(rule(&|a| a.member.rulebook = 3), "G-09");
    assert_eq!(rule(&|a| a.member.rulebook = 0), "recorded");
    assert_eq!(rule(&|a| a.account = account(Trader, 0)), "G-15");
    assert_eq!(rule(&|a| a.account = account(Trader, 1)), "G-16");
    assert_eq!(
        rule(&|a| {
            a.account = joint(&[Line, Bank]).0;
            a.account.member = member_id(Stranger);
        }),
        "G-17"
    );
}

#[test]
fn a_suspended_member_stands_nowhere_until_it_is_reinstated() {
    let mut world = World::new();
    world.record(&GOVERNORS, Act::SuspendMember(member_id(Trader)));
    assert_eq!(world.records.standing(party(Trader)), Err(Lack::Suspended));
    assert_eq!(world.rule(&GOVERNORS, Act::SuspendMember(member_id(Trader))), "G-10");
    world.record(&GOVERNORS, Act::ReinstateMember(member_id(Trader)));
    assert!(world.records.standing(party(Trader)).is_ok());
    assert_eq!(world.rule(&GOVERNORS, Act::ReinstateMember(member_id(Trader))), "G-10");
}

#[test]
fn a_removed_member_comes_back_by_reinstatement_only_and_governs_no_more() {
    let mut world = World::new();
    world.record(&GOVERNORS, Act::RemoveMember(member_id(Port)));
    assert_eq!(world.records.standing(party(Port)), Err(Lack::Removed));
    assert!(!world.network.governors.contains(&member_id(Port)));
    assert_eq!(world.rule(&GOVERNORS, Act::RemoveMember(member_id(Port))), "G-10");
    assert_eq!(world.rule(&GOVERNORS, Act::SuspendMember(member_id(Port))), "G-08");
    let capacities = Capacities::of(&[Capacity::Terminal]);
    let change = Act::ChangeCapacities { member: member_id(Port), capacities };
    assert_eq!(world.rule(&GOVERNORS, change), "G-08");
    world.record(&GOVERNORS, Act::ReinstateMember(member_id(Port)));
    assert!(world.records.standing(party(Port)).is_ok());
    assert!(!world.network.governors.contains(&member_id(Port)));
}

#[test]
fn nobody_that_is_not_enrolled_is_suspended_removed_or_changed() {
    let world = World::new();
    let unknown = member_id(Stranger);
    let capacities = Capacities::of(&[Capacity::Bank]);
    let governors = BTreeSet::from([member_id(Line), unknown]);
    for act in [
        Act::SuspendMember(unknown),
        Act::ReinstateMember(unknown),
        Act::RemoveMember(unknown),
        Act::ChangeCapacities { member: unknown, capacities },
        Act::SetGovernance { governors, threshold: 1 },
    ] {
        assert_eq!(world.rule(&GOVERNORS, act), "G-06");
    }
}

#[test]
fn capacities_change_from_the_next_standing_on() {
    let mut world = World::new();
    let capacities = Capacities::of(&[Capacity::Agent]);
    let change = Act::ChangeCapacities { member: member_id(Trader), capacities };
    world.record(&GOVERNORS, change.clone());
    assert_eq!(world.records.standing(party(Trader)).unwrap().capacities, capacities);
    assert_eq!(world.rule(&GOVERNORS, change), "G-10");
}

#[test]
fn the_governance_cannot_fall_below_its_own_threshold() {
    let mut world = World::new();
    let third = world.decide(&[Line, Bank].map(party), Act::SuspendMember(member_id(Port)));
    assert!(third.is_ok(), "two of three active governors are left, and two must sign");
    world.record(&GOVERNORS, Act::SuspendMember(member_id(Port)));
    for act in [Act::SuspendMember(member_id(Bank)), Act::RemoveMember(member_id(Bank))] {
        let refusal = world.decide(&[Line, Bank].map(party), act).unwrap_err();
        assert_eq!(refusal, Refusal::TooFewGovernors { left: 1, threshold: 2 });
    }
    // Whoever does not count any more can go, and so can a member that does not govern.
    for who in [Port, Insurer, Trader] {
        assert_eq!(world.rule(&GOVERNORS, Act::RemoveMember(member_id(who))), "recorded");
    }
}

#[test]
fn governors_are_members_in_good_standing_and_the_threshold_one_they_can_reach() {
    let world = World::new();
    let rule = |governors: &[super::world::Who], threshold| {
        let governors = governors.iter().map(|who| member_id(*who)).collect();
        world.rule(&GOVERNORS, Act::SetGovernance { governors, threshold })
    };
    assert_eq!(rule(&[Line, Insurer], 1), "G-21");
    assert_eq!(rule(&[Line, Bank], 0), "G-21");
    assert_eq!(rule(&[Line, Bank], 3), "G-21");
    assert_eq!(rule(&[], 1), "G-21");
    assert_eq!(rule(&[Line, Bank, Port, Insurer], 2), "G-10");
    assert_eq!(rule(&[Trader], 1), "recorded");
}

#[test]
fn no_threshold_is_higher_than_one_envelope_can_meet() {
    let mut world = World::new();
    let mut governors = BTreeSet::new();
    for number in 0..=limits::GOVERNANCE_THRESHOLD {
        let mut member = super::world::member(Trader);
        member.identifier = format!("1{number:08}");
        governors.insert(member.id());
        world.records.members.insert(member.id(), member);
    }
    let most = u32::try_from(limits::GOVERNANCE_THRESHOLD).unwrap();
    for (threshold, expected) in [(most, "recorded"), (most + 1, "G-21")] {
        let act = Act::SetGovernance { governors: governors.clone(), threshold };
        assert_eq!(world.rule(&GOVERNORS, act), expected);
    }
}

#[test]
fn the_old_governance_hands_over_and_has_no_say_any_more() {
    let mut world = World::new();
    let governors = BTreeSet::from([member_id(Trader)]);
    world.record(&GOVERNORS, Act::SetGovernance { governors, threshold: 1 });
    assert_eq!(world.rule(&GOVERNORS, Act::SuspendMember(member_id(Port))), "G-01");
    assert_eq!(world.rule(&[Trader], Act::SuspendMember(member_id(Port))), "recorded");
}

#[test]
fn rulebooks_ascend_and_terms_are_registered_once() {
    let mut world = World::new();
    let adopt =
        |rulebook| Act::AdoptRulebook { rulebook, text: Commitment { scheme: 0, root: [7; 32] } };
    for stale in [0, 1, 2] {
        assert_eq!(world.rule(&GOVERNORS, adopt(stale)), "G-19");
    }
    world.record(&GOVERNORS, adopt(5));
    assert_eq!(world.network.registers().rulebooks, BTreeSet::from([1, 2, 5]));
    assert_eq!(world.rule(&GOVERNORS, adopt(4)), "G-19");
    assert_eq!(world.rule(&GOVERNORS, Act::RegisterTerms(profile(1))), "G-20");
    world.record(&GOVERNORS, Act::RegisterTerms(profile(2)));
    assert_eq!(world.network.registers().terms_profiles, BTreeSet::from([1, 2]));
}

#[test]
fn the_networks_lists_have_an_end() {
    let mut world = World::new();
    world.network.rulebooks = (1..=u32::try_from(limits::RULEBOOKS).unwrap()).collect();
    let rulebook = world.network.newest_rulebook() + 1;
    let text = Commitment { scheme: 0, root: [7; 32] };
    assert_eq!(world.rule(&GOVERNORS, Act::AdoptRulebook { rulebook, text }), "G-22");
    let profiles = 1..=u32::try_from(limits::TERMS_PROFILES).unwrap();
    world.network.terms_profiles = profiles.map(|number| (number, profile(number))).collect();
    assert_eq!(world.rule(&GOVERNORS, Act::RegisterTerms(profile(1_000))), "G-22");
}

#[test]
fn other_validators_stand_in_the_networks_record() {
    let mut world = World::new();
    let same = Act::ChangeValidators(world.network.validators.clone());
    assert_eq!(world.rule(&GOVERNORS, same), "G-10");
    world.record(&GOVERNORS, sample(ActKind::ChangeValidators));
    assert_eq!(world.network.validators, validators(&[1, 2, 3, 5]));
}

#[test]
fn a_governor_counts_once_whatever_accounts_sign() {
    let mut world = World::new();
    let second = account(Line, 1);
    world.record(&[Line], Act::OpenAccount(Box::new(second.clone())));
    let with = [second.party()];
    let mandate = world.view().mandate(&Acting::own(party(Line)), &with);
    assert_eq!(mandate, Mandate { have: 1, need: 2, outsider: None });
    let refusal = world.decide(&[party(Line), second.party()], sample(ActKind::SuspendMember));
    assert_eq!(refusal, Err(Refusal::NotGoverned { have: 1, need: 2 }));
    let mut signers = [party(Line), second.party(), party(Bank)];
    assert!(world.decide(&signers, sample(ActKind::SuspendMember)).is_ok());
    signers.swap(0, 1);
    assert!(world.decide(&signers, sample(ActKind::SuspendMember)).is_ok());
}

#[test]
fn neither_a_joint_account_nor_an_agent_speaks_for_a_governor() {
    let mut world = World::new();
    let (account, holders) = joint(&[Line, Bank]);
    world.record_by(&holders, Act::OpenAccount(Box::new(account.clone())));
    let mandate = world.view().mandate(&Acting::own(account.party()), &[party(Port)]);
    assert_eq!(mandate, Mandate { have: 1, need: 2, outsider: Some(account.party()) });

    let agent = Acting { actor: party(Line), represented: Some(party(Bank)) };
    let mandate = world.view().mandate(&agent, &[party(Port)]);
    assert_eq!(mandate, Mandate { have: 1, need: 2, outsider: Some(party(Line)) });
}
