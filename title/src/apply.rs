//! The deciding function: titles, instruction and time in; facts or a refusal out.

use crate::fact::{Event, Fact};
use crate::instruction::{Act, Instruction};
use crate::refusal::Refusal;
use crate::rules::{
    Case, annotate, endorse, issue, order, pledge, replace, sign, surrender, to_paper, transfer,
    void,
};
use crate::title::TitleId;
use crate::view::View;

/// Decides one instruction.
///
/// Signatures, expected heads and deadlines are checked by the ledger before the law is asked.
/// The facts returned are to be folded with [`crate::evolve()`] in order, each into its title.
///
/// # Errors
///
/// The first [`Refusal`] in order of precedence (see [`crate::refusal`]).
pub fn apply(view: &View<'_>, instruction: &Instruction) -> Result<Vec<Fact>, Refusal> {
    let title = instruction.title;
    let events = match &instruction.act {
        Act::Issue(issue) => vec![(title, issue::issue(view, instruction, issue)?)],
        Act::IssueFromPaper { issue, medium } => {
            vec![(title, issue::from_paper(view, instruction, issue, medium)?)]
        }
        Act::Replace { also, begins } => replace::replace(view, instruction, also, begins)?,
        _ => vec![(title, on_one_title(&Case::open(view, instruction)?)?)],
    };
    Ok(events.into_iter().map(|(title, event)| fact(view, instruction, title, event)).collect())
}

fn on_one_title(case: &Case<'_>) -> Result<Event, Refusal> {
    Ok(match case.act() {
        Act::Issue(_) | Act::IssueFromPaper { .. } | Act::Replace { .. } => {
            unreachable!("what begins titles is decided apart")
        }
        Act::Offer { to, endorsement, until } => transfer::offer(case, *to, *endorsement, *until)?,
        Act::Withdraw => transfer::withdraw(),
        Act::Accept => transfer::accept(case)?,
        Act::Decline => transfer::decline(),
        Act::HandOver { to, endorsement } => transfer::hand_over(case, *to, *endorsement)?,
        Act::HandBack => transfer::hand_back(case)?,
        Act::Endorse(endorsement) => endorse::endorse(case, *endorsement)?,
        Act::CancelEndorsement => endorse::cancel(case)?,
        Act::Sign => sign::sign(),
        Act::Pledge { to, until } => pledge::pledge(case, *to, *until)?,
        Act::Release { direction } => pledge::release(case, *direction)?,
        Act::Enforce => pledge::enforce(case),
        Act::SurrenderForDelivery => surrender::for_delivery(),
        Act::SurrenderForAmendment { reason, to, order } => {
            surrender::for_amendment(case, *reason, *to, *order)?
        }
        Act::SurrenderForPaper => surrender::for_paper(),
        Act::AcceptSurrender => surrender::accept(case)?,
        Act::RejectSurrender { reason } => surrender::reject(case, *reason),
        Act::ToPaper(medium) => to_paper::to_paper(medium)?,
        Act::Void => void::void(case)?,
        Act::Annotate { kind, content } => annotate::annotate(case, *kind, *content)?,
        Act::Hold { order: by, until } => order::hold(case, *by, *until)?,
        Act::Lift { order: by } => order::lift(*by),
        Act::Reassign { to, stands, order: by } => order::reassign(case, *to, *stands, *by)?,
    })
}

fn fact(view: &View<'_>, instruction: &Instruction, title: TitleId, event: Event) -> Fact {
    Fact { title, by: instruction.by, with: instruction.with.clone(), at: view.now, event }
}
