//! What the lines of a scenario say.

use title::{ActKind, AnnotationKind, Capacity, Lack, Time};

use crate::act::{ActLine, Bill, NamedOrder};

/// A scenario: a file's steps, in order.
#[derive(Clone, Debug)]
pub struct Script {
    /// Where it was read, for messages and reports.
    pub file: String,
    /// What to do and to expect.
    pub steps: Vec<Step>,
}

/// One line.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its number, from 1.
    pub line: usize,
    /// The line as written.
    pub text: String,
    /// What it says.
    pub what: What,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// A party's enrolment from here on.
    Party {
        /// Its name.
        name: String,
        /// What the registry says of it.
        enrolment: Enrolment,
    },
    /// Something about a party changes, and the rest stays.
    Changes {
        /// The party.
        party: String,
        /// What changes.
        change: StandingChange,
    },
    /// A principal lets an agent act in its name.
    Authorises {
        /// Who lets.
        principal: String,
        /// Who may act.
        agent: String,
        /// What it may do.
        acts: Vec<ActKind>,
        /// The last moment at which it may.
        until: Time,
    },
    /// A principal takes an agent's authority back.
    Revokes {
        /// Who takes it back.
        principal: String,
        /// Who had it.
        agent: String,
    },
    /// The network adopts a rulebook. New bills live under the newest.
    Rulebook(u32),
    /// A terms profile is registered.
    TermsProfile(u32),
    /// It is now this time, counted from day 0.
    At(Time),
    /// Somebody acts.
    Act(Box<ActLine>),
    /// Something holds now.
    Then(Claim),
}

/// What the registry says of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolment {
    /// What it may do.
    pub capacities: Vec<Capacity>,
    /// What keeps it from acting.
    pub lack: Option<Lack>,
    /// The newest rulebook it accepted.
    pub rulebook: u32,
    /// Until when its standing holds.
    pub good_until: Option<Time>,
}

/// What may change about a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StandingChange {
    /// The governance suspends it.
    Suspended,
    /// The governance ends the suspension.
    Reinstated,
    /// The governance removes it.
    Removed,
    /// It accepts a rulebook.
    AcceptsRulebook(u32),
    /// It consents to be handed bills at once.
    ConsentsToHandOver,
    /// It withdraws that consent.
    WithdrawsConsent,
}

/// Something that is claimed to hold of a bill now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The bill.
    pub bill: Bill,
    /// What holds of it.
    pub says: Says,
}

/// What may hold of a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// This party is in control.
    Controlled(String),
    /// It has ended, and nobody is in control.
    Uncontrolled,
    /// To whose order it stands.
    Stands(NamedOrder),
    /// An offer stands, to this party.
    OfferedTo(String),
    /// A pledge is offered to this party.
    PledgeOfferedTo(String),
    /// No offer stands.
    NotOffered,
    /// It is pledged.
    Pledged {
        /// Who gave the pledge.
        pledgor: String,
        /// Who took it and is in control.
        pledgee: String,
    },
    /// It is not pledged.
    NotPledged,
    /// It waits for the carrier's answer.
    Surrendered {
        /// Who asked.
        by: String,
        /// For what; any if nothing is said.
        asked: Option<Asked>,
    },
    /// An order keeps it, up to this moment.
    HeldUntil(Time),
    /// No order keeps it.
    NotHeld,
    /// An order once held or moved it, and it bears the mark for ever.
    Marked,
    /// No order ever touched it.
    Unmarked,
    /// It may be handed back to this party.
    ReturnableTo(String),
    /// There is nothing to hand back.
    NotReturnable,
    /// The notices it carries, the oldest first.
    Carries(Vec<AnnotationKind>),
    /// The house bill's master.
    Under(Bill),
    /// It was delivered against.
    Accomplished,
    /// These bills took its place.
    ReplacedBy(Vec<Bill>),
    /// It took the place of these bills.
    Replaces(Vec<Bill>),
    /// Paper took its place.
    TurnedToPaper,
    /// It was withdrawn as a mistake.
    Void,
    /// There is no such bill.
    DoesNotExist,
}

/// What a surrender asks for, without its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The cargo.
    Delivery,
    /// Another bill.
    Amendment,
    /// Paper.
    Paper,
}
