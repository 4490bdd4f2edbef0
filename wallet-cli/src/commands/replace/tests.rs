use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use title::Order;

use super::{ReplaceError, order};
use crate::args::NewBillArgs;
use crate::commands::new_bill::Paper;
use crate::error::{Explain, WalletError};
use crate::fixture::{BANK, BUYER, Firm, LINE, Place, SHIPPER};

/// Nothing is said of the order.
fn args() -> NewBillArgs {
    NewBillArgs {
        order: None,
        bearer: false,
        straight: false,
        shipper: None,
        consignee: None,
        terms: Some(2),
        rulebook: Some(1),
        forum: Some("High Court, London".to_owned()),
        accountable_party: Some("Heron Line".to_owned()),
        attachments: vec![],
        master: None,
    }
}

fn document(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures").join(name)
}

fn to_order(firm: &Firm) -> Order {
    Order::Named { party: firm.party(), may_endorse: true }
}

/// The order with which a document begins where the surrender asks for this one.
fn drafted(args: &NewBillArgs, asked: Option<Order>) -> Result<Order, WalletError> {
    let place = Place::of(&LINE);
    let session = place.session();
    let paper = Paper::read(&session, &document("bill-bearer.json"), args)?;
    let draft = paper.draft(&session, LINE.party(), asked)?;
    Ok(draft.finish(&session, 2, SHIPPER.party(), None)?.issue.order)
}

#[test]
fn what_replaces_a_bill_stands_to_the_order_that_was_asked_for() {
    let last = Order::Named { party: BUYER.party(), may_endorse: false };
    for asked in [Order::Blank, to_order(&BANK), last] {
        assert_eq!(drafted(&args(), Some(asked)).unwrap(), asked);
    }
    // What the command line says is left to the law (T-40).
    let said = NewBillArgs { order: Some(SHIPPER.name.to_owned()), ..args() };
    assert_eq!(drafted(&said, Some(Order::Blank)).unwrap(), to_order(&SHIPPER));
}

#[test]
fn a_document_that_says_otherwise_than_was_asked_replaces_nothing() {
    let straight = Order::Straight { shipper: SHIPPER.party(), consignee: BUYER.party() };
    let error = drafted(&args(), Some(straight)).unwrap_err();
    assert!(matches!(&error, WalletError::Replace(ReplaceError::OtherOrder { .. })), "{error:?}");
    assert!(error.what().contains("consigned by Quillon Spice"), "{}", error.what());
    assert!(error.hint().contains("reject the surrender"), "{}", error.hint());
}

#[test]
fn each_holder_has_the_order_that_its_surrender_names() {
    let place = Place::of(&LINE);
    let session = place.session();
    let mut asked: BTreeSet<_> =
        [(SHIPPER.party(), to_order(&BANK)), (BUYER.party(), Order::Blank)].into();
    let ordered = |asked: &BTreeSet<_>, firm: &Firm| order(&session, asked, firm.party());
    assert_eq!(ordered(&asked, &SHIPPER), Ok(Some(to_order(&BANK))));
    assert_eq!(ordered(&asked, &BUYER), Ok(Some(Order::Blank)));
    assert_eq!(ordered(&asked, &BANK), Ok(None));
    asked.insert((SHIPPER.party(), Order::Blank));
    let error = ordered(&asked, &SHIPPER).unwrap_err();
    let words = error.to_string();
    assert!(words.contains("to the order of Harbour Bank, and in blank"), "{words}");
    assert!(error.hint().contains("asks again"), "{}", error.hint());
}
