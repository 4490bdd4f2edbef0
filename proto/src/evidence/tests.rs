//! Bounds of an evidence file, and forms that no evidence has. What a whole file proves is tested
//! where a ledger makes one.

use super::*;
use crate::wire::WireError;

#[test]
fn lists_are_counted_before_they_are_decoded() {
    let handovers = vec![vec![]; limits::HANDOVERS + 1];
    let file = pb::Evidence { format: 1, handovers, ..pb::Evidence::default() };
    let fault = Evidence::decode(&file.encode_to_vec()).unwrap_err();
    assert_eq!(fault, FieldFault::TooMany.of("Evidence.handovers").into());
    let control = vec![vec![]; limits::EVIDENCE_FACTS + 1];
    let claim = pb::TitleClaim { control, ..pb::TitleClaim::default() };
    let fault = TitleEvidence::decode(&claim.encode_to_vec()).unwrap_err();
    assert_eq!(fault, FieldFault::TooMany.of("TitleClaim.control").into());
}

#[test]
fn another_format_is_named() {
    let file = pb::Evidence { format: 2, ..pb::Evidence::default() };
    assert_eq!(Evidence::decode(&file.encode_to_vec()), Err(EvidenceFault::Format(2)));
}

#[test]
fn what_is_no_message_at_all_is_no_evidence() {
    let fault = Evidence::decode(b"%PDF-1.7 of a bill").unwrap_err();
    assert!(matches!(fault, EvidenceFault::Wire(WireError::Malformed(_))), "{fault}");
}

#[test]
fn what_is_not_proved_stands_in_the_documentation_by_its_word() {
    let all = [
        NotProved::AfterBlock { height: 1 },
        NotProved::MembersThen { height: 1 },
        NotProved::AgentsAuthority,
        NotProved::KeyHolders,
        NotProved::HolderPresent,
        NotProved::AnswerFresh,
        NotProved::OtherBills,
        NotProved::SecondHistory,
        NotProved::Document,
        NotProved::Ledger,
    ];
    let documentation = include_str!("../../../docs/evidence.md");
    let (_, table) = documentation.split_once("| word | what is open |\n|---|---|\n").unwrap();
    let rows = table.lines().take_while(|line| line.starts_with('|'));
    let words: Vec<_> = rows.map(|row| row.split('`').nth(1).unwrap()).collect();
    assert_eq!(all.map(NotProved::word)[..], words);
}
