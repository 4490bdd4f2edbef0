//! Every kind of fact, and the entries it makes: the table of `docs/endorsement-chain.md`.

use std::collections::BTreeMap;

use title::{
    Act, Acting, AmendmentReason, AnnotationKind, Begin, Capacity, Direction, Endorsement, Event,
    Fact, Instruction, Issue, Order, PartyId, RejectionReason, Time, TitleId,
};

use super::world::{SECOND, TITLE, World, commitment, heading, medium, terms};
use crate::endorsement_chain::{
    ACTIONS, Action, EndorsementChain, IdentifyingCode, Identity, Link,
};

const DOCUMENT: &str = include_str!("../../../../docs/endorsement-chain.md");

const LINE: PartyId = PartyId([1; 32]);
const SHIPPER: PartyId = PartyId([2; 32]);
const BUYER: PartyId = PartyId([3; 32]);
const BANK: PartyId = PartyId([4; 32]);
const COURT: PartyId = PartyId([5; 32]);

fn world() -> World {
    let mut world = World::of(&[]);
    for (party, name) in
        [(LINE, "Line"), (SHIPPER, "Shipper"), (BUYER, "Buyer"), (BANK, "Bank"), (COURT, "Court")]
    {
        world.enrol(party, &[Capacity::Carrier, Capacity::Trader, Capacity::Terminal]);
        let identity = Identity {
            name: name.to_owned(),
            platform: Some("LEDG".to_owned()),
            codes: vec![IdentifyingCode::party(party)],
            tax: vec![],
        };
        world.directory.insert(party, identity).unwrap();
    }
    world
}

/// A world in which one title was issued, and what was done to it since.
struct Story {
    world: World,
    now: u64,
    /// The entries that each kind of fact made, the first time it was met.
    seen: BTreeMap<&'static str, Vec<Link>>,
}

impl Story {
    fn new(order: Order) -> Self {
        let mut story = Self { world: world(), now: 1_000, seen: BTreeMap::new() };
        story.act(LINE, Act::Issue(Issue { controller: SHIPPER, ..terms(order) }));
        story
    }

    fn to_order() -> Self {
        Self::new(Endorsement::ToOrder(SHIPPER).order())
    }

    fn act(&mut self, by: PartyId, act: Act) {
        self.act_with(by, vec![], act);
    }

    fn act_with(&mut self, by: PartyId, with: Vec<PartyId>, act: Act) {
        self.now += 1_000;
        let written = self.chain(TITLE).endorsement_chain.len();
        let instruction = Instruction { by: Acting::own(by), with, title: TITLE, act };
        let facts = self.world.try_out(Time(self.now), &instruction).unwrap();
        let mut links = self.chain(TITLE).endorsement_chain;
        links.truncate(links.len() - written);
        links.reverse();
        let name = name_of(&facts[0]);
        self.seen.entry(name).or_insert(links);
    }

    fn chain(&self, title: TitleId) -> EndorsementChain {
        if self.world.history(title).is_empty() {
            return empty();
        }
        self.world.export(title, &heading(&empty()))
    }

    fn offered_and_accepted(&mut self, from: PartyId, to: PartyId, by: Option<Endorsement>) {
        let until = Time(u64::MAX);
        self.act(from, Act::Offer { to, endorsement: by, until });
        self.act(to, Act::Accept);
    }

    fn pledged(&mut self) {
        self.act(SHIPPER, Act::Pledge { to: BANK, until: Time(u64::MAX) });
        self.act(BANK, Act::Accept);
    }

    fn amended(&mut self, reason: AmendmentReason) {
        self.act(SHIPPER, Act::SurrenderForAmendment { reason, to: BUYER, order: Order::Blank });
    }
}

fn empty() -> EndorsementChain {
    EndorsementChain {
        transport_document_reference: "MOL2603009".to_owned(),
        transport_document_sub_reference: None,
        carrier_scac_code: None,
        endorsement_chain: vec![],
    }
}

/// The name of a kind of fact in the document's table.
fn name_of(fact: &Fact) -> &'static str {
    match fact.event {
        Event::Issued(_) => "issued",
        Event::IssuedFromPaper { .. } => "issued from paper",
        Event::Began { .. } => "began in place of another",
        Event::Offered { .. } => "offered",
        Event::Withdrawn => "withdrawn",
        Event::Accepted { order: None, .. } => "accepted",
        Event::Accepted { order: Some(_), .. } => "accepted, with an endorsement",
        Event::Declined => "declined",
        Event::HandedOver { order: None, .. } => "handed over",
        Event::HandedOver { order: Some(_), .. } => "handed over, with an endorsement",
        Event::HandedBack { .. } => "handed back",
        Event::Endorsed(Endorsement::Final(_)) => "endorsed, finally",
        Event::Endorsed(Endorsement::ToOrder(_)) => "endorsed, to order",
        Event::Endorsed(Endorsement::Blank) => "endorsed, in blank",
        Event::EndorsementCancelled { .. } => "endorsement cancelled",
        Event::Signed => "signed",
        Event::PledgeOffered { .. } => "pledge offered",
        Event::Pledged { .. } => "pledged",
        Event::Released { .. } => "released",
        Event::Enforced { .. } => "enforced",
        Event::DeliveryRequested => "surrendered for delivery",
        Event::AmendmentRequested { reason, .. } => match reason {
            AmendmentReason::ChangeOfDestination => "surrendered for change of destination",
            AmendmentReason::Switch => "surrendered for a switch",
            AmendmentReason::Split => "surrendered for splitting",
            AmendmentReason::Combine => "surrendered for combining",
            AmendmentReason::Correction => "surrendered for correction",
        },
        Event::PaperRequested => "surrendered for paper",
        Event::SurrenderAccepted => "surrender accepted",
        Event::SurrenderRejected { .. } => "surrender rejected",
        Event::Replaced { .. } => "replaced",
        Event::TurnedToPaper { .. } => "turned to paper",
        Event::Voided => "voided",
        Event::Annotated { .. } => "annotated",
        Event::Held { .. } => "held",
        Event::Lifted { .. } => "lifted",
        Event::Reassigned { .. } => "reassigned by order",
    }
}

/// The row of the document's table that these entries are.
fn row(name: &str, links: &[Link]) -> String {
    let says = |link: &Link| {
        let to = link.recipient.as_ref().map_or("nobody", |to| &to.party_name);
        let word = link.reason_code.as_ref().or(link.comments.as_ref());
        let word = word.map_or(String::new(), |word| format!(" `{word}`"));
        format!("`{}`{word}, {} to {to}", link.action_code, link.actor.party_name)
    };
    let entries: Vec<_> = links.iter().map(says).collect();
    let entries = if entries.is_empty() { "nothing".to_owned() } else { entries.join("; ") };
    format!("| {name} | {entries} |")
}

#[test]
fn every_kind_of_fact_makes_the_entries_the_document_says() {
    let mut seen = BTreeMap::new();
    for story in stories() {
        for (name, links) in story.seen {
            seen.entry(name).or_insert(links);
        }
    }
    assert_eq!(seen.len(), KINDS, "{:?}", seen.keys());
    for (name, links) in seen {
        let row = row(name, &links);
        assert!(DOCUMENT.contains(&row), "docs/endorsement-chain.md lacks: {row}");
    }
}

#[test]
fn the_document_has_every_actions_names() {
    for names in &ACTIONS {
        let old = names.old_pint.map_or("-".to_owned(), |old| format!("`{old}`"));
        let name = format!("{:?}", names.action);
        let row = format!("| {name} | `{}` | `{}` | {old} |", names.chain, names.pint);
        assert!(DOCUMENT.contains(&row), "docs/endorsement-chain.md lacks: {row}");
    }
}

/// Names of PINT before 14 November 2025 are read; what is written has none of them.
#[test]
fn old_names_are_read_and_never_written() {
    for (old, action) in [
        ("ISSU", Action::Issue),
        ("TRNS", Action::Transfer),
        ("ENDO", Action::Endorse),
        ("RESD", Action::SurrenderForDelivery),
        ("RESA", Action::SurrenderForAmendment),
        ("SACC", Action::Surrendered),
        ("SREJ", Action::Rejected),
    ] {
        assert_eq!(Action::read(old), Some(action), "{old}");
        assert!(ACTIONS.iter().all(|names| names.chain != old), "{old}");
    }
    assert_eq!(Action::read("VOID"), None);
}

/// As many kinds of fact as [`name_of`] tells apart.
const KINDS: usize = 36;

/// A chain for each of the stories that together make every kind of fact.
pub(super) fn chains_of_every_kind_of_fact() -> Vec<EndorsementChain> {
    stories().iter().map(|story| story.chain(TITLE)).collect()
}

fn stories() -> Vec<Story> {
    let mut stories = vec![
        offers(),
        endorsements(),
        hand_overs(),
        handed_back(),
        released(),
        enforced(),
        answered(),
        to_paper(),
        voided(),
        by_order(),
        from_paper(),
    ];
    stories.extend(AmendmentReason::ALL.iter().map(|reason| {
        let mut story = Story::to_order();
        story.amended(*reason);
        story
    }));
    stories.extend(replaced());
    stories
}

fn offers() -> Story {
    let mut story = Story::to_order();
    let until = Time(u64::MAX);
    let offer = Act::Offer { to: BUYER, endorsement: None, until };
    story.act(SHIPPER, offer.clone());
    story.act(SHIPPER, Act::Withdraw);
    story.act(SHIPPER, offer);
    story.act(BUYER, Act::Decline);
    story.offered_and_accepted(SHIPPER, BUYER, None);
    story.offered_and_accepted(BUYER, SHIPPER, None);
    story.offered_and_accepted(SHIPPER, BUYER, Some(Endorsement::ToOrder(BUYER)));
    story.act(BUYER, Act::Sign);
    story.act(BUYER, notice());
    story
}

fn notice() -> Act {
    Act::Annotate { kind: AnnotationKind::Discrepancy, content: commitment(9) }
}

fn endorsements() -> Story {
    let mut story = Story::to_order();
    for endorsement in [Endorsement::ToOrder(BUYER), Endorsement::Blank, Endorsement::Final(BUYER)]
    {
        story.act(SHIPPER, Act::Endorse(endorsement));
        story.act(SHIPPER, Act::CancelEndorsement);
    }
    story
}

fn hand_overs() -> Story {
    let mut story = Story::to_order();
    story.act(SHIPPER, Act::HandOver { to: BUYER, endorsement: None });
    story.act(BUYER, Act::HandOver { to: SHIPPER, endorsement: None });
    let endorsement = Some(Endorsement::ToOrder(BUYER));
    story.act(SHIPPER, Act::HandOver { to: BUYER, endorsement });
    story
}

fn handed_back() -> Story {
    let mut story = Story::to_order();
    let endorsement = Some(Endorsement::Final(BUYER));
    story.act(SHIPPER, Act::HandOver { to: BUYER, endorsement });
    story.act(BUYER, Act::HandBack);
    story
}

fn released() -> Story {
    let mut story = Story::to_order();
    story.pledged();
    let endorsement = Some(Endorsement::ToOrder(BUYER));
    let direction = Some(Direction { to: BUYER, endorsement });
    story.act_with(BANK, vec![SHIPPER], Act::Release { direction });
    story
}

fn enforced() -> Story {
    let mut story = Story::to_order();
    story.pledged();
    story.act(BANK, Act::Enforce);
    story
}

fn answered() -> Story {
    let mut story = Story::to_order();
    story.act(SHIPPER, Act::SurrenderForDelivery);
    story.act(LINE, Act::RejectSurrender { reason: RejectionReason::ChargesDue });
    story.act(SHIPPER, Act::SurrenderForDelivery);
    story.act(LINE, Act::AcceptSurrender);
    story
}

fn to_paper() -> Story {
    let mut story = Story::to_order();
    story.act(SHIPPER, Act::SurrenderForPaper);
    story.act(LINE, Act::ToPaper(medium()));
    story
}

fn voided() -> Story {
    let mut story = Story::to_order();
    story.act_with(LINE, vec![SHIPPER], Act::Void);
    story
}

fn by_order() -> Story {
    let mut story = Story::to_order();
    let order = commitment(8);
    story.act(COURT, Act::Hold { order, until: Time(100_000) });
    story.act(COURT, Act::Lift { order });
    let stands = Some(Endorsement::ToOrder(BUYER).order());
    story.act(COURT, Act::Reassign { to: BUYER, stands, order });
    story
}

fn from_paper() -> Story {
    let mut story = Story { world: world(), now: 1_000, seen: BTreeMap::new() };
    let issue = Issue { controller: SHIPPER, ..terms(Order::Blank) };
    story.act(LINE, Act::IssueFromPaper { issue, medium: medium() });
    story
}

/// The title that ends, and the one that begins.
fn replaced() -> [Story; 2] {
    let mut story = Story::to_order();
    story.amended(AmendmentReason::Correction);
    let issue = Issue { version: 2, controller: BUYER, ..terms(Order::Blank) };
    let begins = vec![Begin { title: SECOND, issue }];
    story.act(LINE, Act::Replace { also: vec![], begins });
    let links = story.chain(SECOND).endorsement_chain;
    let name = name_of(&story.world.history(SECOND)[0]);
    let begun = Story { world: world(), now: 0, seen: BTreeMap::from([(name, links)]) };
    [story, begun]
}

/// On a straight bill the endorsements that other facts carry have no action, and are none.
#[test]
fn enforcement_on_a_straight_bill_changes_nothing_and_is_not_written() {
    let mut story = Story::new(Order::Straight { shipper: SHIPPER, consignee: BUYER });
    story.pledged();
    story.act(BANK, Act::Enforce);
    assert_eq!(story.seen["enforced"], []);
}

/// The pledgor gets back what it had: nothing was endorsed to the bank.
#[test]
fn a_release_to_the_pledgor_is_one_transfer() {
    let mut story = Story::to_order();
    story.pledged();
    story.act(BANK, Act::Release { direction: None });
    let written = row("released", &story.seen["released"]);
    assert_eq!(written, "| released | `TRANSFER` `release of pledge`, Bank to Shipper |");
}
