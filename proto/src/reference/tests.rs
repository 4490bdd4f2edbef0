use super::*;
use crate::ids::title_id;

const CHAIN: ChainId = ChainId([1; 32]);
const CARRIER: MemberId = MemberId([2; 32]);

fn normal(raw: &str) -> NormalReference {
    NormalReference::new(raw).unwrap()
}

fn key(raw: &str) -> ReferenceKey {
    reference_key_v0(&CHAIN, &CARRIER, &normal(raw))
}

#[test]
fn every_spelling_of_one_number_has_one_key() {
    let spellings = [
        "HER-2601/17",
        "her-2601/17",
        "  HER-2601/17 ",
        "HER - 2601 / 17",
        "HER\u{A0}-2601/17",
        "HER\u{3000}-2601\u{2009}/17",
        "ＨＥＲ-２６０１/１７",
        "ＨＥＲ－２６０１／１７",
    ];
    for spelling in spellings {
        assert_eq!(normal(spelling).as_str(), "HER-2601/17", "{spelling:?}");
        assert_eq!(key(spelling), key("HER-2601/17"));
    }
}

#[test]
fn ligatures_and_the_kelvin_sign_become_the_letters_they_stand_for() {
    assert_eq!(normal("\u{FB01}x\u{212A}").as_str(), "FIXK");
}

#[test]
fn no_look_alike_of_a_latin_letter_passes() {
    // Each of these reads as HER2601 in some common typeface.
    let corpus = [
        ("Н\u{45}R2601", 'Н', 0),
        ("H\u{415}R2601", '\u{415}', 1),
        ("HΕR2601", 'Ε', 1),
        ("HEᎡ2601", 'Ꭱ', 2),
        ("HER26\u{41E}1", '\u{41E}', 5),
        ("HER26Ο1", 'Ο', 5),
        ("HER26\u{555}1", '\u{555}', 5),
        ("HER260\u{4CF}", '\u{4CF}', 6),
        ("HER260Ӏ", 'Ӏ', 6),
        ("HER260ا", 'ا', 6),
        ("HER26\u{966}1", '\u{966}', 5),
        ("HÉR2601", 'É', 1),
        ("HE\u{301}R2601", '\u{301}', 2),
        ("ꓧER2601", 'ꓧ', 0),
        ("H\u{2010}R", '\u{2010}', 1),
        ("H\u{2212}R", '\u{2212}', 1),
    ];
    for (text, character, position) in corpus {
        assert_eq!(
            NormalReference::new(text),
            Err(ReferenceFault::NotAscii { character, position }),
            "{text:?}"
        );
    }
}

#[test]
fn letters_whose_upper_case_is_ascii_are_not_taken_for_it() {
    for text in ["\u{131}BC", "\u{130}BC"] {
        assert!(
            matches!(NormalReference::new(text), Err(ReferenceFault::NotAscii { .. })),
            "{text:?}"
        );
    }
}

#[test]
fn invisible_characters_are_refused_and_named() {
    let unseen = [
        '\u{200B}',
        '\u{200C}',
        '\u{200D}',
        '\u{2060}',
        '\u{FEFF}',
        '\u{AD}',
        '\u{202E}',
        '\u{200F}',
        '\u{34F}',
        '\u{180E}',
        '\u{3164}',
        '\u{FE0F}',
        '\u{E0041}',
    ];
    for character in unseen {
        let text = format!("HE{character}R");
        let fault = ReferenceFault::Invisible { character, position: 2 };
        assert_eq!(NormalReference::new(&text), Err(fault));
    }
}

#[test]
fn control_characters_are_refused_even_where_they_are_white_space() {
    for character in ['\0', '\t', '\n', '\r', '\u{1B}', '\u{7F}', '\u{85}'] {
        let text = format!("A{character}B");
        let fault = ReferenceFault::Control { character, position: 1 };
        assert_eq!(NormalReference::new(&text), Err(fault));
    }
}

#[test]
fn the_length_is_counted_after_normalisation() {
    assert!(NormalReference::new("  12345678901234567890  ").is_ok());
    assert_eq!(
        NormalReference::new("123456789012345678901"),
        Err(ReferenceFault::TooLong { characters: 21 })
    );
    // One character of compatibility form may stand for many.
    assert_eq!(
        NormalReference::new(&"\u{33C2}".repeat(6)),
        Err(ReferenceFault::TooLong { characters: 24 })
    );
    assert_eq!(NormalReference::new("\u{3000} "), Err(ReferenceFault::Empty));
    assert_eq!(
        NormalReference::new(&"A".repeat(257)),
        Err(ReferenceFault::TooManyBytes { bytes: 257 })
    );
}

#[test]
fn normalising_twice_changes_nothing() {
    for raw in ["her 1", "ＨＥＲ1", "a/b-c.d_e", "\u{FB01}"] {
        let once = normal(raw);
        assert_eq!(normal(once.as_str()), once);
    }
}

#[test]
fn a_key_depends_on_chain_carrier_and_reference() {
    let reference = normal("HER1");
    let base = reference_key_v0(&CHAIN, &CARRIER, &reference);
    assert_ne!(base, reference_key_v0(&ChainId([9; 32]), &CARRIER, &reference));
    assert_ne!(base, reference_key_v0(&CHAIN, &MemberId([9; 32]), &reference));
    assert_ne!(base, key("HER2"));
}

#[test]
fn versions_of_one_reference_are_different_titles() {
    let reference = key("HER1");
    let first = title_id(&CHAIN, &reference, 1);
    assert_ne!(first, title_id(&CHAIN, &reference, 2));
    assert_ne!(first, title_id(&ChainId([9; 32]), &reference, 1));
    assert_ne!(first.0, reference.0);
}

#[test]
fn the_keys_of_scheme_0_do_not_change() {
    let reference = key("HER-2601/17");
    assert_eq!(hex::encode(reference.0), GOLDEN_KEY);
    assert_eq!(hex::encode(title_id(&CHAIN, &reference, 1).0), GOLDEN_TITLE);
}

const GOLDEN_KEY: &str = "d48469b76722a6562a96cddc76db030e1a779cda6aa9117dfc085545b774d763";
const GOLDEN_TITLE: &str = "b9dc0c716d04a470318d17465ac61b1e84748220911d501839ec3656a62a658f";

/// The wire format names the version: another one may read a character that this one refuses.
#[test]
fn the_version_of_unicode_is_the_one_that_the_wire_format_names() {
    assert_eq!(unicode_normalization::UNICODE_VERSION, (18, 0, 0));
}
