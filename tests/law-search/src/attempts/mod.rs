//! What is tried: in every state everything that the bounds name, by everybody, whether it makes
//! sense or not.

mod begin;
mod linking;
mod one;
mod orders;
mod several;

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use title::{Act, ActKind, Acting, Instruction, Mandate, PartyId, Status, Time, Title, TitleId};

use crate::bounds::{Bounds, NOW, Scope};
use crate::cast::Party;
use crate::state::Here;

/// Later than now: an offer or hold that ends then stands.
pub const LATER: Time = Time(NOW.0 + 1);
/// Before now: an offer or hold that ended then has lapsed.
pub const PAST: Time = Time(NOW.0 - 1);

/// One thing somebody tries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// What is signed.
    pub instruction: Instruction,
    /// How far the signers speak for the governance.
    pub mandate: Mandate,
}

/// A mandate that is given.
pub(crate) const ORDERED: Mandate = Mandate { have: 1, need: 1, outsider: None };
/// One that is not.
pub(crate) const NOT_ORDERED: Mandate = Mandate { have: 0, need: 1, outsider: None };

impl Attempt {
    /// An act nobody else signs.
    pub(crate) fn by(party: Party, title: TitleId, act: Act) -> Self {
        Self::signed(party, title, act, &[])
    }

    /// An act others sign too.
    pub(crate) fn signed(party: Party, title: TitleId, act: Act, with: &[Party]) -> Self {
        let mut with: Vec<PartyId> = with.iter().map(|party| party.id()).collect();
        with.sort();
        let instruction = Instruction { by: Acting::own(party.id()), with, title, act };
        Self { instruction, mandate: NOT_ORDERED }
    }

    /// The act's name.
    #[must_use]
    pub fn kind(&self) -> ActKind {
        self.instruction.act.kind()
    }

    /// Whose act it is.
    #[must_use]
    pub fn principal(&self) -> PartyId {
        self.instruction.by.principal()
    }

    /// Whether this party's signature is under it, or its agent's.
    #[must_use]
    pub fn is_signed_by(&self, party: PartyId) -> bool {
        let first = [self.principal(), self.instruction.by.actor];
        first.contains(&party) || self.instruction.with.contains(&party)
    }

    /// Whether the governance signed it.
    #[must_use]
    pub fn is_ordered(&self) -> bool {
        self.mandate.have >= self.mandate.need && self.mandate.outsider.is_none()
    }
}

/// Everything that is tried.
#[derive(Debug)]
pub struct Attempts {
    bounds: Bounds,
    begins: Vec<Attempt>,
    on_title: BTreeMap<TitleId, Vec<Attempt>>,
}

impl Attempts {
    /// All attempts within the bounds.
    #[must_use]
    pub fn of(bounds: &Bounds) -> Self {
        let on_title = |id| match bounds.scope {
            Scope::One => one::on_title(bounds, id),
            Scope::Two | Scope::Paper => several::on_title(bounds, id),
        };
        Self {
            begins: begin::attempts(bounds),
            on_title: bounds.slots.iter().map(|slot| (slot.id(), on_title(slot.id()))).collect(),
            bounds: bounds.clone(),
        }
    }

    /// Shows every attempt that is made here, until told to stop.
    pub fn each<B>(
        &self,
        here: &Here,
        mut show: impl FnMut(&Attempt) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        for (id, attempts) in &self.on_title {
            // Where no title is, one attempt tells (T-01).
            let tried = if here.titles.contains_key(id) { attempts.len() } else { 1 };
            attempts[..tried].iter().try_for_each(&mut show)?;
        }
        self.begins.iter().try_for_each(&mut show)?;
        linking::attempts(&self.bounds, here).iter().try_for_each(&mut show)
    }
}

/// Time that passes for one offer or one hold, while everything else stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Passing {
    /// Towards the end of the offer of this title.
    OfOffer(TitleId),
    /// Towards the end of the hold of this title.
    OfHold(TitleId),
}

/// Every way in which time may pass here, with the title as it reads after.
#[must_use]
pub fn passings(here: &Here) -> Vec<(Passing, Title)> {
    let live = here.titles.values().filter(|title| title.is_live());
    live.flat_map(|title| [offer_passing(title), hold_passing(title)]).flatten().collect()
}

fn offer_passing(title: &Title) -> Option<(Passing, Title)> {
    let Status::Offered { controller, mut offer } = title.status else { return None };
    offer.until = sooner(offer.until)?;
    let status = Status::Offered { controller, offer };
    Some((Passing::OfOffer(title.id), Title { status, ..title.clone() }))
}

fn hold_passing(title: &Title) -> Option<(Passing, Title)> {
    let mut hold = title.hold?;
    hold.until = sooner(hold.until)?;
    Some((Passing::OfHold(title.id), Title { hold: Some(hold), ..title.clone() }))
}

fn sooner(until: Time) -> Option<Time> {
    match until {
        PAST => None,
        NOW => Some(PAST),
        _ => Some(NOW),
    }
}

/// All rows of up to two of these parties.
fn up_to_two(parties: impl Iterator<Item = Party> + Clone) -> Vec<Vec<Party>> {
    let mut rows = vec![vec![]];
    rows.extend(parties.clone().map(|party| vec![party]));
    for one in parties.clone() {
        rows.extend(parties.clone().filter(|other| one < *other).map(|other| vec![one, other]));
    }
    rows
}
