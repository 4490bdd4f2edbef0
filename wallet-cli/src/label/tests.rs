use super::{Label, LabelError, MOST_CHARACTERS};

#[test]
fn a_label_cannot_leave_its_folder() {
    for text in ["../key", "a/b", "a\\b", "..", ".hidden", "a.age", "a\0b"] {
        let refused = text.parse::<Label>().unwrap_err();
        assert!(matches!(refused, LabelError::Character { .. }), "{text:?}");
    }
}

#[test]
fn a_label_cannot_be_taken_for_an_option() {
    assert_eq!("-f".parse::<Label>(), Err(LabelError::LeadingDash));
}

#[test]
fn labels_that_differ_only_in_case_cannot_both_exist() {
    assert_eq!("Maker".parse::<Label>(), Err(LabelError::Character { character: 'M' }));
}

#[test]
fn a_label_is_neither_empty_nor_endless() {
    assert_eq!("".parse::<Label>(), Err(LabelError::Empty));
    let longest = "a".repeat(MOST_CHARACTERS);
    assert_eq!(longest.parse::<Label>().unwrap().as_str(), longest);
    let longer = "a".repeat(MOST_CHARACTERS + 1);
    assert_eq!(longer.parse::<Label>(), Err(LabelError::TooLong { length: MOST_CHARACTERS + 1 }));
}
