//! Random histories: a chain never tells of another possessor or another title than the law.

use proptest::prelude::*;
use proptest::sample::select;
use title::{
    Act, ActKind, Acting, AmendmentReason, Begin, Capacity, Direction, Endorsement, Fact,
    Instruction, Issue, Order, PartyId, RejectionReason, Status, Time, Title, TitleId,
};

use super::super::action::Action;
use super::super::entries::History;
use super::super::entry::{Entry, Note};
use super::world::{TITLE, World, commitment, comparable, heading, medium, terms};
use crate::endorsement_chain::{
    Beginning, Bill, Ending, EndorsementChain, IdentifyingCode, Identity, acts,
};

/// What somebody tries, in numbers that get their meaning when it is their turn.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    kind: ActKind,
    /// Whoever the act names.
    to: u8,
    endorsee: u8,
    endorsement: Option<u8>,
    order: u8,
    after_ms: u64,
}

const PARTIES: u8 = 4;

fn party(number: u8) -> PartyId {
    PartyId([number % PARTIES + 1; 32])
}

pub(super) fn attempts(kinds: &'static [ActKind]) -> impl Strategy<Value = Vec<Attempt>> {
    let attempt = (select(kinds), any::<[u8; 3]>(), prop::option::of(any::<u8>()), 0..3_u64)
        .prop_map(|(kind, [to, endorsee, order], endorsement, after_ms)| Attempt {
            kind,
            to,
            endorsee,
            endorsement,
            order,
            after_ms,
        });
    prop::collection::vec(attempt, 1..120)
}

fn endorsement(attempt: &Attempt, number: u8) -> Endorsement {
    let party = party(attempt.endorsee);
    [Endorsement::Final(party), Endorsement::ToOrder(party), Endorsement::Blank]
        [usize::from(number % 3)]
}

fn order(attempt: &Attempt) -> Order {
    let (shipper, consignee) = (party(attempt.to), party(attempt.endorsee));
    match attempt.order % 4 {
        0 => Order::Straight { shipper, consignee },
        number => endorsement(attempt, number).order(),
    }
}

fn act(attempt: &Attempt, now: Time, title: Option<&Title>) -> Act {
    let to = party(attempt.to);
    let until = Time(now.0 + 1 + u64::from(attempt.order % 16));
    let endorsement_or_none = attempt.endorsement.map(|number| endorsement(attempt, number));
    let content = commitment(attempt.order);
    let issue = Issue { controller: to, ..terms(order(attempt)) };
    match attempt.kind {
        ActKind::IssueFromPaper => Act::IssueFromPaper { issue, medium: medium() },
        _ if title.is_none() => Act::Issue(issue),
        ActKind::Issue => Act::Issue(issue),
        ActKind::Offer => Act::Offer { to, endorsement: endorsement_or_none, until },
        ActKind::Withdraw => Act::Withdraw,
        ActKind::Accept => Act::Accept,
        ActKind::Decline => Act::Decline,
        ActKind::HandOver => Act::HandOver { to, endorsement: endorsement_or_none },
        ActKind::HandBack => Act::HandBack,
        ActKind::Endorse => Act::Endorse(endorsement(attempt, attempt.order)),
        ActKind::CancelEndorsement => Act::CancelEndorsement,
        ActKind::Sign => Act::Sign,
        ActKind::Pledge => Act::Pledge { to, until },
        ActKind::Release => {
            let direction = Direction { to, endorsement: endorsement_or_none };
            Act::Release { direction: (attempt.order < 128).then_some(direction) }
        }
        ActKind::Enforce => Act::Enforce,
        ActKind::SurrenderForDelivery => Act::SurrenderForDelivery,
        ActKind::SurrenderForAmendment => {
            let reasons = AmendmentReason::ALL;
            let reason = reasons[usize::from(attempt.order) % reasons.len()];
            Act::SurrenderForAmendment { reason, to, order: order(attempt) }
        }
        ActKind::SurrenderForPaper => Act::SurrenderForPaper,
        ActKind::AcceptSurrender => Act::AcceptSurrender,
        ActKind::RejectSurrender => Act::RejectSurrender { reason: RejectionReason::Other },
        ActKind::Replace => Act::Replace { also: vec![], begins: begins(attempt, title) },
        ActKind::ToPaper => Act::ToPaper(medium()),
        ActKind::Void => Act::Void,
        ActKind::Annotate => Act::Annotate { kind: title::AnnotationKind::Discrepancy, content },
        ActKind::Hold => Act::Hold { order: content, until: Time(now.0 + 1) },
        ActKind::Lift => Act::Lift { order: content },
        ActKind::Reassign => {
            let stands = (attempt.order < 128).then(|| order(attempt));
            Act::Reassign { to, stands, order: content }
        }
    }
}

/// One bill that goes on from the title's reference, or two of which one is new; to whom the
/// surrender asked.
fn begins(attempt: &Attempt, title: Option<&Title>) -> Vec<Begin> {
    let (controller, order) = match title.map(|title| title.status) {
        Some(Status::Surrendered { asked: title::Asked::Amendment { to, order, .. }, .. }) => {
            (to, order)
        }
        _ => (party(attempt.to), Order::Blank),
    };
    let first = Issue { version: 2, controller, ..terms(order) };
    let second = Issue { reference: title::ReferenceKey([8; 32]), version: 1, ..first };
    [(2, first), (3, second)]
        .into_iter()
        .take(1 + usize::from(attempt.order % 2))
        .map(|(number, issue)| Begin { title: TitleId([number; 32]), issue })
        .collect()
}

/// Whose turn it is, and whose consent goes with the act.
fn signers(attempt: &Attempt, title: Option<&Title>) -> (PartyId, Vec<PartyId>) {
    let carrier = party(0);
    let Some(title) = title else { return (carrier, vec![]) };
    let holder = title.controller().unwrap_or(title.carrier);
    let stands = title.order.parties().first().copied();
    let stands = stands.filter(|_| !title.order.entitles(holder));
    match (attempt.kind, title.status) {
        (ActKind::Accept | ActKind::Decline, Status::Offered { offer, .. }) => (offer.to, vec![]),
        (ActKind::Void, _) => {
            let mut with: Vec<_> = stands.into_iter().chain([holder]).collect();
            with.retain(|party| *party != title.carrier);
            with.sort_unstable();
            (title.carrier, with)
        }
        (ActKind::SurrenderForAmendment, _) => (holder, stands.into_iter().collect()),
        (ActKind::Release, _) if attempt.order < 128 => {
            (holder, title.pledge.iter().map(|pledge| pledge.pledgor).collect())
        }
        (ActKind::Hold | ActKind::Lift | ActKind::Reassign, _) => (party(3), vec![]),
        _ => (holder, vec![]),
    }
}

fn cast() -> World {
    let mut world = World::of(&[]);
    for number in 0..PARTIES {
        let id = party(number);
        world.enrol(id, &[Capacity::Carrier, Capacity::Bank]);
        let identity = Identity {
            name: format!("Party {number}"),
            platform: Some("LEDG".to_owned()),
            codes: vec![IdentifyingCode::party(id)],
            tax: vec![],
        };
        world.directory.insert(id, identity).unwrap();
    }
    world
}

/// Plays what the law lets pass; says what it recorded of the title, and the time it was.
fn play(attempts: &[Attempt]) -> (World, Vec<Fact>) {
    let mut world = cast();
    let mut now = Time(1);
    for attempt in attempts {
        now.0 += attempt.after_ms;
        let title = world.titles().get(&TITLE).map(|title| title.at(now));
        let act = act(attempt, now, title.as_ref());
        let (by, with) = signers(attempt, title.as_ref());
        let instruction = Instruction { by: Acting::own(by), with, title: TITLE, act };
        let _refused = world.try_out(now, &instruction).err();
    }
    let facts = world.history(TITLE);
    (world, facts)
}

/// The chain of what the law lets pass, if that is anything.
pub(super) fn written(attempts: &[Attempt]) -> Option<EndorsementChain> {
    let (world, facts) = play(attempts);
    (!facts.is_empty()).then(|| world.export(TITLE, &heading(&nothing())))
}

/// Possessor and title as somebody reads them who knows the actions and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Followed {
    possessor: Option<PartyId>,
    order: Order,
}

impl Followed {
    fn follow(&mut self, entry: &Entry) {
        let to = entry.recipient.map(|recipient| recipient.principal());
        let by = entry.actor.principal();
        let ordered = entry.note == Some(Note::ByOrder);
        if entry.action != Action::Issue && entry.action != Action::Surrendered && !ordered {
            let in_hand = self.possessor == Some(by);
            // The pledgor directs where the bill goes that its pledgee holds.
            let directed = entry.note == Some(Note::Release) && entry.action != Action::Transfer;
            assert!(in_hand || directed, "{entry:?} by another than {:?}", self.possessor);
        }
        let named = |may_endorse| {
            let party = to.expect("such an endorsement names its endorsee");
            Order::Named { party, may_endorse }
        };
        match entry.action {
            Action::Sign => {}
            Action::Endorse => self.order = named(false),
            Action::EndorseToOrder => self.order = named(true),
            Action::BlankEndorse => self.order = Order::Blank,
            Action::Surrendered => self.possessor = None,
            Action::Issue
            | Action::Transfer
            | Action::Rejected
            | Action::SurrenderForDelivery
            | Action::SurrenderForAmendment => {
                self.possessor = Some(to.expect("whoever gets possession is named"));
            }
        }
    }
}

proptest! {
    #[test]
    fn a_chain_follows_possession_and_title_after_every_fact(
        attempts in attempts(EVERY),
    ) {
        let (world, facts) = play(&attempts);
        let mut history = History::new(&world.directory);
        let mut followed: Option<Followed> = None;
        for fact in &facts {
            let entries = history.next(fact).unwrap();
            let title = history.title().unwrap();
            let start = Followed { possessor: None, order: title.order };
            let followed = followed.get_or_insert(start);
            entries.iter().for_each(|entry| followed.follow(entry));
            // What a straight bill says of its parties stands in the document.
            if title.order.is_straight() {
                followed.order = title.order;
            }
            prop_assert_eq!(followed.possessor, title.controller());
            prop_assert_eq!(followed.order, title.order);
        }
    }

    #[test]
    fn whatever_is_written_is_read_as_the_same(attempts in attempts(EVERY)) {
        let Some(written) = written(&attempts) else { return Ok(()) };
        let text = serde_json::to_vec(&[&written]).unwrap();
        prop_assert_eq!(EndorsementChain::read(&text).unwrap(), vec![written]);
    }

    #[test]
    fn a_chain_of_plain_acts_replays_and_is_written_the_same(
        attempts in attempts(PLAIN),
    ) {
        let (world, facts) = play(&attempts);
        let Some(first) = facts.first() else { return Ok(()) };
        let written = world.export(TITLE, &heading(&nothing()));
        let bill = Bill {
            title: TITLE,
            issue: *first.event.issue().unwrap(),
            beginning: Beginning::Issued,
            ending: Ending { paper: medium(), begins: vec![] },
        };
        let mut again = cast();
        again.replay(&acts(&written, &bill, &world.directory).unwrap()).unwrap();
        let rewritten = again.export(TITLE, &heading(&written));
        prop_assert_eq!(comparable(&rewritten), comparable(&written));
        let settled = |world: &World| world.titles()[&TITLE].at(Time(u64::MAX));
        prop_assert_eq!(settled(&again).status, settled(&world).status);
        prop_assert_eq!(settled(&again).order, settled(&world).order);
    }
}

fn nothing() -> EndorsementChain {
    EndorsementChain {
        transport_document_reference: "MOL2603010".to_owned(),
        transport_document_sub_reference: None,
        carrier_scac_code: None,
        endorsement_chain: vec![],
    }
}

/// Every act, those more often that move a bill along.
pub(super) const EVERY: &[ActKind] = &[
    ActKind::Issue,
    ActKind::IssueFromPaper,
    ActKind::Offer,
    ActKind::Offer,
    ActKind::Offer,
    ActKind::Withdraw,
    ActKind::Accept,
    ActKind::Accept,
    ActKind::Accept,
    ActKind::Accept,
    ActKind::Decline,
    ActKind::HandOver,
    ActKind::HandOver,
    ActKind::HandBack,
    ActKind::HandBack,
    ActKind::Endorse,
    ActKind::Endorse,
    ActKind::CancelEndorsement,
    ActKind::CancelEndorsement,
    ActKind::Sign,
    ActKind::Pledge,
    ActKind::Pledge,
    ActKind::Release,
    ActKind::Release,
    ActKind::Enforce,
    ActKind::SurrenderForDelivery,
    ActKind::SurrenderForAmendment,
    ActKind::SurrenderForPaper,
    ActKind::AcceptSurrender,
    ActKind::RejectSurrender,
    ActKind::RejectSurrender,
    ActKind::RejectSurrender,
    ActKind::Replace,
    ActKind::ToPaper,
    ActKind::Void,
    ActKind::Annotate,
    ActKind::Hold,
    ActKind::Lift,
    ActKind::Reassign,
];

/// The acts that a chain has actions for, and those that leave no trace in it.
const PLAIN: &[ActKind] = &[
    ActKind::Issue,
    ActKind::Offer,
    ActKind::Offer,
    ActKind::Withdraw,
    ActKind::Accept,
    ActKind::Accept,
    ActKind::Decline,
    ActKind::HandOver,
    ActKind::Endorse,
    ActKind::Sign,
    ActKind::SurrenderForDelivery,
    ActKind::SurrenderForPaper,
    ActKind::AcceptSurrender,
    ActKind::RejectSurrender,
    ActKind::ToPaper,
    ActKind::Annotate,
];
