//! Facts folded into records. Cannot fail: whatever a fact says was decided when it was recorded.

use title::{Authority, Handing, PartyId};

use super::act::{Act, Chain, Fact};
use super::record::{Grant, Member, MemberStatus, Network, Record};
use super::view::View;
use crate::fact::ChainHead;
use crate::ids::MemberId;

/// The records that a fact changes, as they stand after it, each once. `head` is the chain after
/// the fact.
///
/// # Panics
///
/// On a fact that no run of [`crate::registry::apply()`] produces for these records.
#[must_use]
pub fn evolve(view: &View<'_>, fact: &Fact, head: ChainHead) -> Vec<Record> {
    match fact.chain {
        Chain::Member(id) => by_a_party(view, fact, Member { chain: head, ..member(view, id) }),
        Chain::Network => by_the_governance(view, fact, Network { chain: head, ..network(view) }),
    }
}

fn by_a_party(view: &View<'_>, fact: &Fact, mut member: Member) -> Vec<Record> {
    let party = fact.by.principal();
    let beside = match &fact.event {
        Act::GrantAuthority { agent, authority } => Some(granted(party, *agent, *authority)),
        Act::RevokeAuthority { agent } => Some(Record::Grant(Grant::revoked(party, *agent))),
        Act::GiveStandingConsent => Some(taking(view, party, Handing::AtOnce)),
        Act::WithdrawStandingConsent => Some(taking(view, party, Handing::OnAcceptance)),
        Act::AcceptRulebook { rulebook } => {
            member.rulebook = *rulebook;
            None
        }
        Act::OpenAccount(account) => Some(Record::Account((**account).clone())),
        _ => unreachable!("acts of the governance continue the network's chain"),
    };
    [Record::Member(member)].into_iter().chain(beside).collect()
}

fn granted(principal: PartyId, agent: PartyId, authority: Authority) -> Record {
    Record::Grant(Grant { principal, agent, authority })
}

fn taking(view: &View<'_>, party: PartyId, handing: Handing) -> Record {
    let account = view.records.accounts.get(&party).expect("who acted is enrolled");
    Record::Account(crate::account::Account { handing, ..account.clone() })
}

fn by_the_governance(view: &View<'_>, fact: &Fact, mut network: Network) -> Vec<Record> {
    let beside = match &fact.event {
        Act::AdmitMember(admission) => vec![
            Record::Member(admission.member.clone()),
            Record::Account(admission.account.clone()),
        ],
        Act::SuspendMember(id) => vec![standing(view, *id, MemberStatus::Suspended)],
        Act::ReinstateMember(id) => vec![standing(view, *id, MemberStatus::Active)],
        Act::RemoveMember(id) => {
            network.governors.remove(id);
            vec![standing(view, *id, MemberStatus::Removed)]
        }
        Act::ChangeCapacities { member: id, capacities } => {
            vec![Record::Member(Member { capacities: *capacities, ..member(view, *id) })]
        }
        registers => {
            register(&mut network, registers);
            vec![]
        }
    };
    beside.into_iter().chain([Record::Network(network)]).collect()
}

fn register(network: &mut Network, event: &Act) {
    match event {
        Act::ChangeValidators(validators) => network.validators = validators.clone(),
        Act::AdoptRulebook { rulebook, .. } => {
            network.rulebooks.insert(*rulebook);
        }
        Act::RegisterTerms(profile) => {
            network.terms_profiles.insert(profile.number, profile.clone());
        }
        Act::SetGovernance { governors, threshold } => {
            network.governors.clone_from(governors);
            network.threshold = *threshold;
        }
        _ => unreachable!("a party's acts about itself continue its member's chain"),
    }
}

fn standing(view: &View<'_>, id: MemberId, status: MemberStatus) -> Record {
    Record::Member(Member { status, ..member(view, id) })
}

fn member(view: &View<'_>, id: MemberId) -> Member {
    view.records.members.get(&id).expect("the member of a fact is known").clone()
}

fn network(view: &View<'_>) -> Network {
    view.network.clone()
}
