//! One entry of a chain, with parties as the ledger knows them: what both directions share.

use title::{Acting, AmendmentReason, Fact, Time};

use super::action::Action;

/// One entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) action: Action,
    pub(super) actor: Acting,
    pub(super) recipient: Option<Acting>,
    pub(super) at: Time,
    pub(super) note: Option<Note>,
}

impl Entry {
    /// An entry of a fact, to nobody and without a note.
    pub(super) const fn new(fact: &Fact, action: Action, actor: Acting) -> Self {
        Self { action, actor, recipient: None, at: fact.at, note: None }
    }

    pub(super) const fn to(self, recipient: Acting) -> Self {
        Self { recipient: Some(recipient), ..self }
    }

    pub(super) const fn noted(self, note: Option<Note>) -> Self {
        Self { note, ..self }
    }
}

/// What an entry says beside its action. END names no field for it; its schema leaves room for
/// more (MLETR art. 6), so PINT's are used: a reason's code in `reasonCode`, a word in `comments`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Note {
    /// Why an amendment is asked for. A correction says nothing: DCSA has no code for it, and it
    /// is what an amendment without a reason is.
    Amendment(AmendmentReason),
    /// The amendment asked for is paper.
    Paper,
    /// Possession passed as security.
    Pledge,
    /// The pledge ended; the bill went to the pledgor or where the pledgor directed it.
    Release,
    /// The pledgee took the bill for the debt.
    Enforcement,
    /// What was handed over was given back.
    HandBack,
    /// The endorsement before was undone by its maker.
    EndorsementCancelled,
    /// Done by an order of the network's governance, not by the possessor.
    ByOrder,
    /// The bill was issued by mistake and withdrawn by all concerned.
    Void,
    /// The bill was issued in place of paper.
    FromPaper,
}

impl Note {
    /// DCSA's code of the reason (`reasonCode`), where there is one.
    #[must_use]
    pub const fn reason_code(self) -> Option<&'static str> {
        match self {
            Self::Paper => Some("SWTP"),
            Self::Amendment(AmendmentReason::ChangeOfDestination) => Some("COD"),
            Self::Amendment(AmendmentReason::Switch) => Some("SWI"),
            _ => None,
        }
    }

    /// The word in `comments`, where no code says it.
    #[must_use]
    pub const fn comment(self) -> Option<&'static str> {
        match self {
            Self::Paper
            | Self::Amendment(
                AmendmentReason::ChangeOfDestination
                | AmendmentReason::Switch
                | AmendmentReason::Correction,
            ) => None,
            Self::Amendment(AmendmentReason::Split) => Some(AmendmentReason::Split.word()),
            Self::Amendment(AmendmentReason::Combine) => Some(AmendmentReason::Combine.word()),
            Self::Pledge => Some("pledge"),
            Self::Release => Some("release of pledge"),
            Self::Enforcement => Some("enforcement of pledge"),
            Self::HandBack => Some("hand-back"),
            Self::EndorsementCancelled => Some("endorsement cancelled"),
            Self::ByOrder => Some("by order"),
            Self::Void => Some("void"),
            Self::FromPaper => Some("issued from paper"),
        }
    }

    /// What a surrender for amendment asks for, from its code or, without one, from the words for
    /// splitting and combining. Anything else is a correction, told to the carrier elsewhere.
    pub(super) fn of_amendment(reason_code: Option<&str>, comments: Option<&str>) -> Self {
        let known = AmendmentReason::ALL.iter().map(|reason| Self::Amendment(*reason));
        known
            .chain([Self::Paper])
            .find(|note| match reason_code {
                Some(_) => note.reason_code() == reason_code,
                None => comments.is_some() && note.comment() == comments,
            })
            .unwrap_or(Self::Amendment(AmendmentReason::Correction))
    }
}
