//! The files of a wallet's home, which others may have written into.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use wallet_cli::address_book::AddressBook;
use wallet_cli::home::Home;
use wallet_cli::keystore::{MOST_FILE_BYTES, SealFault, WorkFactor, declared};
use wallet_cli::label::Label;
use wallet_cli::output::one_line;
use wallet_cli::profile::{MOST_NODES, Profile};

use crate::target::Seed;

/// A key file, up to the derivation of its key. One that is taken has work within bounds, and says so in
/// its second line and nowhere else. What is longer than a wallet reads is left alone: the parser goes
/// through a head again for each of its lines.
///
/// # Panics
///
/// Where that does not hold.
pub fn key_file(bytes: &[u8]) {
    if bytes.len() > MOST_FILE_BYTES {
        return;
    }
    match declared(bytes) {
        Ok(work) => {
            assert!((WorkFactor::LEAST..=WorkFactor::MOST).contains(&work));
            let head: Vec<_> = bytes.split(|byte| *byte == b'\n').take(2).collect();
            assert_eq!(head[0], b"age-encryption.org/v1");
            assert!(head[1].ends_with(format!(" {work}").as_bytes()));
        }
        Err(SealFault::TooWeak { found }) => assert!(WorkFactor::new(found).is_err()),
        Err(SealFault::TooCostly { found }) => assert!(WorkFactor::new(found).is_err()),
        Err(fault) => assert_eq!(fault, SealFault::Header),
    }
}

/// The file of a profile. One that is read has nodes to ask, and its labels name files of the home.
///
/// # Panics
///
/// Where that does not hold.
pub fn profile(bytes: &[u8]) {
    static LABEL: OnceLock<Label> = OnceLock::new();
    let label = LABEL.get_or_init(|| "default".parse().expect("a plain label"));
    let home = home();
    let profile = match Profile::parse(label, Path::new("default.toml"), bytes.to_vec()) {
        Ok(profile) => profile,
        Err(error) => return assert!(!one_line(&error.to_string()).is_empty()),
    };
    assert!((1..=MOST_NODES).contains(&profile.nodes.len()));
    for node in &profile.nodes {
        assert_eq!(node.to_string().parse().as_ref(), Ok(node), "an address is another when read");
        assert!(node.uri().port_u16().is_some());
    }
    if let Ok(key) = profile.key() {
        assert_eq!(home.key(key).parent(), Some(home.keys().as_path()), "a key leaves its folder");
    }
}

/// The address book. One that is read is written so that it is read as the same; a name stands for one
/// party and a party has one name.
///
/// # Panics
///
/// Where that does not hold.
pub fn address_book(bytes: &[u8]) {
    let path = Path::new("contacts.toml");
    let book = match AddressBook::parse(path, bytes.to_vec()) {
        Ok(book) => book,
        Err(error) => return assert!(!one_line(&error.to_string()).is_empty()),
    };
    for contact in book.contacts() {
        let name = contact.name.as_str();
        assert_eq!(one_line(name), name, "a name cannot be shown");
        assert_eq!(book.resolve(name).ok(), Some(contact.party()), "{name} is another's");
    }
    let written = book.render().into_bytes();
    let again = AddressBook::parse(path, written).expect("what is written is read");
    assert!(again.contacts().eq(book.contacts()), "a contact changed when it was written");
}

/// A home that is only named: nothing here opens a file.
fn home() -> &'static Home {
    static HOME: OnceLock<Home> = OnceLock::new();
    HOME.get_or_init(|| Home::locate(Some(PathBuf::from("/home"))).expect("it was given"))
}

/// Files as `age` and as the wallet write them. Nobody needs to know their passphrase.
pub(super) fn key_file_seeds() -> Vec<Seed> {
    let file = |work: &str| {
        let salt = "A".repeat(22);
        let (body, mac) = ("B".repeat(43), "C".repeat(43));
        let head = format!("age-encryption.org/v1\n-> scrypt {salt} {work}\n{body}\n--- {mac}\n");
        [head.as_bytes(), &[0x5a; 64]].concat()
    };
    ["17", "14", "20", "1", "30", "017"].map(file).to_vec()
}

pub(super) fn profile_seeds() -> Vec<Seed> {
    let chain = "ab".repeat(32);
    vec![
        format!(
            "nodes = [\"https://node.example:7000\", \"http://127.0.0.1:7001\"]\n\
             chain_id = \"{chain}\"\nparty = \"{chain}\"\nkey = \"maker\"\ntls_ca = \"ca.pem\"\n\n\
             [issue]\nterms = 1\nrulebook = 1\nforum = \"High Court\"\n"
        )
        .into_bytes(),
        format!("nodes = [\"http://[::1]:1\"]\nchain_id = \"{chain}\"\n").into_bytes(),
    ]
}

pub(super) fn address_book_seeds() -> Vec<Seed> {
    let contact = |name: &str, digits: &str| {
        format!("[[contact]]\nname = \"{name}\"\nparty = \"{}\"\n", digits.repeat(32))
    };
    let member = format!("{}member = \"Harbour Bank\"\n", contact("Harbour Trade Desk", "1b"));
    vec![
        [contact("Harbour Bank", "0a"), member].concat().into_bytes(),
        contact("Łódź & Söhne (1)", "ff").into_bytes(),
    ]
}
