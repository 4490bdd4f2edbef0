//! The voyage: ports, places, dates and vessels.

use super::super::fault::Finding;
use super::super::identifiers::Identifier;
use super::super::inspector::{Inspector, Place};

pub(super) fn check(inspector: &mut Inspector, transports: &Place<'_>) {
    if !inspector.required_object(transports) {
        return;
    }
    inspector.required_date(&transports.member("plannedDepartureDate"));
    inspector.required_date(&transports.member("plannedArrivalDate"));
    for key in ["portOfLoading", "portOfDischarge"] {
        let port = transports.member(key);
        inspector.require(&port);
        place(inspector, &port);
    }
    for key in ["placeOfReceipt", "placeOfDelivery", "onwardInlandRouting"] {
        place(inspector, &transports.member(key));
    }
    inland(inspector, transports, "preCarriageBy", "placeOfReceipt");
    inland(inspector, transports, "onCarriageBy", "placeOfDelivery");
    for voyage in inspector.required_objects(&transports.member("vesselVoyages")) {
        inspector.required_text(&voyage.member("vesselName"), 50);
        inspector.required_text(&voyage.member("carrierExportVoyageNumber"), 50);
        let universal = voyage.member("universalExportVoyageReference");
        inspector.identifier(&universal, Identifier::UniversalVoyage);
    }
}

/// D-34: a place is named by code, in words, by its city, facility, address or coordinates.
fn place(inspector: &mut Inspector, place: &Place<'_>) {
    if !inspector.object(place) {
        return;
    }
    inspector.identifier(&place.member("UNLocationCode"), Identifier::UnLocode);
    inspector.text(&place.member("locationName"), 100);
    let names = [
        "UNLocationCode",
        "locationName",
        "city",
        "facility",
        "facilityName",
        "address",
        "addressLines",
        "geoCoordinate",
    ];
    if !names.iter().any(|key| place.member(key).is_present()) {
        inspector.find(place, Finding::PlaceUnnamed);
    }
}

/// D-21.
fn inland(inspector: &mut Inspector, transports: &Place<'_>, by: &str, missing: &'static str) {
    let carriage = transports.member(by);
    inspector.text(&carriage, 50);
    let end = transports.member(missing);
    if carriage.is_present() && !end.is_present() {
        inspector.find(&end, Finding::CarriageWithoutPlace { missing });
    }
}
