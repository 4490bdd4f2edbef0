//! One demo bill changed in one place, and the rules that this breaks: those and no others.

use super::*;

const CARGO: &str = "/consignmentItems/0/cargoItems/0";
const PACKAGING: &str = "/consignmentItems/0/cargoItems/0/outerPackaging";
const DANGEROUS: &str = "/consignmentItems/0/cargoItems/0/outerPackaging/dangerousGoods";
const USED: &str = "/utilizedTransportEquipments/0";
const SHIPPER: &str = "/documentParties/shipper";
const NOTIFY: &str = "/documentParties/notifyParties";

fn below(parent: &str, key: &str) -> String {
    format!("{parent}/{key}")
}

#[track_caller]
fn breaks(text: &str, rules: &[&str]) {
    assert_eq!(refused(text), rules);
}

#[track_caller]
fn setting(pointer: &str, value: Value, rules: &[&str]) {
    breaks(&set(TO_ORDER, pointer, value), rules);
}

#[track_caller]
fn without(pointer: &str, rules: &[&str]) {
    breaks(&unset(TO_ORDER, pointer), rules);
}

#[test]
fn types_texts_and_codes() {
    setting("/isShippedOnBoardType", json!("yes"), &["D-02 /isShippedOnBoardType"]);
    setting(SHIPPER, Value::Null, &["D-02 /documentParties/shipper"]);
    setting("/carrierCode", json!("HERON"), &["D-03 /carrierCode"]);
    setting("/termsAndConditions", json!(" \n"), &["D-04 /termsAndConditions"]);
    setting("/carrierCode", json!("ZZ "), &["D-05 /carrierCode"]);
    setting("/receiptTypeAtOrigin", json!("cy"), &["D-06 /receiptTypeAtOrigin"]);
    setting("/carrierCodeListProvider", json!("BIC"), &["D-06 /carrierCodeListProvider"]);
}

#[test]
fn the_kind_of_bill() {
    let waybill = set(STRAIGHT, "/transportDocumentTypeCode", json!("SWB"));
    breaks(&waybill, &["D-07 /transportDocumentTypeCode"]);
    let consigned = set(STRAIGHT, "/isToOrder", json!(true));
    let consignee = "/documentParties/consignee";
    breaks(&consigned, &[&format!("D-10 {consignee}"), &format!("D-13 {NOTIFY}")]);
    breaks(&unset(STRAIGHT, consignee), &["D-11 /documentParties/consignee"]);
    let endorsed = ["D-11 /documentParties/consignee", "D-12 /documentParties/endorsee"];
    setting("/isToOrder", json!(false), &endorsed);
    assert_eq!(inspect(&document(&waybill), Stage::Issue).kind, None);
    assert_eq!(inspect(&document(&consigned), Stage::Issue).kind, None);
}

#[test]
fn status_medium_and_originals() {
    setting("/transportDocumentStatus", json!("VOIDED"), &["D-08 /transportDocumentStatus"]);
    setting("/isElectronic", json!(false), &["D-09 /isElectronic"]);
    setting("/numberOfCopiesWithCharges", json!(0), &["D-14 /numberOfCopiesWithCharges"]);
    setting("/numberOfOriginalsWithCharges", json!(1), &["D-15 "]);
    setting("/numberOfOriginalsWithCharges", json!(-1), &["D-31 /numberOfOriginalsWithCharges"]);
}

#[test]
fn dates_and_declared_value() {
    setting("/isShippedOnBoardType", json!(false), &["D-16 /receivedForShipmentDate"]);
    without("/shippedOnBoardDate", &["D-16 /shippedOnBoardDate"]);
    let both = ["D-17 /receivedForShipmentDate"];
    setting("/receivedForShipmentDate", json!("2026-11-13"), &both);
    without("/issueDate", &["D-18 /issueDate"]);
    for date in ["2026-02-29", "2026-13-01", "2026-1-01", "15.11.2026", "2026-11-15T00:00:00Z"] {
        setting("/issueDate", json!(date), &["D-19 /issueDate"]);
    }
    setting("/issueDate", json!("2028-02-29"), &[]);
    without("/declaredValueCurrency", &["D-20 /declaredValueCurrency"]);
    without("/declaredValue", &["D-20 /declaredValue"]);
}

#[test]
fn the_reference() {
    let reference = "/transportDocumentReference";
    setting(reference, json!("HDL 2611 0047 0000 0000"), &["D-03 /transportDocumentReference"]);
    setting(reference, json!("HDL26110047HDL26110047"), &["D-30 /transportDocumentReference"]);
    setting(reference, json!("HDL\u{200B}1"), &["D-30 /transportDocumentReference"]);
}

#[test]
fn the_voyage() {
    let loading = "/transports/portOfLoading";
    without("/transports/placeOfDelivery", &["D-21 /transports/placeOfDelivery"]);
    let receipt = ["D-21 /transports/placeOfReceipt"];
    setting("/transports/preCarriageBy", json!("TRUCK"), &receipt);
    let code = below(loading, "UNLocationCode");
    setting(&code, json!("SG0IN"), &[&format!("D-29 {code}")]);
    let voyage = "/transports/vesselVoyages/0/universalExportVoyageReference";
    setting(voyage, json!("2647X"), &[&format!("D-29 {voyage}")]);
    setting(loading, json!({}), &["D-34 /transports/portOfLoading"]);
    setting("/invoicePayableAt", json!({}), &["D-34 /invoicePayableAt"]);
    setting("/transports/vesselVoyages", json!([]), &["D-01 /transports/vesselVoyages"]);
}

#[test]
fn the_parties() {
    let codes = below(SHIPPER, "identifyingCodes");
    let no_address = unset(TO_ORDER, &below(SHIPPER, "address"));
    breaks(&no_address, &[]);
    breaks(&unset(&no_address, &codes), &["D-27 /documentParties/shipper"]);
    without("/documentParties/endorsee/identifyingCodes", &["D-28 /documentParties/endorsee"]);
    let lei = below(&codes, "0/partyCode");
    setting(&lei, json!("999900QUILLONSPICE07"), &[&format!("D-29 {lei}")]);

    let unnotified = set(TO_ORDER, NOTIFY, json!([]));
    breaks(&unnotified, &["D-13 /documentParties/notifyParties"]);
    let endorsee = "/documentParties/endorsee/isNotifyParty";
    breaks(&set(&unnotified, endorsee, json!(true)), &[]);
    let four = vec![json!({"partyName": "Larkfield", "displayedAddress": ["Yard 12"]}); 4];
    setting(NOTIFY, json!(four), &["D-32 /documentParties/notifyParties"]);
}

#[test]
fn the_containers() {
    let reference = below(CARGO, "equipmentReference");
    let other = json!("ZZZU2601181");
    setting(&reference, json!("ZZZU2601197"), &[&format!("D-22 {reference}")]);
    let twice = set(TO_ORDER, &below(USED, "equipment/equipmentReference"), other.clone());
    let second = "D-23 /utilizedTransportEquipments/1/equipment/equipmentReference";
    breaks(&set(&twice, &reference, other), &[second]);

    let reefer = set(TO_ORDER, &below(USED, "equipment/ISOEquipmentCode"), json!("45R1"));
    let settings = below(USED, "activeReeferSettings");
    breaks(&reefer, &[&format!("D-26 {settings}")]);
    breaks(&set(&reefer, &settings, json!({"temperatureSetpoint": -18})), &[]);
    breaks(&set(&reefer, &below(USED, "isNonOperatingReefer"), json!(true)), &[]);
}

#[test]
fn the_cargo() {
    let weight = below(CARGO, "cargoGrossWeight/value");
    setting(&weight, json!(-1), &[&format!("D-31 {weight}")]);
    let packages = below(PACKAGING, "numberOfPackages");
    for odd in [json!(0), json!(1.5), json!(100_000_000)] {
        setting(&packages, odd, &[&format!("D-31 {packages}")]);
    }
    let code = "/consignmentItems/0/HSCodes/0";
    setting(code, json!("0904"), &[&format!("D-29 {code}")]);
    let description = "/consignmentItems/0/descriptionOfGoods";
    setting(description, json!(vec!["Pepper"; 151]), &[&format!("D-32 {description}")]);
}

#[test]
fn dangerous_goods() {
    let paint = json!([{"properShippingName": "Paint", "imoClass": "3"}]);
    let unnumbered = set(TO_ORDER, DANGEROUS, paint);
    let number_needed = format!("D-25 {DANGEROUS}/0");
    breaks(&unnumbered, &[&number_needed]);
    let unpacked = unset(&unnumbered, &below(PACKAGING, "packageCode"));
    breaks(&unpacked, &[&format!("D-24 {PACKAGING}"), &number_needed]);
    let number = below(DANGEROUS, "0/UNNumber");
    breaks(&set(&unnumbered, &number, json!("1263")), &[]);
    breaks(&set(&unnumbered, &number, json!("UN1263")), &[&format!("D-29 {number}")]);
    breaks(&set(&unnumbered, &below(DANGEROUS, "0/NANumber"), json!("9037")), &[]);
}
