//! The registry in words: what somebody is about to do to it, what it means, and what happened.

#[cfg(test)]
mod tests;

use proto::account::{Policy, PolicyKey};
use proto::identifiers::Identifier;
use proto::pb::ledger::v1::IdentifierScheme;
use proto::registry::{Act, Admission, Fact, Member};
use title::{ActKind, ActSet, Capacities, PartyId};

use super::{list, parties, verb, whole};
use crate::clock;
use crate::names::Names;

/// What happened, as a sentence without its full stop.
#[must_use]
pub fn registry_fact(fact: &Fact, names: &Names<'_>) -> String {
    if fact.event.kind().is_governance() {
        let signers: Vec<_> =
            [fact.by.actor].into_iter().chain(fact.with.iter().copied()).collect();
        let (what, signers) = (decided(&fact.event, names), parties(&signers, names));
        return format!("by decision of the governance, {what} (signed by {signers})");
    }
    let what = format!("{} {}", names.short(&fact.by.principal()), done(&fact.event, names));
    match &fact.with[..] {
        [] => what,
        with => format!("{what} (signed too by {})", parties(with, names)),
    }
}

/// What a party did about itself, after its name.
fn done(act: &Act, names: &Names<'_>) -> String {
    match act {
        Act::GrantAuthority { agent, authority } => format!(
            "lets {} act in its name until {}: {}",
            names.short(agent),
            clock::show(authority.until),
            acts(authority.acts)
        ),
        Act::RevokeAuthority { agent } => {
            format!("took back the authority of {}", names.short(agent))
        }
        Act::GiveStandingConsent => "takes bills that are handed over at once".to_owned(),
        Act::WithdrawStandingConsent => "takes bills by acceptance only, again".to_owned(),
        Act::AcceptRulebook { rulebook } => format!("accepted rulebook {rulebook}"),
        Act::OpenAccount(account) => format!(
            "opened account {}{}",
            names.full(&account.party()),
            held_by(account.policy.accounts(), names)
        ),
        _ => unreachable!("the governance's acts are worded apart"),
    }
}

/// What the governance decided, as a clause.
fn decided(act: &Act, names: &Names<'_>) -> String {
    match act {
        Act::AdmitMember(admission) => format!("{} became a member", member(&admission.member)),
        Act::SuspendMember(id) => format!("{} was suspended", names.member(id)),
        Act::ReinstateMember(id) => format!("{} is in good standing again", names.member(id)),
        Act::RemoveMember(id) => format!("{} is no longer a member", names.member(id)),
        Act::ChangeCapacities { member, capacities } => {
            format!("{} is from now on {}", names.member(member), capacity_words(*capacities))
        }
        Act::ChangeValidators(set) => {
            format!("{} validators vote from the next block on", set.validators().len())
        }
        Act::AdoptRulebook { rulebook, .. } => {
            format!("rulebook {rulebook} is in force for new bills")
        }
        Act::RegisterTerms(terms) => format!(
            "bills may name terms profile {}: governed by {}, convention: {}",
            terms.number, terms.governing_law, terms.convention
        ),
        Act::SetGovernance { governors, threshold } => format!(
            "{threshold} of {} members govern: {}",
            governors.len(),
            list(governors.iter().map(|id| names.member(id)))
        ),
        _ => unreachable!("a party's acts about itself are worded apart"),
    }
}

/// What an act does, as the end of "you are about to ...".
#[must_use]
pub fn registry_act(act: &Act, names: &Names<'_>) -> String {
    match act {
        Act::GrantAuthority { agent, authority } => format!(
            "let {} act in your name until {}, for these acts and no others: {}",
            names.full(agent),
            clock::show(authority.until),
            acts(authority.acts)
        ),
        Act::RevokeAuthority { agent } => {
            format!("take back the authority of {}", names.full(agent))
        }
        Act::GiveStandingConsent => "consent to be handed bills at once".to_owned(),
        Act::WithdrawStandingConsent => "take bills by acceptance only, again".to_owned(),
        Act::AcceptRulebook { rulebook } => format!("accept rulebook {rulebook}"),
        Act::OpenAccount(account) => format!(
            "open account {}, for which {}",
            names.full(&account.party()),
            policy(&account.policy, names)
        ),
        governance => format!("decide for the governance: {}", governance_words(governance, names)),
    }
}

fn governance_words(act: &Act, names: &Names<'_>) -> String {
    match act {
        Act::AdmitMember(admission) => {
            let Admission { member: admitted, account } = &**admission;
            format!(
                "admit {} of {}, {} {}, as {}, with account {}, for which {}",
                member(admitted),
                admitted.jurisdiction,
                scheme(admitted.scheme),
                admitted.identifier,
                capacity_words(admitted.capacities),
                names.full(&account.party()),
                policy(&account.policy, names)
            )
        }
        Act::SuspendMember(id) => format!("suspend {}", names.member(id)),
        Act::ReinstateMember(id) => format!("reinstate {}", names.member(id)),
        Act::RemoveMember(id) => format!("remove {} from the network", names.member(id)),
        Act::ChangeCapacities { member, capacities } => {
            format!("enrol {} as {}", names.member(member), capacity_words(*capacities))
        }
        Act::ChangeValidators(set) => {
            let keys = set.validators().iter().map(|it| format!("{} ({})", it.key, it.power));
            format!("let these validators vote, with these powers: {}", list(keys))
        }
        Act::AdoptRulebook { rulebook, text } => {
            format!("adopt rulebook {rulebook} ({} of its text)", whole(text))
        }
        Act::RegisterTerms(terms) => format!(
            "register terms profile {}: governed by {}, convention: {}",
            terms.number, terms.governing_law, terms.convention
        ),
        Act::SetGovernance { governors, threshold } => format!(
            "let {threshold} of these {} members govern: {}",
            governors.len(),
            list(governors.iter().map(|id| names.member(id)))
        ),
        _ => unreachable!("a party's acts about itself are worded apart"),
    }
}

/// What an act means, in one line.
#[must_use]
pub const fn registry_meaning(act: &Act) -> &'static str {
    match act {
        Act::GrantAuthority { .. } => {
            "whatever the agent does within this grant is your act; you may take it back at any \
             time"
        }
        Act::RevokeAuthority { .. } => "from now on the agent can do nothing in your name",
        Act::GiveStandingConsent => {
            "anybody who controls a bill can hand it to you without asking; you may hand it back as \
             your very next act"
        }
        Act::WithdrawStandingConsent => "nobody can hand you a bill unasked any more",
        Act::AcceptRulebook { .. } => {
            "your member may take bills that live under this rulebook and any older one"
        }
        Act::OpenAccount(_) => "the account is a party of its own; bills can be issued to it",
        Act::AdmitMember(_) => "the member may act, and be named, from the next block on",
        Act::SuspendMember(_) => {
            "the member can neither act nor be named until it is reinstated; its bills stay its own"
        }
        Act::ReinstateMember(_) => "the member may act and be named again",
        Act::RemoveMember(_) => {
            "the member can neither act nor be named; its bills stay its own, and an order may move \
             them"
        }
        Act::ChangeCapacities { .. } => "what the member may do changes with the next block",
        Act::ChangeValidators(_) => {
            "these validators and no others decide the blocks after this one"
        }
        Act::AdoptRulebook { .. } => {
            "new bills live under it; whoever has not accepted it may finish the bills it holds"
        }
        Act::RegisterTerms(_) => "carriers may issue bills under these terms",
        Act::SetGovernance { .. } => "from the next block on these members govern, and no others",
    }
}

fn member(member: &Member) -> String {
    member.legal_name.clone()
}

fn capacity_words(capacities: Capacities) -> String {
    list(capacities.iter().map(|capacity| capacity.word().to_owned()))
}

/// The acts of a grant, as users type them.
#[must_use]
pub fn acts(set: ActSet) -> String {
    if set == ActSet::of(ActKind::ALL) {
        return "every act".to_owned();
    }
    list(set.iter().map(|act| act_word(act).to_owned()))
}

/// An act of a grant. Two verbs do several acts, and those have names of their own.
#[must_use]
pub const fn act_word(act: ActKind) -> &'static str {
    match act {
        ActKind::IssueFromPaper => act.name(),
        other => verb(other),
    }
}

fn held_by(holders: &[PartyId], names: &Names<'_>) -> String {
    match holders {
        [] => String::new(),
        holders => format!(", held jointly by {}", parties(holders, names)),
    }
}

/// Who signs for an account, whole: keys can be made whose first digits are those of another.
fn policy(policy: &Policy, names: &Names<'_>) -> String {
    let keys = policy.keys().iter().map(|it| format!("the key {}{}", it.key, heights(it)));
    let holders = policy.accounts().iter().map(|party| names.full(party).to_string());
    let leaves: Vec<_> = keys.chain(holders).collect();
    format!("{} of {} sign: {}", policy.threshold(), leaves.len(), list(leaves))
}

fn heights(key: &PolicyKey) -> String {
    match (key.from_height, key.until_height) {
        (0, None) => String::new(),
        (from, None) => format!(" from block {from} on"),
        (from, Some(until)) => format!(" in blocks {from} to {until}"),
    }
}

/// The kind of a member's identifier.
#[must_use]
pub fn scheme(scheme: IdentifierScheme) -> String {
    match scheme {
        IdentifierScheme::Lei => Identifier::Lei.to_string(),
        IdentifierScheme::Gln => Identifier::Gln.to_string(),
        IdentifierScheme::Duns => Identifier::Duns.to_string(),
        IdentifierScheme::Unspecified => "unknown identifier".to_owned(),
    }
}
