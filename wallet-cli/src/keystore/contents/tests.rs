use zeroize::Zeroizing;

use super::{Contents, ContentsFault, parse};

/// The seed of RFC 8032, section 7.1, test 1; the public key below is given there too.
const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4,
    0x44, 0x49, 0xc5, 0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];

const TEXT: &str = "ebl account key 1
label: harbour-maker
public: d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a
seed: 9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60
";

fn fault(text: &str) -> Option<ContentsFault> {
    parse(text.as_bytes()).err()
}

#[test]
fn the_text_of_a_known_key_is_frozen() {
    let contents = Contents::new("harbour-maker".parse().unwrap(), &Zeroizing::new(SEED));
    assert_eq!(std::str::from_utf8(&contents.render()).unwrap(), TEXT);
    let read = parse(TEXT.as_bytes()).ok().unwrap();
    assert_eq!(*read.seed, SEED);
    assert_eq!(read.label.as_str(), "harbour-maker");
}

#[test]
fn a_key_has_exactly_one_text() {
    let variants = [
        TEXT.replace('\n', "\r\n"),
        TEXT.replace("9d61", "9D61"),
        TEXT.replace("seed: ", "seed:"),
        TEXT.trim_end().to_owned(),
        format!("{TEXT}\n"),
        format!("{TEXT}seed: again\n"),
        format!(" {TEXT}"),
        TEXT.replace("label: harbour-maker\n", ""),
        TEXT.replace("label: harbour-maker", "label: ../maker"),
    ];
    for text in variants {
        assert!(fault(&text).is_some(), "{text:?}");
    }
}

#[test]
fn another_version_is_named_as_such() {
    assert_eq!(fault(&TEXT.replace("key 1", "key 2")), Some(ContentsFault::Version));
    assert_eq!(fault(&TEXT.replace("key 1", "key 10")), Some(ContentsFault::Layout));
    assert_eq!(fault(""), Some(ContentsFault::Version));
}

#[test]
fn a_public_key_of_another_seed_is_refused() {
    assert_eq!(fault(&TEXT.replace("d75a", "d75b")), Some(ContentsFault::PublicKey));
    assert_eq!(fault(&TEXT.replace("9d61", "9d62")), Some(ContentsFault::PublicKey));
}

#[test]
fn rendering_never_moves_the_secret_to_a_larger_buffer() {
    let contents = Contents::new("a".repeat(32).parse().unwrap(), &Zeroizing::new(SEED));
    let text = contents.render();
    assert_eq!(text.capacity(), text.len());
}
