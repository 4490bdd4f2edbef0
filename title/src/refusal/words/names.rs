//! The words for what refusals name.

use std::fmt;

use crate::instruction::ActKind;
use crate::party::{Capacities, Capacity, Lack, PartyId};
use crate::title::{Asked, End, Order, Status};

impl fmt::Display for Capacities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Capacity::word).collect();
        if words.is_empty() { f.write_str("nothing") } else { f.write_str(&words.join(", ")) }
    }
}

impl Lack {
    /// What is missing, as the end of "it is ...".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not enrolled on this ledger",
            Self::Suspended => "suspended",
            Self::Removed => "no longer a member",
            Self::Lapsed => "no longer in good standing",
        }
    }
}

impl End {
    /// How it ended, in a word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Accomplished => "accomplished",
            Self::Replaced => "replaced",
            Self::Paper => "turned to paper",
            Self::Void => "void",
        }
    }
}

impl Status {
    /// Where the title stands, in a word; for one that has ended, how.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Active { .. } => "active",
            Self::Offered { .. } => "offered",
            Self::Surrendered { .. } => "surrendered",
            Self::Ended(end) => end.word(),
        }
    }
}

impl Asked {
    /// What was asked, as the end of "surrendered for ...".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Amendment { .. } => "amendment",
            Self::Paper => "paper",
        }
    }
}

impl ActKind {
    /// The act as the end of "cannot ...".
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Issue => "issue it",
            Self::IssueFromPaper => "issue it from paper",
            Self::Offer => "offer it",
            Self::Withdraw => "withdraw an offer",
            Self::Accept => "accept it",
            Self::Decline => "decline it",
            Self::HandOver => "hand it over",
            Self::HandBack => "hand it back",
            Self::Endorse => "endorse it",
            Self::CancelEndorsement => "cancel an endorsement",
            Self::Sign => "sign it",
            Self::Pledge => "pledge it",
            Self::Release => "release its pledge",
            Self::Enforce => "enforce its pledge",
            Self::SurrenderForDelivery => "surrender it for delivery",
            Self::SurrenderForAmendment => "surrender it for amendment",
            Self::SurrenderForPaper => "surrender it for paper",
            Self::AcceptSurrender => "accept its surrender",
            Self::RejectSurrender => "reject its surrender",
            Self::Replace => "replace it",
            Self::ToPaper => "turn it to paper",
            Self::Void => "make it void",
            Self::Annotate => "annotate it",
            Self::Hold => "hold it",
            Self::Lift => "lift its hold",
            Self::Reassign => "reassign it",
        }
    }

    /// The act's name, as users write and read it in lists.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Issue => "issue",
            Self::IssueFromPaper => "issue-from-paper",
            Self::Offer => "offer",
            Self::Withdraw => "withdraw",
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::HandOver => "hand-over",
            Self::HandBack => "hand-back",
            Self::Endorse => "endorse",
            Self::CancelEndorsement => "cancel-endorsement",
            Self::Sign => "sign",
            Self::Pledge => "pledge",
            Self::Release => "release",
            Self::Enforce => "enforce",
            Self::SurrenderForDelivery => "surrender-for-delivery",
            Self::SurrenderForAmendment => "surrender-for-amendment",
            Self::SurrenderForPaper => "surrender-for-paper",
            Self::AcceptSurrender => "accept-surrender",
            Self::RejectSurrender => "reject-surrender",
            Self::Replace => "replace",
            Self::ToPaper => "to-paper",
            Self::Void => "void",
            Self::Annotate => "annotate",
            Self::Hold => "hold",
            Self::Lift => "lift",
            Self::Reassign => "reassign",
        }
    }
}

/// To whose order a bill stands, as the end of "it stands ...".
#[must_use]
pub fn order_words(order: &Order, name: &dyn Fn(&PartyId) -> String) -> String {
    match order {
        Order::Straight { shipper, consignee } => {
            format!("consigned by {} to {}", name(shipper), name(consignee))
        }
        Order::Named { party, may_endorse: true } => format!("to the order of {}", name(party)),
        Order::Named { party, may_endorse: false } => {
            format!("to {}, who may not endorse on", name(party))
        }
        Order::Blank => "in blank, to bearer".to_owned(),
    }
}
