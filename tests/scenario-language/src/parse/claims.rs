//! What holds of a bill.

use super::{acts, issue};
use crate::script::{Asked, Claim, Says};
use crate::words::{Misread, Words};

/// The claims that are all said by their words.
const PLAIN: [(&str, Says); 11] = [
    ("is not offered", Says::NotOffered),
    ("is not pledged", Says::NotPledged),
    ("is not held", Says::NotHeld),
    ("bears the mark of an order", Says::Marked),
    ("bears no mark of an order", Says::Unmarked),
    ("cannot be handed back", Says::NotReturnable),
    ("carries no notices", Says::Carries(vec![])),
    ("is accomplished", Says::Accomplished),
    ("is turned to paper", Says::TurnedToPaper),
    ("is void", Says::Void),
    ("does not exist", Says::DoesNotExist),
];

/// A claim, after `then`.
pub(super) fn claim(words: &mut Words<'_>) -> Result<Claim, Misread> {
    if words.eat("nobody controls") {
        return Ok(Claim { bill: words.bill()?, says: Says::Uncontrolled });
    }
    // A party may be named like a bill: the longer reading, with a verb after it, is tried first.
    let mut as_party = words.clone();
    if let Ok(party) = as_party.name()
        && as_party.eat("controls")
    {
        *words = as_party;
        return Ok(Claim { bill: words.bill()?, says: Says::Controlled(party) });
    }
    Ok(Claim { bill: words.bill()?, says: says(words)? })
}

fn says(words: &mut Words<'_>) -> Result<Says, Misread> {
    if let Some((_, says)) = PLAIN.iter().find(|(phrase, _)| words.eat(phrase)) {
        return Ok(says.clone());
    }
    Ok(if words.eat("stands") {
        Says::Stands(issue::order(words)?)
    } else if words.eat("is offered in pledge to") {
        Says::PledgeOfferedTo(words.name()?)
    } else if words.eat("is offered to") {
        Says::OfferedTo(words.name()?)
    } else if words.eat("is pledged by") {
        let pledgor = words.name()?;
        words.must("to")?;
        Says::Pledged { pledgor, pledgee: words.name()? }
    } else if words.eat("is surrendered by") {
        let by = words.name()?;
        Says::Surrendered { by, asked: asked(words) }
    } else if words.eat("is held until") {
        Says::HeldUntil(words.moment()?)
    } else if words.eat("may be handed back to") {
        Says::ReturnableTo(words.name()?)
    } else if words.eat("carries") {
        Says::Carries(words.list(acts::notice)?)
    } else if words.eat("is under master bill") {
        Says::Under(words.bill()?)
    } else if words.eat("is replaced by") {
        Says::ReplacedBy(words.list(Words::bill)?)
    } else if words.eat("replaces") {
        Says::Replaces(words.list(Words::bill)?)
    } else {
        return Err(words.misread(
            "what holds of the bill: stands, is or is not offered, pledged or held, is offered \
             in pledge to, is surrendered by, may or cannot be handed back, carries, bears the \
             mark of an order, is under master bill, is replaced by, replaces, is accomplished, \
             is turned to paper, is void or does not exist",
        ));
    })
}

fn asked(words: &mut Words<'_>) -> Option<Asked> {
    let words_for = [
        ("for delivery", Asked::Delivery),
        ("for amendment", Asked::Amendment),
        ("for paper", Asked::Paper),
    ];
    words_for.into_iter().find(|(phrase, _)| words.eat(phrase)).map(|(_, asked)| asked)
}
