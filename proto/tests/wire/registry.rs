//! Acts and records of the registry: read as written, in one way, and nothing else.

use prost::Message;
use proto::fact::{FactRecord, RecordFault};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::{Submission, seal};
use proto::pb::ledger::v1 as pb;
use proto::pb::ledger::v1::registry_act::Act as Written;
use proto::refusal::Refusal;
use proto::registry::{Chain, Fact, Member, Network, Record};
use proto::state::StateFault;
use proto::wire::{FieldFault, WireError};
use proto::{limits, registry};
use title::{Acting, Time};

use crate::sample::registry::{draft, instructions, joint, member, network};
use crate::sample::{self, BANK, BLOCK_MS, SHIPPER};

/// The body of the sample's act of this name.
fn body(name: &str) -> pb::InstructionBody {
    let found = instructions().into_iter().find(|(act, _, _)| *act == name);
    let (_, chain, instruction) = found.expect("the sample has the act");
    pb::InstructionBody::decode(&draft(chain, instruction).body()[..]).unwrap()
}

fn open(body: &pb::InstructionBody) -> Result<Submission, Refusal> {
    Submission::open(&seal(body.encode_to_vec(), &[]), &sample::chain())
}

/// The refusal of the sample's act of this name after a change of its message.
fn refusal(name: &str, change: impl FnOnce(&mut Written)) -> Refusal {
    let mut body = body(name);
    let Some(pb::instruction_body::Act::Registry(act)) = &mut body.act else { panic!("{body:?}") };
    change(act.act.as_mut().unwrap());
    open(&body).unwrap_err()
}

/// A change of an act's message, by the name of its variant.
macro_rules! changed {
    ($name:literal, $variant:ident, $change:expr) => {
        refusal($name, |act| {
            let Written::$variant(message) = act else { panic!("{act:?}") };
            let change: fn(&mut pb::$variant) = $change;
            change(message);
        })
    };
}

#[test]
fn every_act_on_the_registry_is_read_as_it_was_written() {
    for (name, chain, instruction) in instructions() {
        let draft = draft(chain, instruction.clone());
        let submission = Submission::open(&seal(draft.body(), &[]), &sample::chain()).unwrap();
        assert_eq!(*submission.instruction(), instruction.into(), "{name}");
        assert_eq!(submission.expected(), &draft.expected[..], "{name}");
    }
}

#[test]
fn an_act_on_the_registry_names_the_one_chain_it_continues() {
    let wrong = |name: &str, change: fn(&mut pb::InstructionBody)| {
        let mut body = body(name);
        change(&mut body);
        open(&body).unwrap_err()
    };
    let (own, governance) = ("accept rulebook", "suspend member");
    let to_network = |body: &mut pb::InstructionBody| {
        body.expected[0].kind = pb::SubjectKind::Network.into();
        body.expected[0].id = vec![0; 32];
    };
    let to_title = |body: &mut pb::InstructionBody| {
        body.expected[0].kind = pb::SubjectKind::TitleControl.into();
    };
    let to_member = |body: &mut pb::InstructionBody| {
        body.expected[0].kind = pb::SubjectKind::Member.into();
    };
    let to_none = |body: &mut pb::InstructionBody| body.expected.clear();
    let to_both = |body: &mut pb::InstructionBody| {
        let mut other = body.expected[0].clone();
        other.kind = pb::SubjectKind::Member.into();
        body.expected.insert(0, other);
    };
    for refusal in [
        wrong(own, to_network),
        wrong(own, to_title),
        wrong(own, to_none),
        wrong(governance, to_member),
        wrong(governance, to_title),
        wrong(governance, to_none),
        wrong(governance, to_both),
    ] {
        assert_eq!(refusal, Refusal::WrongSubjects);
    }
    let elsewhere = wrong(governance, |body| body.expected[0].id[31] = 1);
    assert_eq!(elsewhere, Refusal::Field(FieldFault::Unknown.of("Expected.kind")));
}

#[test]
fn an_act_on_a_title_continues_no_chain_of_the_registry() {
    let draft = sample::draft(&sample::chain(), &SHIPPER, title::Act::Sign, Hash([0x4e; 32]));
    for (kind, id) in
        [(pb::SubjectKind::Member, vec![1; 32]), (pb::SubjectKind::Network, vec![0; 32])]
    {
        let mut body = pb::InstructionBody::decode(&draft.body()[..]).unwrap();
        (body.expected[0].kind, body.expected[0].id) = (kind.into(), id);
        assert_eq!(open(&body).unwrap_err(), Refusal::WrongSubjects);
    }
}

#[test]
fn a_field_of_a_partys_act_without_meaning_is_refused_by_name() {
    use FieldFault::{Length, Missing, Redundant, Unknown};
    for (refusal, field, fault) in [
        (
            changed!("grant authority", GrantAuthority, |m| m.acts = 0),
            "GrantAuthority.acts",
            Unknown,
        ),
        (
            changed!("grant authority", GrantAuthority, |m| m.acts = 1 << 31),
            "GrantAuthority.acts",
            Unknown,
        ),
        (
            changed!("grant authority", GrantAuthority, |m| m.agent.clear()),
            "GrantAuthority.agent",
            Length,
        ),
        (
            changed!("revoke authority", RevokeAuthority, |m| m.agent.clear()),
            "RevokeAuthority.agent",
            Length,
        ),
        (
            changed!("open account", OpenAccount, |m| m.account = None),
            "OpenAccount.account",
            Missing,
        ),
        (
            changed!("open account", OpenAccount, |m| account(&mut m.account).party[0] ^= 1),
            "OpenAccount.account",
            Unknown,
        ),
        (
            changed!("open account", OpenAccount, |m| account(&mut m.account).takes_at_once = true),
            "Account.takes_at_once",
            Redundant,
        ),
    ] {
        assert_eq!(refusal, Refusal::Field(fault.of(field)));
    }
    let mut nothing = body("give standing consent");
    nothing.act = Some(pb::instruction_body::Act::Registry(pb::RegistryAct { act: None }));
    let refusal = open(&nothing).unwrap_err();
    assert_eq!(refusal, Refusal::Field(Missing.of("RegistryAct.act")));
}

fn account(account: &mut Option<pb::Account>) -> &mut pb::Account {
    account.as_mut().unwrap()
}

#[test]
fn a_member_to_be_is_new_and_makes_sense() {
    use FieldFault::{Redundant, Unknown};
    let change = |change: fn(&mut pb::Member)| {
        refusal("admit member", |act| {
            let Written::AdmitMember(admit) = act else { panic!("{act:?}") };
            change(admit.member.as_mut().unwrap());
        })
    };
    for (refusal, field, fault) in [
        (change(|m| m.id[0] ^= 1), "Member.id", Unknown),
        (change(|m| m.scheme = 9), "Member.scheme", Unknown),
        (change(|m| m.capacities = 0x80), "Member.capacities", Unknown),
        (change(|m| m.legal_name = "\u{202e}eman".to_owned()), "Member.legal_name", Unknown),
        (change(|m| m.legal_name = "n".repeat(141)), "Member.legal_name", Unknown),
        (change(|m| m.jurisdiction = "de".to_owned()), "Member.jurisdiction", Unknown),
        (change(|m| m.status = 3), "Member.status", Unknown),
        (change(|m| m.status = 1), "Member.status", Redundant),
        (change(|m| m.chain = Some(pb::ChainHead::default())), "Member.chain", Redundant),
        (
            change(|m| m.chain = Some(pb::ChainHead { head: vec![1; 32], length: 1 })),
            "Member.chain",
            Redundant,
        ),
        (
            change(|m| {
                m.identifier.replace_range(18.., "99");
                let scheme = pb::IdentifierScheme::Lei;
                m.id = proto::ids::MemberId::of(scheme, &m.identifier).0.to_vec();
            }),
            "Member.identifier",
            Unknown,
        ),
    ] {
        assert_eq!(refusal, Refusal::Field(fault.of(field)));
    }
}

#[test]
fn a_field_of_the_governances_act_without_meaning_is_refused_by_name() {
    use FieldFault::{Length, Missing, Order, TooMany, Unknown};
    let (validators, governors) = ("ChangeValidators.validators", "SetGovernance.governors");
    for (refusal, field, fault) in [
        (
            changed!("suspend member", SuspendMember, |m| m.member.clear()),
            "SuspendMember.member",
            Length,
        ),
        (
            changed!("change capacities", ChangeCapacities, |m| m.capacities = 0x100),
            "ChangeCapacities.capacities",
            Unknown,
        ),
        (
            changed!("change validators", ChangeValidators, |m| m.validators = None),
            validators,
            Missing,
        ),
        (changed!("change validators", ChangeValidators, |m| set(m).clear()), validators, Unknown),
        (
            changed!("change validators", ChangeValidators, |m| set(m)[0].power = 0),
            validators,
            Unknown,
        ),
        (
            changed!("change validators", ChangeValidators, |m| set(m)[0].key = vec![0; 32]),
            validators,
            Unknown,
        ),
        (changed!("change validators", ChangeValidators, |m| set(m).swap(0, 1)), validators, Order),
        (
            changed!("change validators", ChangeValidators, |m| {
                let first = set(m)[0].clone();
                set(m).resize(limits::VALIDATORS + 1, first);
            }),
            validators,
            TooMany,
        ),
        (
            changed!("adopt rulebook", AdoptRulebook, |m| m.text = None),
            "AdoptRulebook.text",
            Missing,
        ),
        (
            changed!("register terms", RegisterTerms, |m| {
                m.profile.as_mut().unwrap().governing_law.clear();
            }),
            "TermsProfile.governing_law or convention",
            Unknown,
        ),
        (changed!("set governance", SetGovernance, |m| m.governors.reverse()), governors, Order),
        (
            changed!("set governance", SetGovernance, |m| {
                m.governors = vec![vec![1; 32]; limits::GOVERNORS + 1];
            }),
            governors,
            TooMany,
        ),
        (
            changed!("set governance", SetGovernance, |m| m.governors[0].truncate(31)),
            governors,
            Length,
        ),
    ] {
        assert_eq!(refusal, Refusal::Field(fault.of(field)));
    }
}

fn set(change: &mut pb::ChangeValidators) -> &mut Vec<pb::Validator> {
    &mut change.validators.as_mut().unwrap().validators
}

fn record_of(fact: Fact) -> FactRecord {
    FactRecord {
        height: 1,
        index: 0,
        instruction: InstructionId([1; 32]),
        approvals_hash: Hash([2; 32]),
        presentations_hash: Hash([3; 32]),
        sequence: 1,
        previous_head: Hash::ZERO,
        fact: fact.into(),
    }
}

#[test]
fn a_fact_stands_on_the_chain_of_its_kind_and_no_other() {
    let by = Acting::own(SHIPPER.party());
    let (chain, event) = (Chain::Member(SHIPPER.member()), registry::Act::GiveStandingConsent);
    let fact = Fact { chain, by, with: vec![], at: Time(BLOCK_MS), event };
    let good = record_of(fact);
    assert_eq!(FactRecord::decode(&good.encode()), Ok(good.clone()));
    let moved = |kind: pb::SubjectKind, id: Vec<u8>| {
        let mut message = pb::FactRecord::decode(&good.encode()[..]).unwrap();
        (message.kind, message.subject) = (kind.into(), id);
        FactRecord::decode(&message.encode_to_vec())
    };
    let no_such = Err(RecordFault::Field(FieldFault::Unknown.of("Fact.event")));
    assert_eq!(moved(pb::SubjectKind::Network, vec![0; 32]), no_such);
    assert_eq!(moved(pb::SubjectKind::TitleControl, vec![1; 32]), no_such);
    assert_eq!(moved(pb::SubjectKind::TitleAnnotations, vec![1; 32]), no_such);
}

#[test]
fn the_largest_facts_and_records_of_the_registry_fit() {
    let keys: Vec<_> = (1..=limits::VALIDATORS)
        .map(|seed| (sample::key(u8::try_from(seed).unwrap()).public(), u64::from(u32::MAX)))
        .collect();
    let set = proto::validators::ValidatorSet::new(&keys).unwrap();
    let mut with: Vec<_> = (0..31).map(|n| title::PartyId([n; 32])).collect();
    with.sort_unstable();
    let fact = Fact {
        chain: Chain::Network,
        by: Acting::own(BANK.party()),
        with,
        at: Time(BLOCK_MS),
        event: registry::Act::ChangeValidators(set.clone()),
    };
    let record = record_of(fact);
    assert_eq!(FactRecord::decode(&record.encode()), Ok(record));

    let mut network = network();
    network.validators = set;
    network.rulebooks = (u32::MAX - 255..=u32::MAX).collect();
    network.governors = (0..64).map(|n| proto::ids::MemberId([n; 32])).collect();
    network.terms_profiles.clear();
    for number in u32::MAX - 63..=u32::MAX {
        let text = "\u{10348}".repeat(64);
        let profile =
            registry::TermsProfile { number, governing_law: text.clone(), convention: text };
        network.terms_profiles.insert(number, profile);
    }
    let value = Record::Network(network.clone()).encode();
    assert!(Network::decode(&value) == Ok(network), "{} bytes", value.len());
}

#[test]
fn a_record_of_the_registry_is_canonical_and_complete() {
    let member = Record::Member(member(&SHIPPER)).encode();
    let longer = [&member[..], &[0x98, 0x3f, 0x01]].concat();
    assert_eq!(Member::decode(&longer), Err(StateFault::Wire(WireError::NotCanonical)));
    let mut message = pb::Member::decode(&member[..]).unwrap();
    message.chain = Some(pb::ChainHead { head: vec![0; 32], length: 0 });
    assert_eq!(
        Member::decode(&message.encode_to_vec()),
        Err(StateFault::Field(FieldFault::Redundant.of("Member.chain")))
    );
    for scheme in [0, 9] {
        let mut message = pb::Member::decode(&member[..]).unwrap();
        message.scheme = scheme;
        assert_eq!(
            Member::decode(&message.encode_to_vec()),
            Err(StateFault::Field(FieldFault::Unknown.of("Member.scheme")))
        );
    }
    let value = Record::Network(network()).encode();
    let mut message = pb::Network::decode(&value[..]).unwrap();
    message.rulebooks = vec![2, 1];
    assert_eq!(
        Network::decode(&message.encode_to_vec()),
        Err(StateFault::Field(FieldFault::Order.of("Network.rulebooks")))
    );
}

#[test]
fn a_joint_account_is_another_party_than_any_of_its_holders_accounts() {
    let account = joint();
    assert_ne!(account.party(), SHIPPER.party());
    assert_ne!(account.party(), BANK.party());
    let read = proto::account::Account::decode(&account.to_message().encode_to_vec()).unwrap();
    assert_eq!(read, account);
}
