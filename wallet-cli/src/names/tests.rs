use super::{NameError, Names};
use crate::address_book::{AddressBook, Contact};
use crate::fixture::{BANK, BUYER, SHIPPER, network, network_with};

fn book() -> AddressBook {
    let mut book = AddressBook::default();
    let name = "Our Bank".parse().unwrap();
    book.add(Contact::new(name, BANK.party(), None)).unwrap();
    book
}

#[test]
fn a_member_is_found_by_its_legal_name_its_beginning_and_its_digits() {
    let (book, network) = (book(), network());
    let names = Names { book: &book, network: &network };
    let digits = hex::encode(SHIPPER.party().0);
    for query in ["Quillon Spice", "quillon spice", "Quil", &digits] {
        assert_eq!(names.resolve(query).unwrap(), SHIPPER.party(), "{query}");
    }
}

#[test]
fn the_users_own_name_comes_before_the_legal_one() {
    let (book, network) = (book(), network());
    let names = Names { book: &book, network: &network };
    assert_eq!(names.resolve("our bank").unwrap(), BANK.party());
    assert_eq!(names.short(&BANK.party()), "Our Bank");
    assert_eq!(names.resolve("Harbour Bank").unwrap(), BANK.party());
    assert_eq!(names.short(&BUYER.party()), "Tessel Trading");
}

#[test]
fn a_member_with_two_accounts_is_not_guessed_but_listed() {
    let (book, network) = (AddressBook::default(), network_with(&[(BUYER, 44)]));
    let names = Names { book: &book, network: &network };
    match names.resolve("Tessel Trading") {
        Err(NameError::SeveralAccounts { parties, .. }) => {
            assert_eq!(parties.len(), 2);
            assert!(parties.contains(&BUYER.party()));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_and_nothing_are_told_with_the_names_there_are() {
    let (book, network) = (AddressBook::default(), network());
    let names = Names { book: &book, network: &network };
    for query in ["", "Nobody Ltd"] {
        let members = match names.resolve(query) {
            Err(NameError::Nobody { members, .. }) => members,
            other => panic!("{other:?}"),
        };
        assert!(members.contains(&"Heron Line".to_owned()));
    }
}

#[test]
fn a_party_without_a_name_is_shown_by_its_digits() {
    let (book, network) = (AddressBook::default(), network());
    let names = Names { book: &book, network: &network };
    assert_eq!(names.full(&title::PartyId([0xab; 32])), "abab…ab");
}
