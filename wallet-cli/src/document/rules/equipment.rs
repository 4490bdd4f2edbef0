//! The containers: which were used, their seals, and reefer settings.

use std::collections::BTreeSet;

use super::super::fault::Finding;
use super::super::identifiers::Identifier;
use super::super::inspector::{Inspector, Place};

/// Longest equipment reference; an ISO 6346 number has exactly this length.
pub(super) const MOST_REFERENCE: usize = 11;

pub(super) fn check(inspector: &mut Inspector, root: &Place<'_>) {
    let mut seen = BTreeSet::new();
    for used in inspector.required_objects(&root.member("utilizedTransportEquipments")) {
        let equipment = used.member("equipment");
        if inspector.required_object(&equipment) {
            reference(inspector, &equipment.member("equipmentReference"), &mut seen);
            inspector.text(&equipment.member("ISOEquipmentCode"), 4);
        }
        inspector.required_flag(&used.member("isShipperOwned"));
        for seal in inspector.required_objects(&used.member("seals")) {
            inspector.required_text(&seal.member("number"), 15);
        }
        reefer(inspector, &used);
    }
}

/// The references that cargo may name.
pub(super) fn listed<'d>(root: &Place<'d>) -> BTreeSet<&'d str> {
    let used = root.member("utilizedTransportEquipments").entries();
    used.iter().filter_map(|u| u.member("equipment").member("equipmentReference").text()).collect()
}

/// D-23, and D-29 as a warning.
fn reference<'d>(inspector: &mut Inspector, place: &Place<'d>, seen: &mut BTreeSet<&'d str>) {
    let Some(text) = inspector.required_text(place, MOST_REFERENCE) else {
        return;
    };
    inspector.identifier(place, Identifier::Container);
    if !seen.insert(text) {
        inspector.find(place, Finding::RepeatedEquipment { reference: text.to_owned() });
    }
}

/// D-26: the third character of an ISO 6346 size and type code is R for reefers.
fn reefer(inspector: &mut Inspector, used: &Place<'_>) {
    let is_switched_off = inspector.flag(&used.member("isNonOperatingReefer")) == Some(true);
    let settings = used.member("activeReeferSettings");
    inspector.object(&settings);
    let iso_code = used.member("equipment").member("ISOEquipmentCode").text();
    let is_reefer = iso_code.is_some_and(|code| code.chars().nth(2) == Some('R'));
    if is_reefer && !is_switched_off && !settings.is_present() {
        inspector.find(&settings, Finding::ReeferWithoutSettings);
    }
}
