use serde_json::{Value, json};

use super::super::JsonFault;
use super::super::fault::{Finding, Severity};
use super::super::{Document, Pointer};
use super::*;

mod cases;

const TO_ORDER: &str = include_str!("../../../../tests/fixtures/bill-to-order.json");
const STRAIGHT: &str = include_str!("../../../../tests/fixtures/bill-straight.json");
const BEARER: &str = include_str!("../../../../tests/fixtures/bill-bearer.json");

fn document(text: &str) -> Document {
    Document::from_bytes(text.as_bytes().to_vec()).unwrap()
}

/// The rules a document breaks at issue, as `D-01 /pointer`.
fn refused(text: &str) -> Vec<String> {
    listed(&inspect(&document(text), Stage::Issue).refusals)
}

fn warned(text: &str) -> Vec<String> {
    listed(&inspect(&document(text), Stage::Issue).warnings)
}

fn listed(faults: &[Fault]) -> Vec<String> {
    faults.iter().map(|f| format!("D-{:02} {}", f.finding.rule(), f.pointer.as_str())).collect()
}

/// `base` with the value at `pointer` replaced or added, or removed where there is no value.
fn with(base: &str, pointer: &str, value: Option<Value>) -> String {
    let mut root: Value = serde_json::from_str(base).unwrap();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent = root.pointer_mut(parent).unwrap();
    match (parent, value) {
        (Value::Array(entries), Some(value)) => entries[key.parse::<usize>().unwrap()] = value,
        (Value::Array(entries), None) => drop(entries.remove(key.parse().unwrap())),
        (parent, Some(value)) => parent[key] = value,
        (parent, None) => drop(parent.as_object_mut().unwrap().remove(key).unwrap()),
    }
    root.to_string()
}

fn set(base: &str, pointer: &str, value: Value) -> String {
    with(base, pointer, Some(value))
}

fn unset(base: &str, pointer: &str) -> String {
    with(base, pointer, None)
}

#[test]
fn the_demo_bills_pass_without_a_word_and_say_their_kind() {
    let kinds =
        [(TO_ORDER, BillKind::ToOrder), (STRAIGHT, BillKind::Straight), (BEARER, BillKind::Bearer)];
    for (text, kind) in kinds {
        for stage in [Stage::Issue, Stage::Accept] {
            let report = inspect(&document(text), stage);
            let silent =
                Report { kind: Some(kind), refusals: Vec::new(), warnings: Vec::new(), omitted: 0 };
            assert_eq!(report, silent);
        }
    }
}

#[test]
fn every_required_field_is_missed() {
    for pointer in REQUIRED {
        let missing = unset(TO_ORDER, pointer);
        let fault = format!("D-01 {pointer}");
        assert!(refused(&missing).contains(&fault), "{pointer}: {:?}", refused(&missing));
        let accept = inspect(&document(&missing), Stage::Accept);
        assert!(listed(&accept.refusals).contains(&fault), "{pointer} at accept");
    }
}

#[test]
fn a_container_number_that_is_not_iso_only_warns() {
    let odd = TO_ORDER.replace("ZZZU2601176", "SHIPPER-1");
    let place = "D-29 /utilizedTransportEquipments/0/equipment/equipmentReference";
    assert_eq!(refused(&odd), Vec::<String>::new());
    assert_eq!(warned(&odd), [place]);
}

#[test]
fn text_that_turns_the_reading_direction_is_shown_as_a_warning() {
    let odd = TO_ORDER.replace("Demo Heron", "Demo\u{202E} Heron");
    assert_eq!(warned(&odd), ["D-33 /transports/vesselVoyages/0/vesselName"]);
}

#[test]
fn the_form_of_a_foreign_bill_is_reported_and_does_not_stop_its_acceptance() {
    let odd = set(TO_ORDER, "/transports/portOfLoading/UNLocationCode", json!("SG0IN"));
    let report = inspect(&document(&odd), Stage::Accept);
    assert!(report.passes());
    assert_eq!(listed(&report.warnings), ["D-29 /transports/portOfLoading/UNLocationCode"]);
}

#[test]
fn a_flood_of_warnings_cannot_hide_a_refusal() {
    let used = json!({"equipment": {"equipmentReference": "X"}, "isShipperOwned": true,
        "seals": [{"number": "1"}]});
    let mut odd = set(TO_ORDER, "/consignmentItems/0/cargoItems", json!([]));
    let many: Vec<Value> = (0..200)
        .map(|i| {
            let mut used = used.clone();
            used["equipment"]["equipmentReference"] = json!(format!("X{i}"));
            used
        })
        .collect();
    odd = set(&odd, "/utilizedTransportEquipments", json!(many));
    let report = inspect(&document(&odd), Stage::Issue);
    assert_eq!(listed(&report.refusals), ["D-01 /consignmentItems/0/cargoItems"]);
    assert_eq!((report.warnings.len(), report.omitted), (MAX_FAULTS, 150));
    assert!(!report.passes());
}

#[test]
fn an_empty_object_is_told_everything_it_lacks_at_once() {
    let report = inspect(&document("{}"), Stage::Issue);
    assert_eq!(report.kind, None);
    let missing = |fault: &Fault| fault.finding == Finding::Missing;
    assert_eq!(report.refusals.iter().filter(|fault| missing(fault)).count(), 19);
}

#[test]
fn every_finding_that_decides_who_is_entitled_refuses_at_both_stages() {
    let findings = [
        Finding::SeaWaybill,
        Finding::ConsigneeOnToOrder,
        Finding::StraightWithoutConsignee,
        Finding::EndorseeOnStraight,
        Finding::Missing,
    ];
    for finding in findings {
        for stage in [Stage::Issue, Stage::Accept] {
            assert_eq!(finding.severity(stage), Severity::Refuse, "{finding}");
        }
    }
}

#[test]
fn each_bad_fixture_is_refused_for_what_its_name_says() {
    macro_rules! bad {
        ($name:literal) => {
            include_str!(concat!("../../../../tests/fixtures/bad/", $name))
        };
    }
    let cases: [(&str, &[&str]); 13] = [
        (bad!("missing-shipper.json"), &["D-01 /documentParties/shipper"]),
        (bad!("to-order-with-consignee.json"), &["D-10 /documentParties/consignee"]),
        (bad!("straight-without-consignee.json"), &["D-11 /documentParties/consignee"]),
        (bad!("straight-with-endorsee.json"), &["D-12 /documentParties/endorsee"]),
        (bad!("sea-waybill.json"), &["D-07 /transportDocumentTypeCode"]),
        (bad!("draft.json"), &["D-08 /transportDocumentStatus", "D-18 /issueDate"]),
        (bad!("paper.json"), &["D-09 /isElectronic"]),
        (bad!("homoglyph-reference.json"), &["D-30 /transportDocumentReference"]),
        (
            bad!("mistyped-lei.json"),
            &["D-29 /documentParties/endorsee/identifyingCodes/0/partyCode"],
        ),
        (
            bad!("unlisted-container.json"),
            &["D-22 /consignmentItems/0/cargoItems/1/equipmentReference"],
        ),
        (bad!("container-check-digit.json"), &[]),
        (bad!("nobody-to-notify.json"), &["D-13 /documentParties/notifyParties"]),
        (
            bad!("dangerous-goods-without-number.json"),
            &[
                "D-24 /consignmentItems/0/cargoItems/0/outerPackaging",
                "D-25 /consignmentItems/0/cargoItems/0/outerPackaging/dangerousGoods/0",
            ],
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(refused(text), expected);
    }
    assert_eq!(warned(bad!("container-check-digit.json")).len(), 1);
    assert_eq!(refused(bad!("many-faults.json")).len(), 6);
}

#[test]
fn each_unreadable_fixture_is_told_apart() {
    macro_rules! fault {
        ($name:literal) => {
            Document::from_bytes(
                include_bytes!(concat!("../../../../tests/fixtures/bad/", $name)).to_vec(),
            )
            .unwrap_err()
        };
    }
    assert_eq!(fault!("not-json.txt"), JsonFault::NotJson { line: 1, column: 1 });
    assert_eq!(fault!("empty.json"), JsonFault::Empty);
    assert_eq!(fault!("byte-order-mark.json"), JsonFault::ByteOrderMark);
    assert!(matches!(fault!("truncated.json"), JsonFault::CutShort { .. }));
    assert!(matches!(fault!("trailing-data.json"), JsonFault::TrailingData { .. }));
    assert!(matches!(fault!("latin-1.json"), JsonFault::NotUtf8 { .. }));
    assert!(matches!(fault!("array.json"), JsonFault::NotAnObject { .. }));
    assert!(matches!(fault!("deep-nesting.json"), JsonFault::TooDeep { .. }));
    let address = Pointer::root().member("documentParties").member("endorsee").member("address");
    let key = "city".to_owned();
    assert_eq!(fault!("duplicate-key.json"), JsonFault::DuplicateKey { pointer: address, key });
    let vessel = Pointer::root().member("transports").member("vesselVoyages").entry(0);
    let pointer = vessel.member("vesselName");
    assert_eq!(fault!("lone-surrogate.json"), JsonFault::LoneSurrogate { pointer });
}

const REQUIRED: [&str; 42] = [
    "/transportDocumentReference",
    "/transportDocumentStatus",
    "/transportDocumentTypeCode",
    "/isShippedOnBoardType",
    "/isElectronic",
    "/isToOrder",
    "/invoicePayableAt",
    "/partyContactDetails",
    "/documentParties",
    "/documentParties/shipper",
    "/documentParties/shipper/partyName",
    "/documentParties/issuingParty",
    "/documentParties/endorsee/identifyingCodes/0/partyCode",
    "/consignmentItems",
    "/consignmentItems/0/carrierBookingReference",
    "/consignmentItems/0/descriptionOfGoods",
    "/consignmentItems/0/HSCodes",
    "/consignmentItems/0/cargoItems",
    "/consignmentItems/0/cargoItems/0/equipmentReference",
    "/consignmentItems/0/cargoItems/0/cargoGrossWeight",
    "/consignmentItems/0/cargoItems/0/cargoGrossWeight/unit",
    "/consignmentItems/0/cargoItems/0/outerPackaging",
    "/consignmentItems/0/cargoItems/0/outerPackaging/numberOfPackages",
    "/utilizedTransportEquipments",
    "/utilizedTransportEquipments/0/equipment",
    "/utilizedTransportEquipments/0/isShipperOwned",
    "/utilizedTransportEquipments/0/seals",
    "/termsAndConditions",
    "/receiptTypeAtOrigin",
    "/deliveryTypeAtDestination",
    "/cargoMovementTypeAtOrigin",
    "/cargoMovementTypeAtDestination",
    "/carrierCode",
    "/carrierCodeListProvider",
    "/transports",
    "/transports/plannedArrivalDate",
    "/transports/plannedDepartureDate",
    "/transports/portOfLoading",
    "/transports/portOfDischarge",
    "/transports/vesselVoyages",
    "/transports/vesselVoyages/0/vesselName",
    "/transports/vesselVoyages/0/carrierExportVoyageNumber",
];
