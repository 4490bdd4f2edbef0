use title::{Act, AnnotationKind, Commitment, Time};

use super::of;
use crate::fixture::{BANK, LINE, Ledger, Place, SHIPPER, issue};
use crate::statement;

#[test]
fn every_notice_is_listed_with_its_words_where_they_are_known() {
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let mut ledger = Ledger::issued();
    let text = Some("two cases short");
    let stated = statement::make(&session, &ledger.id, "discrepancy", text, None).unwrap();
    statement::keep(&session.wallet.home, &stated, None).unwrap();
    let note = |kind, content| Act::Annotate { kind, content };
    ledger.record(&SHIPPER, note(AnnotationKind::Discrepancy, stated.commitment));
    let unknown = Commitment { scheme: 0, root: [5; 32] };
    ledger.record(&LINE, note(AnnotationKind::StoppageInTransit, unknown));
    let notes = of(&session, &ledger.proved(&ledger.id)).join("\n");
    assert!(notes.contains("discrepancy") && notes.contains("two cases short"), "{notes}");
    assert!(notes.contains("Heron Line put a notice"), "{notes}");
    assert!(notes.contains("stoppage in transit"), "{notes}");
    assert!(!notes.contains("there is no notice"), "{notes}");
}

#[test]
fn a_pledge_a_hold_and_the_mark_of_an_order_are_listed() {
    let place = Place::of(&BANK);
    let session = place.session();
    let mut ledger = Ledger::issued();
    let until = Time(ledger.now().0 + 60_000);
    ledger.record(&SHIPPER, Act::Pledge { to: BANK.party(), until });
    ledger.record(&BANK, Act::Accept);
    let order = Commitment { scheme: 0, root: [5; 32] };
    ledger.record_with(&BANK, &[LINE, SHIPPER], Act::Hold { order, until });
    let notes = of(&session, &ledger.proved(&ledger.id)).join("\n");
    for part in ["pledged by Quillon Spice", "an order holds it until", "held or moved it"] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
    assert!(notes.contains("there is no notice on it"), "{notes}");
}

#[test]
fn a_house_bill_names_its_master_and_what_hangs_on_it() {
    let place = Place::of(&SHIPPER);
    let session = place.session();
    let mut ledger = Ledger::issued();
    let master = ledger.id;
    let reference = title::ReferenceKey([8; 32]);
    ledger.id = proto::ids::title_id(&ledger.network.chain(), &reference, 1);
    let house = title::Issue { reference, master: Some(master), ..issue() };
    ledger.record(&LINE, Act::Issue(house));
    let notes = of(&session, &ledger.proved(&ledger.id)).join("\n");
    assert!(notes.contains(&format!("a house bill under master title {master}")), "{notes}");
}
