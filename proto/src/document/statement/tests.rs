use super::*;
use crate::wire::FieldFault;

fn statement() -> Statement {
    Statement {
        document: br#"{"format":1,"about":"discrepancy","text":"two cases short"}"#.to_vec(),
        attachments: vec![Attachment {
            name: "tally.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            content: b"scan".to_vec(),
        }],
        master_salt: MasterSalt([7; 32]),
        chain_id: ChainId([1; 32]),
        title_id: TitleId([2; 32]),
    }
}

#[test]
fn a_statement_survives_encoding_byte_for_byte() {
    let bytes = statement().encode().unwrap();
    assert_eq!(Statement::decode(&bytes).unwrap(), statement());
}

#[test]
fn every_cut_of_a_statement_is_refused() {
    let bytes = statement().encode().unwrap();
    for end in 0..bytes.len() {
        assert!(Statement::decode(&bytes[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn bytes_that_would_be_rewritten_are_refused() {
    let bytes = statement().encode().unwrap();
    for extra in [&[0x50, 1][..], &[0x08, 1]] {
        let longer = [&bytes[..], extra].concat();
        assert_eq!(Statement::decode(&longer), Err(StatementFault::Wire(WireError::NotCanonical)));
    }
}

#[test]
fn a_statement_without_words_or_with_a_file_that_leaves_its_folder_is_refused() {
    let empty = Statement { document: vec![], ..statement() };
    assert_eq!(empty.encode(), Err(StatementFault::Document { bytes: 0 }));
    let mut outside = statement();
    outside.attachments[0].name = "../order.pdf".to_owned();
    let refused = outside.encode().unwrap_err();
    assert!(matches!(
        refused,
        StatementFault::Attachments(PackageFault::AttachmentName { index: 0, .. })
    ));
}

#[test]
fn a_title_of_another_length_is_damage() {
    let message = pb::Statement {
        format: 1,
        document: b"{}".to_vec(),
        attachments: vec![],
        master_salt: vec![7; 32],
        chain_id: vec![1; 32],
        title_id: vec![2; 31],
    };
    let fault = Statement::decode(&message.encode_to_vec()).unwrap_err();
    assert_eq!(fault, StatementFault::Field(FieldFault::Length.of("Statement.title_id")));
}

#[test]
fn more_files_than_allowed_are_refused_before_they_are_read() {
    let entry = [0x1a, 0x00];
    let bytes = entry.repeat(MAX_ATTACHMENTS + 1);
    let fault = Statement::decode(&bytes).unwrap_err();
    let count = MAX_ATTACHMENTS + 1;
    assert_eq!(fault, StatementFault::Attachments(PackageFault::TooManyAttachments { count }));
}
