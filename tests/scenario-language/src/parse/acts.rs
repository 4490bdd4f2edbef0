//! What a party does with a bill: one reader for each verb.

use title::{AmendmentReason, AnnotationKind, RejectionReason};

use super::issue;
use crate::act::{Bill, NamedAct, NamedDirection};
use crate::words::{Misread, Words};

type Read = Result<(Bill, NamedAct), Misread>;

/// Reads what follows a verb.
type Reader = fn(&mut Words<'_>) -> Read;

/// The verbs. Of two that begin alike the longer stands first.
const VERBS: [(&str, Reader); 25] = [
    ("issues", issue::issues),
    ("offers", offers),
    ("withdraws the offer of", |words| Ok((words.bill()?, NamedAct::Withdraw))),
    ("accepts the surrender of", |words| Ok((words.bill()?, NamedAct::AcceptSurrender))),
    ("accepts", |words| Ok((words.bill()?, NamedAct::Accept))),
    ("declines", |words| Ok((words.bill()?, NamedAct::Decline))),
    ("hands", hands),
    ("endorses", |words| Ok((words.bill()?, NamedAct::Endorse(issue::endorsement(words)?)))),
    ("cancels the endorsement of", |words| Ok((words.bill()?, NamedAct::CancelEndorsement))),
    ("signs", |words| Ok((words.bill()?, NamedAct::Sign))),
    ("pledges", pledges),
    ("releases", releases),
    ("enforces the pledge of", |words| Ok((words.bill()?, NamedAct::Enforce))),
    ("surrenders", surrenders),
    ("rejects the surrender of", rejects),
    ("replaces", replaces),
    ("turns", turns),
    ("voids", |words| Ok((words.bill()?, NamedAct::Void))),
    ("notes", notes),
    ("holds", holds),
    ("hold", holds),
    ("lifts the hold of", |words| Ok((words.bill()?, NamedAct::Lift))),
    ("lift the hold of", |words| Ok((words.bill()?, NamedAct::Lift))),
    ("reassigns", reassigns),
    ("reassign", reassigns),
];

pub(super) fn act(words: &mut Words<'_>) -> Read {
    match VERBS.iter().find(|(verb, _)| words.eat(verb)) {
        Some((_, read)) => read(words),
        None => Err(words.misread(
            "what the party does: issues, offers, withdraws the offer of, accepts, declines, \
             hands, endorses, cancels the endorsement of, signs, pledges, releases, enforces the \
             pledge of, surrenders, accepts the surrender of, rejects the surrender of, replaces, \
             turns, voids, notes, holds, lifts the hold of, reassigns, accepts rulebook, \
             consents to be handed bills at once, withdraws that consent, authorises, revokes the \
             authority of, is suspended, is in good standing again or is removed",
        )),
    }
}

fn offers(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("to")?;
    let to = words.name()?;
    let endorsement = issue::endorsement_along(words, &to)?;
    words.must("until")?;
    Ok((bill, NamedAct::Offer { to, endorsement, until: words.moment()? }))
}

fn hands(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    if words.eat("back") {
        return Ok((bill, NamedAct::HandBack));
    }
    words.must("over to")?;
    let to = words.name()?;
    let endorsement = issue::endorsement_along(words, &to)?;
    Ok((bill, NamedAct::HandOver { to, endorsement }))
}

fn pledges(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("to")?;
    let to = words.name()?;
    words.must("until")?;
    Ok((bill, NamedAct::Pledge { to, until: words.moment()? }))
}

fn releases(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    if !words.eat("to") {
        return Ok((bill, NamedAct::Release(None)));
    }
    let to = words.name()?;
    let endorsement = issue::endorsement_along(words, &to)?;
    Ok((bill, NamedAct::Release(Some(NamedDirection { to, endorsement }))))
}

fn surrenders(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    if words.eat("for delivery") {
        return Ok((bill, NamedAct::SurrenderForDelivery));
    }
    if words.eat("for paper") {
        return Ok((bill, NamedAct::SurrenderForPaper));
    }
    if !words.eat("for amendment because") {
        return Err(words.misread(
            "for delivery, for paper, or for amendment because of a reason, such as switch",
        ));
    }
    let reasons = AmendmentReason::ALL.iter().copied();
    let reason = words.one_of(
        reasons,
        |reason| reason.word().to_owned(),
        "change-of-destination, switch, split, combine or correction",
    )?;
    if !words.comma() {
        return Err(words.misread(", to whose order what replaces the bill shall stand"));
    }
    let order = issue::order(words)?;
    if !words.clause("held by") {
        return Err(words.misread(", held by the party that shall hold what replaces the bill"));
    }
    Ok((bill, NamedAct::SurrenderForAmendment { reason, to: words.name()?, order }))
}

fn rejects(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("because")?;
    let reasons = RejectionReason::ALL.iter().copied();
    let word = |reason: RejectionReason| reason.word().to_owned();
    let reason = words.one_of(reasons, word, "a reason, such as charges-due")?;
    Ok((bill, NamedAct::RejectSurrender(reason)))
}

/// `replaces BL-1 and BL-2 by BL-3 to bearer, held by X and BL-4 to bearer, held by Y`.
fn replaces(words: &mut Words<'_>) -> Read {
    let mut ends = words.list(Words::bill)?;
    let bill = ends.remove(0);
    words.must("by")?;
    let begins = if words.eat("nothing") { vec![] } else { issue::begins(words)? };
    Ok((bill, NamedAct::Replace { also: ends, begins }))
}

fn turns(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("to paper")?;
    Ok((bill, NamedAct::ToPaper(issue::medium(words)?)))
}

/// `notes customs-hold on BL-1`.
fn notes(words: &mut Words<'_>) -> Read {
    let kind = notice(words)?;
    words.must("on")?;
    Ok((words.bill()?, NamedAct::Annotate(kind)))
}

pub(super) fn notice(words: &mut Words<'_>) -> Result<AnnotationKind, Misread> {
    let kinds = AnnotationKind::ALL.iter().copied();
    words.one_of(kinds, |kind| kind.word().to_owned(), "a notice, such as customs-hold")
}

fn holds(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("until")?;
    Ok((bill, NamedAct::Hold { until: words.moment()? }))
}

fn reassigns(words: &mut Words<'_>) -> Read {
    let bill = words.bill()?;
    words.must("to")?;
    let to = words.name()?;
    let stands = if words.clause("to stand") { Some(issue::order(words)?) } else { None };
    Ok((bill, NamedAct::Reassign { to, stands }))
}
