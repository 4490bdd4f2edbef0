//! What somebody is about to do.

use title::{Act, ChangeOfMedium, Endorsement, Issue};

use super::{Call, list, order, reason_words, whole};
use crate::clock;
use crate::names::Names;

/// What an act does to a bill, as the end of "you are about to ...". `call` names titles.
#[must_use]
pub fn act(act: &Act, title: &title::TitleId, call: Call<'_>, names: &Names<'_>) -> String {
    let bill = call(title);
    begins(act, &bill, call, names)
        .or_else(|| passes(act, &bill, names))
        .or_else(|| answers(act, &bill))
        .unwrap_or_else(|| marks(act, &bill, names))
}

fn issue(issue: &Issue, bill: &str, call: Call<'_>, names: &Names<'_>) -> String {
    let under = issue.master.map(|master| format!(", a house bill under master {}", call(&master)));
    format!(
        "issue {bill} {}, with {} in control first{}",
        order(&issue.order, names),
        names.full(&issue.controller),
        under.unwrap_or_default()
    )
}

fn begins(act: &Act, bill: &str, call: Call<'_>, names: &Names<'_>) -> Option<String> {
    Some(match act {
        Act::Issue(content) => issue(content, bill, call, names),
        Act::IssueFromPaper { issue: content, medium } => format!(
            "{}, in place of the paper bill that you withdrew{}",
            issue(content, bill, call, names),
            papers(medium)
        ),
        Act::Replace { also, begins } => {
            let ends = [bill.to_owned()].into_iter().chain(also.iter().map(call));
            let new =
                begins.iter().map(|begin| issue(&begin.issue, &call(&begin.title), call, names));
            let place = if also.is_empty() { "its" } else { "their" };
            format!("end {} and in {place} place {}", list(ends), list(new))
        }
        _ => return None,
    })
}

fn passes(act: &Act, bill: &str, names: &Names<'_>) -> Option<String> {
    Some(match act {
        Act::Offer { to, endorsement, until } => format!(
            "offer control of {bill} to {} until {}{}",
            names.full(to),
            clock::show(*until),
            carried(endorsement.as_ref(), names)
        ),
        Act::Withdraw => format!("withdraw your offer of {bill}"),
        Act::Accept => format!("accept control of {bill}"),
        Act::Decline => format!("decline the offer of {bill}"),
        Act::HandOver { to, endorsement } => {
            format!("hand {bill} over to {} at once{}", names.full(to), with(endorsement, names))
        }
        Act::HandBack => format!("hand {bill} back to whoever handed it to you"),
        Act::Pledge { to, until } => {
            format!("offer {bill} as a pledge to {} until {}", names.full(to), clock::show(*until))
        }
        Act::Release { direction: None } => {
            format!("release the pledge of {bill} to its pledgor")
        }
        Act::Release { direction: Some(direction) } => format!(
            "release the pledge of {bill} to {}, as the pledgor directs{}",
            names.full(&direction.to),
            with(&direction.endorsement, names)
        ),
        Act::Enforce => format!("enforce the pledge of {bill}"),
        _ => return None,
    })
}

fn answers(act: &Act, bill: &str) -> Option<String> {
    Some(match act {
        Act::AcceptSurrender => format!("accept the surrender of {bill} and end it"),
        Act::RejectSurrender { reason } => {
            format!("reject the surrender of {bill}, because: {}", reason.word())
        }
        Act::ToPaper(medium) => {
            format!("turn {bill} to paper and end the record{}", papers(medium))
        }
        Act::Void => format!("withdraw {bill} as issued by mistake"),
        _ => return None,
    })
}

fn marks(act: &Act, bill: &str, names: &Names<'_>) -> String {
    match act {
        Act::Endorse(endorsement) => {
            format!("endorse {bill}, so that it stands {}", order(&endorsement.order(), names))
        }
        Act::CancelEndorsement => format!("cancel your endorsement of {bill}"),
        Act::Sign => format!("sign {bill} as its holder"),
        Act::SurrenderForDelivery => format!("surrender {bill} to the carrier for delivery"),
        Act::SurrenderForAmendment { reason, to, order: new } => format!(
            "surrender {bill} to the carrier for amendment ({}), the new bill to go to {} and to \
             stand {}",
            reason_words(*reason),
            names.full(to),
            order(new, names)
        ),
        Act::SurrenderForPaper => format!("surrender {bill} to the carrier for paper in its place"),
        Act::Annotate { kind, content } => format!(
            "put a notice on {bill}: {} ({})",
            kind.word().replace('-', " "),
            whole(content)
        ),
        Act::Hold { order, until } => {
            format!("hold {bill} by order ({}) until {}", whole(order), clock::show(*until))
        }
        Act::Lift { order } => format!("end the hold of {bill} by order ({})", whole(order)),
        Act::Reassign { to, stands, order: content } => format!(
            "give control of {bill} to {} by order ({}){}",
            names.full(to),
            whole(content),
            stands.map_or(String::new(), |stands| {
                format!(", so that it stands {}", order(&stands, names))
            })
        ),
        _ => unreachable!("each other act is worded above; a test words them all"),
    }
}

/// What a change of medium rests on.
fn papers(medium: &ChangeOfMedium) -> String {
    let named = [("statement", medium.statement), ("paper", medium.paper)];
    let named = named.iter().filter_map(|(what, content)| Some((what, content.as_ref()?)));
    let named: Vec<_> =
        named.map(|(what, content)| format!("{what}: {}", whole(content))).collect();
    if named.is_empty() { String::new() } else { format!(" ({})", named.join(", ")) }
}

/// An endorsement that takes effect on acceptance.
pub(super) fn carried(endorsement: Option<&Endorsement>, names: &Names<'_>) -> String {
    endorsement.map_or(String::new(), |endorsement| {
        format!(" (once accepted, it will stand {})", order(&endorsement.order(), names))
    })
}

/// An endorsement that takes effect at once.
fn with(endorsement: &Option<Endorsement>, names: &Names<'_>) -> String {
    endorsement.map_or(String::new(), |endorsement| {
        format!(", so that it stands {}", order(&endorsement.order(), names))
    })
}
