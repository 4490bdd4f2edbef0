//! Acts whose parties and bills are names.

use std::fmt;

use title::{ActKind, AmendmentReason, AnnotationKind, RejectionReason, Time};

use crate::refusal::ExpectedRefusal;

/// Somebody acts on a bill.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActLine {
    /// The status whose cell the line shows, where it is one of the table of cells.
    pub cell: Option<String>,
    /// Who acts.
    pub by: By,
    /// On which bill; where several are replaced, the one named first.
    pub bill: Bill,
    /// What is done.
    pub act: NamedAct,
    /// Who signs it too.
    pub with: Vec<String>,
    /// What comes of it; `None` is acceptance.
    pub refused: Option<ExpectedRefusal>,
}

/// Who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A party.
    Party {
        /// Who signs.
        actor: String,
        /// For whom, if for another.
        represented: Option<String>,
    },
    /// Members of the network's governance.
    Governance(Signers),
}

/// How many members of the governance sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signers {
    /// As many as must.
    Enough,
    /// So many.
    Only(u32),
}

/// A bill by its reference and version.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bill {
    /// The carrier's reference, such as `BL-1`.
    pub reference: String,
    /// The version, 1 if nothing is said.
    pub version: u32,
}

impl fmt::Display for Bill {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.version {
            1 => f.write_str(&self.reference),
            version => write!(f, "{} version {version}", self.reference),
        }
    }
}

/// What is done.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the act of the same name in `title::Act`")]
pub enum NamedAct {
    Issue(NamedIssue),
    IssueFromPaper { issue: NamedIssue, medium: NamedMedium },
    Offer { to: String, endorsement: Option<NamedEndorsement>, until: Time },
    Withdraw,
    Accept,
    Decline,
    HandOver { to: String, endorsement: Option<NamedEndorsement> },
    HandBack,
    Endorse(NamedEndorsement),
    CancelEndorsement,
    Sign,
    Pledge { to: String, until: Time },
    Release(Option<NamedDirection>),
    Enforce,
    SurrenderForDelivery,
    SurrenderForAmendment { reason: AmendmentReason, to: String, order: NamedOrder },
    SurrenderForPaper,
    AcceptSurrender,
    RejectSurrender(RejectionReason),
    Replace { also: Vec<Bill>, begins: Vec<NamedBegin> },
    ToPaper(NamedMedium),
    Void,
    Annotate(AnnotationKind),
    Hold { until: Time },
    Lift,
    Reassign { to: String, stands: Option<NamedOrder> },
}

impl NamedAct {
    /// The name of the act.
    #[must_use]
    pub const fn kind(&self) -> ActKind {
        match self {
            Self::Issue(_) => ActKind::Issue,
            Self::IssueFromPaper { .. } => ActKind::IssueFromPaper,
            Self::Offer { .. } => ActKind::Offer,
            Self::Withdraw => ActKind::Withdraw,
            Self::Accept => ActKind::Accept,
            Self::Decline => ActKind::Decline,
            Self::HandOver { .. } => ActKind::HandOver,
            Self::HandBack => ActKind::HandBack,
            Self::Endorse(_) => ActKind::Endorse,
            Self::CancelEndorsement => ActKind::CancelEndorsement,
            Self::Sign => ActKind::Sign,
            Self::Pledge { .. } => ActKind::Pledge,
            Self::Release(_) => ActKind::Release,
            Self::Enforce => ActKind::Enforce,
            Self::SurrenderForDelivery => ActKind::SurrenderForDelivery,
            Self::SurrenderForAmendment { .. } => ActKind::SurrenderForAmendment,
            Self::SurrenderForPaper => ActKind::SurrenderForPaper,
            Self::AcceptSurrender => ActKind::AcceptSurrender,
            Self::RejectSurrender(_) => ActKind::RejectSurrender,
            Self::Replace { .. } => ActKind::Replace,
            Self::ToPaper(_) => ActKind::ToPaper,
            Self::Void => ActKind::Void,
            Self::Annotate(_) => ActKind::Annotate,
            Self::Hold { .. } => ActKind::Hold,
            Self::Lift => ActKind::Lift,
            Self::Reassign { .. } => ActKind::Reassign,
        }
    }
}

/// What an issue states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedIssue {
    /// To whose order, and with it the kind of bill.
    pub order: NamedOrder,
    /// Who is in control first.
    pub holder: String,
    /// The rulebook; the newest if nothing is said.
    pub rulebook: Option<u32>,
    /// The terms profile, 1 if nothing is said.
    pub terms_profile: u32,
    /// The master bill of a house bill.
    pub master: Option<Bill>,
}

/// A bill that begins in another's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedBegin {
    /// The bill.
    pub bill: Bill,
    /// Its content.
    pub issue: NamedIssue,
}

/// What a change of medium puts on record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NamedMedium {
    /// The statement that the medium changes.
    pub statement: Part,
    /// The commitment to the paper.
    pub paper: Part,
}

/// Whether a part of a change of medium is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// It is.
    There,
    /// It is not.
    Missing,
}

/// To whom a pledgor directs what its pledgee releases.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedDirection {
    /// Who gets control.
    pub to: String,
    /// The pledgor's endorsement, if it makes one.
    pub endorsement: Option<NamedEndorsement>,
}

/// To whose order, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedOrder {
    /// A straight bill.
    Straight {
        /// By whom it is consigned.
        shipper: String,
        /// To whom.
        consignee: String,
    },
    /// To a named party.
    Named {
        /// The party.
        party: String,
        /// Whether it may endorse on.
        may_endorse: bool,
    },
    /// To bearer, in blank.
    Bearer,
}

/// An endorsement, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedEndorsement {
    /// To a party that may not endorse on.
    Final(String),
    /// To the order of a party.
    ToOrder(String),
    /// In blank.
    Blank,
}
