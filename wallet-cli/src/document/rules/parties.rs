//! The parties: who must stand on the document, and how each can be found and identified.

use super::super::fault::Finding;
use super::super::identifiers::Identifier;
use super::super::inspector::{Inspector, Place};

pub(super) fn check(inspector: &mut Inspector, root: &Place<'_>) {
    let parties = root.member("documentParties");
    if !inspector.required_object(&parties) {
        return;
    }
    for key in ["shipper", "issuingParty"] {
        inspector.require(&parties.member(key));
    }
    let reachable = [
        "shipper",
        "onBehalfOfShipper",
        "consignee",
        "onBehalfOfConsignee",
        "endorsee",
        "issuingParty",
        "carriersAgentAtDestination",
    ];
    for key in reachable {
        party(inspector, &parties.member(key));
    }
    for key in ["consignee", "endorsee"] {
        code_needed(inspector, &parties.member(key));
    }
    notify_parties(inspector, root, &parties);
    for other in inspector.objects(&parties.member("other")) {
        inspector.required_text(&other.member("partyFunction"), 3);
        let other_party = other.member("party");
        inspector.require(&other_party);
        party(inspector, &other_party);
    }
}

/// D-27, and the name and codes of a party.
fn party(inspector: &mut Inspector, place: &Place<'_>) {
    if !inspector.object(place) {
        return;
    }
    inspector.required_text(&place.member("partyName"), 70);
    let codes = place.member("identifyingCodes");
    for code in inspector.objects(&codes) {
        identifying_code(inspector, &code);
    }
    let address = place.member("address");
    if inspector.object(&address) {
        self::address(inspector, &address);
    }
    let has_lines = ["addressLines", "displayedAddress"]
        .iter()
        .any(|key| !place.member(key).entries().is_empty());
    if !address.is_present() && !has_lines && codes.entries().is_empty() {
        inspector.find(place, Finding::PartyUnreachable);
    }
}

fn address(inspector: &mut Inspector, place: &Place<'_>) {
    inspector.required_text(&place.member("street"), 70);
    inspector.required_text(&place.member("city"), 35);
    inspector.required_text(&place.member("countryCode"), 2);
    inspector.identifier(&place.member("UNLocationCode"), Identifier::UnLocode);
}

/// D-28.
fn code_needed(inspector: &mut Inspector, place: &Place<'_>) {
    let codes = place.member("identifyingCodes");
    if place.is_present() && codes.entries().is_empty() {
        inspector.find(place, Finding::PartyWithoutCode);
    }
}

/// D-29 for the code lists whose codes have a shape.
fn identifying_code(inspector: &mut Inspector, place: &Place<'_>) {
    let provider = inspector.required_text(&place.member("codeListProvider"), 100);
    let name = inspector.text(&place.member("codeListName"), 100);
    let code = place.member("partyCode");
    inspector.required_text(&code, 150);
    match (provider, name) {
        (Some("GLEIF"), _) | (_, Some("LEI")) => inspector.identifier(&code, Identifier::Lei),
        (Some("DNB"), _) | (_, Some("DUNS")) => inspector.identifier(&code, Identifier::Duns),
        (_, Some("GLN")) => inspector.identifier(&code, Identifier::Gln),
        (_, _) => {}
    }
}

/// D-13 and D-32.
fn notify_parties(inspector: &mut Inspector, root: &Place<'_>, parties: &Place<'_>) {
    const MOST: usize = 3;
    let notify = parties.member("notifyParties");
    inspector.at_most(&notify, MOST);
    for entry in inspector.objects(&notify) {
        party(inspector, &entry);
    }
    let is_also_notified = ["consignee", "endorsee"].iter().any(|key| {
        let flag = parties.member(key).member("isNotifyParty");
        inspector.flag(&flag) == Some(true)
    });
    let is_to_order = root.member("isToOrder").flag() == Some(true);
    if is_to_order && !is_also_notified && notify.entries().is_empty() {
        inspector.find(&notify, Finding::NobodyToNotify);
    }
}
