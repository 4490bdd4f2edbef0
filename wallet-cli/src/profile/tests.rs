use std::fs;

use proto::genesis::Genesis;
use proto::ids::ChainId;
use title::PartyId;

use super::{Draft, MOST_NODES, Profile, ProfileError, UsualTerms, choose, current};
use crate::hex32::Hex32;
use crate::home::Home;
use crate::label::Label;
use crate::toml_file::TomlFileError;

#[path = "../../tests/sample/mod.rs"]
mod sample;

use sample::genesis_file;

struct Place {
    folder: tempfile::TempDir,
    home: Home,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("genesis"), genesis_file("harbour")).unwrap();
        let home = Home::locate(Some(folder.path().join("home"))).unwrap();
        Self { folder, home }
    }

    fn draft(&self, name: &str) -> Draft {
        Draft {
            label: label(name),
            nodes: vec!["https://node.harbour.example:7443".parse().unwrap()],
            genesis: self.folder.path().join("genesis"),
            expected_chain: None,
            party: Some(PartyId([7; 32])),
            key: Some(label("maker")),
            tls_ca: Some("/etc/ebl/ca.pem".into()),
            witnesses: vec![Hex32([9; 32])],
            issue: UsualTerms { terms: Some(1), ..UsualTerms::default() },
        }
    }

    fn write(&self, name: &str, text: &str) {
        fs::create_dir_all(self.home.profiles()).unwrap();
        fs::write(self.home.profile(&label(name)), text).unwrap();
    }
}

fn label(name: &str) -> Label {
    name.parse().unwrap()
}

#[test]
fn an_added_profile_reads_back_the_same_and_keeps_the_genesis_file() {
    let place = Place::new();
    let added = Profile::add(&place.home, place.draft("harbour")).unwrap();
    let loaded = Profile::load(&place.home, &label("harbour")).unwrap();
    assert_eq!(loaded, added);
    let genesis = Genesis::decode(&genesis_file("harbour")).unwrap();
    assert_eq!(loaded.chain_id, genesis.chain());
    assert_eq!(loaded.genesis(&place.home).unwrap().encode(), genesis_file("harbour"));
    assert_eq!(loaded.party().unwrap(), PartyId([7; 32]));
    assert_eq!(loaded.key().unwrap(), &label("maker"));
}

#[test]
fn a_changed_genesis_file_is_refused_although_the_profile_still_reads() {
    let place = Place::new();
    let profile = Profile::add(&place.home, place.draft("harbour")).unwrap();
    fs::write(place.home.genesis(&profile.label), genesis_file("other")).unwrap();
    let refused = profile.genesis(&place.home).unwrap_err();
    assert!(matches!(refused, ProfileError::GenesisAltered { .. }));
}

#[test]
fn the_genesis_file_of_another_network_is_refused_and_nothing_is_written() {
    let place = Place::new();
    let mut draft = place.draft("harbour");
    draft.expected_chain = Some(ChainId([1; 32]));
    let refused = Profile::add(&place.home, draft).unwrap_err();
    assert!(matches!(refused, ProfileError::OtherNetwork { .. }));
    assert_eq!(place.home.profile_labels().unwrap(), []);
    assert!(!place.home.genesis(&label("harbour")).exists());
}

#[test]
fn a_file_that_founds_no_network_makes_no_profile() {
    let place = Place::new();
    fs::write(place.folder.path().join("genesis"), b"minutes of the founding").unwrap();
    let refused = Profile::add(&place.home, place.draft("harbour")).unwrap_err();
    assert!(matches!(refused, ProfileError::NoNetwork { .. }));
    assert_eq!(place.home.profile_labels().unwrap(), []);
}

#[test]
fn a_profile_is_not_overwritten_and_keeps_its_genesis_file() {
    let place = Place::new();
    let first = Profile::add(&place.home, place.draft("harbour")).unwrap();
    fs::write(place.folder.path().join("genesis"), genesis_file("other")).unwrap();
    let refused = Profile::add(&place.home, place.draft("harbour")).unwrap_err();
    assert!(matches!(refused, ProfileError::Exists { .. }));
    assert_eq!(first.genesis(&place.home).unwrap().network_name(), "harbour");
}

#[test]
fn a_profile_that_only_looks_has_neither_party_nor_key() {
    let place = Place::new();
    let mut draft = place.draft("customs");
    (draft.party, draft.key) = (None, None);
    Profile::add(&place.home, draft).unwrap();
    let profile = Profile::load(&place.home, &label("customs")).unwrap();
    assert!(matches!(profile.party(), Err(ProfileError::NoParty { .. })));
    assert!(matches!(profile.key(), Err(ProfileError::NoKey { .. })));
}

#[test]
fn a_profile_without_nodes_or_with_too_many_is_refused() {
    let place = Place::new();
    for count in [0, MOST_NODES + 1] {
        let mut draft = place.draft("harbour");
        draft.nodes = vec![draft.nodes[0].clone(); count];
        let refused = Profile::add(&place.home, draft).unwrap_err();
        assert!(matches!(refused, ProfileError::Nodes { count: found, .. } if found == count));
    }
}

#[test]
fn a_fault_in_a_profile_is_named_by_its_line() {
    let place = Place::new();
    let chain = "ab".repeat(32);
    let cases = [
        (format!("nodes = []\nchain_id = \"{chain}\"\ncolour = 1\n"), 3),
        (format!("nodes = [\"node\"]\nchain_id = \"{chain}\"\n"), 1),
        ("nodes = []\nchain_id = \"ABCD\"\n".to_owned(), 2),
        ("nodes = []\n\nchain_id = \n".to_owned(), 3),
    ];
    for (text, expected) in cases {
        place.write("harbour", &text);
        let refused = Profile::load(&place.home, &label("harbour")).unwrap_err();
        let ProfileError::File(TomlFileError::Malformed { line, .. }) = refused else {
            panic!("{refused}")
        };
        assert_eq!(line, expected, "{text}");
    }
}

#[test]
fn an_unknown_profile_names_those_there_are() {
    let place = Place::new();
    Profile::add(&place.home, place.draft("harbour")).unwrap();
    let refused = Profile::load(&place.home, &label("harbor")).unwrap_err();
    let ProfileError::Unknown { known, .. } = refused else { panic!("{refused}") };
    assert_eq!(known, [label("harbour")]);
}

#[test]
fn the_named_profile_wins_over_the_chosen_one_and_that_over_the_usual_one() {
    let place = Place::new();
    Profile::add(&place.home, place.draft("harbour")).unwrap();
    assert_eq!(current(&place.home, None).unwrap(), label("default"));
    choose(&place.home, &label("harbour")).unwrap();
    assert_eq!(current(&place.home, None).unwrap(), label("harbour"));
    assert_eq!(current(&place.home, Some(&label("test"))).unwrap(), label("test"));
}

#[test]
fn a_profile_that_does_not_exist_cannot_be_chosen() {
    let place = Place::new();
    let refused = choose(&place.home, &label("harbour")).unwrap_err();
    assert!(matches!(refused, ProfileError::Unknown { .. }));
    assert!(!place.home.current_profile().exists());
}

#[test]
fn a_damaged_choice_is_refused_rather_than_taken_for_no_choice() {
    let place = Place::new();
    fs::create_dir_all(place.home.profiles()).unwrap();
    for damage in ["", "../x\n", "harbour\nother\n"] {
        fs::write(place.home.current_profile(), damage).unwrap();
        let refused = current(&place.home, None).unwrap_err();
        assert!(matches!(refused, ProfileError::Choice { .. }), "{damage:?}");
    }
}

#[test]
fn an_encrypted_node_needs_certificates_to_be_checked_against() {
    let place = Place::new();
    let draft = Draft { tls_ca: None, ..place.draft("harbour") };
    let refused = Profile::add(&place.home, draft).unwrap_err();
    assert!(matches!(refused, ProfileError::NoCertificates { .. }));
    assert!(place.home.profile_labels().unwrap().is_empty());
}
