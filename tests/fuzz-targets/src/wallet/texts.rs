//! What people type into the wallet, and what it shows of others' texts.

use std::fmt::Display;
use std::str::FromStr;

use wallet_cli::address_book::ContactName;
use wallet_cli::clock::{Moment, show};
use wallet_cli::hex32::Hex32;
use wallet_cli::label::Label;
use wallet_cli::output::{one_line, printable};
use wallet_cli::profile::Endpoint;

use crate::target::{Seed, choice, chosen};

/// A text; the first byte says as what it is read. One that is read is written as a text that means the
/// same, and a label is the stem of a file in its own folder. Whatever the text is, what is shown of it
/// steers no terminal.
///
/// # Panics
///
/// Where that does not hold.
pub fn typed(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, 5) else { return };
    let Ok(text) = str::from_utf8(bytes) else { return };
    match kind {
        0 => {
            if let Some(label) = read::<Label>(text) {
                let place = std::path::Path::new("keys").join(format!("{label}.age"));
                assert_eq!(place.file_stem().and_then(|stem| stem.to_str()), Some(text));
            }
        }
        1 => drop(read::<ContactName>(text)),
        2 => drop(read::<Hex32>(text)),
        3 => drop(read::<Endpoint>(text)),
        _ => {
            if let Ok(Moment(time)) = text.parse() {
                assert!(!show(time).is_empty());
            }
        }
    }
    let line = one_line(text);
    assert!(!line.contains(char::is_control), "a text steers the terminal");
    assert_eq!(one_line(&line), line);
    assert!(!printable(text).contains(|c: char| c.is_control() && c != '\n' && c != '\t'));
}

fn read<T: FromStr + Display + PartialEq>(text: &str) -> Option<T> {
    let value: T = text.parse().ok()?;
    assert!(value.to_string().parse().ok().as_ref() == Some(&value), "{text:?} changes");
    Some(value)
}

pub(super) fn seeds() -> Vec<Seed> {
    let digits = "0123456789abcdef".repeat(4);
    [
        (0, "harbour-maker"),
        (1, "Harbour Bank & Co. (1)"),
        (2, digits.as_str()),
        (3, "https://node.example:7000"),
        (3, "http://[::1]:80/"),
        (4, "2026-11-30"),
        (4, "2026-11-30T17:00"),
        (4, "2026-11-30T17:00:00.5Z"),
    ]
    .map(|(kind, text)| chosen(kind, text.as_bytes()))
    .to_vec()
}
