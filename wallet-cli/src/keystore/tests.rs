use std::fmt::Debug;
use std::fs;
use std::marker::PhantomData;

use proto::ids::ChainId;
use proto::signing::Purpose;
use zeroize::Zeroizing;

use super::WorkFactor;
use super::contents::Contents;
use super::sealed;
use super::{AccountKey, Keystore, KeystoreError, Passphrase, PassphraseSource, SealFault};
use crate::error::WalletError;
use crate::home::{self, Home, HomeError};
use crate::label::Label;
use crate::output::{Format, write_error};

const CANARY_SEED: [u8; 32] = *b"canary-seed-0123456789abcdef-end";
const CANARY_PASSPHRASE: &str = "canary passphrase of the maker";

struct Place {
    _folder: tempfile::TempDir,
    home: Home,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::locate(Some(folder.path().join("home"))).unwrap();
        Self { _folder: folder, home }
    }

    fn keystore(&self) -> Keystore<'_> {
        Keystore::new(&self.home)
    }

    fn create(&self, name: &str) -> Result<(), KeystoreError> {
        let passphrase = passphrase(CANARY_PASSPHRASE);
        self.keystore().create(&label(name), &passphrase, WorkFactor::LEAST).map(|_| ())
    }

    fn plant(&self, name: &str) {
        let contents = Contents::new(label(name), &Zeroizing::new(CANARY_SEED));
        self.plant_text(name, &contents.render());
    }

    fn plant_text(&self, name: &str, text: &[u8]) {
        let file = sealed::seal(text, &passphrase(CANARY_PASSPHRASE), WorkFactor::LEAST);
        home::replace(&self.home.key(&label(name)), &file).unwrap();
    }

    fn open(&self, name: &str, text: &str) -> Result<AccountKey, KeystoreError> {
        self.keystore().open(&label(name), &passphrase(text))
    }

    fn refusal(&self, name: &str, text: &str) -> KeystoreError {
        self.open(name, text).err().unwrap()
    }
}

fn label(name: &str) -> Label {
    name.parse().unwrap()
}

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).ok().unwrap()
}

#[test]
fn a_stored_key_signs_as_the_one_whose_public_key_was_printed() {
    let place = Place::new();
    let keystore = place.keystore();
    let (maker, phrase) = (label("maker"), passphrase(CANARY_PASSPHRASE));
    let public = keystore.create(&maker, &phrase, WorkFactor::LEAST).unwrap();
    let key = place.open("maker", CANARY_PASSPHRASE).ok().unwrap();
    assert_eq!(key.public_key(), public);
    let signature = key.sign(Purpose::Instruction, &ChainId([5; 32]), b"body");
    assert!(public.verify(Purpose::Instruction, &ChainId([5; 32]), b"body", &signature));
    assert_eq!(keystore.labels().unwrap(), [maker]);
}

#[test]
fn two_new_keys_are_never_the_same() {
    let place = Place::new();
    place.create("maker").unwrap();
    place.create("checker").unwrap();
    let public = |name| place.open(name, CANARY_PASSPHRASE).ok().unwrap().public_key();
    assert_ne!(public("maker"), public("checker"));
}

#[test]
fn a_key_is_never_overwritten() {
    let place = Place::new();
    place.create("maker").unwrap();
    let before = fs::read(place.home.key(&label("maker"))).unwrap();
    assert!(matches!(place.create("maker"), Err(KeystoreError::KeyExists { .. })));
    assert_eq!(fs::read(place.home.key(&label("maker"))).unwrap(), before);
}

#[test]
fn a_wrong_passphrase_is_named_as_one_possible_cause() {
    let place = Place::new();
    place.plant("maker");
    let refused = place.refusal("maker", "another passphrase");
    assert!(matches!(refused, KeystoreError::Sealed { fault: SealFault::NotOpened, .. }));
}

#[test]
fn a_key_file_under_the_name_of_another_key_is_refused() {
    let place = Place::new();
    place.plant("maker");
    fs::rename(place.home.key(&label("maker")), place.home.key(&label("checker"))).unwrap();
    let refused = place.refusal("checker", CANARY_PASSPHRASE);
    let KeystoreError::Renamed { inside, .. } = refused else { panic!("{refused}") };
    assert_eq!(inside, label("maker"));
}

#[test]
fn a_missing_key_names_those_there_are() {
    let place = Place::new();
    place.plant("maker");
    let refused = place.refusal("checker", CANARY_PASSPHRASE);
    let KeystoreError::NoSuchKey { known, .. } = refused else { panic!("{refused}") };
    assert_eq!(known, [label("maker")]);
}

#[test]
fn a_file_larger_than_any_key_is_refused_before_it_is_parsed() {
    let place = Place::new();
    place.plant("maker");
    let path = place.home.key(&label("maker"));
    let mut file = fs::read(&path).unwrap();
    file.resize(sealed::MOST_FILE_BYTES + 1, 0);
    fs::write(&path, file).unwrap();
    let refused = place.refusal("maker", CANARY_PASSPHRASE);
    assert!(matches!(refused, KeystoreError::Home(HomeError::TooLarge { .. })));
}

/// Every error that a planted key and passphrase can cause.
fn errors_around_the_canary() -> Vec<WalletError> {
    let place = Place::new();
    place.plant("maker");
    let path = place.home.key(&label("maker"));
    let file = fs::read(&path).unwrap();
    let damaged = |position: usize| {
        let mut damaged = file.clone();
        damaged[position] ^= 1;
        fs::write(&path, damaged).unwrap();
        WalletError::from(place.refusal("maker", CANARY_PASSPHRASE))
    };
    let damages = [0, 40, 150, file.len() - 40, file.len() - 1];
    let mut errors: Vec<WalletError> = damages.into_iter().map(damaged).collect();
    let contents = Contents::new(label("maker"), &Zeroizing::new(CANARY_SEED)).render();
    let text = String::from_utf8(contents.to_vec()).unwrap();
    for plaintext in [
        text.replace("public: ", "public: 0"),
        text.replace("key 1", "key 2"),
        text.replace("maker", "checker"),
        text.replace("seed: ", "seed: 0"),
        text.replace("seed: 63", "seed: 64"),
    ] {
        place.plant_text("maker", plaintext.as_bytes());
        errors.push(place.refusal("maker", CANARY_PASSPHRASE).into());
    }
    errors.push(place.create("maker").unwrap_err().into());
    errors.extend(passphrase_errors());
    errors
}

fn passphrase_errors() -> impl Iterator<Item = WalletError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    let several = format!("{CANARY_PASSPHRASE}\n{CANARY_PASSPHRASE}\n");
    let too_short = CANARY_PASSPHRASE[..11].to_owned();
    let texts = [several, too_short, CANARY_PASSPHRASE.repeat(100)];
    let refused = texts.map(|text| {
        fs::write(&path, text).unwrap();
        PassphraseSource::File(path.clone()).fresh("Passphrase").err().unwrap()
    });
    let typed = Passphrase::new(&CANARY_PASSPHRASE.repeat(100)).err().unwrap();
    refused.into_iter().chain([typed]).map(WalletError::from)
}

#[test]
fn no_error_shows_the_seed_or_the_passphrase_in_any_rendering() {
    let seed_digits = hex::encode(CANARY_SEED);
    let seed_list = format!("{CANARY_SEED:?}");
    let errors = errors_around_the_canary();
    assert!(errors.len() > 10);
    for error in errors {
        let (mut data, mut status) = (Vec::new(), Vec::new());
        write_error(Format::Json, &error, &mut data, &mut status);
        write_error(Format::Text, &error, &mut data, &mut status);
        data.append(&mut status);
        let printed = String::from_utf8(data).unwrap() + &format!("{error} {error:?} {error:#?}");
        for secret in ["canary pass", "canary-seed", &seed_digits[..16], &seed_list[1..40]] {
            assert!(!printed.contains(secret), "{printed}");
        }
    }
}

/// Answers for any type whether it has `Debug`: an inherent constant, where its bound holds, goes
/// before the one of the trait.
struct Probe<T>(PhantomData<T>);

trait WithoutDebug {
    const HAS_DEBUG: bool = false;
}

impl<T> WithoutDebug for Probe<T> {}

impl<T: Debug> Probe<T> {
    const HAS_DEBUG: bool = true;
}

#[test]
fn secret_types_cannot_be_printed_for_debugging() {
    const { assert!(Probe::<Label>::HAS_DEBUG) };
    const { assert!(!Probe::<Passphrase>::HAS_DEBUG) };
    const { assert!(!Probe::<AccountKey>::HAS_DEBUG) };
    const { assert!(!Probe::<Contents>::HAS_DEBUG) };
}
