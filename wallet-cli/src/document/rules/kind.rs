//! Which kind of bill the document says it is, and whether it may be one on this ledger.

use std::fmt;

use super::super::fault::Finding;
use super::super::inspector::{Inspector, Place};

/// The kinds of bill of lading, by who may take delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BillKind {
    /// Made out to a consignee; cannot be endorsed.
    Straight,
    /// To the order of a named endorsee.
    ToOrder,
    /// To order with nobody named: whoever controls it may claim the cargo.
    Bearer,
}

impl fmt::Display for BillKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Straight => "straight bill",
            Self::ToOrder => "bill to order",
            Self::Bearer => "bearer bill",
        })
    }
}

/// D-07, D-09 to D-12: type, medium, and the parties that fit the kind.
pub(super) fn check(inspector: &mut Inspector, root: &Place<'_>) -> Option<BillKind> {
    let type_code = root.member("transportDocumentTypeCode");
    inspector.required_code(&type_code, &["BOL", "SWB"]);
    let is_electronic = root.member("isElectronic");
    if inspector.required_flag(&is_electronic) == Some(false) {
        inspector.find(&is_electronic, Finding::NotElectronic);
    }
    let is_to_order = inspector.required_flag(&root.member("isToOrder"));
    if type_code.text() == Some("SWB") {
        inspector.find(&type_code, Finding::SeaWaybill);
        return None;
    }
    let parties = root.member("documentParties");
    let consignee = parties.member("consignee");
    let endorsee = parties.member("endorsee");
    match is_to_order? {
        true => to_order(inspector, &consignee, &endorsee),
        false => straight(inspector, &consignee, &endorsee),
    }
}

fn to_order(
    inspector: &mut Inspector,
    consignee: &Place<'_>,
    endorsee: &Place<'_>,
) -> Option<BillKind> {
    if consignee.is_present() {
        inspector.find(consignee, Finding::ConsigneeOnToOrder);
        return None;
    }
    Some(if endorsee.is_present() { BillKind::ToOrder } else { BillKind::Bearer })
}

fn straight(
    inspector: &mut Inspector,
    consignee: &Place<'_>,
    endorsee: &Place<'_>,
) -> Option<BillKind> {
    if !consignee.is_present() {
        inspector.find(consignee, Finding::StraightWithoutConsignee);
    }
    if endorsee.is_present() {
        inspector.find(endorsee, Finding::EndorseeOnStraight);
    }
    (consignee.is_present() && !endorsee.is_present()).then_some(BillKind::Straight)
}
