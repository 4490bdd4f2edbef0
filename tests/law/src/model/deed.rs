//! What is done: one flat record for all acts.

use super::words::{BillNo, Crowd, Moment, Party, Stands};

/// The acts, in the order of their numbers on the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are those of docs/title-rules.md")]
pub enum Kind {
    Issue,
    IssueFromPaper,
    Offer,
    Withdraw,
    Accept,
    Decline,
    HandOver,
    HandBack,
    Endorse,
    CancelEndorsement,
    Sign,
    Pledge,
    Release,
    Enforce,
    SurrenderForDelivery,
    SurrenderForAmendment,
    SurrenderForPaper,
    AcceptSurrender,
    RejectSurrender,
    Replace,
    ToPaper,
    Void,
    Annotate,
    Hold,
    Lift,
    Reassign,
}

impl Kind {
    /// Every act.
    pub const ALL: [Self; 26] = [
        Self::Issue,
        Self::IssueFromPaper,
        Self::Offer,
        Self::Withdraw,
        Self::Accept,
        Self::Decline,
        Self::HandOver,
        Self::HandBack,
        Self::Endorse,
        Self::CancelEndorsement,
        Self::Sign,
        Self::Pledge,
        Self::Release,
        Self::Enforce,
        Self::SurrenderForDelivery,
        Self::SurrenderForAmendment,
        Self::SurrenderForPaper,
        Self::AcceptSurrender,
        Self::RejectSurrender,
        Self::Replace,
        Self::ToPaper,
        Self::Void,
        Self::Annotate,
        Self::Hold,
        Self::Lift,
        Self::Reassign,
    ];
}

/// Numbers of the reasons for an amendment.
pub mod reason {
    /// Another destination.
    pub const DESTINATION: u8 = 1;
    /// A switch bill.
    pub const SWITCH: u8 = 2;
    /// Several in place of one.
    pub const SPLIT: u8 = 3;
    /// One in place of several.
    pub const COMBINE: u8 = 4;
    /// A correction.
    pub const CORRECTION: u8 = 5;
}

/// Numbers of the kinds of notice.
pub mod notice {
    /// Delivery against a letter of indemnity.
    pub const INDEMNITY: u8 = 1;
    /// A claim against the holder.
    pub const CLAIM: u8 = 2;
    /// Stoppage in transit.
    pub const STOPPAGE: u8 = 3;
    /// An authority keeps the cargo.
    pub const CUSTOMS_HOLD: u8 = 4;
    /// An authority lets it go.
    pub const CUSTOMS_RELEASE: u8 = 5;
    /// The cargo left.
    pub const CARGO_RELEASED: u8 = 6;
    /// Cargo and bill differ.
    pub const DISCREPANCY: u8 = 7;
    /// A certificate.
    pub const CERTIFICATE: u8 = 8;
}

/// What a bill begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth {
    /// The number of its reference.
    pub reference: u8,
    /// Its version.
    pub version: u32,
    /// To whose order.
    pub stands: Stands,
    /// In whose hands.
    pub holder: Party,
    /// Under which rulebook.
    pub rulebook: u32,
    /// With which terms profile.
    pub profile: u32,
    /// Its document.
    pub document: u16,
    /// Its master bill.
    pub master: Option<BillNo>,
}

/// One instruction. An act reads only its own fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deed {
    /// Who signs first.
    pub actor: Party,
    /// For whom.
    pub behalf: Option<Party>,
    /// Who signs too.
    pub with: Crowd,
    /// Which bill; of several, the lowest.
    pub bill: BillNo,
    /// What.
    pub kind: Kind,
    /// To whom: offer, hand over, pledge, surrender for amendment, release, reassign.
    pub to: Option<Party>,
    /// The order that goes with it: offer, hand over, endorse, release, reassign; of what replaces
    /// the bill: surrender for amendment.
    pub stands: Option<Stands>,
    /// The last moment: offer, pledge, hold.
    pub until: Moment,
    /// The number of the reason or notice: surrender for amendment, reject surrender, annotate.
    pub word: u8,
    /// The content or the order: annotate, hold, lift, reassign; the statement of a change of
    /// medium.
    pub paper: Option<u16>,
    /// The paper of a change of medium.
    pub second_paper: Option<u16>,
    /// What else ends: replace; ascending.
    pub also: Vec<BillNo>,
    /// What begins: issue, issue from paper, replace; ascending.
    pub births: Vec<Birth>,
}

impl Deed {
    /// An act with nothing but a signer, a bill and a kind.
    #[must_use]
    pub const fn bare(actor: Party, bill: BillNo, kind: Kind) -> Self {
        Self {
            actor,
            behalf: None,
            with: 0,
            bill,
            kind,
            to: None,
            stands: None,
            until: 0,
            word: 0,
            paper: None,
            second_paper: None,
            also: vec![],
            births: vec![],
        }
    }

    /// Whose act it is.
    #[must_use]
    pub fn principal(&self) -> Party {
        self.behalf.unwrap_or(self.actor)
    }

    /// Every bill that a replacement ends, ascending.
    pub fn ends(&self) -> impl Iterator<Item = BillNo> + '_ {
        std::iter::once(self.bill).chain(self.also.iter().copied())
    }
}
