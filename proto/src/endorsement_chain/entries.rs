//! Facts as entries: which of a title's facts a chain can say, and with which action.

use title::{Acting, Event, Fact, Order, Title, evolve};

use super::action::Action;
use super::directory::Directory;
use super::entry::{Entry, Note};

/// A title between two of its facts.
pub(super) struct History<'a> {
    directory: &'a Directory,
    title: Option<Title>,
    /// Who signed the offer that stands: the actor of the transfer that its acceptance makes.
    offeror: Option<Acting>,
}

/// The fact is not the next of the title's history.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct NotNext;

impl<'a> History<'a> {
    pub(super) fn new(directory: &'a Directory) -> Self {
        Self { directory, title: None, offeror: None }
    }

    /// The entries of the next fact, oldest first: none, one or two.
    pub(super) fn next(&mut self, fact: &Fact) -> Result<Vec<Entry>, NotNext> {
        let entries = match &self.title {
            None => self.first(fact)?,
            Some(title) => self.following(title, fact)?,
        };
        if matches!(fact.event, Event::Offered { .. } | Event::PledgeOffered { .. }) {
            self.offeror = Some(fact.by);
        }
        self.title = Some(evolve(self.title.take(), fact));
        Ok(entries)
    }

    /// The title after the facts so far.
    #[cfg(test)]
    pub(super) fn title(&self) -> Option<&Title> {
        self.title.as_ref()
    }

    fn first(&self, fact: &Fact) -> Result<Vec<Entry>, NotNext> {
        let issue = fact.event.issue().ok_or(NotNext)?;
        let possessor = self.directory.named(issue.controller);
        let from_paper = matches!(fact.event, Event::IssuedFromPaper { .. });
        let note = from_paper.then_some(Note::FromPaper);
        Ok(vec![Entry::new(fact, Action::Issue, fact.by).to(possessor).noted(note)])
    }

    fn following(&self, title: &Title, fact: &Fact) -> Result<Vec<Entry>, NotNext> {
        let may_follow = title.is_live() || fact.event.is_annotation();
        if fact.title != title.id || fact.event.issue().is_some() || !may_follow {
            return Err(NotNext);
        }
        match moved(self, title, fact)? {
            Some(entries) => Ok(entries),
            None => Ok(stayed(self, title, fact)),
        }
    }

    /// Possession passes from `actor` to `recipient`, an endorsement before it.
    fn passes(
        &self,
        fact: &Fact,
        actor: Acting,
        recipient: Acting,
        order: Option<Order>,
    ) -> Vec<Entry> {
        let endorsed = order.and_then(|order| self.endorses(fact, actor, order, recipient));
        let passed = Entry::new(fact, Action::Transfer, actor).to(recipient);
        endorsed.into_iter().chain([passed]).collect()
    }

    /// The bill comes to stand to `order`. `likely` is who is meant where the order names it; the
    /// order of a straight bill has no action.
    fn endorses(&self, fact: &Fact, actor: Acting, order: Order, likely: Acting) -> Option<Entry> {
        let to = |party| {
            if likely.principal() == party { likely } else { self.directory.named(party) }
        };
        Some(match order {
            Order::Straight { .. } => return None,
            Order::Blank => Entry::new(fact, Action::BlankEndorse, actor),
            Order::Named { party, may_endorse: true } => {
                Entry::new(fact, Action::EndorseToOrder, actor).to(to(party))
            }
            Order::Named { party, may_endorse: false } => {
                Entry::new(fact, Action::Endorse, actor).to(to(party))
            }
        })
    }

    /// An order that stands from now on, where it is another than before.
    fn changes(&self, title: &Title, fact: &Fact, order: Order) -> Option<Entry> {
        let changed = Some(order).filter(|order| *order != title.order);
        changed.and_then(|order| self.endorses(fact, fact.by, order, fact.by))
    }
}

/// Facts after which another is in possession, the carrier and nobody included; `None` for any
/// other.
fn moved(history: &History<'_>, title: &Title, fact: &Fact) -> Result<Option<Vec<Entry>>, NotNext> {
    let named = |party| history.directory.named(party);
    let changed = |order| Some(order).filter(|order| *order != title.order);
    let entries = match fact.event {
        Event::Accepted { order, .. } => {
            history.passes(fact, history.offeror.ok_or(NotNext)?, fact.by, order)
        }
        Event::HandedOver { to, order, .. } => history.passes(fact, fact.by, named(to), order),
        Event::HandedBack { to, order } => {
            noted(history.passes(fact, fact.by, named(to), changed(order)), Note::HandBack)
        }
        Event::Pledged { .. } => {
            let offeror = history.offeror.ok_or(NotNext)?;
            noted(history.passes(fact, offeror, fact.by, None), Note::Pledge)
        }
        // The endorsement a direction carries is the pledgor's, which signed the instruction.
        Event::Released { to, order } => {
            let pledgor = Acting::own(title.pledge.ok_or(NotNext)?.pledgor);
            let endorsed =
                changed(order).and_then(|order| history.endorses(fact, pledgor, order, named(to)));
            let passed = history.passes(fact, fact.by, named(to), None);
            noted(endorsed.into_iter().chain(passed).collect(), Note::Release)
        }
        Event::Reassigned { from, to, stands, .. } => {
            let endorsed = history.changes(title, fact, stands);
            let passed = (from != to).then(|| Entry::new(fact, Action::Transfer, fact.by));
            let passed = passed.map(|entry| entry.to(named(to)));
            noted(endorsed.into_iter().chain(passed).collect(), Note::ByOrder)
        }
        _ => return Ok(answered(history, title, fact)),
    };
    Ok(Some(entries))
}

/// Surrender and what the carrier answers; `None` for any other fact.
fn answered(history: &History<'_>, title: &Title, fact: &Fact) -> Option<Vec<Entry>> {
    let carrier = history.directory.named(title.carrier);
    let asks = |action, actor| Entry::new(fact, action, actor).to(carrier);
    let amends = |note| asks(Action::SurrenderForAmendment, fact.by).noted(Some(note));
    Some(match fact.event {
        Event::DeliveryRequested => vec![asks(Action::SurrenderForDelivery, fact.by)],
        Event::AmendmentRequested { reason, .. } => vec![amends(Note::Amendment(reason))],
        Event::PaperRequested => vec![amends(Note::Paper)],
        Event::SurrenderAccepted | Event::Replaced { .. } | Event::TurnedToPaper { .. } => {
            vec![Entry::new(fact, Action::Surrendered, fact.by)]
        }
        Event::SurrenderRejected { to, .. } => {
            let requester = history.directory.named(to);
            vec![Entry::new(fact, Action::Rejected, fact.by).to(requester)]
        }
        // Nothing but a surrender that is accepted ends a chain; both sides signed this one.
        Event::Voided => {
            let possessor = title.controller().expect("an ended title takes no further fact");
            let holder =
                if fact.by.principal() == possessor { fact.by } else { Acting::own(possessor) };
            let handed_in = Entry::new(fact, Action::SurrenderForAmendment, holder).to(fact.by);
            let taken_back = Entry::new(fact, Action::Surrendered, fact.by);
            noted(vec![handed_in, taken_back], Note::Void)
        }
        _ => return None,
    })
}

/// Facts after which the same party is in possession. Offers and their end, notices and holds are
/// nothing in a chain.
fn stayed(history: &History<'_>, title: &Title, fact: &Fact) -> Vec<Entry> {
    let endorses = |order| history.endorses(fact, fact.by, order, fact.by);
    match fact.event {
        Event::Endorsed(endorsement) => endorses(endorsement.order()).into_iter().collect(),
        Event::EndorsementCancelled { order } => {
            noted(endorses(order).into_iter().collect(), Note::EndorsementCancelled)
        }
        Event::Enforced { order } => {
            let taken = history.changes(title, fact, order);
            noted(taken.into_iter().collect(), Note::Enforcement)
        }
        Event::Signed => vec![Entry::new(fact, Action::Sign, fact.by)],
        _ => vec![],
    }
}

fn noted(entries: Vec<Entry>, note: Note) -> Vec<Entry> {
    entries.into_iter().map(|entry| entry.noted(Some(note))).collect()
}
