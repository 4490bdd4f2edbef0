use std::path::Path;

use proto::instruction::{Submission, seal};
use title::{Act, Instruction, Order};

use super::notes;
use crate::args::{BillOrderArgs, NewBillArgs};
use crate::commands::accept::OpeningError;
use crate::commands::new_bill::{NewBill, Paper};
use crate::document::OpeningFault;
use crate::fixture::{LINE, Ledger, Place, SHIPPER, key};
use crate::session::Session;

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

fn new_bill(session: &Session<'_>) -> NewBill {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/fixtures/bill-bearer.json");
    let args = args();
    let order = BillOrderArgs {
        order: Some(SHIPPER.name.to_owned()),
        bearer: false,
        straight: false,
        shipper: None,
        consignee: None,
    };
    let paper = Paper::read(session, &path, &args).unwrap();
    let draft = paper.issued(session, LINE.party(), &order).unwrap();
    draft.finish(session, 1, SHIPPER.party(), None).unwrap()
}

fn submission(ledger: &Ledger, new: &NewBill) -> Submission {
    let issue = Act::Issue(new.issue);
    let instruction = Instruction { title: new.title, ..ledger.instruction(&LINE, &[], issue) };
    let draft = ledger.draft(instruction);
    let body = draft.body();
    let approval = proto::instruction::approve(&draft.chain, &body, &key(LINE.seed));
    Submission::open(&seal(body, &[approval]), &draft.chain).unwrap()
}

#[test]
fn a_new_bill_stands_as_the_document_and_the_carrier_say() {
    let place = Place::of(&LINE);
    let new = new_bill(&place.session());
    assert_eq!(new.issue.order, Order::Named { party: SHIPPER.party(), may_endorse: true });
    assert_eq!((new.issue.version, new.issue.terms_profile), (1, 2));
    let notes = new.notes.join("\n");
    for part in ["Elbonian law", "warning", "High Court, London", "the carrier's claim"] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
}

#[test]
fn whoever_signs_an_issue_too_opens_its_package_against_what_is_signed() {
    let place = Place::of(&LINE);
    let session = place.session();
    let ledger = Ledger::new();
    let new = new_bill(&session);
    let submission = submission(&ledger, &new);
    let unseen = notes(&session, &submission, &[]).unwrap().join("\n");
    assert!(unseen.contains("is not shown"), "{unseen}");
    let file = place.file("bill.ebl");
    std::fs::write(&file, &new.bytes).unwrap();
    let seen = notes(&session, &submission, &[file]).unwrap().join("\n");
    assert!(seen.contains("holds the document that you sign"), "{seen}");
    assert!(!seen.contains("is not shown"), "{seen}");
}

#[test]
fn a_package_of_another_document_is_refused() {
    let place = Place::of(&LINE);
    let session = place.session();
    let ledger = Ledger::new();
    let submission = submission(&ledger, &new_bill(&session));
    // The same document under another salt.
    let other = place.file("other.ebl");
    std::fs::write(&other, new_bill(&session).bytes).unwrap();
    let fault = notes(&session, &submission, &[other]).unwrap_err();
    assert!(matches!(fault, OpeningError::Opening(OpeningFault::NotCommitted)), "{fault}");
}
