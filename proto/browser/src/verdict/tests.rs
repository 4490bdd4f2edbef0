use proto::evidence::Subject;
use serde_json::{Value, json};

use super::*;

/// The bill of `cargo demo` with its document, as the bank had it at the end.
const BILL: &[u8] = include_bytes!("../../samples/voyage.evidence");
/// A reference that was never used, on a simulated ledger.
const UNUSED: &[u8] = include_bytes!("../../../../tests/fuzz-targets/samples/unused.evidence");

fn chain(file: &[u8]) -> String {
    let proven = Evidence::decode(file).unwrap().verify(None).unwrap();
    proven.genesis.chain().to_string()
}

fn shown(file: &[u8], chain: Option<&str>) -> Value {
    serde_json::to_value(Verdict::of(file, chain).unwrap()).unwrap()
}

#[test]
fn what_a_page_shows_of_a_bill_is_what_was_proved() {
    let proven = Evidence::decode(BILL).unwrap().verify(None).unwrap();
    let Claim::Title(title) = &proven.claim else { panic!("the sample is of a bill") };
    let shown = shown(BILL, Some(&chain(BILL)));
    assert_eq!(shown["trust"], "chain-id");
    assert_eq!(shown["about"], "bill");
    assert_eq!(shown["as_of"]["height"], proven.header.height);
    assert_eq!(shown["as_of"]["block"], proven.header.hash().to_string());
    assert_eq!(shown["title"], hex::encode(title.record.title.id.0));
    assert_eq!(shown["facts"].as_array().unwrap().len(), title.control.len());
    assert_eq!(shown["facts"][0]["act"], "issue");
    let package = title.package.as_ref().unwrap();
    assert_eq!(shown["reference"], package.reference);
    assert_eq!(shown["document"]["sha256"], bytes_hash(&package.document).to_string());
    for (line, fact) in shown["facts"].as_array().unwrap().iter().zip(&title.control) {
        let last = title.control.iter().rfind(|other| other.record.height == fact.record.height);
        if last.unwrap().record.sequence == fact.record.sequence {
            let controller = title.controller_at(fact.record.height);
            assert_eq!(line["controller"]["party"], json!(controller.map(|it| hex::encode(it.0))));
        }
        assert_eq!(line["signed_by"].as_array().unwrap().len(), fact.approvals.len());
    }
}

#[test]
fn an_unused_reference_is_shown_with_its_carrier() {
    let shown = shown(UNUSED, None);
    assert_eq!(shown["trust"], "nobody");
    assert_eq!(shown["about"], "unused-reference");
    assert_eq!(shown["reference"], "NEVER-USED");
    assert!(!shown["carrier"].as_str().unwrap().is_empty());
}

/// The words for what is not proved, in their order.
fn open(shown: &Value) -> Vec<&str> {
    let open = shown["not_proved"].as_array().unwrap();
    open.iter().map(|open| open["what"].as_str().unwrap()).collect()
}

#[test]
fn what_is_not_proved_stands_beside_what_is() {
    let bill = shown(BILL, Some(&chain(BILL)));
    let of_parties = ["after-block", "members-then", "agents-authority", "key-holders"];
    assert_eq!(open(&bill)[..4], of_parties);
    assert!(!open(&bill).contains(&"document") && !open(&bill).contains(&"ledger"));
    let unused = shown(UNUSED, None);
    assert_eq!(open(&unused), ["after-block", "other-bills", "second-history", "ledger"]);
}

#[test]
fn a_refused_file_has_the_word_for_why() {
    let other = "00".repeat(32);
    let reason = |file: &[u8], chain: &str| crate::reason(file, Some(chain.to_owned()));
    assert_eq!(reason(BILL, &other).as_deref(), Some("wrong-chain"));
    assert_eq!(reason(&BILL[1..], &other).as_deref(), Some("not-canonical"));
    assert_eq!(reason(BILL, &chain(BILL)), None);
    assert_eq!(reason(BILL, "no digits"), None);
}

#[test]
fn a_file_of_another_ledger_than_the_one_meant_is_refused() {
    let other = "00".repeat(32);
    let refused = Verdict::of(BILL, Some(&other)).unwrap_err();
    let Refused::Evidence(fault) = refused else { panic!("{refused}") };
    assert!(matches!(*fault, EvidenceFault::OtherChain { .. }));
}

#[test]
fn what_is_no_chain_id_is_not_read_as_trust_in_nobody() {
    for digits in ["", "65bd", "zz", &"0".repeat(66)] {
        assert_eq!(Verdict::of(BILL, Some(digits)).unwrap_err(), Refused::ChainId);
    }
}

#[test]
fn no_file_with_a_changed_bit_is_believed() {
    let chain = chain(BILL);
    for place in (0..BILL.len()).step_by(97) {
        let mut forged = BILL.to_vec();
        forged[place] ^= 1;
        assert!(Verdict::of(&forged, Some(&chain)).is_err(), "byte {place}");
    }
}

/// [`Evidence::verify`] says nothing of the document, which somebody else could have put in.
#[test]
fn a_document_that_does_not_open_the_commitment_is_refused() {
    let mut evidence = Evidence::decode(BILL).unwrap();
    let Subject::Title(claim) = &mut evidence.subject else { panic!("the sample is of a bill") };
    let mut package = BillPackage::decode(claim.package.as_ref().unwrap()).unwrap();
    let text = String::from_utf8(package.document).unwrap();
    package.document = text.replacen("18240.50", "18240.51", 1).into_bytes();
    claim.package = Some(package.encode().unwrap());
    assert!(evidence.verify(None).is_ok());
    let refused = Verdict::of(&evidence.encode(), None).unwrap_err();
    assert_eq!(refused, Refused::Opening(OpeningFault::NotCommitted));
}
