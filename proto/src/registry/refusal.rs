//! Every reason for no, in order of precedence: who signs (G-01 to G-05), what is named (G-06 to
//! G-09), whether anything would change (G-10), and last what each act asks.
//!
//! The numbers are those of `docs/registry-rules.md`.

mod words;

use title::{Lack, PartyId, Time};

pub use self::words::Named;
use crate::ids::MemberId;

/// A rule's no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// G-01: too few governors sign.
    NotGoverned {
        /// How many sign.
        have: u32,
        /// How many must.
        need: u32,
    },
    /// G-01: somebody signs who is no governor in good standing.
    NotAGovernor {
        /// Who.
        party: PartyId,
    },
    /// G-02: who signs is not enrolled in good standing.
    SignerWithoutStanding {
        /// Who signed.
        party: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// G-03: on the registry nobody acts for another.
    ForAnother {
        /// For whom the actor says to act.
        represented: PartyId,
    },
    /// G-04: a joint account does not act for the members behind it.
    JointAccount {
        /// The account.
        party: PartyId,
    },
    /// G-05: a holder of the joint account has not signed.
    HolderMissing {
        /// Who.
        party: PartyId,
    },
    /// G-05: a joint account is opened by its first holder, the others signing too.
    NotTheFirstHolder {
        /// Who is first.
        first: PartyId,
    },
    /// G-05: somebody signs too whose signature the act does not need.
    NeedlessSigner {
        /// Who.
        party: PartyId,
    },
    /// G-06: there is no such member.
    UnknownMember {
        /// The member named.
        member: MemberId,
    },
    /// G-07: the legal person is a member already, or was one.
    KnownMember {
        /// The member.
        member: MemberId,
    },
    /// G-08: the member was removed.
    RemovedMember {
        /// The member.
        member: MemberId,
    },
    /// G-09: the rulebook was not adopted.
    UnknownRulebook {
        /// The version named.
        rulebook: u32,
    },
    /// G-10: nothing would change.
    NothingChanges(Unchanged),
    /// G-11: a party allows itself nothing: it may act already.
    GrantToSelf {
        /// The party.
        party: PartyId,
    },
    /// G-12: the agent is not enrolled in good standing.
    AgentWithoutStanding {
        /// The agent named.
        agent: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// G-13: a grant ends after it begins, and not too far ahead.
    GrantPeriod {
        /// The last moment stated.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// G-14: there is nothing to revoke.
    NothingGranted {
        /// The agent named.
        agent: PartyId,
    },
    /// G-15: the account exists already.
    KnownAccount {
        /// The party it is.
        party: PartyId,
    },
    /// G-16: the account states another member than the one it must be of.
    AccountOfAnother {
        /// The member stated.
        stated: MemberId,
        /// The member it must be of.
        must_be: MemberId,
    },
    /// G-17: a holder of a joint account is itself a joint account.
    NestedAccount {
        /// The holder.
        party: PartyId,
    },
    /// G-17: a member's first account is its own, not a joint one.
    FirstAccountJoint,
    /// G-18: too few governors in good standing would be left.
    TooFewGovernors {
        /// How many would be left.
        left: usize,
        /// How many must sign an act of the governance.
        threshold: u32,
    },
    /// G-19: rulebook versions ascend.
    RulebookNotNewer {
        /// The version stated.
        rulebook: u32,
        /// The newest adopted.
        newest: u32,
    },
    /// G-20: the number of the terms profile is taken.
    KnownTerms {
        /// The number.
        number: u32,
    },
    /// G-21: a governor must be in good standing.
    GovernorNotActive {
        /// The member named.
        member: MemberId,
    },
    /// G-21: the threshold is none, more than there are governors, or more than can sign.
    Threshold {
        /// The threshold stated.
        threshold: u32,
        /// How many governors are named.
        governors: usize,
    },
    /// G-22: the network's list has no room.
    ListFull {
        /// How many entries it has.
        limit: usize,
    },
}

/// What is so already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unchanged {
    /// The party consented already, or takes titles by acceptance only already.
    Consent,
    /// The member accepted this rulebook or a newer one.
    Accepted {
        /// The newest it accepted.
        rulebook: u32,
    },
    /// The member stands so already.
    Status,
    /// The member has these capacities.
    Capacities,
    /// These validators vote already.
    Validators,
    /// These members govern, under this threshold.
    Governance,
}

impl Refusal {
    /// The rule's number in `docs/registry-rules.md`.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::NotGoverned { .. } | Self::NotAGovernor { .. } => "G-01",
            Self::SignerWithoutStanding { .. } => "G-02",
            Self::ForAnother { .. } => "G-03",
            Self::JointAccount { .. } => "G-04",
            Self::HolderMissing { .. }
            | Self::NotTheFirstHolder { .. }
            | Self::NeedlessSigner { .. } => "G-05",
            Self::UnknownMember { .. } => "G-06",
            Self::KnownMember { .. } => "G-07",
            Self::RemovedMember { .. } => "G-08",
            Self::UnknownRulebook { .. } => "G-09",
            Self::NothingChanges(_) => "G-10",
            Self::GrantToSelf { .. } => "G-11",
            Self::AgentWithoutStanding { .. } => "G-12",
            Self::GrantPeriod { .. } => "G-13",
            Self::NothingGranted { .. } => "G-14",
            Self::KnownAccount { .. } => "G-15",
            Self::AccountOfAnother { .. } => "G-16",
            Self::NestedAccount { .. } | Self::FirstAccountJoint => "G-17",
            Self::TooFewGovernors { .. } => "G-18",
            Self::RulebookNotNewer { .. } => "G-19",
            Self::KnownTerms { .. } => "G-20",
            Self::GovernorNotActive { .. } | Self::Threshold { .. } => "G-21",
            Self::ListFull { .. } => "G-22",
        }
    }
}
