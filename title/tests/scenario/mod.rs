//! Scenarios: the law's cases in lines that a trade expert reads and writes.
//!
//! [`parse`] turns a text into steps and knows no ledger. `run.rs` beside it plays steps against
//! the law alone; another runner may include this module and play them against a live network.
//! The grammar stands in the README of this crate.

pub(crate) mod parse;
mod words;

use title::{Capacity, Lack, RejectionReason, Time};

/// A scenario: a file's steps, in order.
#[derive(Clone, Debug)]
pub(crate) struct Script {
    /// Where it was read, for messages.
    pub(crate) file: String,
    /// What to do and to expect.
    pub(crate) steps: Vec<Step>,
}

/// One line.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    /// Its number, from 1.
    pub(crate) line: usize,
    /// The line as written.
    pub(crate) text: String,
    /// What it says.
    pub(crate) what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// A party's standing from here on.
    Party {
        /// Its name.
        name: String,
        /// What the registry says of it.
        enrolment: Enrolment,
    },
    /// A rulebook is registered.
    Rulebook(u32),
    /// A terms profile is registered.
    TermsProfile(u32),
    /// It is now this time, counted from day 0.
    At(Time),
    /// Somebody acts.
    Act(ActLine),
    /// Something holds now.
    Then(Claim),
}

/// What the registry says of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Enrolment {
    /// What it may do.
    pub(crate) capacities: Vec<Capacity>,
    /// What keeps it from acting.
    pub(crate) lack: Option<Lack>,
    /// The newest rulebook it accepted.
    pub(crate) rulebook: u32,
    /// Until when its standing holds.
    pub(crate) good_until: Option<Time>,
}

/// Somebody acts on a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ActLine {
    /// Who signs.
    pub(crate) by: String,
    /// For whom, if for another.
    pub(crate) acting_for: Option<String>,
    /// The bill.
    pub(crate) bill: String,
    /// What is done.
    pub(crate) act: NamedAct,
    /// What comes of it; `None` is acceptance.
    pub(crate) refused: Option<ExpectedRefusal>,
}

/// The rule that says no.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ExpectedRefusal {
    /// Such as `T-10`.
    pub(crate) rule: String,
    /// Which of a rule's two reasons, where it has two.
    pub(crate) reason: Option<String>,
}

/// An act whose parties are names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedAct {
    Issue(NamedIssue),
    Offer { to: String, endorsement: Option<NamedEndorsement>, until: Time },
    Withdraw,
    Accept,
    Decline,
    Endorse(NamedEndorsement),
    CancelEndorsement,
    Sign,
    SurrenderForDelivery,
    AcceptSurrender,
    RejectSurrender(RejectionReason),
}

/// An issue whose parties are names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedIssue {
    pub(crate) order: NamedOrder,
    pub(crate) holder: String,
    pub(crate) version: u32,
    pub(crate) rulebook: u32,
    pub(crate) terms_profile: u32,
}

/// To whose order, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedOrder {
    Straight { shipper: String, consignee: String },
    Named { party: String, may_endorse: bool },
    Bearer,
}

/// An endorsement, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum NamedEndorsement {
    Final(String),
    ToOrder(String),
    Blank,
}

/// Something that holds of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// One party is in control.
    Controls { party: String, bill: String },
    /// The bill has ended, and nobody is in control.
    NobodyControls { bill: String },
    /// To whose order it stands.
    Stands { bill: String, order: NamedOrder },
    /// An offer stands, to this party.
    OfferedTo { bill: String, party: String },
    /// No offer stands.
    NotOffered { bill: String },
    /// It waits for the carrier's answer.
    SurrenderedBy { bill: String, party: String },
    /// It was delivered against.
    Accomplished { bill: String },
    /// There is no such bill.
    DoesNotExist { bill: String },
}
