//! An act that has passed the table.

use super::consent::{self, Consents};
use super::from::check_from;
use super::standing::{may_act, may_take};
use super::table::{Row, Who, row_of};
use super::who::check_who;
use crate::instruction::{Act, Instruction};
use crate::party::{PartyId, Standing};
use crate::refusal::Refusal;
use crate::title::{Order, Status, Time, Title, TitleId};
use crate::view::View;

/// An act whose title, signers and status have passed the table. Only [`Case::open`] makes one,
/// so no act's file can be reached by a party that may not act.
#[derive(Debug)]
pub struct Case<'a> {
    pub(super) view: View<'a>,
    pub(super) instruction: &'a Instruction,
    /// As last recorded, an overdue offer included.
    pub(super) recorded: &'a Title,
    title: Title,
    pub(super) standing: Standing,
}

impl<'a> Case<'a> {
    /// Checks an act on an existing title against the table.
    ///
    /// # Errors
    ///
    /// T-01 to T-04, T-10 to T-17, T-26 to T-33 and T-43, in the order of the groups in
    /// [`crate::refusal`].
    pub fn open(view: &View<'a>, instruction: &'a Instruction) -> Result<Self, Refusal> {
        let row = row_of(instruction.act.kind());
        let case = Self::of_title(view, instruction, instruction.title)?;
        case.check(row)?;
        consent::check(&case, consent::needed(&case))?;
        Ok(case)
    }

    /// Finds a title and who signs: T-01 to T-04.
    pub(super) fn of_title(
        view: &View<'a>,
        instruction: &'a Instruction,
        id: TitleId,
    ) -> Result<Self, Refusal> {
        let recorded = live(view, instruction, id)?;
        let standing = may_act(view, instruction)?;
        let title = recorded.at(view.now);
        Ok(Self { view: *view, instruction, recorded, title, standing })
    }

    /// Who may act, and from which status.
    pub(super) fn check(&self, row: &Row) -> Result<(), Refusal> {
        check_who(self, row)?;
        check_from(self, row)
    }

    /// The title as it reads now.
    #[must_use]
    pub fn title(&self) -> &Title {
        &self.title
    }

    /// The party whose act this is.
    #[must_use]
    pub fn principal(&self) -> PartyId {
        self.instruction.by.principal()
    }

    /// What is to be done.
    #[must_use]
    pub fn act(&self) -> &'a Act {
        &self.instruction.act
    }

    /// The block's time.
    #[must_use]
    pub fn now(&self) -> Time {
        self.view.now
    }

    /// Checks that `party` may take title under this bill's rulebook.
    pub(crate) fn may_take(&self, party: PartyId) -> Result<(), Refusal> {
        may_take(&self.view, party, self.title.rulebook).map(|_| ())
    }

    /// Checks every party an order names.
    pub(crate) fn may_stand_in(&self, order: &Order) -> Result<(), Refusal> {
        order.parties().into_iter().try_for_each(|party| self.may_take(party))
    }

    /// The order party whose signature an act needs that touches its rights, unless the bill
    /// stands to the party in control.
    pub(super) fn order_consent(&self, controller: PartyId) -> Consents {
        consent::of_order_party(&self.title.order, controller)
    }
}

/// T-01, T-02: the title exists, and nothing but a notice follows its end (MLETR art. 18; DCSA:
/// nothing after `SACC`).
pub(super) fn live<'a>(
    view: &View<'a>,
    instruction: &Instruction,
    id: TitleId,
) -> Result<&'a Title, Refusal> {
    let recorded = view.titles.get(&id).ok_or(Refusal::UnknownTitle { title: id })?;
    match recorded.status {
        Status::Ended(end) if !matches!(instruction.act, Act::Annotate { .. }) => {
            Err(Refusal::TitleEnded { title: id, end })
        }
        _ => Ok(recorded),
    }
}

impl Row {
    /// Whether the act is an order, which a hold does not stop.
    pub(super) fn is_order(&self) -> bool {
        self.who == Who::Governance
    }
}
