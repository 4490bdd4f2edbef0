use title::{Act, Endorsement, Time};

use super::{Wish, plan};
use crate::error::WalletError;
use crate::exit::Exit;
use crate::fixture::{BANK, BUYER, Firm, LINE, Ledger, Place, SHIPPER, issue};
use crate::preview;
use crate::proven::{ProvedTitle, prove};

fn proved(ledger: &Ledger) -> ProvedTitle {
    prove(&ledger.network, &ledger.id, &ledger.leaves, ledger.receipts.last()).unwrap()
}

fn wish(ledger: &Ledger, act: Act) -> Wish {
    let proved = (!ledger.leaves.is_empty()).then(|| proved(ledger));
    Wish { title: ledger.id, proved, act, notes: Vec::new(), deadline_minutes: 10 }
}

fn offer(to: &Firm, endorsement: Option<Endorsement>, until: Time) -> Act {
    Act::Offer { to: to.party(), endorsement, until }
}

fn previewed(ledger: &Ledger, firm: &Firm, act: Act) -> String {
    let place = Place::of(firm);
    let session = place.session();
    let plan = plan(&session, wish(ledger, act), ledger.now()).unwrap();
    preview::lines(&plan, &session, &["a note".to_owned()]).join("\n")
}

fn refused(ledger: &Ledger, firm: &Firm, act: Act) -> WalletError {
    let place = Place::of(firm);
    plan(&place.session(), wish(ledger, act), ledger.now()).unwrap_err()
}

#[test]
fn what_the_law_refuses_is_refused_before_anything_is_signed() {
    let ledger = Ledger::issued();
    let error = refused(&ledger, &BANK, Act::Sign);
    assert_eq!((error.rule(), error.exit_code()), (Some("T-10"), Exit::Refused));
    assert!(error.what().starts_with("Harbour Bank is not in control"), "{}", error.what());
    assert!(error.hint().contains("T-10") && error.hint().contains("nothing was signed"));
}

#[test]
fn a_reference_that_has_a_title_cannot_be_issued_again_even_after_its_end() {
    let mut ledger = Ledger::issued();
    assert_eq!(refused(&ledger, &LINE, Act::Issue(issue())).rule(), Some("T-06"));
    ledger.record(&SHIPPER, Act::SurrenderForDelivery);
    ledger.record(&LINE, Act::AcceptSurrender);
    assert_eq!(refused(&ledger, &LINE, Act::Issue(issue())).rule(), Some("T-06"));
}

#[test]
fn an_offer_that_lapsed_by_block_time_stays_lapsed_on_a_slow_clock() {
    let mut ledger = Ledger::issued();
    let soon = Time(ledger.now().0 + 1_500);
    ledger.record(&SHIPPER, offer(&BANK, None, soon));
    let place = Place::of(&BANK);
    let session = place.session();
    let accept = || wish(&ledger, Act::Accept);
    assert!(plan(&session, accept(), Time(0)).is_ok());
    let late = plan(&session, accept(), Time(soon.0 + 1)).unwrap_err();
    assert_eq!(late.rule(), Some("T-16"));
}

#[test]
fn the_deadline_counts_from_the_newest_moment_known() {
    let ledger = Ledger::issued();
    let place = Place::of(&SHIPPER);
    let plan = plan(&place.session(), wish(&ledger, Act::Sign), Time(0)).unwrap();
    assert_eq!(plan.deadline_ms, ledger.now().0 + 1 + 600_000);
    assert_eq!(plan.head, proved(&ledger).control.head);
}

#[test]
fn the_preview_says_who_holds_the_bill_before_and_after() {
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let to_buyer = Endorsement::ToOrder(BUYER.party());
    ledger.record(&SHIPPER, offer(&BUYER, Some(to_buyer), until));
    let text = previewed(&ledger, &BUYER, Act::Accept);
    assert!(text.starts_with("You are about to accept control of title"), "{text}");
    let line = |label: &str| {
        let found = text.lines().find(|line| line.trim_start().starts_with(label));
        found.unwrap_or_else(|| panic!("no {label} in {text}")).to_owned()
    };
    assert!(line("acting as").contains("Tessel Trading"));
    assert!(line("now").contains("in the hands of Quillon Spice"));
    assert!(line("afterwards").contains("in the hands of Tessel Trading"));
    assert!(line("afterwards").contains("to the order of Tessel Trading"));
    assert!(line("in law").contains("to you alone"));
    assert!(line("note").contains("a note"));
    assert!(line("deadline").contains("never will be"));
}

#[test]
fn the_preview_does_not_show_a_lapsed_offer_as_standing() {
    let mut ledger = Ledger::issued();
    let soon = Time(ledger.now().0 + 1_500);
    ledger.record(&SHIPPER, offer(&BANK, None, soon));
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let late = Time(soon.0 + 1);
    let plan = plan(&session, wish(&ledger, Act::Sign), late).unwrap();
    let text = preview::lines(&plan, &session, &[]).join("\n");
    assert!(!text.contains("offered to"), "{text}");
}

#[test]
fn whoever_makes_a_bearer_bill_is_told_that_its_controller_may_claim_the_cargo() {
    let ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    let blank = Endorsement::Blank;
    for act in [Act::Endorse(blank), offer(&BANK, Some(blank), until)] {
        assert!(previewed(&ledger, &SHIPPER, act).contains("may claim the cargo"), "{act:?}");
    }
    assert!(!previewed(&ledger, &SHIPPER, Act::Sign).contains("may claim the cargo"));
    let bearer = title::Issue { order: title::Order::Blank, ..issue() };
    let text = previewed(&Ledger::new(), &LINE, Act::Issue(bearer));
    assert!(text.contains("whoever controls this bill may claim the cargo"));
    assert!(text.contains("there is no such title yet"));
}
