//! What is signed about the registry, and the facts it becomes.

use std::collections::BTreeSet;

use title::{Acting, Authority, Capacities, Commitment, PartyId, Time};

use super::record::{Member, TermsProfile};
use crate::account::Account;
use crate::ids::MemberId;
use crate::validators::ValidatorSet;

/// One act on the registry, by one party and whoever signs it too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Who acts. Nobody acts here for another (G-03).
    pub by: Acting,
    /// Who else signs the very same instruction, in ascending order: the other governors, or the
    /// other holders of a joint account.
    pub with: Vec<PartyId>,
    /// What is done.
    pub act: Act,
}

/// What is done to the registry. Every act takes effect exactly as instructed, so the same value
/// is what a fact records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// A party allows another to act in its name.
    GrantAuthority {
        /// Who may act.
        agent: PartyId,
        /// For which acts, and until when.
        authority: Authority,
    },
    /// A party takes back what it allowed.
    RevokeAuthority {
        /// Who may act no more.
        agent: PartyId,
    },
    /// A party consents to be handed titles at once.
    GiveStandingConsent,
    /// A party takes titles by acceptance only, again.
    WithdrawStandingConsent,
    /// A member accepts a rulebook version (MLETR art. 7).
    AcceptRulebook {
        /// The version.
        rulebook: u32,
    },
    /// A member opens a further account, or several members a joint one.
    OpenAccount(Box<Account>),
    /// A legal person becomes a member, with its first account.
    AdmitMember(Box<Admission>),
    /// A member may neither act nor be named, for the time being.
    SuspendMember(MemberId),
    /// A member that was suspended or removed is in good standing again.
    ReinstateMember(MemberId),
    /// A member leaves the network.
    RemoveMember(MemberId),
    /// A member may do something else than before.
    ChangeCapacities {
        /// The member.
        member: MemberId,
        /// What it may do.
        capacities: Capacities,
    },
    /// Others vote, from the next block on.
    ChangeValidators(ValidatorSet),
    /// A newer rulebook is in force for new bills.
    AdoptRulebook {
        /// Its version.
        rulebook: u32,
        /// The commitment to its text.
        text: Commitment,
    },
    /// Bills may name a further choice of law.
    RegisterTerms(TermsProfile),
    /// Other members govern, or more or fewer of them must sign.
    SetGovernance {
        /// Who governs.
        governors: BTreeSet<MemberId>,
        /// How many of them must sign.
        threshold: u32,
    },
}

/// A member to be, and its first account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Admission {
    /// The member.
    pub member: Member,
    /// The account.
    pub account: Account,
}

/// The name of an act, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ActKind {
    /// See [`Act::GrantAuthority`].
    GrantAuthority,
    /// See [`Act::RevokeAuthority`].
    RevokeAuthority,
    /// See [`Act::GiveStandingConsent`].
    GiveStandingConsent,
    /// See [`Act::WithdrawStandingConsent`].
    WithdrawStandingConsent,
    /// See [`Act::AcceptRulebook`].
    AcceptRulebook,
    /// See [`Act::OpenAccount`].
    OpenAccount,
    /// See [`Act::AdmitMember`].
    AdmitMember,
    /// See [`Act::SuspendMember`].
    SuspendMember,
    /// See [`Act::ReinstateMember`].
    ReinstateMember,
    /// See [`Act::RemoveMember`].
    RemoveMember,
    /// See [`Act::ChangeCapacities`].
    ChangeCapacities,
    /// See [`Act::ChangeValidators`].
    ChangeValidators,
    /// See [`Act::AdoptRulebook`].
    AdoptRulebook,
    /// See [`Act::RegisterTerms`].
    RegisterTerms,
    /// See [`Act::SetGovernance`].
    SetGovernance,
}

impl ActKind {
    /// Every act, the parties' own first.
    pub const ALL: [Self; 15] = [
        Self::GrantAuthority,
        Self::RevokeAuthority,
        Self::GiveStandingConsent,
        Self::WithdrawStandingConsent,
        Self::AcceptRulebook,
        Self::OpenAccount,
        Self::AdmitMember,
        Self::SuspendMember,
        Self::ReinstateMember,
        Self::RemoveMember,
        Self::ChangeCapacities,
        Self::ChangeValidators,
        Self::AdoptRulebook,
        Self::RegisterTerms,
        Self::SetGovernance,
    ];

    /// Whether the act is the governance's, and not a party's about itself.
    #[must_use]
    pub const fn is_governance(self) -> bool {
        !matches!(
            self,
            Self::GrantAuthority
                | Self::RevokeAuthority
                | Self::GiveStandingConsent
                | Self::WithdrawStandingConsent
                | Self::AcceptRulebook
                | Self::OpenAccount
        )
    }

    /// The act's name, as users write and read it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::GrantAuthority => "grant-authority",
            Self::RevokeAuthority => "revoke-authority",
            Self::GiveStandingConsent => "give-standing-consent",
            Self::WithdrawStandingConsent => "withdraw-standing-consent",
            Self::AcceptRulebook => "accept-rulebook",
            Self::OpenAccount => "open-account",
            Self::AdmitMember => "admit-member",
            Self::SuspendMember => "suspend-member",
            Self::ReinstateMember => "reinstate-member",
            Self::RemoveMember => "remove-member",
            Self::ChangeCapacities => "change-capacities",
            Self::ChangeValidators => "change-validators",
            Self::AdoptRulebook => "adopt-rulebook",
            Self::RegisterTerms => "register-terms",
            Self::SetGovernance => "set-governance",
        }
    }
}

impl Act {
    /// The name of the act.
    #[must_use]
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::GrantAuthority { .. } => ActKind::GrantAuthority,
            Self::RevokeAuthority { .. } => ActKind::RevokeAuthority,
            Self::GiveStandingConsent => ActKind::GiveStandingConsent,
            Self::WithdrawStandingConsent => ActKind::WithdrawStandingConsent,
            Self::AcceptRulebook { .. } => ActKind::AcceptRulebook,
            Self::OpenAccount(_) => ActKind::OpenAccount,
            Self::AdmitMember(_) => ActKind::AdmitMember,
            Self::SuspendMember(_) => ActKind::SuspendMember,
            Self::ReinstateMember(_) => ActKind::ReinstateMember,
            Self::RemoveMember(_) => ActKind::RemoveMember,
            Self::ChangeCapacities { .. } => ActKind::ChangeCapacities,
            Self::ChangeValidators(_) => ActKind::ChangeValidators,
            Self::AdoptRulebook { .. } => ActKind::AdoptRulebook,
            Self::RegisterTerms(_) => ActKind::RegisterTerms,
            Self::SetGovernance { .. } => ActKind::SetGovernance,
        }
    }

    /// The member that an act of the governance is about.
    #[must_use]
    pub fn member(&self) -> Option<MemberId> {
        match self {
            Self::AdmitMember(admission) => Some(admission.member.id()),
            Self::SuspendMember(member)
            | Self::ReinstateMember(member)
            | Self::RemoveMember(member)
            | Self::ChangeCapacities { member, .. } => Some(*member),
            _ => None,
        }
    }
}

impl Instruction {
    /// Every party that signs, the actor first.
    pub fn signers(&self) -> impl Iterator<Item = PartyId> {
        std::iter::once(self.by.actor).chain(self.with.iter().copied())
    }

    /// The accounts a rule reads, beside those among the leaves of these: who signs, who is named,
    /// and the one that is opened, which must not exist.
    #[must_use]
    pub fn accounts(&self) -> BTreeSet<PartyId> {
        let mut parties: BTreeSet<_> = self.signers().collect();
        parties.extend(self.by.represented);
        match &self.act {
            Act::GrantAuthority { agent, .. } => {
                parties.insert(*agent);
            }
            Act::OpenAccount(account) => {
                parties.insert(account.party());
                parties.extend(account.policy.accounts());
            }
            Act::AdmitMember(admission) => {
                parties.insert(admission.account.party());
            }
            _ => {}
        }
        parties
    }

    /// The members a rule reads, beside those behind the accounts and the present governors.
    #[must_use]
    pub fn members(&self) -> BTreeSet<MemberId> {
        let mut members: BTreeSet<_> = self.act.member().into_iter().collect();
        if let Act::SetGovernance { governors, .. } = &self.act {
            members.extend(governors);
        }
        members
    }

    /// The grant a rule reads: principal and agent.
    #[must_use]
    pub fn grant(&self) -> Option<(PartyId, PartyId)> {
        match self.act {
            Act::GrantAuthority { agent, .. } | Act::RevokeAuthority { agent } => {
                Some((self.by.principal(), agent))
            }
            _ => None,
        }
    }
}

/// A chain of facts of the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chain {
    /// What the parties of a member did about themselves.
    Member(MemberId),
    /// What the governance did.
    Network,
}

/// One recorded change of the registry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The chain it continues.
    pub chain: Chain,
    /// Who acted.
    pub by: Acting,
    /// Who signed the same instruction, in ascending order.
    pub with: Vec<PartyId>,
    /// The block time.
    pub at: Time,
    /// What happened: the act, which took effect as instructed.
    pub event: Act,
}
