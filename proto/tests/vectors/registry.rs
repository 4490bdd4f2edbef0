use proto::fact::{ChainHead, FactRecord};
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Submission;
use proto::registry::{ActKind, Fact, Grant, Member, MemberStatus, Network, Record};
use proto::state::StateKey;
use title::{Handing, Time};

use crate::golden::Golden;
use crate::sample::registry::{authority, further, instructions, joint, member, network, profile};
use crate::sample::{self, BANK, BLOCK_MS, LINE, SHIPPER};
use crate::second_opinion::tagged;

#[test]
fn the_registrys_bodies_facts_and_records_are_frozen() {
    let mut golden = Golden::new(
        "registry.txt",
        "Acts on the registry: instruction bodies and ids, the leaf of the fact that each becomes, \
         and the records of the state map. Parties, members, keys and chain are those of \
         identity.txt; heads are 4e repeated, deadline 1767315600000. The facts stand at height 2, \
         index 3, with instruction id 1d, approvals hash a0, presentations hash 9e, each repeated, \
         sequence 5.",
    );
    acts(&mut golden);
    records(&mut golden);
    golden.check();
}

fn acts(golden: &mut Golden) {
    for (name, chain, instruction) in instructions() {
        let body = sample::registry::draft(chain, instruction.clone()).body();
        let id = InstructionId::of(&body);
        assert_eq!(id.0, tagged("ebl/instruction/v1", &[&body]));
        let envelope = proto::instruction::seal(body.clone(), &[]);
        let submission = Submission::open(&envelope, &sample::chain()).unwrap();
        assert_eq!(*submission.instruction(), instruction.clone().into());
        let (by, with, event) = (instruction.by, instruction.with, instruction.act);
        let record = record(Fact { chain, by, with, at: Time(BLOCK_MS), event });
        let leaf = record.encode();
        assert_eq!(FactRecord::decode(&leaf).unwrap(), record);
        golden.remark(&format!("{name}."));
        golden.bytes("body", &body);
        golden.bytes("id", &id.0);
        golden.bytes("leaf", &leaf);
    }
}

fn record(fact: Fact) -> FactRecord {
    FactRecord {
        height: sample::HEIGHT,
        index: 3,
        instruction: InstructionId([0x1d; 32]),
        approvals_hash: Hash([0xa0; 32]),
        presentations_hash: Hash([0x9e; 32]),
        sequence: 5,
        previous_head: Hash([0x4e; 32]),
        fact: fact.into(),
    }
}

fn records(golden: &mut Golden) {
    let chain = ChainHead { head: Hash([0x4e; 32]), length: 5 };
    let suspended = Member { status: MemberStatus::Suspended, chain, ..member(&SHIPPER) };
    let removed = Member { status: MemberStatus::Removed, ..member(&LINE) };
    let mut at_once = further();
    at_once.handing = Handing::AtOnce;
    let (principal, agent) = (SHIPPER.party(), BANK.party());
    let grant = Grant { principal, agent, authority: authority() };
    let mut later = Network { chain, ..network() };
    later.terms_profiles.insert(2, profile());
    later.governors.remove(&SHIPPER.member());
    for (name, record) in [
        ("member, suspended, with a chain of facts", Record::Member(suspended)),
        ("member, removed", Record::Member(removed)),
        ("account that takes titles at once", Record::Account(at_once)),
        ("joint account of shipper and bank", Record::Account(joint())),
        ("grant of the shipper to the bank", Record::Grant(grant)),
        ("the same grant, revoked", Record::Grant(Grant::revoked(principal, agent))),
        ("network, as founded", Record::Network(network())),
        ("network, with a chain of facts, two terms profiles, three governors", {
            Record::Network(later)
        }),
    ] {
        let value = record.encode();
        assert_eq!(decode(&record.key(), &value), record, "{name}");
        golden.remark(&format!("{name}."));
        golden.bytes("key", &record.key().hash().0);
        golden.bytes("value", &value);
    }
}

fn decode(key: &StateKey, value: &[u8]) -> Record {
    match key {
        StateKey::Member(_) => Record::Member(Member::decode(value).unwrap()),
        StateKey::Account(_) => Record::Account(proto::account::Account::decode(value).unwrap()),
        StateKey::Grant { .. } => Record::Grant(Grant::decode(value).unwrap()),
        StateKey::Network => Record::Network(Network::decode(value).unwrap()),
        StateKey::Title(_) | StateKey::Reference(_) => panic!("no record of the registry"),
    }
}

#[test]
fn every_act_of_the_registry_has_a_vector() {
    let vectors = instructions();
    for kind in ActKind::ALL {
        let has = vectors.iter().any(|(_, _, instruction)| instruction.act.kind() == kind);
        assert!(has, "{} has no vector", kind.name());
    }
}

#[test]
fn a_grants_key_is_made_of_principal_and_agent_in_this_order() {
    let (principal, agent) = (SHIPPER.party(), BANK.party());
    let key = StateKey::Grant { principal, agent };
    let id = [principal.0, agent.0].concat();
    assert_eq!(key.hash().0, tagged("ebl/state-key/v1", &[&[6], &id]));
}
