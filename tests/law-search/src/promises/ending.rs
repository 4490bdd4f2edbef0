//! How titles end, what never changes, and notices.

use title::{Act, AnnotationKind, Asked, End, Passage, Status, Title};

use super::stands::stands_to;
use super::{Change, Verdict, in_control, is_free};
use crate::cast::Party;

pub(super) fn stays_ended(change: &Change<'_>) -> Verdict {
    match change.recorded {
        Some(recorded) if !recorded.is_live() => {
            let notice = matches!(change.act(), Act::Annotate { .. });
            Verdict::kept_if(notice && recorded == change.after)
        }
        _ => Verdict::Silent,
    }
}

pub(super) fn fixed(change: &Change<'_>) -> Verdict {
    let parts = |title: &Title| {
        (
            (title.id, title.reference, title.version, title.carrier),
            (title.rulebook, title.terms_profile, title.document, title.master),
        )
    };
    match change.recorded {
        Some(recorded) => Verdict::kept_if(parts(recorded) == parts(change.after)),
        None => {
            let issues = change.act().issues();
            Verdict::kept_if(issues.into_iter().any(|issue| {
                let stated = (
                    (change.after.id, issue.reference, issue.version, change.by()),
                    (issue.rulebook, issue.terms_profile, issue.document, issue.master),
                );
                stated == parts(change.after)
            }))
        }
    }
}

pub(super) fn as_asked(change: &Change<'_>) -> Verdict {
    let Some(before) = &change.before else { return Verdict::Silent };
    let asked = match before.status {
        Status::Surrendered { asked, .. } => Some(asked),
        _ => None,
    };
    match change.act() {
        Act::AcceptSurrender => Verdict::kept_if(asked == Some(Asked::Delivery)),
        Act::ToPaper(_) => Verdict::kept_if(asked == Some(Asked::Paper)),
        Act::Replace { .. } => Verdict::kept_if(matches!(asked, Some(Asked::Amendment { .. }))),
        Act::RejectSurrender { .. } => Verdict::kept_if(asked.is_some()),
        Act::Void => Verdict::kept_if(
            is_free(before) && before.passage == Passage::Never && all_agree(change, before),
        ),
        _ => Verdict::Silent,
    }
}

/// The party in control signs, and somebody to whom the bill stands.
fn all_agree(change: &Change<'_>, before: &Title) -> bool {
    let controller = in_control(before).filter(|party| change.attempt.is_signed_by(*party));
    controller.is_some_and(|controller| {
        let parties = before.order.parties();
        let mut parties = parties.into_iter();
        stands_to(&before.order, controller)
            || parties.any(|party| change.attempt.is_signed_by(party))
    })
}

pub(super) fn notice(change: &Change<'_>) -> Verdict {
    let (Act::Annotate { kind, .. }, Some(recorded)) = (change.act(), change.recorded) else {
        return Verdict::Silent;
    };
    let by = Party::of(change.by());
    let concerned = change.by() == recorded.carrier || change.is_by_controller(recorded);
    let word = match kind {
        AnnotationKind::LetterOfIndemnity => concerned,
        AnnotationKind::AdverseClaim => concerned || matches!(by, Party::Customs | Party::Insurer),
        AnnotationKind::StoppageInTransit => change.by() == recorded.carrier,
        AnnotationKind::CustomsHold | AnnotationKind::CustomsRelease => by == Party::Customs,
        AnnotationKind::CargoReleased => {
            let delivered = recorded.status == Status::Ended(End::Accomplished);
            delivered && (change.by() == recorded.carrier || by == Party::Terminal)
        }
        AnnotationKind::Discrepancy | AnnotationKind::Certificate => {
            concerned || matches!(by, Party::Customs | Party::Insurer | Party::Terminal)
        }
    };
    Verdict::kept_if(word && recorded == change.after)
}
