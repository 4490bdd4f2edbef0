//! The kinds of facts, each with a word of its own.

use proto::fact::Fact;
use title::Event;

/// The kind of a recorded fact, as the wire format names its event: one act may become facts of
/// several kinds, such as an acceptance that takes control or a pledge. The word never changes.
#[must_use]
pub const fn record_word(fact: &Fact) -> &'static str {
    match fact {
        Fact::Title(fact) => event_word(&fact.event),
        Fact::Registry(fact) => fact.event.kind().name(),
    }
}

const fn event_word(event: &Event) -> &'static str {
    match event {
        Event::Issued(_) => "issued",
        Event::IssuedFromPaper { .. } => "issued-from-paper",
        Event::Began { .. } => "began",
        Event::Offered { .. } => "offered",
        Event::Withdrawn => "withdrawn",
        Event::Accepted { .. } => "accepted",
        Event::Declined => "declined",
        Event::HandedOver { .. } => "handed-over",
        Event::HandedBack { .. } => "handed-back",
        Event::Endorsed(_) => "endorsed",
        Event::EndorsementCancelled { .. } => "endorsement-cancelled",
        Event::Signed => "signed",
        Event::PledgeOffered { .. } => "pledge-offered",
        Event::Pledged { .. } => "pledged",
        Event::Released { .. } => "released",
        Event::Enforced { .. } => "enforced",
        Event::DeliveryRequested => "delivery-requested",
        Event::AmendmentRequested { .. } => "amendment-requested",
        Event::PaperRequested => "paper-requested",
        Event::SurrenderAccepted => "surrender-accepted",
        Event::SurrenderRejected { .. } => "surrender-rejected",
        Event::Replaced { .. } => "replaced",
        Event::TurnedToPaper { .. } => "turned-to-paper",
        Event::Voided => "voided",
        Event::Annotated { .. } => "annotated",
        Event::Held { .. } => "held",
        Event::Lifted { .. } => "lifted",
        Event::Reassigned { .. } => "reassigned",
    }
}
