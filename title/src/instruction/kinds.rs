//! The acts by name.

use super::Act;

/// The enum of names, the list of them, and the name of each act, from one table.
macro_rules! act_kinds {
    ($($kind:ident = $number:literal, ($pattern:pat);)+) => {
        /// The name of an act, without its content. The number stands on the ledger, in grants of
        /// authority.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum ActKind {
            $(#[doc = concat!("See [`Act::", stringify!($kind), "`].")] $kind = $number,)+
        }

        impl ActKind {
            /// Every act, in the order of its number.
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];
        }

        impl Act {
            /// The name of the act.
            #[must_use]
            pub const fn kind(&self) -> ActKind {
                match self { $($pattern => ActKind::$kind,)+ }
            }
        }
    };
}

act_kinds! {
    Issue = 0, (Self::Issue(_));
    IssueFromPaper = 1, (Self::IssueFromPaper { .. });
    Offer = 2, (Self::Offer { .. });
    Withdraw = 3, (Self::Withdraw);
    Accept = 4, (Self::Accept);
    Decline = 5, (Self::Decline);
    HandOver = 6, (Self::HandOver { .. });
    HandBack = 7, (Self::HandBack);
    Endorse = 8, (Self::Endorse(_));
    CancelEndorsement = 9, (Self::CancelEndorsement);
    Sign = 10, (Self::Sign);
    Pledge = 11, (Self::Pledge { .. });
    Release = 12, (Self::Release { .. });
    Enforce = 13, (Self::Enforce);
    SurrenderForDelivery = 14, (Self::SurrenderForDelivery);
    SurrenderForAmendment = 15, (Self::SurrenderForAmendment { .. });
    SurrenderForPaper = 16, (Self::SurrenderForPaper);
    AcceptSurrender = 17, (Self::AcceptSurrender);
    RejectSurrender = 18, (Self::RejectSurrender { .. });
    Replace = 19, (Self::Replace { .. });
    ToPaper = 20, (Self::ToPaper(_));
    Void = 21, (Self::Void);
    Annotate = 22, (Self::Annotate { .. });
    Hold = 23, (Self::Hold { .. });
    Lift = 24, (Self::Lift { .. });
    Reassign = 25, (Self::Reassign { .. });
}
