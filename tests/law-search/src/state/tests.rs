//! Which states are the same.

use title::{Acting, Event, Fact, Order, Title, evolve};

use super::{Catalogue, Here, State};
use crate::attempts::{Attempts, passings};
use crate::bounds::{Bounds, CONTENT, NEWEST_RULEBOOK, NOW, Scope, Size, TERMS};
use crate::cast::Party;
use crate::rename::Renaming;

fn bounds() -> Bounds {
    Bounds::of(Scope::One, Size::Full)
}

fn issued(controller: Party, order: Order) -> Title {
    let slot = bounds().slots[0];
    let issue = title::Issue {
        reference: slot.key(),
        version: 1,
        order,
        controller: controller.id(),
        rulebook: NEWEST_RULEBOOK,
        terms_profile: TERMS,
        document: CONTENT,
        master: None,
    };
    let by = Acting::own(Party::Carrier.id());
    let event = Event::Issued(issue);
    evolve(None, &Fact { title: slot.id(), by, with: vec![], at: NOW, event })
}

fn canonical(catalogue: &mut Catalogue, title: Title) -> State {
    let mut here = Here::with_papers([0, 0]);
    here.put(title);
    let state = catalogue.state(&bounds(), &here);
    catalogue.canonical(state)
}

fn to_order_of(party: Party) -> Order {
    Order::Named { party: party.id(), may_endorse: true }
}

#[test]
fn states_that_differ_in_interchangeable_names_alone_are_one() {
    let mut catalogue = Catalogue::new(&bounds());
    let mut of =
        |controller, party| canonical(&mut catalogue, issued(controller, to_order_of(party)));
    let own = of(Party::A, Party::A);
    assert_eq!(of(Party::B, Party::B), own);
    assert_eq!(of(Party::C, Party::C), own);
    let to_another = of(Party::A, Party::B);
    assert_ne!(to_another, own);
    assert_eq!(of(Party::C, Party::A), to_another);
    assert_ne!(of(Party::Carrier, Party::A), to_another);
    assert_ne!(of(Party::Carrier, Party::Carrier), own);
}

#[test]
fn an_opened_state_is_what_was_closed() {
    let mut catalogue = Catalogue::new(&bounds());
    let mut here = Here::with_papers([1, 0]);
    here.put(issued(Party::B, Order::Blank));
    let state = catalogue.state(&bounds(), &here);
    assert_eq!(catalogue.open(state), here);
}

#[test]
fn three_traders_change_places_in_six_ways_of_which_the_first_is_none() {
    let ways = Renaming::all(bounds().traders);
    assert_eq!(ways.len(), 6);
    let straight = Order::Straight { shipper: Party::A.id(), consignee: Party::C.id() };
    let title = issued(Party::B, straight);
    assert_eq!(ways[0].title(&title), title);
    let images: std::collections::BTreeSet<_> = ways.iter().map(|way| way.title(&title)).collect();
    assert_eq!(images.len(), 6);
}

#[test]
fn nothing_passes_where_nothing_is_pending() {
    let mut here = Here::with_papers([0, 0]);
    here.put(issued(Party::A, Order::Blank));
    assert!(passings(&here).is_empty());
    let mut tried = 0;
    let attempts = Attempts::of(&bounds());
    let _: std::ops::ControlFlow<()> = attempts.each(&here, |_| {
        tried += 1;
        std::ops::ControlFlow::Continue(())
    });
    assert!(tried > 1000, "{tried}");
}
