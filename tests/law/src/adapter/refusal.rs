//! The model's no as the law's refusal, to the last field.

use title::{ActKind, Asked, Capacities, Consent, End, Lack, MediumPart, Refusal, Unauthorised};

use super::{instruction, names};
use crate::model::{Deed, Kind, Moment, No, NoGrant, Party, Stage, Stands, Want, World};

/// The refusal that the law should give.
pub(crate) fn refusal(world: &World, deed: &Deed, now: Moment, no: No) -> Refusal {
    let act = kind(deed.kind);
    let party = names::party;
    let title = names::title;
    match no {
        No::T01(number) => Refusal::UnknownTitle { title: title(number) },
        No::T02(number, stage) => Refusal::TitleEnded { title: title(number), end: end(stage) },
        No::T03(who, want) => Refusal::ActorWithoutStanding { party: party(who), lack: lack(want) },
        No::T04(why) => Refusal::NoAuthority {
            actor: party(deed.actor),
            represented: party(deed.principal()),
            act,
            why: unauthorised(why),
        },
        No::T05(who) => Refusal::NotACarrier { party: party(who) },
        No::T06Live(number) => Refusal::AlreadyIssued { title: title(number) },
        No::T06Used(number) => Refusal::ReferenceUsed { reference: names::reference(number) },
        No::T07 { stated, next } => Refusal::OtherVersion { stated, next },
        No::T08Unknown(rulebook) => Refusal::UnknownRulebook { rulebook },
        No::T08Superseded { rulebook, newest } => Refusal::RulebookSuperseded { rulebook, newest },
        No::T09(terms_profile) => Refusal::UnknownTermsProfile { terms_profile },
        No::T10(who) => Refusal::NotController { party: party(who), act },
        No::T11(who, stands) => Refusal::NotEntitled {
            party: party(who),
            order: names::order(stands),
            act: endorsing(act),
        },
        No::T12(who) => Refusal::NotRecipient { party: party(who) },
        No::T13(who) => Refusal::NotTheCarrier { party: party(who), act },
        No::T14 { to, until } => Refusal::OfferPending { to: party(to), until: names::time(until) },
        No::T15 { requester } => Refusal::SurrenderPending { requester: party(requester) },
        No::T16None(number) => Refusal::NoOffer { title: title(number) },
        No::T16Lapsed { until } => {
            Refusal::OfferLapsed { until: names::time(until), now: names::time(now) }
        }
        No::T17(number) => Refusal::NoSurrender { title: title(number) },
        No::T18(number) => Refusal::StraightBill { title: title(number) },
        No::T19(who) => Refusal::EndorsementWasFinal { party: party(who) },
        No::T20(who) => Refusal::OfferToSelf { party: party(who) },
        No::T21(who, want) => Refusal::NamedWithoutStanding { party: party(who), lack: lack(want) },
        No::T22(who) => Refusal::MayNotHold {
            party: party(who),
            capacities: Capacities::from_bits(world.people[usize::from(who)].capacities)
                .expect("the model's capacities have the ledger's numbers"),
        },
        No::T23 { party: who, rulebook } => Refusal::RulebookNotAccepted {
            party: party(who),
            rulebook,
            accepted: world.people[usize::from(who)].accepted,
        },
        later => later_refusal(world, deed, now, later),
    }
}

fn later_refusal(world: &World, deed: &Deed, now: Moment, no: No) -> Refusal {
    let act = kind(deed.kind);
    let party = names::party;
    let title = names::title;
    let now = names::time(now);
    match no {
        No::T24(number) => Refusal::NothingToCancel { title: title(number) },
        No::T25 { until } => Refusal::OfferDeadlinePassed { until: names::time(until), now },
        No::T26One(who) => Refusal::MissingConsent { act, of: Consent::Of(party(who)) },
        No::T26Either(one, other) => {
            Refusal::MissingConsent { act, of: Consent::OfEither(party(one), party(other)) }
        }
        No::T27(who) => {
            Refusal::NotAnAnnotator { party: party(who), kind: instruction::annotation(deed.word) }
        }
        No::T28 { have } => Refusal::NotOrdered { have, need: world.quorum },
        No::T29 { until } => Refusal::TitleHeld { until: names::time(until), now },
        No::T30 { pledgor } => Refusal::TitlePledged { pledgor: party(pledgor) },
        No::T31(number) => Refusal::NotPledged { title: title(number) },
        No::T32(number) => Refusal::NotHeld { title: title(number) },
        No::T33 { stage, reason, heir } => {
            Refusal::OtherWasAsked { asked: asked(stage, reason, heir), act }
        }
        No::T34Statement => Refusal::MediumIncomplete { missing: MediumPart::Statement },
        No::T34Paper => Refusal::MediumIncomplete { missing: MediumPart::Paper },
        No::T35NotLive(number) => Refusal::MasterNotLive { master: title(number) },
        No::T35Ended(number, stage) => {
            Refusal::MasterEnded { master: title(number), end: end(stage) }
        }
        No::T36(who) => Refusal::NoStandingConsent { party: party(who) },
        No::T37(number) => Refusal::NothingToHandBack { title: title(number) },
        No::T38(number) => Refusal::ControlHasPassed { title: title(number) },
        No::T39 { reason, ends, begins } => {
            Refusal::OtherShape { reason: instruction::amendment(reason), ends, begins }
        }
        No::T40(who, stands) => {
            Refusal::ReplacedElsewhere { party: party(who), order: names::order(stands) }
        }
        No::T41 { until } => Refusal::HoldPeriod { until: names::time(until), now },
        No::T42(number) => Refusal::ReleaseTooEarly { title: title(number) },
        No::T43(who) => Refusal::NeedlessConsent { party: party(who) },
        No::T44(number) => Refusal::OtherKindOfBill { title: title(number) },
        earlier => unreachable!("{earlier:?} is spelled out above"),
    }
}

/// An offer or a hand-over is refused for want of entitlement only as the endorsement it brings.
const fn endorsing(act: ActKind) -> ActKind {
    match act {
        ActKind::Offer | ActKind::HandOver => ActKind::Endorse,
        other => other,
    }
}

/// The act's name in the law.
pub(crate) const fn kind(kind: Kind) -> ActKind {
    ActKind::ALL[kind as usize]
}

/// What a party lacks.
pub(crate) const fn lack(want: Want) -> Lack {
    match want {
        Want::NotEnrolled => Lack::NotEnrolled,
        Want::Suspended => Lack::Suspended,
        Want::Removed => Lack::Removed,
        Want::Lapsed => Lack::Lapsed,
    }
}

/// How a title ended.
pub(crate) fn end(stage: Stage) -> End {
    match stage {
        Stage::Delivered => End::Accomplished,
        Stage::Replaced => End::Replaced,
        Stage::OnPaper => End::Paper,
        Stage::Void => End::Void,
        live => unreachable!("{live:?} is no end"),
    }
}

/// What was asked of the carrier.
pub(crate) fn asked(stage: Stage, reason: u8, heir: Option<(Party, Stands)>) -> Asked {
    match stage {
        Stage::DeliveryAsked => Asked::Delivery,
        Stage::AmendmentAsked => {
            let (to, stands) = heir.expect("an amendment names an heir");
            let reason = instruction::amendment(reason);
            Asked::Amendment { reason, to: names::party(to), order: names::order(stands) }
        }
        Stage::PaperAsked => Asked::Paper,
        other => unreachable!("nothing was asked at {other:?}"),
    }
}

const fn unauthorised(why: NoGrant) -> Unauthorised {
    match why {
        NoGrant::None => Unauthorised::NotGranted,
        NoGrant::OtherActs => Unauthorised::OtherActs,
        NoGrant::Lapsed => Unauthorised::Lapsed,
    }
}
