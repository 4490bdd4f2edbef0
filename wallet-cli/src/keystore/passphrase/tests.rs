use std::fs;

use secrecy::ExposeSecret;

use super::{MOST_PASSPHRASE_BYTES, Passphrase, PassphraseError, PassphraseSource};

fn from_file(bytes: &[u8]) -> Result<Passphrase, PassphraseError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("passphrase");
    fs::write(&path, bytes).unwrap();
    PassphraseSource::File(path).fresh("Passphrase")
}

#[test]
fn the_end_of_the_line_is_not_part_of_the_passphrase_but_spaces_are() {
    for (bytes, expected) in [
        (&b"seven red anchors"[..], "seven red anchors"),
        (b"seven red anchors\n", "seven red anchors"),
        (b"seven red anchors\r\n", "seven red anchors"),
        (b" seven red anchors \n", " seven red anchors "),
    ] {
        let passphrase = from_file(bytes).ok().unwrap();
        assert_eq!(passphrase.secret().expose_secret(), expected);
    }
}

#[test]
fn a_file_with_anything_else_in_it_is_refused() {
    assert!(matches!(from_file(b"one line here\nanother"), Err(PassphraseError::SeveralLines)));
    assert!(matches!(from_file(b"one line here\n\n"), Err(PassphraseError::SeveralLines)));
    assert!(matches!(from_file(b"one\rline here\n"), Err(PassphraseError::SeveralLines)));
    assert!(matches!(from_file(b"\xff\xfe not utf-8"), Err(PassphraseError::NotText)));
    assert!(matches!(from_file(b"\n"), Err(PassphraseError::Empty)));
}

#[test]
fn an_endless_file_is_refused_and_the_longest_passphrase_is_not() {
    let longest = vec![b'a'; MOST_PASSPHRASE_BYTES];
    assert!(from_file(&[&longest[..], b"\r\n"].concat()).is_ok());
    let longer = [&longest[..], b"a"].concat();
    assert!(matches!(from_file(&longer), Err(PassphraseError::TooLong)));
    let endless = PassphraseSource::File("/dev/zero".into());
    assert!(matches!(endless.existing("Passphrase"), Err(PassphraseError::File(_))));
}

#[test]
fn a_short_passphrase_opens_an_old_key_but_makes_no_new_one() {
    assert!(matches!(from_file(b"elevenchars\n"), Err(PassphraseError::TooShort)));
    assert!(from_file(b"twelve chars\n").is_ok());
    assert!(Passphrase::new("x").is_ok());
}
