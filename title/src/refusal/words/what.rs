//! What was refused, and why.

use super::super::{Consent, MediumPart, Refusal};
use super::names::order_words;
use crate::party::{PartyId, Unauthorised};
use crate::title::Time;

type Name<'a> = &'a dyn Fn(&PartyId) -> String;

pub(super) fn what(refusal: &Refusal, name: Name<'_>) -> String {
    exists(refusal, name)
        .or_else(|| begins(refusal))
        .or_else(|| who(refusal, name))
        .or_else(|| status(refusal, name))
        .or_else(|| transfers(refusal, name))
        .or_else(|| content(refusal, name))
        .expect("each refusal is worded by one of the six; a test words them all")
}

/// Whether there is a title, and who signs.
fn exists(refusal: &Refusal, name: Name<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::UnknownTitle { title } => format!("there is no title {title} on this ledger"),
        Refusal::TitleEnded { title, end } => format!("title {title} has ended: {}", end.word()),
        Refusal::ActorWithoutStanding { party, lack } => {
            format!("{} may not act: it is {}", name(party), lack.word())
        }
        Refusal::NoAuthority { actor, represented, act, why } => {
            let why = match why {
                Unauthorised::NotGranted => "none is recorded",
                Unauthorised::OtherActs => "it was granted for other acts",
                Unauthorised::Lapsed => "it has run out",
            };
            let (actor, represented, act) = (name(actor), name(represented), act.word());
            format!("{actor} has no authority of {represented} to {act}: {why}")
        }
        _ => return None,
    })
}

/// What an issue or a replacement asks.
fn begins(refusal: &Refusal) -> Option<String> {
    Some(match refusal {
        Refusal::AlreadyIssued { title } => {
            format!("this reference already has a live title, {title}")
        }
        Refusal::ReferenceUsed { reference } => {
            format!("reference key {reference} was used before and its titles have ended")
        }
        Refusal::OtherVersion { stated, next } => {
            format!("the next version under this reference is {next}, not {stated}")
        }
        Refusal::UnknownRulebook { rulebook } => {
            format!("rulebook {rulebook} is not registered on this ledger")
        }
        Refusal::RulebookSuperseded { rulebook, newest } => {
            format!("rulebook {rulebook} was superseded; new bills live under rulebook {newest}")
        }
        Refusal::UnknownTermsProfile { terms_profile } => {
            format!("terms profile {terms_profile} is not registered on this ledger")
        }
        Refusal::MediumIncomplete { missing: MediumPart::Statement } => {
            "the statement that the medium changes is missing".to_owned()
        }
        Refusal::MediumIncomplete { missing: MediumPart::Paper } => {
            "the commitment to the paper document is missing".to_owned()
        }
        Refusal::MasterNotLive { master } => {
            format!("master bill {master} does not exist on this ledger or has ended")
        }
        Refusal::OtherShape { reason, ends, begins } => format!(
            "{ends} of these bills would end and {begins} begin, which is no {}",
            reason.word()
        ),
        _ => return None,
    })
}

/// Who may act.
fn who(refusal: &Refusal, name: Name<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::NotACarrier { party } => {
            format!("{} is not a carrier and may not issue a bill", name(party))
        }
        Refusal::NotController { party, act } => {
            format!("{} is not in control of this bill and cannot {}", name(party), act.word())
        }
        Refusal::NotEntitled { party, order, act } => format!(
            "{} controls this bill but cannot {}: it stands {}",
            name(party),
            act.word(),
            order_words(order, name)
        ),
        Refusal::NotRecipient { party } => {
            format!("this bill is offered to another party, not to {}", name(party))
        }
        Refusal::NotTheCarrier { party, act } => {
            format!("{} did not issue this bill and cannot {}", name(party), act.word())
        }
        Refusal::MissingConsent { act, of } => {
            format!("to {} needs the signature of {} too", act.word(), consent(of, name))
        }
        Refusal::NeedlessConsent { party } => {
            format!("{} signs this too, which the act does not need", name(party))
        }
        Refusal::NotAnAnnotator { party, kind } => {
            format!("{} may not put a {} on this bill", name(party), kind.word())
        }
        Refusal::NotOrdered { have, need } => {
            format!("{have} members of the governance sign this order; {need} must")
        }
        _ => return None,
    })
}

/// From which status.
fn status(refusal: &Refusal, name: Name<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::OfferPending { to, .. } => {
            format!("this bill is offered to {} and waits for the answer", name(to))
        }
        Refusal::SurrenderPending { requester } => format!(
            "this bill was surrendered by {} and waits for the carrier's answer",
            name(requester)
        ),
        Refusal::NoOffer { title } => format!("title {title} is not offered to anyone"),
        Refusal::OfferLapsed { until, now } => {
            format!("the offer lapsed {} s ago", seconds(*until, *now))
        }
        Refusal::NoSurrender { title } => format!("title {title} is not surrendered"),
        Refusal::OtherWasAsked { asked, act } => {
            format!("this bill was surrendered for {}: you cannot {}", asked.word(), act.word())
        }
        Refusal::TitleHeld { until, now } => {
            format!("this bill is held by order for another {} s", seconds(*now, *until))
        }
        Refusal::TitlePledged { pledgor } => {
            format!("this bill is pledged by {}; nothing else moves it", name(pledgor))
        }
        Refusal::NotPledged { title } => format!("title {title} is not pledged"),
        Refusal::NotHeld { title } => format!("title {title} is not held"),
        _ => return None,
    })
}

/// What a transfer, an endorsement or a pledge asks.
fn transfers(refusal: &Refusal, name: Name<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::StraightBill { title } => {
            format!("title {title} is a straight bill and cannot be endorsed")
        }
        Refusal::EndorsementWasFinal { party } => {
            format!("the endorsement to {} was final: it may not endorse on", name(party))
        }
        Refusal::OfferToSelf { party } => format!("{} already controls this bill", name(party)),
        Refusal::NamedWithoutStanding { party, lack } => {
            format!("{} cannot take title: it is {}", name(party), lack.word())
        }
        Refusal::MayNotHold { party, capacities } => {
            format!("{} may not hold title: it is enrolled as {capacities}", name(party))
        }
        Refusal::RulebookNotAccepted { party, rulebook, accepted } => format!(
            "{} has accepted rulebook {accepted}, but this bill lives under rulebook {rulebook}",
            name(party)
        ),
        Refusal::NothingToCancel { .. } => {
            "there is no endorsement by the present controller to cancel".to_owned()
        }
        Refusal::OfferDeadlinePassed { until, now } => {
            format!("the offer would have ended {} s ago", seconds(*until, *now))
        }
        Refusal::NoStandingConsent { party } => {
            format!("{} did not consent to be handed bills at once", name(party))
        }
        Refusal::NothingToHandBack { .. } => {
            "this bill was not handed over to you by the act before".to_owned()
        }
        _ => return None,
    })
}

/// What the carrier's, the governance's and a notice's acts ask.
fn content(refusal: &Refusal, name: Name<'_>) -> Option<String> {
    Some(match refusal {
        Refusal::MasterEnded { master, end } => {
            format!("the master bill {master} of this house bill has ended: {}", end.word())
        }
        Refusal::ControlHasPassed { .. } => {
            "control of this bill has passed since its issue: it cannot be void any more".to_owned()
        }
        Refusal::ReplacedElsewhere { party, order } => format!(
            "a surrender asks for another bill than one controlled by {} that stands {}",
            name(party),
            order_words(order, name)
        ),
        Refusal::HoldPeriod { until, now } if until <= now => {
            format!("the hold would have ended {} s ago", seconds(*until, *now))
        }
        Refusal::HoldPeriod { .. } => "the hold would last longer than 400 days".to_owned(),
        Refusal::ReleaseTooEarly { title } => {
            format!("title {title} is not accomplished, so no cargo was released against it")
        }
        Refusal::OtherKindOfBill { .. } => {
            "an order keeps the kind of bill: straight stays straight, negotiable negotiable"
                .to_owned()
        }
        _ => return None,
    })
}

fn consent(of: &Consent, name: Name<'_>) -> String {
    match of {
        Consent::Of(party) => name(party),
        Consent::OfEither(one, other) => format!("{} or {}", name(one), name(other)),
    }
}

fn seconds(until: Time, now: Time) -> u64 {
    now.0.saturating_sub(until.0).div_ceil(1000)
}
