//! Issue: the carrier makes the one record (MLETR art. 10; DCSA: `ISSUE`).

use crate::fact::Event;
use crate::instruction::{Instruction, Issue, order_parties};
use crate::party::Capacity;
use crate::refusal::Refusal;
use crate::rules::{may_act, may_take};
use crate::title::ReferenceUse;
use crate::view::View;

pub(crate) fn issue(
    view: &View<'_>,
    instruction: &Instruction,
    issue: &Issue,
) -> Result<Event, Refusal> {
    let standing = may_act(view, &instruction.by)?;
    // T-05: the issuing right belongs to the capacity, read at execution.
    if !standing.capacities.has(Capacity::Carrier) {
        return Err(Refusal::NotACarrier { party: instruction.by.actor });
    }
    // T-06: one live title per reference, and a used reference is never opened again by issue.
    match (view.reference, view.title) {
        (ReferenceUse::Live(title), _) => return Err(Refusal::AlreadyIssued { title }),
        (ReferenceUse::Used, _) => {
            return Err(Refusal::ReferenceUsed { reference: issue.reference });
        }
        (ReferenceUse::Unused, Some(title)) => {
            return Err(Refusal::AlreadyIssued { title: title.id });
        }
        (ReferenceUse::Unused, None) => {}
    }
    // T-07: a first issue is version 1; later versions come by replacement.
    if issue.version != 1 {
        return Err(Refusal::NotAFirstVersion { version: issue.version });
    }
    terms(view, instruction, issue)?;
    may_take(view, issue.controller, issue.rulebook)?;
    for party in order_parties(&issue.order) {
        may_take(view, party, issue.rulebook)?;
    }
    Ok(Event::Issued(*issue))
}

/// T-08, T-09: the bill names a registered rulebook that the carrier accepted, and registered
/// terms.
fn terms(view: &View<'_>, instruction: &Instruction, issue: &Issue) -> Result<(), Refusal> {
    if !view.registers.rulebooks.contains(&issue.rulebook) {
        return Err(Refusal::UnknownRulebook { rulebook: issue.rulebook });
    }
    if !view.registers.terms_profiles.contains(&issue.terms_profile) {
        return Err(Refusal::UnknownTermsProfile { terms_profile: issue.terms_profile });
    }
    may_take(view, instruction.by.principal(), issue.rulebook)
}
