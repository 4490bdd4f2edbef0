use title::TitleId;

use super::*;
use crate::document::{BillPackage, Leaf, commit};
use crate::ids::ChainId;

const BILL: &[u8] = include_bytes!("../../../../tests/fixtures/bill-to-order.json");

fn bill() -> Document {
    Document::from_bytes(BILL.to_vec()).unwrap()
}

#[test]
fn bytes_are_kept_as_received() {
    assert_eq!(bill().bytes(), BILL);
    assert_eq!(bill().text("/transports/vesselVoyages/0/vesselName"), Some("Demo Heron"));
    assert_eq!(bill().text("/declaredValue"), None);
}

#[test]
fn fields_keep_the_digits_the_carrier_wrote() {
    let fields = bill().fields();
    let raw = |pointer: &str| &fields.iter().find(|f| f.pointer == pointer).unwrap().raw[..];
    assert_eq!(raw("/declaredValue"), b"184500.00");
    assert_eq!(raw("/consignmentItems/0/cargoItems/1/cargoGrossWeight/value"), b"9615.0");
}

#[test]
fn white_space_alone_changes_the_commitment() {
    let salt = MasterSalt([7; 32]);
    let original = bill().tree(Vec::new(), &salt).unwrap().commitment();
    let spaced = Document::from_bytes([BILL, b" "].concat()).unwrap();
    assert_eq!(spaced.fields(), bill().fields());
    assert_ne!(spaced.tree(Vec::new(), &salt).unwrap().commitment(), original);
}

#[test]
fn a_recipient_recomputes_the_commitment_from_the_package_alone() {
    let package = BillPackage {
        document: BILL.to_vec(),
        attachments: Vec::new(),
        master_salt: MasterSalt([7; 32]),
        reference: bill().text("/transportDocumentReference").unwrap().to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([1; 32]),
        title_id: TitleId([2; 32]),
        version: 1,
    };
    let issued = bill().tree(package.files(), &package.master_salt).unwrap().commitment();

    let received = BillPackage::decode(&package.encode().unwrap()).unwrap();
    let document = Document::from_bytes(received.document.clone()).unwrap();
    let (fields, files) = (document.fields(), received.files());
    let recomputed = commit(document.bytes(), fields, files, &received.master_salt).unwrap();
    assert_eq!(recomputed, issued);
}

#[test]
fn one_field_can_be_shown_without_the_rest() {
    let tree = bill().tree(Vec::new(), &MasterSalt([7; 32])).unwrap();
    let disclosure = tree.disclose_field("/transports/portOfLoading/UNLocationCode").unwrap();
    let opened = disclosure.open(&tree.commitment()).unwrap();
    assert!(matches!(opened, Leaf::Field(field) if field.raw == b"\"SGSIN\""));
}

/// A document may say more than any standard asks (MLETR art. 6): nothing of it is dropped,
/// reordered or respelled on the way from the carrier to the recipient, and all of it is committed
/// to.
#[test]
fn fields_that_no_standard_knows_survive_package_and_commitment_byte_for_byte() {
    let added =
        r#"{ "zzCarbon" : {"gramsPerTonne": 10.50, "note":"\u00e9crit"}, "zzList":[3,1,2],"#;
    let text = std::str::from_utf8(BILL).unwrap();
    let bytes = text.replacen('{', added, 1).into_bytes();
    let sent = Document::from_bytes(bytes.clone()).unwrap();
    let package = BillPackage {
        document: sent.bytes().to_vec(),
        attachments: Vec::new(),
        master_salt: MasterSalt([7; 32]),
        reference: sent.text("/transportDocumentReference").unwrap().to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([1; 32]),
        title_id: TitleId([2; 32]),
        version: 1,
    };
    let received = BillPackage::decode(&package.encode().unwrap()).unwrap();
    assert_eq!(received.document, bytes);

    let tree = Document::from_bytes(received.document).unwrap();
    let tree = tree.tree(Vec::new(), &received.master_salt).unwrap();
    let disclosed = tree.disclose_field("/zzCarbon/gramsPerTonne").unwrap();
    let opened = disclosed.open(&tree.commitment()).unwrap();
    assert!(matches!(opened, Leaf::Field(field) if field.raw == b"10.50"));
    let without = bill().tree(Vec::new(), &MasterSalt([7; 32])).unwrap();
    assert_ne!(without.commitment(), tree.commitment());
}
