//! The document's own fields: reference, status, terms, dates, counts, declared value, carrier.

use proto::reference::NormalReference;

use super::super::fault::Finding;
use super::super::identifiers::Identifier;
use super::super::inspector::{Inspector, Place};

pub(super) fn check(inspector: &mut Inspector, root: &Place<'_>) {
    reference(inspector, &root.member("transportDocumentReference"));
    status(inspector, &root.member("transportDocumentStatus"));
    inspector.text(&root.member("transportDocumentSubReference"), 100);
    let terms = root.member("termsAndConditions");
    inspector.require(&terms);
    inspector.long_text(&terms, 50_000);
    carrier(inspector, root);
    service(inspector, root);
    invoice_payable_at(inspector, &root.member("invoicePayableAt"));
    for contact in inspector.required_objects(&root.member("partyContactDetails")) {
        inspector.required_text(&contact.member("name"), 35);
    }
    originals_and_copies(inspector, root);
    dates(inspector, root);
    declared_value(inspector, root);
}

/// D-30: the reference must have a normal form, since the title's id is made from it. Its length
/// before that (D-03) is a matter of form.
fn reference(inspector: &mut Inspector, place: &Place<'_>) {
    const MOST: usize = 20;
    let Some(text) = inspector.required_text(place, usize::MAX) else {
        return;
    };
    let characters = text.chars().count();
    match NormalReference::new(text) {
        Err(fault) => inspector.find(place, Finding::Reference { fault }),
        Ok(_) if characters > MOST => {
            inspector.find(place, Finding::TextTooLong { characters, most: MOST });
        }
        Ok(_) => {}
    }
}

/// D-08: a draft is no bill, and neither is a document that was surrendered or voided.
fn status(inspector: &mut Inspector, place: &Place<'_>) {
    let Some(status) = inspector.required_text(place, 50) else {
        return;
    };
    if status != "ISSUED" {
        inspector.find(place, Finding::NotIssued { status: status.to_owned() });
    }
}

fn carrier(inspector: &mut Inspector, root: &Place<'_>) {
    inspector.required_text(&root.member("carrierCode"), 4);
    inspector.required_code(&root.member("carrierCodeListProvider"), &["SMDG", "NMFTA"]);
}

fn service(inspector: &mut Inspector, root: &Place<'_>) {
    for key in ["receiptTypeAtOrigin", "deliveryTypeAtDestination"] {
        inspector.required_code(&root.member(key), &["CY", "SD", "CFS"]);
    }
    for key in ["cargoMovementTypeAtOrigin", "cargoMovementTypeAtDestination"] {
        inspector.required_code(&root.member(key), &["FCL", "LCL"]);
    }
    inspector.code(&root.member("freightPaymentTermCode"), &["PRE", "COL"]);
}

/// D-34: by code or in words.
fn invoice_payable_at(inspector: &mut Inspector, place: &Place<'_>) {
    if !inspector.required_object(place) {
        return;
    }
    let (code, words) = (place.member("UNLocationCode"), place.member("freeText"));
    inspector.identifier(&code, Identifier::UnLocode);
    inspector.text(&words, 35);
    if !code.is_present() && !words.is_present() {
        inspector.find(place, Finding::PlaceUnnamed);
    }
}

/// D-14 and D-15: an electronic bill is one original and has no copies.
fn originals_and_copies(inspector: &mut Inspector, root: &Place<'_>) {
    const MOST: u64 = i32::MAX as u64;
    let is_electronic = root.member("isElectronic").flag() == Some(true);
    for key in ["numberOfCopiesWithCharges", "numberOfCopiesWithoutCharges"] {
        let place = root.member(key);
        inspector.count(&place, 0, MOST);
        if is_electronic && place.is_present() {
            inspector.find(&place, Finding::CopiesCounted);
        }
    }
    let without = root.member("numberOfOriginalsWithoutCharges");
    let with = inspector.count(&root.member("numberOfOriginalsWithCharges"), 0, MOST);
    let originals = with.unwrap_or(0) + inspector.count(&without, 0, MOST).unwrap_or(0);
    if is_electronic && originals > 1 {
        inspector.find(root, Finding::TooManyOriginals { originals });
    }
}

/// D-16 to D-19.
fn dates(inspector: &mut Inspector, root: &Place<'_>) {
    let issued = root.member("issueDate");
    inspector.date(&issued);
    if !issued.is_present() {
        inspector.find(&issued, Finding::IssueDateMissing);
    }
    let shipped = root.member("shippedOnBoardDate");
    let received = root.member("receivedForShipmentDate");
    inspector.date(&shipped);
    inspector.date(&received);
    if shipped.is_present() && received.is_present() {
        inspector.find(&received, Finding::BothLoadingDates);
    }
    match inspector.required_flag(&root.member("isShippedOnBoardType")) {
        Some(true) => loading_date(inspector, &shipped, "shippedOnBoardDate"),
        Some(false) => loading_date(inspector, &received, "receivedForShipmentDate"),
        None => {}
    }
}

fn loading_date(inspector: &mut Inspector, place: &Place<'_>, field: &'static str) {
    if !place.is_present() {
        inspector.find(place, Finding::LoadingDateMissing { field });
    }
}

/// D-20.
fn declared_value(inspector: &mut Inspector, root: &Place<'_>) {
    let value = root.member("declaredValue");
    let currency = root.member("declaredValueCurrency");
    inspector.amount(&value);
    inspector.text(&currency, 3);
    if value.is_present() && !currency.is_present() {
        let missing = "declaredValueCurrency";
        inspector.find(&currency, Finding::DeclaredValueHalf { missing });
    }
    if currency.is_present() && !value.is_present() {
        inspector.find(&value, Finding::DeclaredValueHalf { missing: "declaredValue" });
    }
}
