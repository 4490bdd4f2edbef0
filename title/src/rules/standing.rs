//! Who may sign, and who may take title.

use crate::instruction::Instruction;
use crate::party::{PartyId, Standing};
use crate::refusal::Refusal;
use crate::view::View;

/// T-03, T-04: whoever signs is enrolled in good standing, and so is the party it acts for, which
/// allowed it this act on the ledger. Returns the standing of the party whose act it is.
pub(crate) fn may_act(view: &View<'_>, instruction: &Instruction) -> Result<Standing, Refusal> {
    let by = &instruction.by;
    let mut standing = in_good_standing(view, by.actor)?;
    if let Some(represented) = by.represented {
        standing = in_good_standing(view, represented)?;
    }
    for party in &instruction.with {
        in_good_standing(view, *party)?;
    }
    let act = instruction.act.kind();
    match by.represented {
        Some(represented) => view
            .parties
            .authority(represented, by.actor, act, view.now)
            .map(|()| standing)
            .map_err(|why| Refusal::NoAuthority { actor: by.actor, represented, act, why }),
        None => Ok(standing),
    }
}

fn in_good_standing(view: &View<'_>, party: PartyId) -> Result<Standing, Refusal> {
    view.parties
        .standing(&party, view.now)
        .map_err(|lack| Refusal::ActorWithoutStanding { party, lack })
}

/// T-21, T-22, T-23: whoever shall take title is enrolled, may hold title, and has consented to
/// the bill's rulebook (MLETR art. 7).
pub(crate) fn may_take(
    view: &View<'_>,
    party: PartyId,
    rulebook: u32,
) -> Result<Standing, Refusal> {
    let standing = view
        .parties
        .standing(&party, view.now)
        .map_err(|lack| Refusal::NamedWithoutStanding { party, lack })?;
    if !standing.capacities.may_hold() {
        return Err(Refusal::MayNotHold { party, capacities: standing.capacities });
    }
    if standing.rulebook < rulebook {
        return Err(Refusal::RulebookNotAccepted { party, rulebook, accepted: standing.rulebook });
    }
    Ok(standing)
}
