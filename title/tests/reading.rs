//! What a reader of facts can tell, and what a rule can read: the law puts everything that changed
//! on record, and nothing beside the record enters its verdict.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use title::{
    Act, Acting, AmendmentReason, AnnotationKind, Asked, Begin, Capacities, Capacity, Commitment,
    Endorsement, Event, Fact, Handing, Instruction, Issue, Mandate, Order, Parties, PartyId,
    ReferenceKey, ReferenceUse, References, Registers, Standing, Status, Time, Title, TitleId,
    Titles, View, apply, evolve,
};

const CARRIER: PartyId = PartyId([1; 32]);
const SHIPPER: PartyId = PartyId([2; 32]);
const BUYER: PartyId = PartyId([3; 32]);
const REFERENCE: ReferenceKey = ReferenceKey([8; 32]);
const FIRST: TitleId = TitleId([11; 32]);
const SECOND: TitleId = TitleId([12; 32]);

fn commitment(n: u8) -> Commitment {
    Commitment { scheme: 0, root: [n; 32] }
}

fn issue(version: u32, document: u8, controller: PartyId) -> Issue {
    Issue {
        reference: REFERENCE,
        version,
        order: Order::Named { party: controller, may_endorse: true },
        controller,
        rulebook: 1,
        terms_profile: 1,
        document: commitment(document),
        master: None,
    }
}

/// A ledger of one reference, with its facts in the order of their recording.
#[derive(Default)]
struct Ledger {
    titles: Titles,
    facts: Vec<Fact>,
}

impl Ledger {
    fn act(&mut self, at: u64, by: PartyId, title: TitleId, act: Act) {
        let live = self.titles.values().find(|title| title.is_live());
        let usage = live.map_or(ReferenceUse::Unused, |title| ReferenceUse::Live(title.id));
        let view = View {
            titles: &self.titles,
            references: &References::from([(REFERENCE, usage)]),
            parties: &parties(),
            registers: &Registers { rulebooks: [1].into(), terms_profiles: [1].into() },
            mandate: Mandate::default(),
            now: Time(at),
        };
        let instruction = Instruction { by: Acting::own(by), with: vec![], title, act };
        for fact in apply(&view, &instruction).unwrap() {
            let before = self.titles.remove(&fact.title);
            self.titles.insert(fact.title, evolve(before, &fact));
            self.facts.push(fact);
        }
    }
}

fn parties() -> Parties {
    let mut parties = Parties::default();
    for (party, capacity) in
        [(CARRIER, Capacity::Carrier), (SHIPPER, Capacity::Trader), (BUYER, Capacity::Trader)]
    {
        let capacities = Capacities::of(&[capacity]);
        let handing = Handing::OnAcceptance;
        parties.insert(party, Ok(Standing { capacities, rulebook: 1, good_until: None, handing }));
    }
    parties
}

/// Issued, sold, noted on, and amended for the buyer.
fn amended() -> Ledger {
    let mut ledger = Ledger::default();
    ledger.act(10, CARRIER, FIRST, Act::Issue(issue(1, 31, SHIPPER)));
    let endorsement = Some(Endorsement::ToOrder(BUYER));
    ledger.act(20, SHIPPER, FIRST, Act::Offer { to: BUYER, endorsement, until: Time(99) });
    ledger.act(30, BUYER, FIRST, Act::Accept);
    let (kind, content) = (AnnotationKind::Discrepancy, commitment(40));
    ledger.act(40, BUYER, FIRST, Act::Annotate { kind, content });
    let reason = AmendmentReason::ChangeOfDestination;
    let next = issue(2, 32, BUYER);
    let ask = Act::SurrenderForAmendment { reason, to: BUYER, order: next.order };
    ledger.act(50, BUYER, FIRST, ask);
    let begins = vec![Begin { title: SECOND, issue: next }];
    ledger.act(60, CARRIER, FIRST, Act::Replace { also: vec![], begins });
    ledger
}

/// One amendment as a reader of facts alone sees it.
#[derive(Debug, PartialEq, Eq)]
struct Amendment {
    of: TitleId,
    by_what: TitleId,
    why: AmendmentReason,
    asked: (PartyId, Time),
    answered: (PartyId, Time),
    version: (u32, u32),
    document: (Commitment, Commitment),
}

/// Every amendment that facts tell, from the facts and nothing else.
fn amendments(facts: &[Fact]) -> Vec<Amendment> {
    let content: BTreeMap<TitleId, Issue> =
        facts.iter().filter_map(|fact| Some((fact.title, *fact.event.issue()?))).collect();
    let mut asked = BTreeMap::new();
    let mut found = Vec::new();
    for fact in facts {
        match &fact.event {
            Event::AmendmentRequested { reason, .. } => {
                asked.insert(fact.title, (*reason, (fact.by.principal(), fact.at)));
            }
            Event::Began { issue, replaces, .. } => found.extend(replaces.iter().map(|old| {
                let (why, asked) = asked[old];
                Amendment {
                    of: *old,
                    by_what: fact.title,
                    why,
                    asked,
                    answered: (fact.by.principal(), fact.at),
                    version: (content[old].version, issue.version),
                    document: (content[old].document, issue.document),
                }
            })),
            _ => {}
        }
    }
    found
}

#[test]
fn a_reader_of_facts_lists_what_was_amended_why_by_whom_and_when() {
    let expected = Amendment {
        of: FIRST,
        by_what: SECOND,
        why: AmendmentReason::ChangeOfDestination,
        asked: (BUYER, Time(50)),
        answered: (CARRIER, Time(60)),
        version: (1, 2),
        document: (commitment(31), commitment(32)),
    };
    let ledger = amended();
    assert_eq!(amendments(&ledger.facts), [expected]);
    let back = Event::Replaced { by: vec![SECOND] };
    assert!(ledger.facts.iter().any(|fact| fact.title == FIRST && fact.event == back));
}

/// A record includes what is linked to it and what was added later (MLETR art. 2).
#[test]
fn the_facts_of_a_title_hold_its_issue_endorsement_notices_and_links() {
    let ledger = amended();
    let told: Vec<_> = ledger.facts.iter().filter(|fact| fact.title == FIRST).collect();
    assert!(matches!(told[0].event, Event::Issued(issue) if issue.document == commitment(31)));
    let to_buyer = Order::Named { party: BUYER, may_endorse: true };
    assert!(matches!(told[2].event, Event::Accepted { order, .. } if order == Some(to_buyer)));
    assert!(matches!(told[3].event, Event::Annotated { content, .. } if content == commitment(40)));
    assert!(matches!(&told[5].event, Event::Replaced { by } if *by == [SECOND]));
    assert_eq!(told.len(), 6);
}

/// Dates in documents are claims: an act is recorded at the block's time, and no act states one.
#[test]
fn every_fact_bears_the_time_of_its_block_and_its_signer() {
    let ledger = amended();
    let told: Vec<_> = ledger.facts.iter().map(|fact| (fact.at.0, fact.by.actor)).collect();
    let expected = [
        (10, CARRIER),
        (20, SHIPPER),
        (30, BUYER),
        (40, BUYER),
        (50, BUYER),
        // The end of the first title and the beginning of the second, in one act.
        (60, CARRIER),
        (60, CARRIER),
    ];
    assert_eq!(told, expected);
}

/// While the carrier is asked it is in control, and the record says who gets control back.
#[test]
fn a_surrender_names_who_asked_and_for_what() {
    let mut ledger = Ledger::default();
    ledger.act(10, CARRIER, FIRST, Act::Issue(issue(1, 31, SHIPPER)));
    ledger.act(20, SHIPPER, FIRST, Act::SurrenderForDelivery);
    let title: &Title = &ledger.titles[&FIRST];
    assert_eq!(title.controller(), Some(CARRIER));
    let asked = Status::Surrendered { requester: SHIPPER, asked: Asked::Delivery };
    assert_eq!(title.status, asked);
}

/// The fields of a struct, read from its source.
fn fields(file: &str, name: &str) -> Vec<String> {
    let source = fs::read_to_string(sources().join(file)).unwrap();
    let begins = |text: &&str| text.starts_with([' ', '<']);
    let body = source.split(&format!("pub struct {name}")).skip(1).find(begins).unwrap();
    let body = body.split("\n}").next().unwrap();
    let fields = body.lines().filter_map(|line| line.trim().strip_prefix("pub "));
    fields.filter_map(|field| Some(field.split_once(':')?.0.to_owned())).collect()
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All that a rule can read: no place of issue, no seat of a party, no node (MLETR art. 14, 19).
#[test]
fn nothing_that_a_rule_reads_says_where_a_bill_or_a_party_comes_from() {
    let view = ["titles", "references", "parties", "registers", "mandate", "now"];
    assert_eq!(fields("view.rs", "View"), view);
    let standing = ["capacities", "rulebook", "good_until", "handing"];
    assert_eq!(fields("party.rs", "Standing"), standing);
    assert_eq!(fields("party.rs", "Authority"), ["acts", "until"]);
    assert_eq!(fields("title.rs", "Registers"), ["rulebooks", "terms_profiles"]);
    assert_eq!(fields("view.rs", "Mandate"), ["have", "need", "outsider"]);
    let content = ["reference", "version", "order", "controller", "rulebook", "terms_profile"];
    let content = [&content[..], &["document", "master"]].concat();
    assert_eq!(fields("instruction.rs", "Issue"), content);
    let title = [
        "id",
        "reference",
        "version",
        "carrier",
        "order",
        "cancellable",
        "rulebook",
        "terms_profile",
        "document",
        "master",
        "status",
        "pledge",
        "hold",
        "hand_back",
        "passage",
        "mark",
    ];
    assert_eq!(fields("title.rs", "Title"), title);
}
