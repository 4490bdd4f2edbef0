//! What happened, as a sentence.

use title::{Event, Fact, Issue, Order, PartyId};

use super::{Call, commitment, list, order, parties, reason_words};
use crate::clock;
use crate::names::Names;

/// What happened, as a sentence without its full stop. `call` names titles, such as
/// `bill HDL2611-0047`.
#[must_use]
pub fn fact(fact: &Fact, call: Call<'_>, names: &Names<'_>) -> String {
    let bill = call(&fact.title);
    let teller = Teller { who: names.short(&fact.by.principal()), bill, call, names };
    let sentence = teller
        .beginning(&fact.event)
        .or_else(|| teller.passing(&fact.event))
        .or_else(|| teller.standing(&fact.event))
        .or_else(|| teller.answer(&fact.event))
        .unwrap_or_else(|| teller.order_or_notice(&fact.event));
    match fact.event {
        Event::Held { .. } | Event::Lifted { .. } | Event::Reassigned { .. } => {
            format!("{sentence}{}", ordered(fact, names))
        }
        _ => format!("{sentence}{}{}", agent(fact, names), consents(fact, names)),
    }
}

/// Who signed an order: all alike.
fn ordered(fact: &Fact, names: &Names<'_>) -> String {
    let signers: Vec<_> = [fact.by.actor].into_iter().chain(fact.with.iter().copied()).collect();
    format!(" (signed by {})", parties(&signers, names))
}

fn agent(fact: &Fact, names: &Names<'_>) -> String {
    match fact.by.represented {
        Some(_) => format!(" (signed by {} as agent)", names.short(&fact.by.actor)),
        None => String::new(),
    }
}

fn consents(fact: &Fact, names: &Names<'_>) -> String {
    match &fact.with[..] {
        [] => String::new(),
        with => format!(" (signed too by {})", parties(with, names)),
    }
}

struct Teller<'a> {
    who: String,
    bill: String,
    call: Call<'a>,
    names: &'a Names<'a>,
}

impl Teller<'_> {
    fn name(&self, party: &PartyId) -> String {
        self.names.short(party)
    }

    fn stands(&self, order: Option<&Order>) -> String {
        let stands = |order| format!("; it stands {}", self::order(order, self.names));
        order.map(stands).unwrap_or_default()
    }

    fn issued(&self, issue: &Issue) -> String {
        let under = issue.master.map(|master| format!(" under master {}", (self.call)(&master)));
        format!(
            "{} issued {} {}{}",
            self.who,
            self.bill,
            order(&issue.order, self.names),
            under.unwrap_or_default()
        )
    }

    fn beginning(&self, event: &Event) -> Option<String> {
        let in_control =
            |issue: &Issue| format!("{} is in control of it", self.name(&issue.controller));
        Some(match event {
            Event::Issued(issue) => format!("{}; {}", self.issued(issue), in_control(issue)),
            Event::IssuedFromPaper { issue, .. } => format!(
                "{} in place of a paper bill that was withdrawn; {}",
                self.issued(issue),
                in_control(issue)
            ),
            Event::Began { issue, replaces, .. } => format!(
                "{} in place of {}; {}",
                self.issued(issue),
                list(replaces.iter().map(|title| (self.call)(title))),
                in_control(issue)
            ),
            _ => return None,
        })
    }

    /// Offers, and whatever moves control between parties.
    fn passing(&self, event: &Event) -> Option<String> {
        let Self { who, bill, names, .. } = self;
        Some(match event {
            Event::Offered { to, endorsement, until } => format!(
                "{who} offered {bill} to {} until {}{}",
                self.name(to),
                clock::show(*until),
                super::acts::carried(endorsement.as_ref(), names)
            ),
            Event::Withdrawn => {
                format!("{who} withdrew the offer of {bill} and keeps control of it")
            }
            Event::Accepted { from, order, .. } => format!(
                "{who} now controls {bill}, accepted from {}{}",
                self.name(from),
                self.stands(order.as_ref())
            ),
            Event::Declined => format!("{who} declined the offer of {bill}; control did not move"),
            Event::HandedOver { to, order, .. } => format!(
                "{who} handed {bill} over to {}, which takes bills at once{}",
                self.name(to),
                self.stands(order.as_ref())
            ),
            Event::HandedBack { to, order } => {
                format!("{who} handed {bill} back to {}{}", self.name(to), self.stands(Some(order)))
            }
            Event::PledgeOffered { to, until } => format!(
                "{who} offered {bill} as a pledge to {} until {}",
                self.name(to),
                clock::show(*until)
            ),
            Event::Pledged { pledgor, .. } => format!(
                "{who} took {bill} as a pledge of {} and is in control of it",
                self.name(pledgor)
            ),
            Event::Released { to, order } => format!(
                "{who} released the pledge of {bill}: {} is in control{}",
                self.name(to),
                self.stands(Some(order))
            ),
            Event::Enforced { order } => {
                format!("{who} enforced the pledge of {bill}{}", self.stands(Some(order)))
            }
            _ => return None,
        })
    }

    /// What changes or marks how a bill stands, and what is asked of the carrier.
    fn standing(&self, event: &Event) -> Option<String> {
        let Self { who, bill, names, .. } = self;
        Some(match event {
            Event::Endorsed(endorsement) => {
                format!("{who} endorsed {bill}: it stands {}", order(&endorsement.order(), names))
            }
            Event::EndorsementCancelled { order } => format!(
                "{who} cancelled its endorsement of {bill}: it stands {} again",
                super::order(order, names)
            ),
            Event::Signed => format!("{who} signed {bill} as its holder"),
            Event::DeliveryRequested => {
                format!("{who} surrendered {bill} for delivery; the carrier must answer")
            }
            Event::AmendmentRequested { reason, to, order: new } => format!(
                "{who} surrendered {bill} for amendment ({}), the new bill to go to {} and to \
                 stand {}; the carrier must answer",
                reason_words(*reason),
                self.name(to),
                order(new, self.names)
            ),
            Event::PaperRequested => {
                format!("{who} surrendered {bill} for paper in its place; the carrier must answer")
            }
            _ => return None,
        })
    }

    /// The carrier's answers, and the other ends.
    fn answer(&self, event: &Event) -> Option<String> {
        let Self { who, bill, .. } = self;
        Some(match event {
            Event::SurrenderAccepted => {
                format!("{who} accepted the surrender of {bill}: it is accomplished")
            }
            Event::SurrenderRejected { to, reason } => format!(
                "{who} rejected the surrender of {bill} ({}): {} is in control again",
                reason.word(),
                self.name(to)
            ),
            Event::Replaced { by } => format!(
                "{who} replaced {bill} by {}: it has ended",
                list(by.iter().map(|title| (self.call)(title)))
            ),
            Event::TurnedToPaper { paper, .. } => format!(
                "{who} turned {bill} to paper ({}): the record has ended",
                commitment(paper)
            ),
            Event::Voided => format!("{who} withdrew {bill} as issued by mistake: it is void"),
            _ => return None,
        })
    }

    fn order_or_notice(&self, event: &Event) -> String {
        let Self { who, bill, .. } = self;
        match event {
            Event::Annotated { kind, content } => format!(
                "{who} put a notice on {bill}: {} ({})",
                kind.word().replace('-', " "),
                commitment(content)
            ),
            Event::Held { until, .. } => {
                format!("by order of the governance, {bill} is held until {}", clock::show(*until))
            }
            Event::Lifted { .. } => {
                format!("by order of the governance, the hold of {bill} ended")
            }
            Event::Reassigned { from, to, stands, .. } => format!(
                "by order of the governance, control of {bill} passed from {} to {}{}",
                self.name(from),
                self.name(to),
                self.stands(Some(stands))
            ),
            _ => unreachable!("each other event is worded above; a test words them all"),
        }
    }
}
