use proto::document::{Attachment, BillPackage, MasterSalt};
use proto::ids::ChainId;
use title::TitleId;

use super::{BillTerms, FILE_NAME, MOST_CHARACTERS, TermsFault};
use crate::fixture::Ledger;

fn terms() -> BillTerms {
    BillTerms::new(1, 1, "High Court, London", "Heron Line").unwrap()
}

fn package(attachments: Vec<Attachment>) -> BillPackage {
    BillPackage {
        document: b"{}".to_vec(),
        attachments,
        master_salt: MasterSalt([1; 32]),
        reference: "HDL-1".to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([2; 32]),
        title_id: TitleId([3; 32]),
        version: 1,
    }
}

fn with_content(content: &str) -> BillPackage {
    package(vec![Attachment { content: content.as_bytes().to_vec(), ..terms().attachment() }])
}

#[test]
fn terms_read_back_from_a_package_that_can_be_written() {
    let package = package(vec![terms().attachment()]);
    assert_eq!(BillTerms::read(&package).unwrap(), terms());
    assert!(package.encode().is_ok());
}

#[test]
fn a_package_without_terms_does_not_pass_for_one_with_them() {
    assert_eq!(BillTerms::read(&package(vec![])), Err(TermsFault::Missing));
    let renamed = Attachment { name: format!("my-{FILE_NAME}"), ..terms().attachment() };
    assert_eq!(BillTerms::read(&package(vec![renamed])), Err(TermsFault::Missing));
}

#[test]
fn terms_of_another_form_are_not_guessed() {
    let whole = String::from_utf8(terms().attachment().content).unwrap();
    let more = whole.replace('}', ",\"more\":1}");
    let newer = whole.replace("\"format\":1", "\"format\":2");
    for content in ["", "[]", "{}", &whole[1..], &more, &newer] {
        assert_eq!(BillTerms::read(&with_content(content)), Err(TermsFault::Malformed));
    }
}

#[test]
fn a_forum_must_be_visible() {
    let long = "x".repeat(MOST_CHARACTERS + 1);
    for forum in ["", "  ", "High\u{200b}Court", "High\nCourt", &long] {
        let fault = BillTerms::new(1, 1, forum, "Heron Line").unwrap_err();
        assert_eq!(fault, TermsFault::Text { field: "forum" }, "{forum:?}");
    }
}

#[test]
fn terms_that_differ_from_the_ledgers_are_named() {
    let title = Ledger::issued().title().cloned().unwrap();
    terms().agree_with(&title).unwrap();
    let other = BillTerms { rulebook: 2, ..terms() };
    let expected = TermsFault::Differ { field: "rulebook", package: 2, ledger: 1 };
    assert_eq!(other.agree_with(&title), Err(expected));
}
