//! What the governance may do (G-06 to G-10, G-15 to G-22). Nothing it does may leave the network
//! without a governance.

use std::collections::BTreeSet;

use title::Capacities;

use super::parties::{is_new, is_of};
use crate::ids::MemberId;
use crate::limits;
use crate::registry::act::Admission;
use crate::registry::record::{Member, MemberStatus, TermsProfile};
use crate::registry::refusal::{Refusal, Unchanged};
use crate::registry::view::View;
use crate::validators::ValidatorSet;

/// G-07, G-09, G-15, G-16, G-17.
pub(in crate::registry) fn admit(view: &View<'_>, admission: &Admission) -> Result<(), Refusal> {
    let Admission { member, account } = admission;
    let id = member.id();
    if view.records.members.contains_key(&id) {
        return Err(Refusal::KnownMember { member: id });
    }
    if member.rulebook != 0 && !view.network.rulebooks.contains(&member.rulebook) {
        return Err(Refusal::UnknownRulebook { rulebook: member.rulebook });
    }
    is_new(view, account)?;
    is_of(account, id)?;
    if account.policy.accounts().is_empty() { Ok(()) } else { Err(Refusal::FirstAccountJoint) }
}

/// G-06, G-08, G-10, G-18.
pub(in crate::registry) fn suspend(view: &View<'_>, id: MemberId) -> Result<(), Refusal> {
    match known(view, id)?.status {
        MemberStatus::Removed => return Err(Refusal::RemovedMember { member: id }),
        MemberStatus::Suspended => return Err(Refusal::NothingChanges(Unchanged::Status)),
        MemberStatus::Active => {}
    }
    enough_without(view, id)
}

/// G-06, G-10. Also for a member that was removed: a legal person has one record for ever.
pub(in crate::registry) fn reinstate(view: &View<'_>, id: MemberId) -> Result<(), Refusal> {
    match known(view, id)?.status {
        MemberStatus::Active => Err(Refusal::NothingChanges(Unchanged::Status)),
        MemberStatus::Suspended | MemberStatus::Removed => Ok(()),
    }
}

/// G-06, G-10, G-18. A governor that is removed governs no more, also once it is reinstated.
pub(in crate::registry) fn remove(view: &View<'_>, id: MemberId) -> Result<(), Refusal> {
    match known(view, id)?.status {
        MemberStatus::Removed => return Err(Refusal::NothingChanges(Unchanged::Status)),
        MemberStatus::Active | MemberStatus::Suspended => {}
    }
    enough_without(view, id)
}

/// G-06, G-08, G-10. Of a suspended member too: it is reinstated with them.
pub(in crate::registry) fn change_capacities(
    view: &View<'_>,
    id: MemberId,
    capacities: Capacities,
) -> Result<(), Refusal> {
    let member = known(view, id)?;
    if member.status == MemberStatus::Removed {
        return Err(Refusal::RemovedMember { member: id });
    }
    if member.capacities == capacities {
        return Err(Refusal::NothingChanges(Unchanged::Capacities));
    }
    Ok(())
}

/// G-10. That the set is one was checked when it was read.
pub(in crate::registry) fn change_validators(
    view: &View<'_>,
    validators: &ValidatorSet,
) -> Result<(), Refusal> {
    if view.network.validators == *validators {
        return Err(Refusal::NothingChanges(Unchanged::Validators));
    }
    Ok(())
}

/// G-19, G-22.
pub(in crate::registry) fn adopt_rulebook(view: &View<'_>, rulebook: u32) -> Result<(), Refusal> {
    let newest = view.network.newest_rulebook();
    if rulebook <= newest {
        return Err(Refusal::RulebookNotNewer { rulebook, newest });
    }
    has_room(view.network.rulebooks.len(), limits::RULEBOOKS)
}

/// G-20, G-22.
pub(in crate::registry) fn register_terms(
    view: &View<'_>,
    profile: &TermsProfile,
) -> Result<(), Refusal> {
    if view.network.terms_profiles.contains_key(&profile.number) {
        return Err(Refusal::KnownTerms { number: profile.number });
    }
    has_room(view.network.terms_profiles.len(), limits::TERMS_PROFILES)
}

/// G-06, G-10, G-21.
pub(in crate::registry) fn set_governance(
    view: &View<'_>,
    governors: &BTreeSet<MemberId>,
    threshold: u32,
) -> Result<(), Refusal> {
    for id in governors {
        known(view, *id)?;
    }
    if view.network.governors == *governors && view.network.threshold == threshold {
        return Err(Refusal::NothingChanges(Unchanged::Governance));
    }
    if let Some(member) = governors.iter().find(|id| !view.is_active(**id)) {
        return Err(Refusal::GovernorNotActive { member: *member });
    }
    let most = governors.len().min(limits::GOVERNANCE_THRESHOLD);
    if threshold == 0 || threshold as usize > most {
        return Err(Refusal::Threshold { threshold, governors: governors.len() });
    }
    Ok(())
}

fn known<'a>(view: &View<'a>, id: MemberId) -> Result<&'a Member, Refusal> {
    view.records.members.get(&id).ok_or(Refusal::UnknownMember { member: id })
}

/// G-18: the governors left can still act, and undo it.
fn enough_without(view: &View<'_>, id: MemberId) -> Result<(), Refusal> {
    let left = view.active_governors(id);
    let threshold = view.network.threshold;
    if left < threshold as usize && view.network.governors.contains(&id) {
        return Err(Refusal::TooFewGovernors { left, threshold });
    }
    Ok(())
}

fn has_room(entries: usize, limit: usize) -> Result<(), Refusal> {
    if entries < limit { Ok(()) } else { Err(Refusal::ListFull { limit }) }
}
