use std::fs;

use title::PartyId;

use super::{AddressBook, AddressBookError, Contact, ContactName, ContactNameError};
use crate::home::Home;
use crate::toml_file::TomlFileError;

fn contact(name: &str, first_bytes: [u8; 2]) -> Contact {
    let mut party = [0xc2; 32];
    party[..2].copy_from_slice(&first_bytes);
    Contact::new(name.parse().unwrap(), PartyId(party), None)
}

fn book() -> AddressBook {
    let mut book = AddressBook::default();
    for (name, first_bytes) in [
        ("Harbour Bank", [0x3f, 0x9a]),
        ("Harbour Terminal", [0x3f, 0x9b]),
        ("North Line", [0x70, 0x01]),
    ] {
        book.add(contact(name, first_bytes)).unwrap();
    }
    book
}

fn found(query: &str) -> PartyId {
    book().resolve(query).unwrap()
}

fn home() -> (tempfile::TempDir, Home) {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::locate(Some(folder.path().to_owned())).unwrap();
    (folder, home)
}

#[test]
fn a_contact_is_found_by_name_by_the_beginning_of_it_and_by_digits() {
    let line = contact("North Line", [0x70, 0x01]).party();
    let digits = hex::encode(line.0);
    for query in ["North Line", "north line", "NORTH", "n", &digits, &digits[..4]] {
        assert_eq!(found(query), line, "{query}");
    }
}

#[test]
fn a_full_party_needs_no_contact() {
    assert_eq!(found(&"ab".repeat(32)), PartyId([0xab; 32]));
}

#[test]
fn an_ambiguous_beginning_names_every_candidate_and_picks_none() {
    for query in ["harbour", "H"] {
        let refused = book().resolve(query).unwrap_err();
        let AddressBookError::Ambiguous { candidates, .. } = refused else { panic!("{refused}") };
        let names: Vec<_> = candidates.iter().map(ContactName::as_str).collect();
        assert_eq!(names, ["Harbour Bank", "Harbour Terminal"]);
    }
}

#[test]
fn a_full_name_wins_over_longer_names_that_begin_with_it() {
    let mut book = book();
    book.add(contact("North", [0x11, 0x11])).unwrap();
    assert_eq!(book.resolve("north").unwrap(), contact("North", [0x11, 0x11]).party());
}

#[test]
fn too_few_digits_and_the_empty_text_find_nothing() {
    for query in ["", "700", "9999", "Harbour Bank Ltd"] {
        let refused = book().resolve(query).unwrap_err();
        let AddressBookError::Unknown { candidates, .. } = refused else { panic!("{query:?}") };
        assert_eq!(candidates.len(), 3);
    }
}

#[test]
fn a_name_stands_for_one_party_and_a_party_has_one_name() {
    let mut book = book();
    let same_name = book.add(contact("HARBOUR BANK", [0x01, 0x02])).unwrap_err();
    assert!(matches!(same_name, AddressBookError::NameTaken { .. }));
    let same_party = book.add(contact("The Bank", [0x3f, 0x9a])).unwrap_err();
    assert!(matches!(same_party, AddressBookError::PartyTaken { .. }));
    assert_eq!(book, self::book());
}

#[test]
fn only_the_whole_name_removes_a_contact() {
    let mut book = book();
    assert!(book.remove("North").is_err());
    assert_eq!(book.remove("north line").unwrap().name.as_str(), "North Line");
    assert!(book.resolve("North Line").is_err());
}

#[test]
fn a_party_is_shown_with_its_name_and_cut_short() {
    let mut bank = [0; 32];
    bank[..2].copy_from_slice(&[0x3f, 0x9a]);
    bank[31] = 0xc2;
    let mut book = AddressBook::default();
    assert_eq!(book.name(&PartyId(bank)), "3f9a…c2");
    book.add(Contact::new("Harbour Bank".parse().unwrap(), PartyId(bank), None)).unwrap();
    assert_eq!(book.name(&PartyId(bank)), "Harbour Bank (3f9a…c2)");
}

#[test]
fn a_saved_book_reads_back_the_same() {
    let (_folder, home) = home();
    let mut book = book();
    let member = Some("Östliche Handels (Ost) & Co.".parse().unwrap());
    book.add(Contact::new("O'Hara".parse().unwrap(), PartyId([9; 32]), member)).unwrap();
    book.save(&home).unwrap();
    assert_eq!(AddressBook::load(&home).unwrap(), book);
}

#[test]
fn a_home_without_contacts_has_an_empty_book() {
    let (_folder, home) = home();
    assert_eq!(AddressBook::load(&home).unwrap(), AddressBook::default());
}

#[test]
fn a_fault_in_the_file_is_named_by_its_line() {
    let (_folder, home) = home();
    let party = "ab".repeat(32);
    let text = format!("[[contact]]\nname = \"A\"\nparty = \"{party}\"\ncolour = \"red\"\n");
    fs::write(home.contacts(), text).unwrap();
    let refused = AddressBook::load(&home).unwrap_err();
    let is_line_4 =
        matches!(refused, AddressBookError::File(TomlFileError::Malformed { line: 4, .. }));
    assert!(is_line_4, "{refused}");
}

#[test]
fn an_edited_file_cannot_give_one_name_to_two_parties() {
    let (_folder, home) = home();
    let entry =
        |digits: &str| format!("[[contact]]\nname = \"Bank\"\nparty = \"{}\"\n", digits.repeat(32));
    fs::write(home.contacts(), entry("ab") + &entry("cd")).unwrap();
    let refused = AddressBook::load(&home).unwrap_err();
    assert!(matches!(refused, AddressBookError::NameTaken { .. }));
}

#[test]
fn a_name_cannot_mislead_the_eye_or_the_terminal() {
    let cases = [
        ("", ContactNameError::Empty),
        ("Harbour  Bank", ContactNameError::Spaces),
        (" Bank", ContactNameError::Spaces),
        ("-rf", ContactNameError::LeadingDash),
        ("Bank\u{202e}", ContactNameError::Character { character: '\u{202e}' }),
        ("Bank\u{200b}", ContactNameError::Character { character: '\u{200b}' }),
        ("\u{1b}[2K", ContactNameError::Character { character: '\u{1b}' }),
        ("Bank\nof", ContactNameError::Character { character: '\n' }),
        ("Bank\u{a0}of", ContactNameError::Character { character: '\u{a0}' }),
    ];
    for (text, expected) in cases {
        assert_eq!(text.parse::<ContactName>(), Err(expected), "{text:?}");
    }
    let digits = "ab".repeat(32);
    assert_eq!(digits.parse::<ContactName>(), Err(ContactNameError::TooLong { length: 64 }));
}
