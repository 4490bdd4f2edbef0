use title::Order;

use super::{OrderFault, Role, Said, check, of};
use crate::document::{BillKind, Document, Stage, inspect};
use crate::fixture::{BANK, BUYER, LINE, SHIPPER, network, network_with};

const TO_ORDER: &str = include_str!("../../../tests/fixtures/bill-to-order.json");
const STRAIGHT: &str = include_str!("../../../tests/fixtures/bill-straight.json");
const BEARER: &str = include_str!("../../../tests/fixtures/bill-bearer.json");

fn read(text: &str) -> (Document, BillKind) {
    let document = Document::from_bytes(text.as_bytes().to_vec()).unwrap();
    let kind = inspect(&document, Stage::Issue).kind.unwrap();
    (document, kind)
}

fn order(text: &str, said: Said) -> Result<(Order, Vec<String>), OrderFault> {
    let (document, kind) = read(text);
    of(&document, kind, said, &network())
}

fn named(party: title::PartyId) -> Order {
    Order::Named { party, may_endorse: true }
}

#[test]
fn the_codes_in_the_document_say_who_is_meant() {
    assert_eq!(order(TO_ORDER, Said::default()), Ok((named(BANK.party()), vec![])));
    let straight = Order::Straight { shipper: SHIPPER.party(), consignee: BUYER.party() };
    assert_eq!(order(STRAIGHT, Said::default()), Ok((straight, vec![])));
}

#[test]
fn a_bill_that_names_nobody_asks_for_the_shippers_order_or_a_plain_word() {
    assert_eq!(order(BEARER, Said::default()), Err(OrderFault::NobodyNamed));
    let bearer = Said { bearer: true, ..Said::default() };
    assert_eq!(order(BEARER, bearer), Ok((Order::Blank, vec![])));
    let shippers = Said { order: Some(SHIPPER.party()), ..Said::default() };
    assert_eq!(order(BEARER, shippers), Ok((named(SHIPPER.party()), vec![])));
}

#[test]
fn an_option_for_another_kind_of_bill_is_refused_by_name() {
    let bearer = Said { bearer: true, ..Said::default() };
    let to_order = Said { order: Some(BANK.party()), ..Said::default() };
    let straight = Said { straight: true, ..Said::default() };
    for (text, said, wrong) in [
        (TO_ORDER, bearer, "--bearer"),
        (STRAIGHT, bearer, "--bearer"),
        (STRAIGHT, to_order, "--order"),
        (TO_ORDER, straight, "--straight"),
        (BEARER, straight, "--straight"),
    ] {
        match order(text, said) {
            Err(OrderFault::OtherKind { option, .. }) => assert_eq!(option, wrong),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn naming_another_member_than_the_document_does_not_help() {
    let said = Said { order: Some(BUYER.party()), ..Said::default() };
    assert_eq!(order(TO_ORDER, said), Err(OrderFault::OtherMember { role: Role::Endorsee }));
}

#[test]
fn a_firm_without_an_enrolled_code_needs_the_carriers_word_and_a_note() {
    let text = TO_ORDER.replace(BANK.lei, "999900NOBODYATALL0079");
    let unknown = order(&text, Said::default());
    assert!(matches!(unknown, Err(OrderFault::NotEnrolled { role: Role::Endorsee, .. })));
    let said = Said { order: Some(BANK.party()), ..Said::default() };
    let (order, notes) = order(&text, said).unwrap();
    assert_eq!((order, notes.len()), (named(BANK.party()), 1));
}

#[test]
fn a_member_with_two_accounts_is_not_guessed() {
    let (document, kind) = read(TO_ORDER);
    let network = network_with(&[(BANK, 55)]);
    let fault = of(&document, kind, Said::default(), &network).unwrap_err();
    assert_eq!(fault, OrderFault::SeveralAccounts { role: Role::Endorsee, accounts: 2 });
    let said = Said { order: Some(BANK.party()), ..Said::default() };
    assert_eq!(of(&document, kind, said, &network), Ok((named(BANK.party()), vec![])));
}

#[test]
fn a_recipient_sees_when_the_title_was_issued_as_another_bill() {
    let (document, kind) = read(TO_ORDER);
    let issued = |order| check(&document, kind, &order, &network());
    assert_eq!(issued(named(BANK.party())), Ok(vec![]));
    let swapped = issued(named(LINE.party()));
    assert_eq!(swapped, Err(OrderFault::OtherMember { role: Role::Endorsee }));
    let blank = issued(Order::Blank);
    assert_eq!(blank, Err(OrderFault::IssuedOtherwise { document: BillKind::ToOrder }));
}
