//! Runs over DCSA's published samples, where `EBL_STANDARDS` names the folder that has them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proto::document::MasterSalt;
use serde_json::value::RawValue;

use super::*;

/// Every JSON file below `dcsa`, in name order.
fn samples() -> Vec<PathBuf> {
    let Some(folder) = std::env::var_os("EBL_STANDARDS") else {
        return Vec::new();
    };
    let mut files = Vec::new();
    let mut folders = vec![Path::new(&folder).join("dcsa")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "json") {
                files.push(path);
            }
        }
    }
    files.sort();
    assert!(!files.is_empty(), "EBL_STANDARDS names a folder without samples");
    files
}

/// The transport documents in a sample: the sample itself, or a member of it.
fn transport_documents(sample: &[u8]) -> Vec<Document> {
    let members: BTreeMap<String, &RawValue> = serde_json::from_slice(sample).unwrap();
    let inner = ["document", "transportDocument"].iter().filter_map(|key| members.get(*key));
    let mut documents: Vec<Document> =
        inner.map(|raw| Document::from_bytes(raw.get().into()).unwrap()).collect();
    if members.contains_key("transportDocumentReference") && members.contains_key("transports") {
        documents.push(Document::from_bytes(sample.to_vec()).unwrap());
    }
    documents
}

#[test]
fn every_published_sample_that_is_an_object_can_be_read() {
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        match Document::from_bytes(bytes.clone()) {
            Ok(document) => assert_eq!(document.bytes(), bytes),
            Err(fault) => assert_eq!(
                fault,
                JsonFault::NotAnObject { found: Kind::Array },
                "{}",
                path.display()
            ),
        }
    }
}

#[test]
fn published_transport_documents_are_inspected_and_committed_to() {
    let mut inspected = 0;
    for path in samples() {
        let bytes = std::fs::read(&path).unwrap();
        if bytes.trim_ascii_start().first() != Some(&b'{') {
            continue;
        }
        for document in transport_documents(&bytes) {
            let report = inspect(&document, Stage::Accept);
            println!("{}: {:?}", path.file_name().unwrap().display(), report.kind);
            for fault in report.refusals.iter().chain(&report.warnings) {
                println!("  {fault}");
                // Nothing in the standard's own samples has a type the standard does not give.
                assert!(!matches!(fault.finding, Finding::WrongType { .. }), "{fault}");
            }
            document.tree(Vec::new(), &MasterSalt([0; 32])).unwrap();
            inspected += 1;
        }
    }
    assert!(inspected > 5 || samples().is_empty(), "{inspected}");
}
