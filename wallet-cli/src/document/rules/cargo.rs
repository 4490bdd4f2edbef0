//! The goods: what they are, how they are packed, in which container, and whether they are
//! dangerous.

use std::collections::BTreeSet;

use super::super::fault::Finding;
use super::super::identifiers::Identifier;
use super::super::inspector::{Inspector, Place};
use super::equipment;

pub(super) fn check(inspector: &mut Inspector, root: &Place<'_>) {
    let listed = equipment::listed(root);
    for item in inspector.required_objects(&root.member("consignmentItems")) {
        consignment_item(inspector, &item);
        for cargo in inspector.required_objects(&item.member("cargoItems")) {
            cargo_item(inspector, &cargo, &listed);
        }
    }
}

fn consignment_item(inspector: &mut Inspector, item: &Place<'_>) {
    const MOST_LINES: usize = 150;
    inspector.required_text(&item.member("carrierBookingReference"), 35);
    let description = item.member("descriptionOfGoods");
    inspector.at_most(&description, MOST_LINES);
    for line in inspector.required_texts(&description) {
        inspector.text(&line, 35);
    }
    for code in inspector.required_texts(&item.member("HSCodes")) {
        inspector.identifier(&code, Identifier::HsCode);
    }
    for code in item.member("extendedHSCodes").entries() {
        inspector.identifier(&code, Identifier::ExtendedHsCode);
    }
}

/// D-22, weight and packaging.
fn cargo_item(inspector: &mut Inspector, cargo: &Place<'_>, listed: &BTreeSet<&str>) {
    let reference = cargo.member("equipmentReference");
    if let Some(text) = inspector.required_text(&reference, equipment::MOST_REFERENCE)
        && !listed.contains(text)
    {
        let reference_text = text.to_owned();
        let finding = Finding::UnlistedEquipment { reference: reference_text };
        inspector.find(&reference, finding);
    }
    let weight = cargo.member("cargoGrossWeight");
    if inspector.required_object(&weight) {
        let value = weight.member("value");
        inspector.require(&value);
        inspector.amount(&value);
        inspector.required_code(&weight.member("unit"), &["KGM", "LBR"]);
    }
    let packaging = cargo.member("outerPackaging");
    if inspector.required_object(&packaging) {
        outer_packaging(inspector, &packaging);
    }
}

fn outer_packaging(inspector: &mut Inspector, packaging: &Place<'_>) {
    const MOST_PACKAGES: u64 = 99_999_999;
    let packages = packaging.member("numberOfPackages");
    inspector.require(&packages);
    inspector.count(&packages, 1, MOST_PACKAGES);
    inspector.required_text(&packaging.member("description"), 100);
    let (package_code, imo_code) =
        (packaging.member("packageCode"), packaging.member("imoPackagingCode"));
    inspector.text(&package_code, 2);
    inspector.text(&imo_code, 5);
    let dangerous = packaging.member("dangerousGoods");
    // D-24.
    let has_code = package_code.is_present() || imo_code.is_present();
    if !dangerous.entries().is_empty() && !has_code {
        inspector.find(packaging, Finding::DangerousWithoutPackaging);
    }
    for goods in inspector.objects(&dangerous) {
        dangerous_goods(inspector, &goods);
    }
}

/// D-25.
fn dangerous_goods(inspector: &mut Inspector, goods: &Place<'_>) {
    let (un_number, na_number) = (goods.member("UNNumber"), goods.member("NANumber"));
    inspector.identifier(&un_number, Identifier::UnNumber);
    inspector.identifier(&na_number, Identifier::UnNumber);
    if !un_number.is_present() && !na_number.is_present() {
        inspector.find(goods, Finding::DangerousWithoutNumber);
    }
    inspector.required_text(&goods.member("properShippingName"), 250);
    inspector.required_text(&goods.member("imoClass"), 4);
}
