//! The table of acts, and the checks it drives.
//!
//! An act passes in this order, and the first no is the answer: the title exists and has not
//! ended; who acts is enrolled and may act for whom it says; it is the party the table names; the
//! title has a status the table names; then what the act's own file asks.

pub mod endorse;
pub mod issue;
pub mod sign;
pub mod surrender;
pub mod transfer;

use crate::instruction::{ActKind, Acting, Instruction};
use crate::party::{PartyId, Standing};
use crate::refusal::Refusal;
use crate::title::{Order, Status, Time, Title};
use crate::view::View;

/// Who may do an act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Any member with the capacity of carrier.
    AnyCarrier,
    /// The carrier that issued the title.
    IssuingCarrier,
    /// The party in control.
    Controller,
    /// The party in control, if the bill also stands to its order.
    EntitledController,
    /// The party to whom control is offered.
    Recipient,
}

/// The status from which an act is possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// There is no title yet.
    Nothing,
    /// [`Status::Active`], or offered and overdue.
    Active,
    /// [`Status::Offered`] and not overdue.
    Offered,
    /// [`Status::Surrendered`].
    Surrendered,
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The act.
    pub act: ActKind,
    /// Who may do it.
    pub who: Who,
    /// From which status.
    pub from: From,
    /// What it does, in words.
    pub effect: &'static str,
}

/// The table: every act, who may do it, from which status, and what it does.
pub const TABLE: [Row; 11] = [
    row(
        ActKind::Issue,
        Who::AnyCarrier,
        From::Nothing,
        "the title begins; its first controller holds it",
    ),
    row(
        ActKind::Offer,
        Who::Controller,
        From::Active,
        "a recipient may take control until the offer lapses",
    ),
    row(
        ActKind::Withdraw,
        Who::Controller,
        From::Offered,
        "the offer is gone; control never moved",
    ),
    row(
        ActKind::Accept,
        Who::Recipient,
        From::Offered,
        "control moves, and with it the order party if the offer said so",
    ),
    row(ActKind::Decline, Who::Recipient, From::Offered, "the offer is gone; control never moved"),
    row(
        ActKind::Endorse,
        Who::EntitledController,
        From::Active,
        "the order party changes; control does not",
    ),
    row(
        ActKind::CancelEndorsement,
        Who::Controller,
        From::Active,
        "the order party before the endorsement stands again",
    ),
    row(
        ActKind::Sign,
        Who::Controller,
        From::Active,
        "a visible mark of possession; nothing moves",
    ),
    row(
        ActKind::SurrenderForDelivery,
        Who::EntitledController,
        From::Active,
        "the carrier is in control until it answers",
    ),
    row(
        ActKind::AcceptSurrender,
        Who::IssuingCarrier,
        From::Surrendered,
        "the title ends: accomplished",
    ),
    row(
        ActKind::RejectSurrender,
        Who::IssuingCarrier,
        From::Surrendered,
        "the requester is in control again",
    ),
];

const fn row(act: ActKind, who: Who, from: From, effect: &'static str) -> Row {
    Row { act, who, from, effect }
}

/// The row of an act.
#[must_use]
pub fn row_of(act: ActKind) -> &'static Row {
    TABLE.iter().find(|row| row.act == act).expect("every act has its row; a test counts them")
}

/// An act whose title, actor and status have passed the table. Only [`Case::open`] makes one, so
/// no act's file can be reached by a party that may not act.
#[derive(Debug)]
pub struct Case<'a> {
    view: View<'a>,
    title: Title,
    by: Acting,
}

impl<'a> Case<'a> {
    /// Checks an act on an existing title against the table.
    ///
    /// # Errors
    ///
    /// T-01 to T-04 and T-10 to T-17, in that order.
    pub fn open(view: &View<'a>, instruction: &Instruction) -> Result<Self, Refusal> {
        let recorded = view.title.ok_or(Refusal::UnknownTitle { title: instruction.title })?;
        let title = recorded.at(view.now);
        // T-02: nothing may follow the end (MLETR art. 18, DCSA: nothing after SACC).
        if let Status::Ended(end) = title.status {
            return Err(Refusal::TitleEnded { title: title.id, end });
        }
        may_act(view, &instruction.by)?;
        let row = row_of(instruction.act.kind());
        let principal = instruction.by.principal();
        check_who(row, recorded, &title, principal, view.now)?;
        check_from(row, &title)?;
        Ok(Self { view: *view, title, by: instruction.by })
    }

    /// The title as it reads now.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The party whose act this is.
    #[must_use]
    pub fn principal(&self) -> PartyId {
        self.by.principal()
    }

    /// The block's time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.view.now
    }

    /// Checks that `party` may take title under this bill's rulebook.
    pub(crate) fn may_take(&self, party: PartyId) -> Result<(), Refusal> {
        may_take(&self.view, party, self.title.rulebook)
    }

    /// Checks every party an order names.
    pub(crate) fn may_stand_in(&self, order: &Order) -> Result<(), Refusal> {
        crate::instruction::order_parties(order)
            .into_iter()
            .try_for_each(|party| self.may_take(party))
    }
}

/// T-03, T-04: who signs is enrolled, and acts for itself.
pub(crate) fn may_act(view: &View<'_>, by: &Acting) -> Result<Standing, Refusal> {
    let standing = view
        .parties
        .standing(&by.actor, view.now)
        .map_err(|lack| Refusal::ActorWithoutStanding { party: by.actor, lack })?;
    match by.represented {
        // No grant of authority is recorded on this ledger yet, so none can be relied on.
        Some(represented) if represented != by.actor => {
            Err(Refusal::NoAuthority { actor: by.actor, represented })
        }
        _ => Ok(standing),
    }
}

/// T-21, T-22, T-23: whoever shall take title is enrolled, may hold title, and has consented to
/// the bill's rulebook (MLETR art. 7).
pub(crate) fn may_take(view: &View<'_>, party: PartyId, rulebook: u32) -> Result<(), Refusal> {
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
    Ok(())
}

fn check_who(
    row: &Row,
    recorded: &Title,
    title: &Title,
    principal: PartyId,
    now: Time,
) -> Result<(), Refusal> {
    match row.who {
        Who::AnyCarrier => unreachable!("issue names no existing title"),
        Who::Controller => check_control(row, title, principal),
        Who::EntitledController => {
            check_control(row, title, principal)?;
            check_entitlement(row, title, principal)
        }
        // T-13: surrender is answered by the carrier that issued the bill.
        Who::IssuingCarrier if principal != title.carrier => {
            Err(Refusal::NotTheCarrier { party: principal, act: row.act })
        }
        Who::IssuingCarrier => Ok(()),
        Who::Recipient => check_recipient(recorded, title, principal, now),
    }
}

/// T-10: one party is in control, and only it disposes of the bill (MLETR art. 11).
fn check_control(row: &Row, title: &Title, party: PartyId) -> Result<(), Refusal> {
    if title.controller() == Some(party) {
        Ok(())
    } else {
        Err(Refusal::NotController { party, act: row.act })
    }
}

/// T-11: control is not enough where the bill stands to another's order. A carrier in control of
/// a surrendered bill is told of the surrender instead (T-15).
fn check_entitlement(row: &Row, title: &Title, party: PartyId) -> Result<(), Refusal> {
    let surrendered = matches!(title.status, Status::Surrendered { .. });
    if surrendered || title.is_entitled(party) {
        Ok(())
    } else {
        Err(Refusal::NotEntitled { party, order: title.order, act: row.act })
    }
}

/// T-12, T-16: only the party to whom it is offered, and only while the offer stands.
fn check_recipient(
    recorded: &Title,
    title: &Title,
    principal: PartyId,
    now: Time,
) -> Result<(), Refusal> {
    match (title.status, recorded.status) {
        (Status::Offered { offer, .. }, _) if offer.to == principal => Ok(()),
        (Status::Offered { .. }, _) => Err(Refusal::NotRecipient { party: principal }),
        (_, Status::Offered { offer, .. }) => Err(Refusal::OfferLapsed { until: offer.until, now }),
        _ => Err(Refusal::NoOffer { title: title.id }),
    }
}

fn check_from(row: &Row, title: &Title) -> Result<(), Refusal> {
    match (row.from, title.status) {
        (From::Active, Status::Active { .. })
        | (From::Offered, Status::Offered { .. })
        | (From::Surrendered, Status::Surrendered { .. }) => Ok(()),
        (From::Active, Status::Offered { offer, .. }) => {
            Err(Refusal::OfferPending { to: offer.to, until: offer.until })
        }
        (From::Active | From::Offered, Status::Surrendered { requester }) => {
            Err(Refusal::SurrenderPending { requester })
        }
        (From::Offered, _) => Err(Refusal::NoOffer { title: title.id }),
        (From::Surrendered, _) => Err(Refusal::NoSurrender { title: title.id }),
        (From::Nothing, _) | (From::Active, Status::Ended(_)) => {
            unreachable!("issue has no case, and an ended title is refused before (T-02)")
        }
    }
}
