//! The identifiers a transport document carries: their shape, and their check digit where they
//! have one. Code lists are not consulted: a well-formed code may still name nobody.

use std::fmt;

use thiserror::Error;

#[cfg(test)]
mod tests;

/// A kind of identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identifier {
    /// Legal entity identifier, ISO 17442: 18 upper-case letters or digits, 2 check digits.
    Lei,
    /// Freight container, ISO 6346: owner code, category U, J or Z, serial number, check digit.
    Container,
    /// IMO ship number: 7 digits, the last a check digit, with or without `IMO` in front.
    ImoNumber,
    /// GS1 global location number: 13 digits, the last a check digit.
    Gln,
    /// Dun & Bradstreet number: 9 digits; its check digit is not relied on any more.
    Duns,
    /// UN/LOCODE: country, then three letters or digits from 2 to 9.
    UnLocode,
    /// UN or NA number of dangerous goods: 4 digits.
    UnNumber,
    /// Harmonised System code: 6 to 10 digits.
    HsCode,
    /// Harmonised System code with national digits: 6 to 12 digits.
    ExtendedHsCode,
    /// DCSA universal voyage reference: year, two letters or digits, direction N, E, W, S or R.
    UniversalVoyage,
}

/// Why a text is no identifier of its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum IdentifierFault {
    /// Too short or too long.
    #[error("it has {found} characters instead of {least}{}", up_to(*least, *most))]
    Length {
        /// Characters found.
        found: usize,
        /// Fewest allowed.
        least: usize,
        /// Most allowed.
        most: usize,
    },
    /// A character that may not stand where it stands.
    #[error("{:?} cannot stand at position {}", found, position + 1)]
    Character {
        /// Where, in characters from 0.
        position: usize,
        /// The character.
        found: char,
    },
    /// The check digits do not fit the rest: a digit is mistyped or two are swapped.
    #[error("its check digits are {stated}, and the rest gives {computed}")]
    CheckDigits {
        /// What stands there.
        stated: u32,
        /// What the rest gives.
        computed: u32,
    },
}

impl Identifier {
    /// Checks a text against this kind's shape and check digits.
    ///
    /// # Errors
    /// The first fault, see [`IdentifierFault`]: length, then characters, then check digits.
    pub fn check(self, text: &str) -> Result<(), IdentifierFault> {
        use CharacterSet::{Alphanumeric, Category, Digit, Direction, Letter, LocodePlace};
        match self {
            Self::Lei => {
                shape(text, &[(Alphanumeric, 18), (Digit, 2)])?;
                lei_check_digits(text)
            }
            Self::Container => {
                shape(text, &[(Letter, 3), (Category, 1), (Digit, 7)])?;
                container_check_digit(text)
            }
            Self::ImoNumber => {
                let number = text.strip_prefix("IMO").map_or(text, str::trim_start);
                shape(number, &[(Digit, 7)])?;
                imo_check_digit(number)
            }
            Self::Gln => {
                shape(text, &[(Digit, 13)])?;
                gln_check_digit(text)
            }
            Self::Duns => shape(text, &[(Digit, 9)]),
            Self::UnLocode => shape(text, &[(Letter, 2), (LocodePlace, 3)]),
            Self::UnNumber => shape(text, &[(Digit, 4)]),
            Self::HsCode => digits_between(text, 6, 10),
            Self::ExtendedHsCode => digits_between(text, 6, 12),
            Self::UniversalVoyage => shape(text, &[(Digit, 2), (Alphanumeric, 2), (Direction, 1)]),
        }
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Lei => "LEI",
            Self::Container => "container number (ISO 6346)",
            Self::ImoNumber => "IMO number",
            Self::Gln => "GLN",
            Self::Duns => "DUNS number",
            Self::UnLocode => "UN/LOCODE",
            Self::UnNumber => "UN number",
            Self::HsCode | Self::ExtendedHsCode => "HS code",
            Self::UniversalVoyage => "universal voyage reference",
        })
    }
}

/// What may stand at one position.
#[derive(Clone, Copy)]
enum CharacterSet {
    Digit,
    Letter,
    Alphanumeric,
    /// ISO 6346 equipment category.
    Category,
    /// UN/LOCODE leaves out 0 and 1, which look like O and I.
    LocodePlace,
    /// DCSA voyage direction.
    Direction,
}

impl CharacterSet {
    fn contains(self, character: char) -> bool {
        match self {
            Self::Digit => character.is_ascii_digit(),
            Self::Letter => character.is_ascii_uppercase(),
            Self::Alphanumeric => character.is_ascii_uppercase() || character.is_ascii_digit(),
            Self::Category => matches!(character, 'U' | 'J' | 'Z'),
            Self::LocodePlace => character.is_ascii_uppercase() || ('2'..='9').contains(&character),
            Self::Direction => matches!(character, 'N' | 'E' | 'W' | 'S' | 'R'),
        }
    }
}

/// Checks runs of (set, how many) from left to right.
fn shape(text: &str, runs: &[(CharacterSet, usize)]) -> Result<(), IdentifierFault> {
    let length = runs.iter().map(|(_, count)| count).sum();
    check_length(text, length, length)?;
    let sets = runs.iter().flat_map(|(set, count)| std::iter::repeat_n(set, *count));
    for (position, (found, set)) in text.chars().zip(sets).enumerate() {
        if !set.contains(found) {
            return Err(IdentifierFault::Character { position, found });
        }
    }
    Ok(())
}

fn digits_between(text: &str, least: usize, most: usize) -> Result<(), IdentifierFault> {
    check_length(text, least, most)?;
    match text.chars().enumerate().find(|(_, c)| !c.is_ascii_digit()) {
        Some((position, found)) => Err(IdentifierFault::Character { position, found }),
        None => Ok(()),
    }
}

fn check_length(text: &str, least: usize, most: usize) -> Result<(), IdentifierFault> {
    let found = text.chars().count();
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(IdentifierFault::Length { found, least, most })
}

fn compare(stated: u32, computed: u32) -> Result<(), IdentifierFault> {
    if stated == computed {
        return Ok(());
    }
    Err(IdentifierFault::CheckDigits { stated, computed })
}

/// ISO 7064 MOD 97-10: letters become 10 to 35, and the whole number leaves 1.
fn lei_check_digits(lei: &str) -> Result<(), IdentifierFault> {
    let (body, check) = lei.split_at(18);
    let remainder = body.chars().map(alphanumeric_value).fold(0, |remainder, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (remainder * shift + value) % 97
    });
    compare(digits(check), 98 - remainder * 100 % 97)
}

/// ISO 6346: each value times two to the power of its position, modulo 11, where 10 counts as 0.
fn container_check_digit(container: &str) -> Result<(), IdentifierFault> {
    let (body, check) = container.split_at(10);
    let sum: u32 = (0_u32..).zip(body.chars()).map(|(i, c)| container_value(c) << i).sum();
    compare(digits(check), sum % 11 % 10)
}

/// IMO: the first six digits times 7 to 2; the last digit of the sum.
fn imo_check_digit(number: &str) -> Result<(), IdentifierFault> {
    let (body, check) = number.split_at(6);
    let sum: u32 = body.chars().zip((2..=7).rev()).map(|(c, w)| digit_value(c) * w).sum();
    compare(digits(check), sum % 10)
}

/// GS1: weights 3 and 1 in turn from the right; what is missing to the next ten.
fn gln_check_digit(gln: &str) -> Result<(), IdentifierFault> {
    let (body, check) = gln.split_at(12);
    let weights = [3, 1].into_iter().cycle();
    let sum: u32 = body.chars().rev().zip(weights).map(|(c, w)| digit_value(c) * w).sum();
    compare(digits(check), (10 - sum % 10) % 10)
}

fn digits(text: &str) -> u32 {
    text.chars().map(digit_value).fold(0, |number, digit| number * 10 + digit)
}

fn digit_value(character: char) -> u32 {
    character.to_digit(10).expect("the shape was checked first")
}

/// Digits as they are, A to Z as 10 to 35.
fn alphanumeric_value(character: char) -> u32 {
    character.to_digit(36).expect("the shape was checked first")
}

/// Digits as they are, A to Z as 10 to 38 without 11, 22 and 33.
fn container_value(character: char) -> u32 {
    let value = alphanumeric_value(character);
    match value {
        0..=10 => value,
        11..=20 => value + 1,
        21..=30 => value + 2,
        _ => value + 3,
    }
}

fn up_to(least: usize, most: usize) -> String {
    if least == most { String::new() } else { format!(" to {most}") }
}
