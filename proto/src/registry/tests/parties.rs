//! What parties may do about themselves, and what the law of titles reads of it.

use title::{ActKind as TitleAct, Capacity, Handing, Lack, Time};

use super::world::Who::{Bank, Insurer, Line, Port, Stranger, Trader};
use super::world::{HOUR, NOW, World, account, authority, grant, joint, member_id, party};
use crate::hash::Hash;
use crate::registry::{Act, Chain, MemberStatus, Refusal};

const DAY: u64 = 24 * HOUR;

#[test]
fn what_a_party_does_about_itself_continues_its_members_chain() {
    let mut world = World::new();
    let fact = world.record(&[Trader], Act::GiveStandingConsent);
    assert_eq!(fact.chain, Chain::Member(member_id(Trader)));
    let member = &world.records.members[&member_id(Trader)];
    assert_eq!((member.chain.length, member.chain.head), (1, Hash([0xc4; 32])));
    assert_eq!(world.network.chain.length, 0);
}

#[test]
fn a_grant_names_another_in_good_standing_and_ends_within_400_days() {
    let world = World::new();
    let rule = |agent, until| {
        let mut authority = authority(&[TitleAct::Offer], 0);
        authority.until = Time(until);
        world.rule(&[Trader], Act::GrantAuthority { agent: party(agent), authority })
    };
    assert_eq!(rule(Trader, NOW.0 + HOUR), "G-11");
    assert_eq!(rule(Stranger, NOW.0 + HOUR), "G-12");
    assert_eq!(rule(Insurer, NOW.0 + HOUR), "G-12");
    assert_eq!(rule(Bank, NOW.0), "G-13");
    assert_eq!(rule(Bank, NOW.0 + 1), "recorded");
    assert_eq!(rule(Bank, NOW.0 + 400 * DAY), "recorded");
    assert_eq!(rule(Bank, NOW.0 + 400 * DAY + 1), "G-13");
}

#[test]
fn a_newer_grant_takes_the_place_of_the_one_before() {
    let mut world = World::new();
    world.record(&[Trader], grant(Bank));
    let wider = authority(&[TitleAct::Offer, TitleAct::Endorse], 2);
    world.record(&[Trader], Act::GrantAuthority { agent: party(Bank), authority: wider });
    assert_eq!(world.records.grants[&(party(Trader), party(Bank))].authority, wider);
    assert_eq!(world.records.grants.len(), 1);
}

#[test]
fn a_grant_is_revoked_once_also_when_it_has_run_out() {
    let mut world = World::new();
    let revoke = Act::RevokeAuthority { agent: party(Bank) };
    assert_eq!(world.rule(&[Trader], revoke.clone()), "G-14");
    world.record(&[Trader], grant(Bank));
    world.now = Time(NOW.0 + 2 * HOUR);
    world.record(&[Trader], revoke.clone());
    assert!(world.records.grants[&(party(Trader), party(Bank))].is_revoked());
    assert_eq!(world.rule(&[Trader], revoke), "G-14");
}

#[test]
fn consent_is_given_and_withdrawn_in_turn_and_stands_on_the_one_account() {
    let mut world = World::new();
    world.record(&[Trader], Act::OpenAccount(Box::new(account(Trader, 1))));
    assert_eq!(world.rule(&[Trader], Act::WithdrawStandingConsent), "G-10");
    world.record(&[Trader], Act::GiveStandingConsent);
    assert_eq!(world.records.standing(party(Trader)).unwrap().handing, Handing::AtOnce);
    let other = world.records.standing(account(Trader, 1).party()).unwrap();
    assert_eq!(other.handing, Handing::OnAcceptance);
    assert_eq!(world.rule(&[Trader], Act::GiveStandingConsent), "G-10");
    world.record(&[Trader], Act::WithdrawStandingConsent);
    assert_eq!(world.records.standing(party(Trader)).unwrap().handing, Handing::OnAcceptance);
}

#[test]
fn consent_does_not_change_which_party_an_account_is() {
    let mut account = account(Trader, 0);
    let before = account.party();
    account.handing = Handing::AtOnce;
    assert_eq!(account.party(), before);
}

#[test]
fn a_rulebook_is_accepted_for_the_whole_member_and_not_taken_back() {
    let mut world = World::new();
    world.record(&[Trader], Act::OpenAccount(Box::new(account(Trader, 1))));
    assert_eq!(world.rule(&[Trader], Act::AcceptRulebook { rulebook: 3 }), "G-09");
    world.record(&[Trader], Act::AcceptRulebook { rulebook: 2 });
    for number in 0..2 {
        let standing = world.records.standing(account(Trader, number).party()).unwrap();
        assert_eq!(standing.rulebook, 2);
    }
    for rulebook in [1, 2] {
        let refusal = world.decide(&[party(Trader)], Act::AcceptRulebook { rulebook });
        assert_eq!(refusal.unwrap_err().rule(), "G-10");
    }
}

#[test]
fn an_account_is_opened_once_and_for_no_other_member() {
    let mut world = World::new();
    let open = |account| Act::OpenAccount(Box::new(account));
    assert_eq!(world.rule(&[Trader], open(account(Trader, 0))), "G-15");
    assert_eq!(world.rule(&[Trader], open(account(Line, 1))), "G-16");
    world.record(&[Trader], open(account(Trader, 1)));
    assert!(world.records.standing(account(Trader, 1).party()).is_ok());
    assert_eq!(world.rule(&[Trader], open(account(Trader, 1))), "G-15");
}

#[test]
fn a_joint_account_is_opened_by_all_its_holders_and_nobody_else() {
    let world = World::new();
    let (account, holders) = joint(&[Line, Bank, Trader]);
    let open = || Act::OpenAccount(Box::new(account.clone()));
    for missing in 0..holders.len() {
        let mut signers = holders.clone();
        let party = signers.remove(missing);
        let refusal = world.decide(&signers, open());
        assert_eq!(refusal, Err(Refusal::HolderMissing { party }));
    }
    let signers = [holders.clone(), vec![party(Port)]].concat();
    let refusal = world.decide(&signers, open());
    assert_eq!(refusal, Err(Refusal::NeedlessSigner { party: party(Port) }));
    let reversed: Vec<_> = holders.iter().rev().copied().collect();
    let refusal = world.decide(&reversed, open());
    assert_eq!(refusal, Err(Refusal::NotTheFirstHolder { first: holders[0] }));
    assert!(world.decide(&holders, open()).is_ok());
}

#[test]
fn a_joint_account_counts_as_its_first_holders() {
    let world = World::new();
    let (mut account, holders) = joint(&[Line, Bank]);
    let others = if account.member == member_id(Line) { Bank } else { Line };
    account.member = member_id(others);
    let refusal = world.decide(&holders, Act::OpenAccount(Box::new(account)));
    assert_eq!(refusal.unwrap_err().rule(), "G-16");
}

#[test]
fn a_joint_account_holds_no_other_and_binds_no_member() {
    let mut world = World::new();
    let (first, holders) = joint(&[Line, Bank]);
    world.record_by(&holders, Act::OpenAccount(Box::new(first.clone())));

    let mut parties = vec![first.party(), party(Trader)];
    parties.sort_unstable();
    let nested = crate::account::Account {
        member: world.records.accounts[&parties[0]].member,
        policy: crate::account::Policy::joint(&parties).unwrap(),
        ..account(Trader, 7)
    };
    let refusal = world.decide(&parties, Act::OpenAccount(Box::new(nested))).unwrap_err();
    // Where the joint account would be the one that acts, it may not even open an account.
    let expected = if parties[0] == first.party() {
        Refusal::JointAccount { party: first.party() }
    } else {
        Refusal::NestedAccount { party: first.party() }
    };
    assert_eq!(refusal, expected);

    let by_joint = |act| world.decide(&[first.party()], act).map_err(|refusal| refusal.rule());
    assert_eq!(by_joint(Act::AcceptRulebook { rulebook: 2 }), Err("G-04"));
    assert_eq!(by_joint(Act::OpenAccount(Box::new(account(Line, 1)))), Err("G-04"));
    for act in [Act::GiveStandingConsent, grant(Trader)] {
        assert!(by_joint(act).is_ok());
    }
}

#[test]
fn a_joint_account_stands_as_the_worst_of_its_holders() {
    let mut world = World::new();
    let (account, holders) = joint(&[Line, Bank]);
    world.record_by(&holders, Act::OpenAccount(Box::new(account.clone())));
    world.record(&[Line], Act::AcceptRulebook { rulebook: 2 });
    let standing = world.records.standing(account.party()).unwrap();
    assert_eq!(standing.rulebook, 1);
    let shared: Vec<_> = standing.capacities.iter().collect();
    assert_eq!(shared, [Capacity::Trader]);
    for who in [Line, Bank] {
        for (status, lack) in
            [(MemberStatus::Suspended, Lack::Suspended), (MemberStatus::Removed, Lack::Removed)]
        {
            let mut world = world.clone();
            *world.status(who) = status;
            assert_eq!(world.records.standing(account.party()), Err(lack));
        }
    }
}
