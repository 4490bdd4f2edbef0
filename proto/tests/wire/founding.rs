//! A genesis file founds one network, or none.

use prost::Message;
use proto::account::AccountFault;
use proto::genesis::{Genesis, GenesisFault};
use proto::keys::KeyFault;
use proto::pb::ledger::v1 as pb;
use proto::validators::SetFault;
use proto::wire::WireError;

use crate::sample::{self, BANK};

/// The fault of the sample's file after a change.
fn fault(change: impl FnOnce(&mut pb::Genesis)) -> GenesisFault {
    let bytes = sample::genesis().encode();
    let mut message = pb::Genesis::decode(&bytes[..]).unwrap();
    change(&mut message);
    Genesis::decode(&message.encode_to_vec()).unwrap_err()
}

#[test]
fn a_genesis_file_is_read_as_it_was_written() {
    let genesis = sample::genesis();
    let read = Genesis::decode(&genesis.encode()).unwrap();
    assert_eq!(read.chain(), genesis.chain());
    assert_eq!(read.entries(), genesis.entries());
    assert_eq!(read.entries().len(), 1 + 4 + 4);
    assert!(read.accounts().contains_key(&BANK.party()));
}

#[test]
fn any_change_of_the_file_founds_another_chain() {
    let mut message = sample::genesis_message();
    message.heartbeat_ms += 1;
    assert_ne!(Genesis::from_message(message).unwrap().chain(), sample::chain());
}

#[test]
fn a_file_in_another_order_or_form_is_refused() {
    let bytes = sample::genesis().encode();
    let longer = [&bytes[..], &[0x98, 0x3f, 0x01]].concat();
    assert_eq!(Genesis::decode(&longer).unwrap_err(), GenesisFault::Wire(WireError::NotCanonical));
    assert_eq!(fault(|g| g.members.reverse()), GenesisFault::MemberOrder);
    assert_eq!(fault(|g| g.members.push(g.members[3].clone())), GenesisFault::MemberOrder);
    assert_eq!(fault(|g| g.accounts.reverse()), GenesisFault::AccountOrder);
    assert_eq!(fault(|g| g.accounts.push(g.accounts[3].clone())), GenesisFault::AccountOrder);
}

#[test]
fn versions_and_parameters_out_of_range_are_refused() {
    assert_eq!(fault(|g| g.format = 2), GenesisFault::Format(2));
    assert_eq!(fault(|g| g.rules = 9), GenesisFault::Rules(9));
    for (change, name) in [
        ((|g: &mut pb::Genesis| g.heartbeat_ms = 999) as fn(&mut pb::Genesis), "heartbeat_ms"),
        (|g| g.heartbeat_ms = 3_600_001, "heartbeat_ms"),
        (|g| g.clock_drift_ms = 499, "clock_drift_ms"),
        (|g| g.clock_drift_ms = 60_001, "clock_drift_ms"),
    ] {
        let fault = fault(change);
        assert!(
            matches!(fault, GenesisFault::Parameter { name: found, .. } if found == name),
            "{fault}"
        );
    }
    for (change, field) in [
        ((|g: &mut pb::Genesis| g.network_name.clear()) as fn(&mut pb::Genesis), "network_name"),
        (|g| g.network_name = "x".repeat(65), "network_name"),
        (|g| g.network_name.push('\n'), "network_name"),
        (|g| g.members[0].legal_name.clear(), "legal_name"),
    ] {
        let fault = fault(change);
        assert!(
            matches!(fault, GenesisFault::Text { field: found, .. } if found == field),
            "{fault}"
        );
    }
}

#[test]
fn an_identifier_with_a_wrong_check_digit_founds_nothing() {
    for identifier in ["", "529900T8BM49AURSDO56"] {
        let fault = fault(|g| g.members[0].identifier = identifier.to_owned());
        assert!(matches!(fault, GenesisFault::Identifier { .. }), "{identifier}: {fault}");
    }
}

#[test]
fn governance_is_by_some_of_the_members_and_has_not_begun() {
    let members = sample::genesis().members().len();
    for threshold in [0, u32::try_from(members).unwrap() + 1] {
        let fault = fault(|g| g.network.as_mut().unwrap().governance_threshold = threshold);
        assert_eq!(fault, GenesisFault::Threshold { threshold, governors: members });
    }
    let begun = fault(|g| g.network.as_mut().unwrap().chain = Some(pb::ChainHead::default()));
    assert_eq!(begun, GenesisFault::Begun);
}

#[test]
fn all_founding_members_govern_where_the_file_names_none() {
    let genesis = sample::genesis();
    let all: Vec<_> = genesis.members().keys().copied().collect();
    assert!(genesis.network().governors.iter().eq(&all));
    let mut message = sample::genesis_message();
    let network = message.network.as_mut().unwrap();
    network.governors = all.iter().map(|id| id.0.to_vec()).collect();
    network.governors.reverse();
    let said = Genesis::from_message(message).unwrap();
    assert_eq!(said.chain(), genesis.chain(), "what goes without saying has one spelling");
}

#[test]
fn a_file_can_name_fewer_governors_than_members() {
    let mut message = sample::genesis_message();
    let network = message.network.as_mut().unwrap();
    network.governors = vec![BANK.member().0.to_vec(), sample::LINE.member().0.to_vec()];
    network.governance_threshold = 2;
    let genesis = Genesis::from_message(message.clone()).unwrap();
    let governors = [BANK.member(), sample::LINE.member()];
    assert!(genesis.network().governors.iter().eq(&std::collections::BTreeSet::from(governors)));
    assert_ne!(genesis.chain(), sample::chain());
    message.network.as_mut().unwrap().governance_threshold = 3;
    assert_eq!(
        Genesis::from_message(message).unwrap_err(),
        GenesisFault::Threshold { threshold: 3, governors: 2 }
    );
}

#[test]
fn governors_that_are_no_members_out_of_order_or_redundant_are_refused() {
    let all = || sample::genesis().members().keys().map(|id| id.0.to_vec()).collect::<Vec<_>>();
    let two = |change: fn(&mut Vec<Vec<u8>>)| {
        let mut governors = all()[..2].to_vec();
        change(&mut governors);
        fault(|g| {
            let network = g.network.as_mut().unwrap();
            (network.governors, network.governance_threshold) = (governors, 1);
        })
    };
    assert_eq!(two(|g| g.reverse()), GenesisFault::Governors);
    assert_eq!(two(|g| g[1] = g[0].clone()), GenesisFault::Governors);
    assert_eq!(two(|g| g[1] = vec![0xff; 32]), GenesisFault::Governors);
    assert_eq!(two(|g| g[1].truncate(31)), GenesisFault::Governors);
    assert_eq!(fault(|g| g.network.as_mut().unwrap().governors = all()), GenesisFault::Governors);
}

#[test]
fn what_is_agreed_on_the_ledger_is_not_founded() {
    let at_once = fault(|g| g.accounts[1].takes_at_once = true);
    assert_eq!(at_once, GenesisFault::AccountForm { index: 1 });
    let suspended = fault(|g| g.members[0].status = pb::MemberStatus::Suspended.into());
    assert!(matches!(suspended, GenesisFault::Member { .. }), "{suspended}");
    let joint = fault(|g| {
        let holders = [sample::LINE.party(), BANK.party()];
        let policy = proto::account::Policy::joint(&holders).unwrap();
        let mut account = BANK.account();
        account.policy = policy;
        g.accounts = vec![account.to_message()];
    });
    assert_eq!(joint, GenesisFault::AccountForm { index: 0 });
}

#[test]
fn a_network_without_validators_rulebook_or_terms_is_refused() {
    assert_eq!(fault(|g| g.network = None), GenesisFault::NoNetwork);
    assert_eq!(fault(|g| g.network.as_mut().unwrap().validators = None), GenesisFault::NoNetwork);
    assert_eq!(
        fault(|g| {
            let set = g.network.as_mut().unwrap().validators.as_mut().unwrap();
            set.validators.clear();
        }),
        GenesisFault::Validators(SetFault::Empty)
    );
    assert_eq!(
        fault(|g| {
            let set = g.network.as_mut().unwrap().validators.as_mut().unwrap();
            set.validators[0].key = vec![0; 32];
        }),
        GenesisFault::Validators(SetFault::Key { index: 0, fault: KeyFault::LowOrder })
    );
    for change in [
        (|n| n.rulebooks.clear()) as fn(&mut pb::Network),
        |n| n.rulebooks = vec![2, 1],
        |n| n.terms_profiles.clear(),
        |n| n.terms_profiles.push(n.terms_profiles[0].clone()),
    ] {
        let mut message = pb::Genesis::decode(&sample::genesis().encode()[..]).unwrap();
        change(message.network.as_mut().unwrap());
        assert_eq!(
            Genesis::decode(&message.encode_to_vec()).unwrap_err(),
            GenesisFault::NothingRegistered
        );
    }
}

#[test]
fn no_member_has_accepted_a_rulebook_that_is_none_or_not_there_yet() {
    let zero = fault(|g| g.network.as_mut().unwrap().rulebooks.insert(0, 0));
    assert_eq!(zero, GenesisFault::RulebookZero);
    let newest = *sample::genesis_message().network.unwrap().rulebooks.last().unwrap();
    let ahead = fault(|g| g.members[1].rulebook = newest + 1);
    assert!(
        matches!(ahead, GenesisFault::RulebookAccepted { rulebook, .. } if rulebook == newest + 1),
        "{ahead}"
    );
    let mut message = sample::genesis_message();
    message.members[1].rulebook = 0;
    assert!(Genesis::from_message(message).is_ok());
}

#[test]
fn a_member_that_makes_no_sense_is_refused() {
    let changes: [fn(&mut pb::Member); 8] = [
        |m| m.id[0] ^= 1,
        |m| m.scheme = 0,
        |m| m.scheme = 99,
        |m| m.capacities = 0x80,
        |m| m.capacities = 0x100,
        |m| m.jurisdiction = "nl".to_owned(),
        |m| m.jurisdiction = "NLD".to_owned(),
        |m| m.chain = Some(pb::ChainHead::default()),
    ];
    for change in changes {
        let mut message = pb::Genesis::decode(&sample::genesis().encode()[..]).unwrap();
        change(&mut message.members[0]);
        let fault = Genesis::decode(&message.encode_to_vec()).unwrap_err();
        assert!(matches!(fault, GenesisFault::Member { .. }), "{fault}");
    }
}

#[test]
fn an_account_of_nobody_or_of_another_party_is_refused() {
    let wrong_party = fault(|g| g.accounts[1].party[31] ^= 1);
    assert_eq!(wrong_party, GenesisFault::Account { index: 1, fault: AccountFault::Party });
    let nobody = fault(|g| g.accounts[2].member[0] ^= 1);
    assert_eq!(nobody, GenesisFault::AccountOfNobody { index: 2 });
}
