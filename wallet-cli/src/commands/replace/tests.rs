use std::path::{Path, PathBuf};

use title::Order;

use super::ReplaceError;
use crate::args::NewBillArgs;
use crate::commands::new_bill::Paper;
use crate::error::WalletError;
use crate::fixture::{BANK, BUYER, Firm, LINE, Place, SHIPPER};

fn args() -> NewBillArgs {
    NewBillArgs {
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
fn drafted(asked: Order) -> Result<Order, WalletError> {
    let place = Place::of(&LINE);
    let (session, args) = (place.session(), args());
    let paper = Paper::read(&session, &document("bill-bearer.json"), &args)?;
    let draft = paper.in_place(&session, LINE.party(), asked)?;
    Ok(draft.finish(&session, 2, SHIPPER.party(), None)?.issue.order)
}

#[test]
fn what_replaces_a_bill_stands_to_the_order_that_was_asked_for() {
    let last = Order::Named { party: BUYER.party(), may_endorse: false };
    for asked in [Order::Blank, to_order(&BANK), last] {
        assert_eq!(drafted(asked).unwrap(), asked);
    }
}

#[test]
fn a_document_that_says_otherwise_than_was_asked_replaces_nothing() {
    let straight = Order::Straight { shipper: SHIPPER.party(), consignee: BUYER.party() };
    let error = drafted(straight).unwrap_err();
    assert!(matches!(&error, WalletError::Replace(ReplaceError::OtherOrder { .. })), "{error:?}");
    assert!(error.what().contains("consigned by Quillon Spice"), "{}", error.what());
    assert!(error.hint().contains("reject the surrender"), "{}", error.hint());
}
