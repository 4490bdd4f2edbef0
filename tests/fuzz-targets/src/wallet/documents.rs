//! Transport documents, statements and terms, written by others.

use std::collections::BTreeMap;

use proto::document::{Attachment, BillPackage, MasterSalt, Statement};
use proto::ids::ChainId;
use serde::de::IgnoredAny;
use serde_json::Value as Json;
use title::TitleId;
use wallet_cli::bill_terms::BillTerms;
use wallet_cli::document::{Document, MAX_DEPTH, Scalar, Stage, Value, inspect};
use wallet_cli::output::one_line;
use wallet_cli::statement;

use crate::target::Seed;

/// A transport document. One that is read says to an ordinary reader of JSON what it says here, value by
/// value, with every leaf's text as it was received; it can be committed to, and each field of it
/// disclosed; no rule fails on it, and what the rules say of it can be shown.
///
/// # Panics
///
/// Where that does not hold.
pub fn document(bytes: &[u8]) {
    let document = match Document::from_bytes(bytes.to_vec()) {
        Ok(document) => document,
        Err(fault) => return assert!(!fault.to_string().is_empty() && !fault.hint().is_empty()),
    };
    assert_eq!(document.bytes(), bytes);
    serde_json::from_slice::<IgnoredAny>(bytes).expect("what is read is JSON");
    // A number too large for a float is a document's to hold, and no ordinary reader's to read.
    if let Ok(ordinary) = serde_json::from_slice(bytes) {
        check_same(document.root(), &ordinary, 0);
    }
    check_fields(&document);
    for stage in [Stage::Issue, Stage::Accept] {
        let report = inspect(&document, stage);
        assert_eq!(report.passes(), report.refusals.is_empty());
        for fault in report.refusals.iter().chain(&report.warnings) {
            assert!(!one_line(&fault.to_string()).is_empty());
        }
    }
}

fn check_same(ours: &Value, ordinary: &Json, depth: usize) {
    assert!(depth <= MAX_DEPTH);
    match (ours, ordinary) {
        (Value::Object(members), Json::Object(fields)) => {
            assert_eq!(members.len(), fields.len(), "a key stands twice");
            for member in members {
                check_same(&member.value, &fields[&member.key], depth + 1);
            }
        }
        (Value::Array(entries), Json::Array(list)) => {
            assert_eq!(entries.len(), list.len());
            for (entry, other) in entries.iter().zip(list) {
                check_same(entry, other, depth + 1);
            }
        }
        (Value::Leaf(leaf), other) => {
            let is_same = match (&leaf.scalar, other) {
                (Scalar::Text(text), Json::String(other)) => text == other,
                (Scalar::Flag(flag), Json::Bool(other)) => flag == other,
                (Scalar::Null, Json::Null) | (Scalar::Number, Json::Number(_)) => true,
                (Scalar::EmptyObject, Json::Object(fields)) => fields.is_empty(),
                (Scalar::EmptyArray, Json::Array(list)) => list.is_empty(),
                _ => false,
            };
            assert!(is_same, "{} is read in two ways", leaf.raw);
            // White space between members is no part of what is committed to.
            assert_eq!(leaf.raw.trim(), leaf.raw);
        }
        _ => panic!("a document is read in two ways"),
    }
}

fn check_fields(document: &Document) {
    let fields = document.fields();
    let unique: BTreeMap<_, _> = fields.iter().map(|field| (&field.pointer, &field.raw)).collect();
    assert_eq!(unique.len(), fields.len(), "two fields share a pointer");
    let text = str::from_utf8(document.bytes()).expect("JSON is UTF-8");
    let is_part = |raw: &[u8]| str::from_utf8(raw).is_ok_and(|raw| text.contains(raw));
    let salt = MasterSalt([0x5a; 32]);
    let tree = document.tree(Vec::new(), &salt).expect("a document that is read is committed to");
    // One of them, another for each length of document.
    if let Some(field) = fields.get(text.len() % fields.len().max(1)) {
        assert!(is_part(&field.raw), "a field is not as it was received");
        let shown = tree.disclose_field(&field.pointer).expect("every field has a leaf");
        assert!(shown.open(&tree.commitment()).is_ok());
    }
}

/// The words of a statement. One that is opened is opened again from its bytes, with the same commitment.
///
/// # Panics
///
/// Where that does not hold.
pub fn statement_words(bytes: &[u8]) {
    let Ok(stated) = statement::open(spoken(bytes)) else { return };
    let bytes = stated.bytes();
    let read = Statement::decode(&bytes).expect("a statement that was opened can be sent");
    let again = statement::open(read).expect("and opened there");
    assert_eq!(again.commitment, stated.commitment);
    assert_eq!(again.said, stated.said);
}

fn spoken(words: &[u8]) -> Statement {
    Statement {
        document: words.to_vec(),
        attachments: Vec::new(),
        master_salt: MasterSalt([0x5a; 32]),
        chain_id: ChainId([0x11; 32]),
        title_id: TitleId([0x71; 32]),
    }
}

/// The terms of a bill, as a file of its package. Terms that are read are written so that they are read
/// as the same, and can be shown on one line.
///
/// # Panics
///
/// Where that does not hold.
pub fn bill_terms(bytes: &[u8]) {
    let Ok(terms) = BillTerms::read(&package(file(bytes))) else { return };
    assert_eq!(BillTerms::read(&package(terms.attachment())), Ok(terms.clone()));
    assert!(terms.agree(terms.terms_profile, terms.rulebook).is_ok());
    for text in [&terms.forum, &terms.accountable_party] {
        assert!(!text.trim().is_empty() && !text.contains(char::is_control));
    }
}

/// The file as the wallet names it, with another content.
fn file(content: &[u8]) -> Attachment {
    Attachment { content: content.to_vec(), ..usual_terms().attachment() }
}

fn usual_terms() -> BillTerms {
    BillTerms::new(1, 1, "High Court of Singapore", "Northwind Line").expect("plain texts")
}

fn package(terms: Attachment) -> BillPackage {
    BillPackage {
        document: b"{}".to_vec(),
        attachments: vec![terms],
        master_salt: MasterSalt([0x5a; 32]),
        reference: "NWL1".to_owned(),
        reference_scheme: 0,
        chain_id: ChainId([0x11; 32]),
        title_id: TitleId([0x71; 32]),
        version: 1,
    }
}

/// Invented bills and what is wrong with others, without their white space.
pub(super) fn document_seeds() -> Vec<Seed> {
    let bills = [
        include_str!("../../../fixtures/bill-bearer.json"),
        include_str!("../../../fixtures/bill-straight.json"),
        include_str!("../../../fixtures/bill-to-order.json"),
    ];
    let compact = |text: &str| {
        let json: Json = serde_json::from_str(text).expect("the fixtures are JSON");
        serde_json::to_vec(&json).expect("and are written again")
    };
    let small = [
        &include_bytes!("../../../fixtures/bad/duplicate-key.json")[..],
        br#"{"a":[1.50,-0,1e5,true,null,{},[]],"b~/c":"\u00e9\ud83d\ude00"}"#,
        br#"{"a":"\ud83d"}"#,
    ];
    bills.map(compact).into_iter().chain(small.map(<[u8]>::to_vec)).collect()
}

pub(super) fn statement_words_seeds() -> Vec<Seed> {
    let title = hex::encode([0x71; 32]);
    let words = |about: &str, text: &str| {
        format!(r#"{{"format":1,"about":"{about}","title":"{title}"{text}}}"#).into_bytes()
    };
    vec![
        words("discrepancy", r#","text":"two cases short""#),
        words("order", ""),
        words("change-of-medium", r#","text":"a\nb""#),
    ]
}

pub(super) fn bill_terms_seeds() -> Vec<Seed> {
    vec![usual_terms().attachment().content]
}
