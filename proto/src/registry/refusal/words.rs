//! Refusals in words, with parties and members named by whoever shows them.

use std::fmt;

use title::PartyId;
use title::refusal::Explanation;

use super::{Refusal, Unchanged};
use crate::ids::MemberId;

/// Whom a refusal names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// An account, as a party.
    Party(PartyId),
    /// A member.
    Member(MemberId),
}

impl fmt::Display for Named {
    /// The first bytes of the id.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Party(party) => write!(f, "{party}"),
            Self::Member(member) => write!(f, "member {member:?}…"),
        }
    }
}

impl Refusal {
    /// The refusal in words, with parties and members named by `name`.
    #[must_use]
    pub fn explain(&self, name: &dyn Fn(Named) -> String) -> Explanation {
        Explanation { what: self.what(name), next: self.next() }
    }

    fn what(&self, name: &dyn Fn(Named) -> String) -> String {
        let party = |party: &PartyId| name(Named::Party(*party));
        let member = |member: &MemberId| name(Named::Member(*member));
        self.who(&party)
            .or_else(|| self.what_is_named(&party, &member))
            .or_else(|| self.what_parties_ask(&party, &member))
            .or_else(|| self.what_the_governance_asks(&member))
            .expect("each refusal is worded by one of the four; a test words them all")
    }

    fn who(&self, party: &dyn Fn(&PartyId) -> String) -> Option<String> {
        Some(match self {
            Self::NotGoverned { have, need } => {
                format!("{have} governors in good standing sign this; {need} must")
            }
            Self::NotAGovernor { party: signer } => {
                format!("{} signs this and is no governor in good standing", party(signer))
            }
            Self::SignerWithoutStanding { party: signer, lack } => {
                format!("{} may not act: it is {}", party(signer), lack.word())
            }
            Self::ForAnother { represented } => {
                format!("only {} itself can do this, no agent for it", party(represented))
            }
            Self::JointAccount { party: account } => {
                format!("{} is a joint account and does not act for its members", party(account))
            }
            Self::HolderMissing { party: holder } => {
                format!("{} shall hold this account and has not signed", party(holder))
            }
            Self::NotTheFirstHolder { first } => {
                format!("this joint account is opened by its first holder, {}", party(first))
            }
            Self::NeedlessSigner { party: signer } => {
                format!("{} signs this too, which the act does not need", party(signer))
            }
            _ => return None,
        })
    }

    fn what_is_named(
        &self,
        party: &dyn Fn(&PartyId) -> String,
        member: &dyn Fn(&MemberId) -> String,
    ) -> Option<String> {
        Some(match self {
            Self::UnknownMember { member: named } => {
                format!("{} is not enrolled on this ledger", member(named))
            }
            Self::KnownMember { member: named } => {
                format!("{} is enrolled already", member(named))
            }
            Self::RemovedMember { member: named } => format!("{} was removed", member(named)),
            Self::UnknownRulebook { rulebook } => {
                format!("rulebook {rulebook} is not adopted on this ledger")
            }
            Self::NothingChanges(unchanged) => unchanged.words(),
            Self::KnownAccount { party: account } => {
                format!("account {} exists already", party(account))
            }
            _ => return None,
        })
    }

    fn what_parties_ask(
        &self,
        party: &dyn Fn(&PartyId) -> String,
        member: &dyn Fn(&MemberId) -> String,
    ) -> Option<String> {
        Some(match self {
            Self::GrantToSelf { party: principal } => {
                format!("{} may act for itself already", party(principal))
            }
            Self::AgentWithoutStanding { agent, lack } => {
                format!("{} cannot be an agent: it is {}", party(agent), lack.word())
            }
            Self::GrantPeriod { until, now } if until <= now => {
                let late = now.0.saturating_sub(until.0).div_ceil(1000);
                format!("the grant would have ended {late} s ago")
            }
            Self::GrantPeriod { .. } => "the grant would last longer than 400 days".to_owned(),
            Self::NothingGranted { agent } => {
                format!("{} has no authority that could be revoked", party(agent))
            }
            Self::AccountOfAnother { stated, must_be } => format!(
                "the account states {} as its member, and must be of {}",
                member(stated),
                member(must_be)
            ),
            Self::NestedAccount { party: holder } => {
                format!("{} is a joint account and cannot hold another", party(holder))
            }
            Self::FirstAccountJoint => "a member's first account cannot be a joint one".to_owned(),
            _ => return None,
        })
    }

    fn what_the_governance_asks(&self, member: &dyn Fn(&MemberId) -> String) -> Option<String> {
        Some(match self {
            Self::TooFewGovernors { left, threshold } => format!(
                "{left} governors in good standing would be left, and {threshold} must sign"
            ),
            Self::RulebookNotNewer { rulebook, newest } => {
                format!("rulebook {rulebook} is not newer than rulebook {newest}")
            }
            Self::KnownTerms { number } => format!("terms profile {number} is registered already"),
            Self::GovernorNotActive { member: named } => {
                format!("{} is not in good standing and cannot govern", member(named))
            }
            Self::Threshold { threshold, governors } => {
                format!("{threshold} of {governors} governors cannot be asked to sign")
            }
            Self::ListFull { limit } => format!("the network's list has its {limit} entries"),
            _ => return None,
        })
    }

    /// What to do next.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        match self {
            Self::NotGoverned { .. } => "collect the signatures of more governors",
            Self::NotAGovernor { .. } | Self::NeedlessSigner { .. } => {
                "make the instruction anew without this signer"
            }
            Self::SignerWithoutStanding { .. } => {
                "ask the network's governance about your standing"
            }
            Self::ForAnother { .. } => "let that party sign itself",
            Self::JointAccount { .. } => "act with an account of the member's own",
            Self::HolderMissing { .. } => "let every holder sign the same instruction",
            Self::NotTheFirstHolder { .. } => {
                "make the instruction anew with the first holder as the one who acts"
            }
            Self::UnknownMember { .. } => "check the member's id, or admit it first",
            Self::KnownMember { .. } => {
                "reinstate the member if it was suspended or removed; else there is nothing to do"
            }
            Self::RemovedMember { .. } => "reinstate the member first",
            Self::UnknownRulebook { .. } => "choose a rulebook that the node's status lists",
            Self::NothingChanges(_) => "there is nothing to do",
            Self::GrantToSelf { .. } => "name another party as the agent",
            Self::AgentWithoutStanding { .. } => "name a party that is enrolled in good standing",
            Self::GrantPeriod { .. } => {
                "give the grant an end within 400 days; grant it again then"
            }
            Self::NothingGranted { .. } => "there is nothing to do; the agent cannot act",
            Self::KnownAccount { .. } => "use the account, or open one with other keys",
            Self::AccountOfAnother { .. } => "make the account for the right member",
            Self::NestedAccount { .. } => "name the holders' own accounts",
            Self::FirstAccountJoint => {
                "admit the member with an account of keys; a joint one is opened afterwards"
            }
            Self::TooFewGovernors { .. } => {
                "name other governors first, or lower the threshold, by set-governance"
            }
            Self::RulebookNotNewer { .. } => "give the rulebook the next number",
            Self::KnownTerms { .. } => "register the profile under another number",
            Self::GovernorNotActive { .. } => "name members in good standing",
            Self::Threshold { .. } => {
                "choose a threshold from 1 to the number of governors, and at most 16"
            }
            Self::ListFull { .. } => "use one of the entries there are",
        }
    }
}

impl Unchanged {
    fn words(self) -> String {
        match self {
            Self::Consent => "the party's standing consent is so already".to_owned(),
            Self::Accepted { rulebook } => {
                format!("the member has accepted rulebook {rulebook} already")
            }
            Self::Status => "the member stands so already".to_owned(),
            Self::Capacities => "the member has these capacities already".to_owned(),
            Self::Validators => "these validators vote already".to_owned(),
            Self::Governance => "these members govern already, under the same threshold".to_owned(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what(&|named| named.to_string()))
    }
}

impl std::error::Error for Refusal {}
