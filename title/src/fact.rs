//! What the ledger records.

use crate::instruction::{Acting, Endorsement, Issue, RejectionReason};
use crate::party::PartyId;
use crate::title::{Order, Time, TitleId};

/// One recorded change of one title. Facts are the single source of state, history and receipts,
/// so each says its whole effect and can be read alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The title.
    pub title: TitleId,
    /// Who acted.
    pub by: Acting,
    /// The block time.
    pub at: Time,
    /// What happened.
    pub event: Event,
}

/// What happened to a title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// The title came into being.
    Issued(Issue),
    /// Control was offered; it has not moved.
    Offered {
        /// To whom.
        to: PartyId,
        /// With which endorsement, in effect on acceptance.
        endorsement: Option<Endorsement>,
        /// The last block time for acceptance.
        until: Time,
    },
    /// The offer was taken back.
    Withdrawn,
    /// Control moved.
    Accepted {
        /// Who was in control.
        from: PartyId,
        /// Who is now.
        to: PartyId,
        /// The new order party, where the offer carried an endorsement.
        order: Option<Order>,
    },
    /// The offer was refused.
    Declined,
    /// The order party changed; control did not.
    Endorsed(Endorsement),
    /// The controller's endorsement was undone.
    EndorsementCancelled {
        /// The order that stands again.
        order: Order,
    },
    /// The controller left its mark.
    Signed,
    /// Delivery was asked for; the carrier is in control until it answers.
    SurrenderRequested,
    /// The carrier delivered against the bill: the title has ended.
    SurrenderAccepted,
    /// The carrier sent the bill back.
    SurrenderRejected {
        /// Who is in control again.
        to: PartyId,
        /// Why.
        reason: RejectionReason,
    },
}
