use std::path::PathBuf;

use serde_json::Value;

use super::*;

fn check_digits(stated: u32, computed: u32) -> IdentifierFault {
    IdentifierFault::CheckDigits { stated, computed }
}

fn length(found: usize, least: usize, most: usize) -> IdentifierFault {
    IdentifierFault::Length { found, least, most }
}

fn character(position: usize, found: char) -> IdentifierFault {
    IdentifierFault::Character { position, found }
}

#[test]
fn invented_identifiers_with_right_check_digits_pass() {
    let valid = [
        (Identifier::Lei, "999900HERONLINE00106"),
        (Identifier::Container, "ZZZU2601176"),
        (Identifier::ImoNumber, "9990014"),
        (Identifier::ImoNumber, "IMO 9990014"),
        (Identifier::ImoNumber, "IMO9990014"),
        (Identifier::Gln, "9990000000012"),
        (Identifier::Duns, "000000000"),
        (Identifier::UnLocode, "NLRTM"),
        (Identifier::UnLocode, "NL234"),
        (Identifier::UnNumber, "0004"),
        (Identifier::HsCode, "090411"),
        (Identifier::ExtendedHsCode, "090411000012"),
        (Identifier::UniversalVoyage, "26A1W"),
    ];
    for (identifier, text) in valid {
        assert_eq!(identifier.check(text), Ok(()), "{identifier} {text}");
    }
}

#[test]
fn each_fault_is_told_apart() {
    let invalid = [
        (Identifier::Lei, "999900HERONLINE00107", check_digits(7, 6)),
        (Identifier::Lei, "999900HERONLINE0010", length(19, 20, 20)),
        (Identifier::Lei, "999900heronline00106", character(6, 'h')),
        (Identifier::Lei, "999900HERONLINE001A6", character(18, 'A')),
        (Identifier::Container, "ZZZU2601175", check_digits(5, 6)),
        (Identifier::Container, "ZZZX2601176", character(3, 'X')),
        (Identifier::Container, "ZZ1U2601176", character(2, '1')),
        (Identifier::ImoNumber, "9990015", check_digits(5, 4)),
        (Identifier::Gln, "9990000000013", check_digits(3, 2)),
        (Identifier::Duns, "00000000A", character(8, 'A')),
        (Identifier::UnLocode, "NLR0M", character(3, '0')),
        (Identifier::UnNumber, "UN04", character(0, 'U')),
        (Identifier::HsCode, "09041100001", length(11, 6, 10)),
        (Identifier::ExtendedHsCode, "0904.11", character(4, '.')),
        (Identifier::UniversalVoyage, "2647X", character(4, 'X')),
    ];
    for (identifier, text, fault) in invalid {
        assert_eq!(identifier.check(text), Err(fault), "{identifier} {text}");
    }
}

#[test]
fn digits_and_letters_of_other_scripts_are_not_taken_for_ascii() {
    assert_eq!(Identifier::UnNumber.check("１２３４"), Err(character(0, '１')));
    assert_eq!(Identifier::UnLocode.check("NLRТM"), Err(character(3, 'Т')));
    assert_eq!(Identifier::Duns.check("٠٠٠٠٠٠٠٠٠"), Err(character(0, '٠')));
}

#[test]
fn no_single_mistyped_digit_or_swap_of_neighbours_in_an_lei_passes() {
    let valid = "999900HERONLINE00106";
    for position in 0..valid.len() {
        for digit in '0'..='9' {
            let mut mistyped: Vec<char> = valid.chars().collect();
            if !mistyped[position].is_ascii_digit() || mistyped[position] == digit {
                continue;
            }
            mistyped[position] = digit;
            let mistyped: String = mistyped.into_iter().collect();
            assert!(Identifier::Lei.check(&mistyped).is_err(), "{mistyped}");
        }
    }
    for position in 1..valid.len() {
        let mut swapped: Vec<char> = valid.chars().collect();
        swapped.swap(position - 1, position);
        let swapped: String = swapped.into_iter().collect();
        assert!(swapped == valid || Identifier::Lei.check(&swapped).is_err(), "{swapped}");
    }
}

/// Runs where `EBL_STANDARDS` names a folder with `identifiers.json`.
#[test]
fn the_vectors_of_the_standards_folder_agree() {
    let Some(folder) = std::env::var_os("EBL_STANDARDS") else {
        return;
    };
    let text = std::fs::read_to_string(PathBuf::from(folder).join("identifiers.json")).unwrap();
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let kinds = [
        ("lei", Identifier::Lei),
        ("iso6346", Identifier::Container),
        ("imo", Identifier::ImoNumber),
        ("gln", Identifier::Gln),
        ("unlocode", Identifier::UnLocode),
        ("un_number", Identifier::UnNumber),
        ("hs", Identifier::ExtendedHsCode),
        ("universal_voyage_reference", Identifier::UniversalVoyage),
        ("duns", Identifier::Duns),
    ];
    for (name, identifier) in kinds {
        let list = |key: &str| vectors[name][key].as_array().cloned().unwrap_or_default();
        assert!(!list("valid").is_empty() && !list("invalid").is_empty(), "{name}");
        for vector in list("valid").iter().chain(&list("prefixed")) {
            assert_eq!(identifier.check(vector.as_str().unwrap()), Ok(()), "{name} {vector}");
        }
        for vector in list("invalid") {
            let text = vector["value"].as_str().unwrap();
            assert!(identifier.check(text).is_err(), "{name} {vector}");
        }
    }
}
