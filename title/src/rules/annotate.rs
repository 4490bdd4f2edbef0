//! Annotate: notices that stand beside a title and move nothing. They have a chain of their own,
//! so that a notice never invalidates what somebody is about to sign.

use crate::fact::Event;
use crate::instruction::{Act, AnnotationKind};
use crate::party::Capacity;
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::{Commitment, End, Status};

pub(crate) fn annotate(
    case: &Case<'_>,
    kind: AnnotationKind,
    content: Commitment,
) -> Result<Event, Refusal> {
    // T-42: the cargo leaves against an accomplished bill. What leaves before, leaves against a
    // letter of indemnity, and is noted as that.
    let accomplished = case.title().status == Status::Ended(End::Accomplished);
    if kind == AnnotationKind::CargoReleased && !accomplished {
        return Err(Refusal::ReleaseTooEarly { title: case.title().id });
    }
    Ok(Event::Annotated { kind, content })
}

/// T-27: each kind of notice comes from those whose word it is.
pub(super) fn check_annotator(case: &Case<'_>) -> Result<(), Refusal> {
    let Act::Annotate { kind, .. } = case.instruction.act else {
        unreachable!("only annotate is done by an annotator")
    };
    let party = case.principal();
    let is_controller = case.title().controller() == Some(party);
    let is_carrier = case.title().carrier == party;
    let has = |capacity| case.standing.capacities.has(capacity);
    let may = match kind {
        AnnotationKind::LetterOfIndemnity => is_controller || is_carrier,
        AnnotationKind::AdverseClaim => {
            is_controller || is_carrier || has(Capacity::Authority) || has(Capacity::Insurer)
        }
        AnnotationKind::StoppageInTransit => is_carrier,
        AnnotationKind::CustomsHold | AnnotationKind::CustomsRelease => has(Capacity::Authority),
        AnnotationKind::CargoReleased => is_carrier || has(Capacity::Terminal),
        AnnotationKind::Discrepancy | AnnotationKind::Certificate => {
            is_controller
                || is_carrier
                || has(Capacity::Authority)
                || has(Capacity::Insurer)
                || has(Capacity::Terminal)
        }
    };
    if may { Ok(()) } else { Err(Refusal::NotAnAnnotator { party, kind }) }
}
