use super::*;
use crate::document::{Attachment, MasterSalt};
use crate::ids::{ChainId, title_id};
use crate::reference::reference_key_v0;

const BILL: &[u8] = include_bytes!("../../../../tests/fixtures/bill-to-order.json");
const CARRIER: MemberId = MemberId([2; 32]);

fn package() -> BillPackage {
    let chain_id = ChainId([1; 32]);
    let reference = NormalReference::new("HDL2611-0047").unwrap();
    let key = reference_key_v0(&chain_id, &CARRIER, &reference);
    BillPackage {
        document: BILL.to_vec(),
        attachments: vec![Attachment {
            name: "bill.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: b"scan".to_vec(),
        }],
        master_salt: MasterSalt([7; 32]),
        reference: "hdl2611-0047".to_owned(),
        reference_scheme: 0,
        chain_id,
        title_id: title_id(&chain_id, &key, 1),
        version: 1,
    }
}

fn commitment() -> Commitment {
    let document = Document::from_bytes(BILL.to_vec()).unwrap();
    document.tree(package().files(), &package().master_salt).unwrap().commitment()
}

fn fault(package: &BillPackage) -> OpeningFault {
    open(package, &CARRIER, &commitment()).unwrap_err()
}

#[test]
fn the_package_the_carrier_sealed_opens() {
    let document = open(&package(), &CARRIER, &commitment()).unwrap();
    assert_eq!(document.bytes(), BILL);
}

#[test]
fn one_changed_byte_of_document_attachment_or_salt_does_not_open() {
    let mut document = package();
    let weight = "18240.50";
    let text = String::from_utf8(document.document).unwrap();
    document.document = text.replace(weight, "18240.51").into_bytes();
    let mut attachment = package();
    attachment.attachments[0].content.push(b'!');
    let mut dropped = package();
    dropped.attachments.clear();
    let mut salt = package();
    salt.master_salt.0[31] ^= 1;
    for changed in [document, attachment, dropped, salt] {
        assert_eq!(fault(&changed), OpeningFault::NotCommitted);
    }
}

#[test]
fn a_genuine_title_cannot_be_shown_with_the_document_of_another_bill() {
    let other = BillPackage {
        document: br#"{"transportDocumentReference": "HDL2611-0048"}"#.to_vec(),
        ..package()
    };
    let named = |text| NormalReference::new(text).unwrap();
    let fault_found = OpeningFault::OtherReference {
        package: named("HDL2611-0047"),
        document: named("HDL2611-0048"),
    };
    assert_eq!(fault(&other), fault_found);
    let unnamed = BillPackage { document: b"{}".to_vec(), ..package() };
    assert_eq!(fault(&unnamed), OpeningFault::NoReference);
}

#[test]
fn a_title_of_another_carrier_is_not_this_bill() {
    let opened = open(&package(), &MemberId([3; 32]), &commitment());
    assert!(matches!(opened, Err(OpeningFault::Title(TitleFault::Mismatch { .. }))));
}

#[test]
fn a_commitment_of_a_later_scheme_is_not_taken_for_a_forgery() {
    let later = Commitment { scheme: 1, ..commitment() };
    let fault = OpeningFault::UnknownScheme { scheme: 1 };
    assert_eq!(open(&package(), &CARRIER, &later).unwrap_err(), fault);
}
