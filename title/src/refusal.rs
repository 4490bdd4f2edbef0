//! Every reason for no.
//!
//! Precedence is the order of these groups, and within a group the order an act's path asks in:
//! whether the title exists and is live (T-01, T-02), who signs (T-03, T-04), what is issued (T-05
//! to T-09, T-34, T-35, T-40), who may act (T-10 to T-13, T-27, T-28), from which status (T-14 to
//! T-17, T-29 to T-33), whose consent is there (T-26, T-43), and last what the act asks. Every node
//! and every wallet thus gives the same reason.

mod rules;
mod words;

pub use self::words::{Explanation, order_words};

use crate::instruction::{ActKind, AmendmentReason, AnnotationKind};
use crate::party::{Capacities, Lack, PartyId, Unauthorised};
use crate::title::{Asked, End, Order, ReferenceKey, Time, TitleId};

/// A rule's no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// T-01: the title does not exist.
    UnknownTitle {
        /// The title named.
        title: TitleId,
    },
    /// T-02: the title has ended; nothing may follow.
    TitleEnded {
        /// The title named.
        title: TitleId,
        /// How it ended.
        end: End,
    },
    /// T-03: who signs is not enrolled in good standing.
    ActorWithoutStanding {
        /// Who signed.
        party: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// T-04: who acts for another has no authority on the ledger.
    NoAuthority {
        /// Who signed.
        actor: PartyId,
        /// For whom it says to act.
        represented: PartyId,
        /// What it tried.
        act: ActKind,
        /// Why it may not.
        why: Unauthorised,
    },
    /// T-05: only a carrier issues bills.
    NotACarrier {
        /// Who signed.
        party: PartyId,
    },
    /// T-06: a title is live under this reference.
    AlreadyIssued {
        /// The live title.
        title: TitleId,
    },
    /// T-06: the reference was used before; only a replacement opens it again.
    ReferenceUsed {
        /// The reference key.
        reference: ReferenceKey,
    },
    /// T-07: the version is not the next of its reference.
    OtherVersion {
        /// The version stated.
        stated: u32,
        /// The one that is next.
        next: u32,
    },
    /// T-08: the rulebook is not registered.
    UnknownRulebook {
        /// The rulebook stated.
        rulebook: u32,
    },
    /// T-08: a newer rulebook was adopted; new bills live under that.
    RulebookSuperseded {
        /// The rulebook stated.
        rulebook: u32,
        /// The newest.
        newest: u32,
    },
    /// T-09: the terms profile is not registered.
    UnknownTermsProfile {
        /// The profile stated.
        terms_profile: u32,
    },
    /// T-10: only the party in control may do this.
    NotController {
        /// Who tried.
        party: PartyId,
        /// What it tried.
        act: ActKind,
    },
    /// T-11: the party is in control, but the bill stands to another's order.
    NotEntitled {
        /// Who tried.
        party: PartyId,
        /// To whose order the bill stands.
        order: Order,
        /// What it tried.
        act: ActKind,
    },
    /// T-12: the offer is to another.
    NotRecipient {
        /// Who tried.
        party: PartyId,
    },
    /// T-13: only the carrier that issued the bill answers surrender.
    NotTheCarrier {
        /// Who tried.
        party: PartyId,
        /// What it tried.
        act: ActKind,
    },
    /// T-14: an offer stands; the bill waits for its answer.
    OfferPending {
        /// To whom.
        to: PartyId,
        /// Until when.
        until: Time,
    },
    /// T-15: the bill is surrendered; it waits for the carrier's answer.
    SurrenderPending {
        /// Who asked.
        requester: PartyId,
    },
    /// T-16: there is no offer to answer or take back.
    NoOffer {
        /// The title.
        title: TitleId,
    },
    /// T-16: the offer has lapsed.
    OfferLapsed {
        /// Its last moment.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// T-17: there is no surrender to answer.
    NoSurrender {
        /// The title.
        title: TitleId,
    },
    /// T-18: a straight bill cannot be endorsed.
    StraightBill {
        /// The title.
        title: TitleId,
    },
    /// T-19: the endorsement to this party was final.
    EndorsementWasFinal {
        /// The order party.
        party: PartyId,
    },
    /// T-20: control is offered to another, not to oneself.
    OfferToSelf {
        /// The party.
        party: PartyId,
    },
    /// T-21: a party named to take title is not enrolled in good standing.
    NamedWithoutStanding {
        /// The party named.
        party: PartyId,
        /// What it lacks.
        lack: Lack,
    },
    /// T-22: a party named to take title may hold none.
    MayNotHold {
        /// The party named.
        party: PartyId,
        /// Its capacities.
        capacities: Capacities,
    },
    /// T-23: a party named to take title has not accepted the bill's rulebook.
    RulebookNotAccepted {
        /// The party named.
        party: PartyId,
        /// The bill's rulebook.
        rulebook: u32,
        /// The newest the party accepted.
        accepted: u32,
    },
    /// T-24: the controller has no endorsement of its own to cancel.
    NothingToCancel {
        /// The title.
        title: TitleId,
    },
    /// T-25: the offer's last moment is not after the present one.
    OfferDeadlinePassed {
        /// The last moment stated.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// T-26: somebody whose consent the act needs has not signed it.
    MissingConsent {
        /// What was tried.
        act: ActKind,
        /// Whose consent is missing.
        of: Consent,
    },
    /// T-27: the party may not put a notice of this kind on the title.
    NotAnAnnotator {
        /// Who tried.
        party: PartyId,
        /// The notice.
        kind: AnnotationKind,
    },
    /// T-28: too few members of the governance sign the order.
    NotOrdered {
        /// How many sign.
        have: u32,
        /// How many must.
        need: u32,
    },
    /// T-29: an order keeps the title where it is.
    TitleHeld {
        /// The last moment of the hold.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// T-30: the bill is pledged.
    TitlePledged {
        /// Who gave the pledge.
        pledgor: PartyId,
    },
    /// T-31: there is no pledge to release or enforce.
    NotPledged {
        /// The title.
        title: TitleId,
    },
    /// T-32: there is no hold to lift.
    NotHeld {
        /// The title.
        title: TitleId,
    },
    /// T-33: the carrier's answer does not fit what was asked.
    OtherWasAsked {
        /// What was asked.
        asked: Asked,
        /// What the carrier tried.
        act: ActKind,
    },
    /// T-34: a change of medium without its statement or without the paper.
    MediumIncomplete {
        /// What is missing.
        missing: MediumPart,
    },
    /// T-35: the master bill named does not exist, or has ended.
    MasterNotLive {
        /// The master bill.
        master: TitleId,
    },
    /// T-35: the house bill's master ended otherwise than by delivery.
    MasterEnded {
        /// The master bill.
        master: TitleId,
        /// How it ended.
        end: End,
    },
    /// T-36: the party did not consent to be handed titles at once.
    NoStandingConsent {
        /// The party.
        party: PartyId,
    },
    /// T-37: nothing was handed over that could be given back.
    NothingToHandBack {
        /// The title.
        title: TitleId,
    },
    /// T-38: control has passed since issue; the bill cannot be void any more.
    ControlHasPassed {
        /// The title.
        title: TitleId,
    },
    /// T-39: what ends and what begins does not fit what was asked.
    OtherShape {
        /// What a surrender asked for.
        reason: AmendmentReason,
        /// How many titles end.
        ends: usize,
        /// How many begin.
        begins: usize,
    },
    /// T-40: a surrender asks for a bill in other hands, or to another's order, than what begins.
    ReplacedElsewhere {
        /// Who is to control what begins.
        party: PartyId,
        /// To whose order it is to stand.
        order: Order,
    },
    /// T-41: a hold ends after it begins, and not too far ahead.
    HoldPeriod {
        /// The last moment stated.
        until: Time,
        /// The block's time.
        now: Time,
    },
    /// T-42: cargo is released against a bill that was accomplished.
    ReleaseTooEarly {
        /// The title.
        title: TitleId,
    },
    /// T-43: somebody signs too whose consent the act does not need.
    NeedlessConsent {
        /// Who.
        party: PartyId,
    },
    /// T-44: an order cannot make a straight bill of another, or another of a straight one.
    OtherKindOfBill {
        /// The title.
        title: TitleId,
    },
}

/// Whose consent an act needs beside the one who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Consent {
    /// This party's.
    Of(PartyId),
    /// That of either of the two: shipper or consignee of a straight bill.
    OfEither(PartyId, PartyId),
}

impl Consent {
    /// Whether this party can give it.
    #[must_use]
    pub fn is_given_by(&self, party: PartyId) -> bool {
        match *self {
            Self::Of(one) => party == one,
            Self::OfEither(one, other) => party == one || party == other,
        }
    }
}

/// A part of a change of medium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediumPart {
    /// The statement that the medium changes.
    Statement,
    /// The commitment to the paper.
    Paper,
}
