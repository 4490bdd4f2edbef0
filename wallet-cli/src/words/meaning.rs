//! What an act means in law, in one line.

use title::{Act, Direction, Endorsement, Purpose, Status, Title};

/// What an act means in law for a bill that stands so; `before` is absent where the act begins it.
#[must_use]
pub fn meaning(act: &Act, before: Option<&Title>) -> &'static str {
    begins(act)
        .or_else(|| passes(act, before))
        .or_else(|| security(act, before))
        .or_else(|| carrier(act))
        .unwrap_or_else(|| marks(act))
}

fn begins(act: &Act) -> Option<&'static str> {
    Some(match act {
        Act::Issue(_) => {
            "this becomes the one record of the title; the reference can never be issued again"
        }
        Act::IssueFromPaper { .. } => {
            "this becomes the one record of the title; the paper has no effect from now on, and \
             whoever still holds it holds nothing"
        }
        Act::Replace { .. } => {
            "the old bills end for ever and the new ones begin in the same moment; each names the \
             others, for every member to see"
        }
        _ => return None,
    })
}

fn passes(act: &Act, before: Option<&Title>) -> Option<&'static str> {
    Some(match act {
        Act::Offer { endorsement: None, .. } => {
            "control moves only when the recipient accepts; until then you may withdraw"
        }
        Act::Offer { endorsement: Some(_), .. } => {
            "control and the endorsement move only when the recipient accepts; until then you may \
             withdraw"
        }
        Act::Withdraw => "the offer ends as if it had not been made; control never moved",
        Act::Accept if is_pledge_offer(before) => {
            "control moves to you alone, as security: you may release or enforce the pledge, and \
             nothing else moves the bill meanwhile"
        }
        Act::Accept => "control moves to you alone; the party before you can no longer act",
        Act::Decline => "the offer ends; control never moved",
        Act::HandOver { .. } => {
            "control moves now, without waiting for an answer; only the new holder can undo it, by \
             handing the bill back as its very next act"
        }
        Act::HandBack => "control and order party return to who they were before the hand-over",
        _ => return None,
    })
}

fn security(act: &Act, before: Option<&Title>) -> Option<&'static str> {
    Some(match act {
        Act::Pledge { .. } => {
            "nothing moves until the pledgee accepts; then it is in control, and only its release \
             or enforcement moves the bill"
        }
        Act::Release { direction: None } => {
            "the pledge ends; the pledgor is in control and the bill stands as it did before"
        }
        Act::Release { direction: Some(Direction { .. }) } => {
            "the pledge ends and control goes where the pledgor directs; the pledgor signs this too"
        }
        Act::Enforce if before.is_some_and(|title| title.order.is_straight()) => {
            "the pledge ends and you keep control; a straight bill stays consigned to whom it \
             names, so this gives you no right to delivery"
        }
        Act::Enforce => {
            "the pledge ends: you take the bill for the debt, it stands to your order, and the \
             pledgor's right in it is gone"
        }
        _ => return None,
    })
}

fn carrier(act: &Act) -> Option<&'static str> {
    Some(match act {
        Act::SurrenderForDelivery => {
            "the carrier is in control until it delivers or sends the bill back; nobody can offer \
             or endorse it meanwhile"
        }
        Act::SurrenderForAmendment { .. } => {
            "the carrier is in control until it replaces the bill or sends it back; what replaces \
             it can only go to the party, and stand to the order, named here"
        }
        Act::SurrenderForPaper => {
            "the carrier is in control until it gives paper or sends the bill back; the paper will \
             stand to the same order as the bill does now"
        }
        Act::AcceptSurrender => {
            "the bill ends for ever: delivery was made against it, and nothing can follow"
        }
        Act::RejectSurrender { .. } => "the bill goes back to the party that surrendered it",
        Act::ToPaper(_) => {
            "the record ends for ever; from now on the paper alone is the bill, to the same order"
        }
        Act::Void => {
            "the bill ends for ever, as if it should never have been issued; its reference cannot \
             be used again"
        }
        _ => return None,
    })
}

fn marks(act: &Act) -> &'static str {
    match act {
        Act::Endorse(Endorsement::Blank) => {
            "control does not move, but from now on whoever controls the bill may claim the cargo"
        }
        Act::Endorse(Endorsement::Final(_)) => {
            "who is entitled changes, who is in control does not; that party cannot endorse on"
        }
        Act::Endorse(Endorsement::ToOrder(_)) => {
            "who is entitled changes, who is in control does not; you may cancel it while you are \
             in control"
        }
        Act::CancelEndorsement => "the order party before your endorsement stands again",
        Act::Sign => "a visible mark that you hold the bill; nothing moves",
        Act::Annotate { .. } => {
            "the notice stands beside the bill for ever and moves nothing; the ledger holds its \
             kind and a commitment to its content, not the content"
        }
        Act::Hold { .. } => {
            "nobody can move the bill while the hold stands; it ends by itself at its last moment, \
             and the bill stays marked"
        }
        Act::Lift { .. } => "the bill moves freely again, and stays marked",
        Act::Reassign { .. } => {
            "control moves without the holder's signature; an offer, a surrender and a pledge are \
             gone, a hold stays, and the bill is marked for ever"
        }
        _ => unreachable!("each other act is worded above; a test words them all"),
    }
}

fn is_pledge_offer(before: Option<&Title>) -> bool {
    let purpose = before.and_then(|title| match title.status {
        Status::Offered { offer, .. } => Some(offer.purpose),
        _ => None,
    });
    purpose == Some(Purpose::Pledge)
}
