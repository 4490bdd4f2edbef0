//! The registry: its acts, and its records in the state map.

use std::collections::{BTreeMap, BTreeSet};

use title::{ActSet, Authority, Capacities, Handing};

use super::{commitment, commitment_message, party, time};
use crate::account::Account;
use crate::fact::ChainHead;
use crate::hash::Hash;
use crate::ids::MemberId;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::pb::ledger::v1::registry_act::Act as Message;
use crate::registry::record::MemberFault;
use crate::registry::{Act, Admission, Grant, Member, MemberStatus, Network, TermsProfile};
use crate::validators::ValidatorSet;
use crate::wire::{FieldError, FieldFault, ascends, bytes32, present};

/// Reads an act.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn act(message: &pb::RegistryAct) -> Result<Act, FieldError> {
    Ok(match present(&message.act, "RegistryAct.act")? {
        Message::GrantAuthority(grant) => Act::GrantAuthority {
            agent: party(&grant.agent, "GrantAuthority.agent")?,
            authority: granted(grant.acts, grant.until_ms, "GrantAuthority.acts")?,
        },
        Message::RevokeAuthority(revoke) => {
            Act::RevokeAuthority { agent: party(&revoke.agent, "RevokeAuthority.agent")? }
        }
        Message::GiveStandingConsent(pb::GiveStandingConsent {}) => Act::GiveStandingConsent,
        Message::WithdrawStandingConsent(pb::WithdrawStandingConsent {}) => {
            Act::WithdrawStandingConsent
        }
        Message::AcceptRulebook(accept) => Act::AcceptRulebook { rulebook: accept.rulebook },
        Message::OpenAccount(open) => Act::OpenAccount(Box::new(opened(&open.account)?)),
        governance => return by_the_governance(governance),
    })
}

fn by_the_governance(message: &Message) -> Result<Act, FieldError> {
    Ok(match message {
        Message::AdmitMember(admit) => Act::AdmitMember(Box::new(admission(admit)?)),
        Message::SuspendMember(suspend) => {
            Act::SuspendMember(member_id(&suspend.member, "SuspendMember.member")?)
        }
        Message::ReinstateMember(reinstate) => {
            Act::ReinstateMember(member_id(&reinstate.member, "ReinstateMember.member")?)
        }
        Message::RemoveMember(remove) => {
            Act::RemoveMember(member_id(&remove.member, "RemoveMember.member")?)
        }
        Message::ChangeCapacities(change) => Act::ChangeCapacities {
            member: member_id(&change.member, "ChangeCapacities.member")?,
            capacities: capacities(change.capacities, "ChangeCapacities.capacities")?,
        },
        Message::ChangeValidators(change) => {
            Act::ChangeValidators(validators(&change.validators, "ChangeValidators.validators")?)
        }
        Message::AdoptRulebook(adopt) => Act::AdoptRulebook {
            rulebook: adopt.rulebook,
            text: commitment(&adopt.text, "AdoptRulebook.text")?,
        },
        Message::RegisterTerms(register) => {
            Act::RegisterTerms(terms(present(&register.profile, "RegisterTerms.profile")?)?)
        }
        Message::SetGovernance(set) => Act::SetGovernance {
            governors: governors(&set.governors, "SetGovernance.governors")?,
            threshold: set.threshold,
        },
        _ => unreachable!("the acts of parties are read first"),
    })
}

/// Reads whom an act admits.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn admission(message: &pb::AdmitMember) -> Result<Admission, FieldError> {
    Ok(Admission {
        member: admitted(present(&message.member, "AdmitMember.member")?)?,
        account: opened(&message.account)?,
    })
}

/// Writes an act.
#[must_use]
pub fn act_message(act: &Act) -> pb::RegistryAct {
    let message = match act {
        Act::GrantAuthority { agent, authority } => Message::GrantAuthority(pb::GrantAuthority {
            agent: agent.0.to_vec(),
            acts: authority.acts.bits(),
            until_ms: authority.until.0,
        }),
        Act::RevokeAuthority { agent } => {
            Message::RevokeAuthority(pb::RevokeAuthority { agent: agent.0.to_vec() })
        }
        Act::GiveStandingConsent => Message::GiveStandingConsent(pb::GiveStandingConsent {}),
        Act::WithdrawStandingConsent => {
            Message::WithdrawStandingConsent(pb::WithdrawStandingConsent {})
        }
        Act::AcceptRulebook { rulebook } => {
            Message::AcceptRulebook(pb::AcceptRulebook { rulebook: *rulebook })
        }
        Act::OpenAccount(account) => {
            Message::OpenAccount(pb::OpenAccount { account: Some(account.to_message()) })
        }
        governance => by_the_governance_message(governance),
    };
    pb::RegistryAct { act: Some(message) }
}

fn by_the_governance_message(act: &Act) -> Message {
    match act {
        Act::AdmitMember(admission) => Message::AdmitMember(pb::AdmitMember {
            member: Some(member_message(&admission.member)),
            account: Some(admission.account.to_message()),
        }),
        Act::SuspendMember(id) => {
            Message::SuspendMember(pb::SuspendMember { member: id.0.to_vec() })
        }
        Act::ReinstateMember(id) => {
            Message::ReinstateMember(pb::ReinstateMember { member: id.0.to_vec() })
        }
        Act::RemoveMember(id) => Message::RemoveMember(pb::RemoveMember { member: id.0.to_vec() }),
        Act::ChangeCapacities { member, capacities } => {
            Message::ChangeCapacities(pb::ChangeCapacities {
                member: member.0.to_vec(),
                capacities: capacities.bits().into(),
            })
        }
        Act::ChangeValidators(set) => {
            Message::ChangeValidators(pb::ChangeValidators { validators: Some(set.to_message()) })
        }
        Act::AdoptRulebook { rulebook, text } => Message::AdoptRulebook(pb::AdoptRulebook {
            rulebook: *rulebook,
            text: Some(commitment_message(text)),
        }),
        Act::RegisterTerms(profile) => {
            Message::RegisterTerms(pb::RegisterTerms { profile: Some(terms_message(profile)) })
        }
        Act::SetGovernance { governors, threshold } => Message::SetGovernance(pb::SetGovernance {
            governors: governors_message(governors),
            threshold: *threshold,
        }),
        _ => unreachable!("the acts of parties are written first"),
    }
}

/// An account that begins: consent to be handed titles at once is given by an act of its own.
fn opened(message: &Option<pb::Account>) -> Result<Account, FieldError> {
    let message = present(message, "OpenAccount.account")?;
    let account = Account::from_message(message)
        .map_err(|_| FieldFault::Unknown.of("OpenAccount.account"))?;
    if account.handing != Handing::OnAcceptance {
        return Err(FieldFault::Redundant.of("Account.takes_at_once"));
    }
    Ok(account)
}

/// A member that begins, in good standing and without a history.
fn admitted(message: &pb::Member) -> Result<Member, FieldError> {
    let admitted = member(message)?;
    admitted.check().map_err(|fault| FieldFault::Unknown.of(faulty_field(fault)))?;
    if admitted.status != MemberStatus::Active {
        return Err(FieldFault::Redundant.of("Member.status"));
    }
    if message.chain.is_some() {
        return Err(FieldFault::Redundant.of("Member.chain"));
    }
    Ok(admitted)
}

fn faulty_field(fault: MemberFault) -> &'static str {
    match fault {
        MemberFault::LegalName => "Member.legal_name",
        MemberFault::Scheme => "Member.scheme",
        MemberFault::Identifier(_) => "Member.identifier",
        MemberFault::Jurisdiction => "Member.jurisdiction",
    }
}

/// Reads a member. Its texts are checked by [`Member::check`].
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning, or an id that does not follow from the
/// identifier.
pub fn member(message: &pb::Member) -> Result<Member, FieldError> {
    let member = member_without_id(message)?;
    if member.id().0[..] == message.id[..] {
        Ok(member)
    } else {
        Err(FieldFault::Unknown.of("Member.id"))
    }
}

/// Reads a member whose id is checked later: a mistyped identifier is the better reason.
pub(crate) fn member_without_id(message: &pb::Member) -> Result<Member, FieldError> {
    let member = Member {
        legal_name: message.legal_name.clone(),
        scheme: message.scheme(),
        identifier: message.identifier.clone(),
        capacities: capacities(message.capacities, "Member.capacities")?,
        jurisdiction: message.jurisdiction.clone(),
        rulebook: message.rulebook,
        status: status(message.status)?,
        chain: begun(&message.chain, "Member.chain")?,
    };
    // An unknown number reads as none given, which is no scheme either.
    if member.scheme == pb::IdentifierScheme::Unspecified {
        return Err(FieldFault::Unknown.of("Member.scheme"));
    }
    Ok(member)
}

/// Writes a member.
#[must_use]
pub fn member_message(member: &Member) -> pb::Member {
    pb::Member {
        id: member.id().0.to_vec(),
        legal_name: member.legal_name.clone(),
        scheme: member.scheme.into(),
        identifier: member.identifier.clone(),
        capacities: member.capacities.bits().into(),
        jurisdiction: member.jurisdiction.clone(),
        rulebook: member.rulebook,
        status: status_message(member.status).into(),
        chain: begun_message(&member.chain),
    }
}

fn status(number: i32) -> Result<MemberStatus, FieldError> {
    match pb::MemberStatus::try_from(number) {
        Ok(pb::MemberStatus::Active) => Ok(MemberStatus::Active),
        Ok(pb::MemberStatus::Suspended) => Ok(MemberStatus::Suspended),
        Ok(pb::MemberStatus::Removed) => Ok(MemberStatus::Removed),
        Err(_) => Err(FieldFault::Unknown.of("Member.status")),
    }
}

fn status_message(status: MemberStatus) -> pb::MemberStatus {
    match status {
        MemberStatus::Active => pb::MemberStatus::Active,
        MemberStatus::Suspended => pb::MemberStatus::Suspended,
        MemberStatus::Removed => pb::MemberStatus::Removed,
    }
}

/// Reads a grant, which may have been revoked.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning.
pub fn grant(message: &pb::Grant) -> Result<Grant, FieldError> {
    let acts = ActSet::from_bits(message.acts).ok_or(FieldFault::Unknown.of("Grant.acts"))?;
    Ok(Grant {
        principal: party(&message.principal, "Grant.principal")?,
        agent: party(&message.agent, "Grant.agent")?,
        authority: Authority { acts, until: time(message.until_ms) },
    })
}

/// Writes a grant.
#[must_use]
pub fn grant_message(grant: &Grant) -> pb::Grant {
    pb::Grant {
        principal: grant.principal.0.to_vec(),
        agent: grant.agent.0.to_vec(),
        acts: grant.authority.acts.bits(),
        until_ms: grant.authority.until.0,
    }
}

/// Reads the network's record.
///
/// # Errors
///
/// [`FieldError`] for a field whose value has no meaning, or a list that is too long or out of
/// order.
pub fn network(message: &pb::Network) -> Result<Network, FieldError> {
    const RULEBOOKS: &str = "Network.rulebooks";
    const PROFILES: &str = "Network.terms_profiles";
    at_most(&message.rulebooks, limits::RULEBOOKS, RULEBOOKS)?;
    at_most(&message.terms_profiles, limits::TERMS_PROFILES, PROFILES)?;
    in_order(&message.rulebooks, |number| *number, RULEBOOKS)?;
    in_order(&message.terms_profiles, |profile| profile.number, PROFILES)?;
    let profiles: Result<BTreeMap<_, _>, _> = message
        .terms_profiles
        .iter()
        .map(|profile| Ok((profile.number, terms(profile)?)))
        .collect();
    Ok(Network {
        validators: validators(&message.validators, "Network.validators")?,
        rulebooks: message.rulebooks.iter().copied().collect(),
        terms_profiles: profiles?,
        governors: governors(&message.governors, "Network.governors")?,
        threshold: message.governance_threshold,
        chain: begun(&message.chain, "Network.chain")?,
    })
}

/// Writes the network's record.
#[must_use]
pub fn network_message(network: &Network) -> pb::Network {
    pb::Network {
        validators: Some(network.validators.to_message()),
        rulebooks: network.rulebooks.iter().copied().collect(),
        terms_profiles: network.terms_profiles.values().map(terms_message).collect(),
        governance_threshold: network.threshold,
        chain: begun_message(&network.chain),
        governors: governors_message(&network.governors),
    }
}

fn terms(message: &pb::TermsProfile) -> Result<TermsProfile, FieldError> {
    let profile = TermsProfile {
        number: message.number,
        governing_law: message.governing_law.clone(),
        convention: message.convention.clone(),
    };
    if profile.is_complete() {
        Ok(profile)
    } else {
        Err(FieldFault::Unknown.of("TermsProfile.governing_law or convention"))
    }
}

fn terms_message(profile: &TermsProfile) -> pb::TermsProfile {
    pb::TermsProfile {
        number: profile.number,
        governing_law: profile.governing_law.clone(),
        convention: profile.convention.clone(),
    }
}

/// The one way to write a set: in order of address.
fn validators(
    message: &Option<pb::ValidatorSet>,
    field: &'static str,
) -> Result<ValidatorSet, FieldError> {
    let message = present(message, field)?;
    at_most(&message.validators, limits::VALIDATORS, field)?;
    let set = ValidatorSet::from_message(message).map_err(|_| FieldFault::Unknown.of(field))?;
    if set.to_message() == *message { Ok(set) } else { Err(FieldFault::Order.of(field)) }
}

fn governors(list: &[Vec<u8>], field: &'static str) -> Result<BTreeSet<MemberId>, FieldError> {
    at_most(list, limits::GOVERNORS, field)?;
    let ids = list.iter().map(|id| member_id(id, field)).collect::<Result<Vec<_>, _>>()?;
    in_order(&ids, |id| *id, field)?;
    Ok(ids.into_iter().collect())
}

fn governors_message(governors: &BTreeSet<MemberId>) -> Vec<Vec<u8>> {
    governors.iter().map(|id| id.0.to_vec()).collect()
}

fn member_id(bytes: &[u8], field: &'static str) -> Result<MemberId, FieldError> {
    bytes32(bytes, field).map(MemberId)
}

/// A grant of at least one act: none would be a revocation.
fn granted(acts: u32, until_ms: u64, field: &'static str) -> Result<Authority, FieldError> {
    let acts = ActSet::from_bits(acts).filter(|acts| *acts != ActSet::default());
    Ok(Authority { acts: acts.ok_or(FieldFault::Unknown.of(field))?, until: time(until_ms) })
}

fn capacities(bits: u32, field: &'static str) -> Result<Capacities, FieldError> {
    let known = u8::try_from(bits).ok().and_then(Capacities::from_bits);
    known.ok_or(FieldFault::Unknown.of(field))
}

/// A chain of facts; one that has not begun is absent.
fn begun(message: &Option<pb::ChainHead>, field: &'static str) -> Result<ChainHead, FieldError> {
    let Some(message) = message else { return Ok(ChainHead::default()) };
    if message.length == 0 {
        return Err(FieldFault::Redundant.of(field));
    }
    Ok(ChainHead { head: Hash(bytes32(&message.head, field)?), length: message.length })
}

fn begun_message(chain: &ChainHead) -> Option<pb::ChainHead> {
    (chain.length > 0).then(|| crate::state::chain_message(chain))
}

fn at_most<T>(list: &[T], limit: usize, field: &'static str) -> Result<(), FieldError> {
    if list.len() > limit { Err(FieldFault::TooMany.of(field)) } else { Ok(()) }
}

fn in_order<T, K: Ord>(
    list: &[T],
    key: impl Fn(&T) -> K,
    field: &'static str,
) -> Result<(), FieldError> {
    if ascends(list, key) { Ok(()) } else { Err(FieldFault::Order.of(field)) }
}
