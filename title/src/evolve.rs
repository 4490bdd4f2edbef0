//! Facts folded into a title. Cannot fail: whatever a fact says was decided when it was recorded.

use crate::fact::{Event, Fact};
use crate::title::{End, Offer, Status, Title};

/// The title after `fact`. `before` is `None` exactly for an issue.
///
/// # Panics
///
/// On a fact that no run of [`crate::apply()`] produces for this title: the caller's history is
/// then not one of this law, and going on would invent a controller.
#[must_use]
pub fn evolve(before: Option<Title>, fact: &Fact) -> Title {
    let Some(mut title) = before else {
        return issued(fact);
    };
    match fact.event {
        Event::Issued(_) => panic!("a title is issued once; {} already stands", title.id),
        Event::Offered { to, endorsement, until } => {
            let offer = Offer { to, order: endorsement.map(|e| e.order()), until };
            title.status = Status::Offered { controller: in_control(&title), offer };
        }
        Event::Withdrawn | Event::Declined => {
            title.status = Status::Active { controller: in_control(&title) };
        }
        Event::Accepted { to, order, .. } => {
            title.order = order.unwrap_or(title.order);
            // A new controller was never the endorser: what came before is settled.
            title.cancellable = None;
            title.status = Status::Active { controller: to };
        }
        Event::Endorsed(endorsement) => {
            title.cancellable = Some(title.order);
            title.order = endorsement.order();
            // An offer that lapsed is dropped by whatever follows it.
            title.status = Status::Active { controller: in_control(&title) };
        }
        Event::EndorsementCancelled { order } => {
            title.cancellable = None;
            title.order = order;
            title.status = Status::Active { controller: in_control(&title) };
        }
        Event::Signed => title.status = Status::Active { controller: in_control(&title) },
        Event::SurrenderRequested => {
            title.status = Status::Surrendered { requester: in_control(&title) };
        }
        Event::SurrenderAccepted => title.status = Status::Ended(End::Accomplished),
        Event::SurrenderRejected { to, .. } => title.status = Status::Active { controller: to },
    }
    title
}

fn issued(fact: &Fact) -> Title {
    let Event::Issued(issue) = fact.event else {
        panic!("the first fact of a title is its issue; {} has none", fact.title)
    };
    Title {
        id: fact.title,
        reference: issue.reference,
        version: issue.version,
        carrier: fact.by.principal(),
        order: issue.order,
        cancellable: None,
        rulebook: issue.rulebook,
        terms_profile: issue.terms_profile,
        document: issue.document,
        status: Status::Active { controller: issue.controller },
    }
}

fn in_control(title: &Title) -> crate::PartyId {
    title.controller().expect("no fact follows the end of a title (T-02)")
}
