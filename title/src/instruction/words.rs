//! Numbered words that stand on the ledger.

/// Enums whose entries have a number on the wire and a word for people.
macro_rules! words {
    ($(
        $(#[$doc:meta])*
        $name:ident { $($(#[$entry:meta])* $variant:ident = $number:literal, $word:literal;)+ }
    )+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $($(#[$entry])* $variant = $number,)+
        }

        impl $name {
            /// Every one, in the order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word, as users write and read it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }
    )+};
}

words! {
    /// Why a carrier sends a surrendered bill back.
    RejectionReason {
        /// Freight or other charges are unpaid.
        ChargesDue = 1, "charges-due";
        /// The requester is not the person the bill entitles.
        RequesterNotEntitled = 2, "not-entitled";
        /// The bill and the carrier's own document differ.
        DocumentMismatch = 3, "document-mismatch";
        /// A claim, order or annotation stands against delivery.
        ClaimPending = 4, "claim-pending";
        /// Any other reason, told to the requester outside the ledger.
        Other = 5, "other";
    }

    /// What an amendment is to change. Public because a rule reads it (T-39).
    AmendmentReason {
        /// Another port or place of discharge (DCSA: `COD`): one bill for one.
        ChangeOfDestination = 1, "change-of-destination";
        /// A switch bill, with another shipper or port of loading (DCSA: `SWI`): one bill for one.
        Switch = 2, "switch";
        /// Several bills in place of this one.
        Split = 3, "split";
        /// One bill, or several, in place of this one and others together.
        Combine = 4, "combine";
        /// A correction, told to the carrier outside the ledger (DCSA: `comments`).
        Correction = 5, "correction";
    }

    /// What a notice on a bill is about. Public because a rule reads it (T-27, T-42).
    AnnotationKind {
        /// The carrier delivered, or is asked to, against a letter of indemnity.
        LetterOfIndemnity = 1, "letter-of-indemnity";
        /// Somebody claims the cargo or the bill against its controller.
        AdverseClaim = 2, "adverse-claim";
        /// The unpaid seller stopped the goods on their way; noted by the carrier it told.
        StoppageInTransit = 3, "stoppage-in-transit";
        /// An authority keeps the cargo.
        CustomsHold = 4, "customs-hold";
        /// An authority lets the cargo go.
        CustomsRelease = 5, "customs-release";
        /// The cargo, or a part of it, left the carrier's or terminal's hands.
        CargoReleased = 6, "cargo-released";
        /// Cargo and bill differ.
        Discrepancy = 7, "discrepancy";
        /// A certificate belongs to the bill: origin, inspection, insurance.
        Certificate = 8, "certificate";
    }
}
