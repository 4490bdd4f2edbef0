//! Chains of our own, each replayed on the law and written again.

use serde_json::Value;
use title::{Begin, End, Endorsement, Issue, Order, Status};

use super::world::{SECOND, TITLE, World, bill, comparable, heading, terms};
use crate::endorsement_chain::{
    Beginning, Bill, Directory, EndorsementChain, IdentifyingCode, Identity, Recorded, acts,
    parties, project,
};

pub(super) const STRAIGHT: &str = include_str!("chains/straight.json");
pub(super) const TO_ORDER: &str = include_str!("chains/to-order.json");
pub(super) const BLANK: &str = include_str!("chains/blank.json");
pub(super) const TO_PAPER: &str = include_str!("chains/to-paper.json");
pub(super) const REJECTED: &str = include_str!("chains/rejected.json");
pub(super) const REPRESENTED: &str = include_str!("chains/represented.json");
pub(super) const REPLACED: &str = include_str!("chains/replaced.json");
pub(super) const ALL: [&str; 7] =
    [STRAIGHT, TO_ORDER, BLANK, TO_PAPER, REJECTED, REPRESENTED, REPLACED];

pub(super) fn read(text: &str) -> Vec<EndorsementChain> {
    EndorsementChain::read(text.as_bytes()).unwrap()
}

/// To the order of the shipper, as the bills of these chains are unless they say otherwise.
pub(super) fn to_shipper(world: &World) -> Order {
    Endorsement::ToOrder(world.party("Alder Mill Export")).order()
}

pub(super) fn straight(world: &World) -> Order {
    let shipper = world.party("Alder Mill Export");
    Order::Straight { shipper, consignee: world.party("Birch Paper Trading") }
}

/// Replays a file's only chain, expects the end, and expects to write what was read.
fn goes_round(text: &str, order: impl Fn(&World) -> Order, end: End) {
    let [chain] = &read(text)[..] else { panic!("one chain") };
    let mut world = World::of(std::slice::from_ref(chain));
    let bill = bill(order(&world), vec![]);
    let steps = acts(chain, &bill, &world.directory).unwrap();
    world.replay(&steps).unwrap();
    assert_eq!(world.titles()[&TITLE].status, Status::Ended(end));
    let written = world.export(TITLE, &heading(chain));
    assert_eq!(comparable(&written), comparable(chain));
    // Nothing of the file was passed over in reading it, the audit reference included.
    let file: Value = serde_json::from_str(text).unwrap();
    assert_eq!(serde_json::to_value([chain]).unwrap(), file);
}

#[test]
fn a_straight_bill_goes_through_a_collecting_bank_and_comes_back_equal() {
    goes_round(STRAIGHT, straight, End::Accomplished);
}

#[test]
fn a_bill_to_order_comes_back_equal() {
    goes_round(TO_ORDER, to_shipper, End::Accomplished);
}

#[test]
fn a_bill_endorsed_in_blank_comes_back_equal() {
    goes_round(BLANK, to_shipper, End::Accomplished);
}

#[test]
fn a_bill_switched_to_paper_comes_back_equal() {
    goes_round(TO_PAPER, to_shipper, End::Paper);
}

#[test]
fn a_rejected_surrender_comes_back_equal() {
    goes_round(REJECTED, to_shipper, End::Accomplished);
}

#[test]
fn agents_and_whom_they_act_for_come_back_equal() {
    goes_round(REPRESENTED, to_shipper, End::Accomplished);
}

/// The second version's chain begins with the act that ended the first.
#[test]
fn a_replaced_bill_and_what_replaced_it_come_back_equal() {
    let chains = read(REPLACED);
    let [second, first] = &chains[..] else { panic!("two versions") };
    let mut world = World::of(&chains);
    let trader = world.party("Cedar Commodities");
    let continued = Issue { version: 2, controller: trader, ..terms(Order::Blank) };
    let begins = vec![Begin { title: SECOND, issue: continued }];
    let replaced = bill(to_shipper(&world), begins);
    world.replay(&acts(first, &replaced, &world.directory).unwrap()).unwrap();
    let replacing = Bill {
        title: SECOND,
        beginning: Beginning::InPlaceOfAnother,
        issue: continued,
        ..replaced
    };
    world.replay(&acts(second, &replacing, &world.directory).unwrap()).unwrap();

    assert_eq!(world.titles()[&TITLE].status, Status::Ended(End::Replaced));
    let buyer = world.party("Birch Paper Trading");
    assert_eq!(world.titles()[&SECOND].status, Status::Active { controller: buyer });
    for (title, chain) in [(TITLE, first), (SECOND, second)] {
        assert_eq!(comparable(&world.export(title, &heading(chain))), comparable(chain));
    }
}

/// Whoever a chain names, principals too, is asked for; whom only the directory knows is not.
#[test]
fn the_parties_of_a_chain_are_known_before_it_is_written() {
    let [chain] = &read(REPRESENTED)[..] else { panic!("one chain") };
    let mut world = World::of(std::slice::from_ref(chain));
    let bill = bill(to_shipper(&world), vec![]);
    world.replay(&acts(chain, &bill, &world.directory).unwrap()).unwrap();
    let facts = world.history(TITLE);
    let recorded: Vec<_> =
        facts.iter().map(|fact| Recorded { fact, audit_reference: None }).collect();
    let names = [
        "Meridian Ocean Line",
        "Quayside Agency",
        "Alder Mill Export",
        "Upriver Forwarding",
        "Birch Paper Trading",
        "Delta Clearing",
    ];
    let expected = names.map(|name| world.party(name)).into();
    assert_eq!(parties(&recorded), Ok(expected));
}

/// One fact may make two entries: both carry its reference.
#[test]
fn every_entry_carries_the_audit_reference_of_its_fact() {
    let [chain] = &read(TO_ORDER)[..] else { panic!("one chain") };
    let mut world = World::of(std::slice::from_ref(chain));
    let bill = bill(to_shipper(&world), vec![]);
    world.replay(&acts(chain, &bill, &world.directory).unwrap()).unwrap();
    let facts = world.history(TITLE);
    let references: Vec<_> = (0..facts.len()).map(|number| format!("fact {number}")).collect();
    let recorded: Vec<_> = facts
        .iter()
        .zip(&references)
        .map(|(fact, reference)| Recorded { fact, audit_reference: Some(reference) })
        .collect();
    let written = project(&heading(chain), &recorded, &world.directory).unwrap();
    let audit = written.endorsement_chain.iter().map(|link| link.audit_reference.as_deref());
    // Facts 2 and 5 are offers, which no entry shows.
    let expected = ["fact 8", "fact 7", "fact 6", "fact 4", "fact 3", "fact 1", "fact 0"];
    assert_eq!(audit.collect::<Vec<_>>(), expected.map(Some));
}

/// A wallet has a party's id and LEI where another platform has codes of its own.
#[test]
fn a_party_is_found_by_its_own_id_and_by_its_lei() {
    let party = title::PartyId([9; 32]);
    let codes = vec![IdentifyingCode::party(party), IdentifyingCode::lei("9999000000000SYNTH01")];
    let identity = Identity {
        name: "Harbour Bank".to_owned(),
        platform: Some("LEDG".to_owned()),
        codes: codes.clone(),
        tax: vec![],
    };
    let mut directory = Directory::default();
    directory.insert(party, identity).unwrap();
    for code in codes {
        assert_eq!(directory.party(&[code]), Some(party));
    }
    assert_eq!(directory.party(&[IdentifyingCode::lei("another")]), None);
}
