//! What people type and documents carry.

use proto::identifiers::Identifier;
use proto::reference::{MAX_CHARACTERS, NormalReference};

use crate::target::{Seed, choice, chosen};

/// A reference. Its normal spelling is printable, has no lower case and no white space, is its own
/// normal spelling, and is that of the same text with spaces in between and letters' case changed.
///
/// # Panics
///
/// Where that does not hold.
pub fn reference(bytes: &[u8]) {
    let Ok(raw) = str::from_utf8(bytes) else { return };
    let normal = match NormalReference::new(raw) {
        Ok(normal) => normal,
        Err(fault) => return assert!(!fault.to_string().is_empty()),
    };
    let text = normal.as_str();
    assert!((1..=MAX_CHARACTERS).contains(&text.len()));
    assert!(text.bytes().all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_lowercase()));
    assert_eq!(NormalReference::new(text), Ok(normal.clone()), "normal form has a normal form");
    let spaced: String = text.chars().flat_map(|c| [c, ' ']).collect();
    assert_eq!(NormalReference::new(&spaced), Ok(normal.clone()), "a space makes another number");
    assert_eq!(NormalReference::new(&text.to_lowercase()), Ok(normal.clone()), "case does");
}

/// An identifier; the first byte says of which kind. A checked one is plain ASCII, and with a check digit
/// that covers every place no digit of it can be mistyped.
///
/// # Panics
///
/// Where that does not hold.
pub fn identifier(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, KINDS.len()) else { return };
    let Ok(text) = str::from_utf8(bytes) else { return };
    let kind = KINDS[kind];
    if let Err(fault) = kind.check(text) {
        return assert!(!fault.to_string().is_empty());
    }
    assert!(kind == Identifier::ImoNumber || text.is_ascii(), "{text:?} is no {kind}");
    if matches!(kind, Identifier::Lei | Identifier::Gln) {
        for (at, digit) in text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            let other = if digit == '9' { '0' } else { char::from(digit as u8 + 1) };
            let typo = format!("{}{other}{}", &text[..at], &text[at + 1..]);
            assert!(kind.check(&typo).is_err(), "{typo} passes for {text}");
        }
    }
}

const KINDS: [Identifier; 10] = [
    Identifier::Lei,
    Identifier::Container,
    Identifier::ImoNumber,
    Identifier::Gln,
    Identifier::Duns,
    Identifier::UnLocode,
    Identifier::UnNumber,
    Identifier::HsCode,
    Identifier::ExtendedHsCode,
    Identifier::UniversalVoyage,
];

pub(super) fn reference_seeds() -> Vec<Seed> {
    [
        "NWL-2026-0001",
        " nwl 2026 / 0001 ",
        "ＮＷＬ\u{a0}２０２６",
        "\u{fb01}ve-\u{2075}",
        "NW\u{200b}L",
        "ΝWL1",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec()
}

pub(super) fn identifier_seeds() -> Vec<Seed> {
    let known = [
        "0000NORTHWINDLINE085",
        "CSQU3054383",
        "IMO 9074729",
        "4006381333931",
        "150483782",
        "NLRTM",
        "1203",
        "851713",
        "85171300",
        "2601E",
    ];
    (0..).zip(known).map(|(kind, text)| chosen(kind, text.as_bytes())).collect()
}
