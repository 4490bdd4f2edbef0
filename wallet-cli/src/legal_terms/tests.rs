use super::{LawView, date_note, law_notes, notes};
use crate::bill_terms::BillTerms;
use crate::document::Document;
use crate::fixture::network;

#[test]
fn law_convention_forum_and_accountable_party_are_all_named() {
    let terms = BillTerms::new(1, 1, "High Court, London", "Heron Line").unwrap();
    let text = notes(&network(), &terms).join("\n");
    for part in ["English law", "Hague-Visby", "High Court, London", "Heron Line"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains("warning"), "{text}");
}

#[test]
fn a_law_that_is_not_known_to_recognise_electronic_bills_is_warned_of_and_not_refused() {
    let notes = law_notes(&network(), 2);
    assert!(notes[0].contains("Elbonian law"), "{notes:?}");
    assert!(notes[1].starts_with("warning: Elbonian law is not known"), "{notes:?}");
    let law = LawView::of(&network(), 1).unwrap();
    assert!(law.recognised_by.unwrap().contains("Electronic Trade Documents Act 2023"));
}

#[test]
fn a_terms_profile_that_the_network_lacks_is_said_to_be_unknown() {
    assert_eq!(law_notes(&network(), 9), ["terms profile 9 is not known to this network"]);
}

#[test]
fn a_documents_date_is_called_a_claim() {
    let document = Document::from_bytes(br#"{"issueDate":"2026-11-02"}"#.to_vec()).unwrap();
    let note = date_note(&document).unwrap();
    assert!(note.contains("2026-11-02") && note.contains("claim"), "{note}");
    let undated = Document::from_bytes(b"{}".to_vec()).unwrap();
    assert_eq!(date_note(&undated), None);
}
