//! The actions of a chain and their names, which differ by API and by year.

/// What one entry of a chain says was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// The carrier issued the bill to its first possessor.
    Issue,
    /// Possession passed.
    Transfer,
    /// The bill was endorsed to a party that may not endorse on.
    Endorse,
    /// The bill was endorsed to the order of a party that may.
    EndorseToOrder,
    /// The bill was endorsed in blank.
    BlankEndorse,
    /// The possessor left its mark.
    Sign,
    /// Delivery was asked of the carrier, which is in possession until it answers.
    SurrenderForDelivery,
    /// Another bill, or paper, was asked of the carrier.
    SurrenderForAmendment,
    /// The carrier took the bill back for good: nothing follows.
    Surrendered,
    /// The carrier sent the bill back to the requester.
    Rejected,
}

/// An action's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Names {
    /// The action.
    pub action: Action,
    /// In the endorsement chains of END and SUR 3.0.4. They have none for a rejection; what happens
    /// to possession is a transfer, and that is what is written.
    pub chain: &'static str,
    /// In a PINT 3.0.0 transaction.
    pub pint: &'static str,
    /// In PINT before 14 November 2025, where it was another. Read, never written.
    pub old_pint: Option<&'static str>,
}

/// Every action's names (END, SUR and PINT `actionCode`).
#[rustfmt::skip]
pub const ACTIONS: [Names; 10] = [
    names(Action::Issue, "ISSUE", "ISSUE", Some("ISSU")),
    names(Action::Transfer, "TRANSFER", "TRANSFER", Some("TRNS")),
    names(Action::Endorse, "ENDORSE", "ENDORSE", Some("ENDO")),
    names(Action::EndorseToOrder, "ENDORSE_TO_ORDER", "ENDORSE_TO_ORDER", None),
    names(Action::BlankEndorse, "BLANK_ENDORSE", "BLANK_ENDORSE", None),
    names(Action::Sign, "SIGN", "SIGN", None),
    names(Action::SurrenderForDelivery, "SURRENDER_FOR_DELIVERY", "SURRENDER_FOR_DELIVERY", Some("RESD")),
    names(Action::SurrenderForAmendment, "SURRENDER_FOR_AMENDMENT", "SURRENDER_FOR_AMENDMENT", Some("RESA")),
    names(Action::Surrendered, "SURRENDERED", "SACC", None),
    names(Action::Rejected, "TRANSFER", "SREJ", None),
];

const fn names(
    action: Action,
    chain: &'static str,
    pint: &'static str,
    old_pint: Option<&'static str>,
) -> Names {
    Names { action, chain, pint, old_pint }
}

impl Action {
    /// The name in an endorsement chain.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.names().chain
    }

    /// All its names.
    #[must_use]
    pub fn names(self) -> &'static Names {
        ACTIONS.iter().find(|names| names.action == self).expect("every action has its row")
    }

    /// Reads a name of any API and year. `TRANSFER` reads as a transfer; whether it is a
    /// rejection shows only beside the surrender that it answers.
    #[must_use]
    pub fn read(code: &str) -> Option<Self> {
        let known = |names: &&Names| {
            names.chain == code || names.pint == code || names.old_pint == Some(code)
        };
        ACTIONS.iter().find(known).map(|names| names.action)
    }
}
