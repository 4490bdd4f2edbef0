//! Each act, with content that no rule after the table refuses.

use title::{
    Act, ActKind, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Endorsement, Issue,
    PartyId, RejectionReason, Time,
};

use super::bill::{REFERENCE, SUCCESSOR, commitment, to_order};
use super::{CARRIER, From, HOLDER, NOW, ORDER_PARTY, RECIPIENT, Tried};

const LATER: Time = Time(NOW.0 + 1);

/// Who signs too, where the act could pass.
pub(crate) fn consents(tried: Tried, role: PartyId, from: From) -> Vec<PartyId> {
    let order_party = (from == From::ForAnother).then_some(ORDER_PARTY);
    match (tried.kind(), role) {
        (ActKind::SurrenderForAmendment, HOLDER) => order_party.into_iter().collect(),
        (ActKind::Void, CARRIER) => [HOLDER].into_iter().chain(order_party).collect(),
        _ => vec![],
    }
}

pub(crate) fn act(tried: Tried) -> Act {
    match tried {
        Tried::Act(kind) => plain(kind),
        Tried::Note(kind) => Act::Annotate { kind, content: commitment() },
    }
}

fn plain(kind: ActKind) -> Act {
    let (to, until, order) = (RECIPIENT, LATER, commitment());
    match kind {
        ActKind::Issue => Act::Issue(issue(1)),
        ActKind::IssueFromPaper => Act::IssueFromPaper { issue: issue(1), medium: medium() },
        ActKind::Offer => Act::Offer { to, endorsement: None, until },
        ActKind::Withdraw => Act::Withdraw,
        ActKind::Accept => Act::Accept,
        ActKind::Decline => Act::Decline,
        ActKind::HandOver => Act::HandOver { to, endorsement: None },
        ActKind::HandBack => Act::HandBack,
        ActKind::Endorse => Act::Endorse(Endorsement::ToOrder(ORDER_PARTY)),
        ActKind::CancelEndorsement => Act::CancelEndorsement,
        ActKind::Sign => Act::Sign,
        ActKind::Pledge => Act::Pledge { to, until },
        ActKind::Release => Act::Release { direction: None },
        ActKind::Enforce => Act::Enforce,
        ActKind::SurrenderForDelivery => Act::SurrenderForDelivery,
        ActKind::SurrenderForAmendment => {
            let (reason, to) = (AmendmentReason::Correction, HOLDER);
            Act::SurrenderForAmendment { reason, to, order: to_order(to) }
        }
        ActKind::SurrenderForPaper => Act::SurrenderForPaper,
        ActKind::AcceptSurrender => Act::AcceptSurrender,
        ActKind::RejectSurrender => Act::RejectSurrender { reason: RejectionReason::Other },
        ActKind::Replace => {
            Act::Replace { also: vec![], begins: vec![Begin { title: SUCCESSOR, issue: issue(2) }] }
        }
        ActKind::ToPaper => Act::ToPaper(medium()),
        ActKind::Void => Act::Void,
        ActKind::Annotate => Act::Annotate { kind: AnnotationKind::Certificate, content: order },
        ActKind::Hold => Act::Hold { order, until },
        ActKind::Lift => Act::Lift { order },
        ActKind::Reassign => Act::Reassign { to, stands: None, order },
    }
}

fn issue(version: u32) -> Issue {
    Issue {
        reference: REFERENCE,
        version,
        order: to_order(HOLDER),
        controller: HOLDER,
        rulebook: 1,
        terms_profile: 1,
        document: commitment(),
        master: None,
    }
}

fn medium() -> ChangeOfMedium {
    ChangeOfMedium { statement: Some(commitment()), paper: Some(commitment()) }
}
