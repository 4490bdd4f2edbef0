//! What to do next.

use super::super::{MediumPart, Refusal};

pub(super) fn next(refusal: &Refusal) -> &'static str {
    begins_or_signs(refusal).or_else(|| status(refusal)).unwrap_or_else(|| content(refusal))
}

fn begins_or_signs(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::UnknownTitle { .. } => {
            "check the title id, or ask the carrier whether it is issued"
        }
        Refusal::TitleEnded { .. } => "nothing can follow; look at the history for how it ended",
        Refusal::ActorWithoutStanding { .. } => "ask the network's governance about your standing",
        Refusal::NoAuthority { .. } => {
            "ask the principal to grant you the authority, or to sign itself"
        }
        Refusal::NotACarrier { .. } => "ask the carrier of the goods to issue the bill",
        Refusal::AlreadyIssued { .. } => {
            "look at the title that is live; a carrier amends it by replacement"
        }
        Refusal::ReferenceUsed { .. } => "issue under a new reference",
        Refusal::OtherVersion { .. } => "state the version that is next",
        Refusal::UnknownRulebook { .. } | Refusal::UnknownTermsProfile { .. } => {
            "choose one that the node's status lists"
        }
        Refusal::RulebookSuperseded { .. } => "accept the newest rulebook, and issue under it",
        Refusal::MediumIncomplete { missing: MediumPart::Statement } => {
            "state the change of medium in the document and commit to the statement"
        }
        Refusal::MediumIncomplete { missing: MediumPart::Paper } => {
            "commit to the paper document that is withdrawn or issued"
        }
        Refusal::MasterNotLive { .. } => "name the live master bill under which the cargo travels",
        Refusal::OtherShape { .. } => {
            "replace as many bills, by as many, as the surrenders ask; or reject the surrender"
        }
        _ => return None,
    })
}

fn status(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::NotController { .. } => {
            "ask the party in control to act, or to offer you the bill"
        }
        Refusal::NotEntitled { .. } => "ask the order party to endorse, or offer the bill to it",
        Refusal::NotRecipient { .. } => {
            "ask the controller to withdraw and to offer the bill to you"
        }
        Refusal::NotTheCarrier { .. } => "ask the carrier that issued the bill",
        Refusal::MissingConsent { .. } => "let that party sign the same instruction too",
        Refusal::NeedlessConsent { .. } => "make the instruction anew without it",
        Refusal::NotAnAnnotator { .. } => "ask one of those whose word this notice is to make it",
        Refusal::NotOrdered { .. } => "collect the signatures of more members of the governance",
        Refusal::OfferPending { .. } => {
            "withdraw the offer first, or wait until it is answered or lapses"
        }
        Refusal::SurrenderPending { .. } => "the carrier must answer the surrender first",
        Refusal::NoOffer { .. } => "an offer by the controller comes first",
        Refusal::OfferLapsed { .. } => {
            "the bill is with its controller again, who may offer it anew"
        }
        Refusal::NoSurrender { .. } => "the holder must surrender the bill first",
        Refusal::OtherWasAsked { .. } => "give what was asked, or reject the surrender",
        Refusal::TitleHeld { .. } => "wait until the hold ends, or ask whoever ordered it",
        Refusal::TitlePledged { .. } => "the pledgee must release or enforce the pledge first",
        Refusal::NotPledged { .. } => "offer or endorse the bill instead",
        Refusal::NotHeld { .. } => "nothing needs to be done; the bill moves freely",
        _ => return None,
    })
}

fn content(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::StraightBill { .. } => "offer control without an endorsement",
        Refusal::EndorsementWasFinal { .. } => {
            "surrender the bill, or offer control without an endorsement"
        }
        Refusal::OfferToSelf { .. } => "name another party",
        Refusal::NamedWithoutStanding { .. } => {
            "ask that party to be enrolled by the network's governance, or name another"
        }
        Refusal::MayNotHold { .. } => "name a carrier, trader or bank",
        Refusal::RulebookNotAccepted { .. } => "ask that party to accept the rulebook first",
        Refusal::NothingToCancel { .. } => "ask the order party to endorse the bill back",
        Refusal::OfferDeadlinePassed { .. } => "give the offer a later end",
        Refusal::NoStandingConsent { .. } => "offer the bill, and let that party accept",
        Refusal::NothingToHandBack { .. } => "offer the bill to whoever shall have it",
        Refusal::MasterEnded { .. } => {
            "reject the surrender; the bill is amended to name its new master, or turned to paper"
        }
        Refusal::ControlHasPassed { .. } => "let the holder surrender the bill for amendment",
        Refusal::ReplacedElsewhere { .. } => {
            "give what begins to the party and the order that the surrenders name; where they name \
             several, reject one, so that its holder asks again"
        }
        Refusal::HoldPeriod { .. } => "give the hold an end within 400 days; order it again then",
        Refusal::ReleaseTooEarly { .. } => {
            "accept the surrender first; a delivery without the bill is noted as a letter of \
             indemnity"
        }
        Refusal::OtherKindOfBill { .. } => "leave the order party as it is, or name one that fits",
        _ => unreachable!("each refusal has its advice; a test asks them all"),
    }
}
