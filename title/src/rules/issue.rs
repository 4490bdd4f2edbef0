//! Issue: the carrier makes the one record (MLETR art. 10, 17; DCSA: `ISSUE`).

use crate::fact::Event;
use crate::instruction::{ChangeOfMedium, Instruction, Issue};
use crate::party::{Capacity, Standing};
use crate::refusal::{MediumPart, Refusal};
use crate::rules::{may_act, may_take, no_consent};
use crate::title::{Commitment, ReferenceUse, TitleId};
use crate::view::View;

pub(crate) fn issue(
    view: &View<'_>,
    instruction: &Instruction,
    issue: &Issue,
) -> Result<Event, Refusal> {
    may_begin(view, instruction, issue)?;
    parties(view, instruction, issue)?;
    Ok(Event::Issued(*issue))
}

/// The same, in place of a paper bill that is out of use from now on.
pub(crate) fn from_paper(
    view: &View<'_>,
    instruction: &Instruction,
    issue: &Issue,
    medium: &ChangeOfMedium,
) -> Result<Event, Refusal> {
    may_begin(view, instruction, issue)?;
    let (statement, withdrawn) = complete(medium)?;
    parties(view, instruction, issue)?;
    Ok(Event::IssuedFromPaper { issue: *issue, statement, withdrawn })
}

/// Who may issue, under which reference and terms.
fn may_begin(view: &View<'_>, instruction: &Instruction, issue: &Issue) -> Result<(), Refusal> {
    let standing = may_act(view, instruction)?;
    is_carrier(instruction, &standing)?;
    first_of_its_reference(view, instruction.title, issue)?;
    rulebook_in_force(view, issue, |_| false)?;
    terms_registered(view, issue)?;
    may_take(view, instruction.by.principal(), issue.rulebook).map(|_| ())
}

/// T-05: the issuing right belongs to the capacity, read at execution.
pub(super) fn is_carrier(instruction: &Instruction, standing: &Standing) -> Result<(), Refusal> {
    if standing.capacities.has(Capacity::Carrier) {
        Ok(())
    } else {
        Err(Refusal::NotACarrier { party: instruction.by.principal() })
    }
}

/// T-06, T-07: one live title per reference; a used reference is never opened again by issue; and
/// a first issue is version 1.
fn first_of_its_reference(view: &View<'_>, title: TitleId, issue: &Issue) -> Result<(), Refusal> {
    match view.references.get(&issue.reference) {
        Some(ReferenceUse::Live(title)) => return Err(Refusal::AlreadyIssued { title: *title }),
        Some(ReferenceUse::Used) => {
            return Err(Refusal::ReferenceUsed { reference: issue.reference });
        }
        Some(ReferenceUse::Unused) | None if view.titles.contains_key(&title) => {
            return Err(Refusal::AlreadyIssued { title });
        }
        Some(ReferenceUse::Unused) | None => {}
    }
    is_version(issue, 1)
}

/// T-07.
pub(super) fn is_version(issue: &Issue, next: u32) -> Result<(), Refusal> {
    if issue.version == next {
        Ok(())
    } else {
        Err(Refusal::OtherVersion { stated: issue.version, next })
    }
}

/// T-08: the bill names a registered rulebook, and lives under the newest or one it `goes_on` under.
pub(super) fn rulebook_in_force(
    view: &View<'_>,
    issue: &Issue,
    goes_on: impl Fn(u32) -> bool,
) -> Result<(), Refusal> {
    let (rulebook, rulebooks) = (issue.rulebook, &view.registers.rulebooks);
    if !rulebooks.contains(&rulebook) {
        return Err(Refusal::UnknownRulebook { rulebook });
    }
    let newest = rulebooks.last().copied().expect("the rulebook stated is one of them");
    if rulebook == newest || goes_on(rulebook) {
        Ok(())
    } else {
        Err(Refusal::RulebookSuperseded { rulebook, newest })
    }
}

/// T-09: the bill names registered terms.
pub(super) fn terms_registered(view: &View<'_>, issue: &Issue) -> Result<(), Refusal> {
    let terms_profile = issue.terms_profile;
    if view.registers.terms_profiles.contains(&terms_profile) {
        Ok(())
    } else {
        Err(Refusal::UnknownTermsProfile { terms_profile })
    }
}

/// T-34: the medium changes on the record, with the statement and the paper (MLETR art. 17, 18).
pub(super) fn complete(medium: &ChangeOfMedium) -> Result<(Commitment, Commitment), Refusal> {
    let missing = |missing| Refusal::MediumIncomplete { missing };
    let statement = medium.statement.ok_or(missing(MediumPart::Statement))?;
    let paper = medium.paper.ok_or(missing(MediumPart::Paper))?;
    Ok((statement, paper))
}

/// T-35: a house bill names a master that is live.
pub(super) fn under_live_master(view: &View<'_>, issue: &Issue) -> Result<(), Refusal> {
    match issue.master {
        Some(master) if !view.titles.get(&master).is_some_and(crate::Title::is_live) => {
            Err(Refusal::MasterNotLive { master })
        }
        _ => Ok(()),
    }
}

/// T-21 to T-23 of everyone the issue names.
pub(super) fn takers(view: &View<'_>, issue: &Issue) -> Result<(), Refusal> {
    may_take(view, issue.controller, issue.rulebook)?;
    for party in issue.order.parties() {
        may_take(view, party, issue.rulebook)?;
    }
    Ok(())
}

fn parties(view: &View<'_>, instruction: &Instruction, issue: &Issue) -> Result<(), Refusal> {
    under_live_master(view, issue)?;
    takers(view, issue)?;
    no_consent(&instruction.with)
}
