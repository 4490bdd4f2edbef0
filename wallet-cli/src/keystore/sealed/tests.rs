use super::{Bounds, MOST_FILE_BYTES, SealFault, WorkFactor, WorkFactorError, open, seal};
use crate::keystore::Passphrase;

const PLAINTEXT: &[u8] = b"four lines of text, about as long as a real account key file has them";

/// Guessing costs next to nothing here, so that thousands of files can be tried.
const FEATHER: WorkFactor = WorkFactor(1);
const ANYTHING: Bounds = Bounds { least: FEATHER, most: WorkFactor(4) };

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).ok().unwrap()
}

fn light_file() -> Vec<u8> {
    seal(PLAINTEXT, &passphrase("seven red anchors"), FEATHER)
}

fn opened(file: &[u8]) -> Result<Vec<u8>, SealFault> {
    open(file, &passphrase("seven red anchors"), ANYTHING).map(|plaintext| plaintext.to_vec())
}

#[test]
fn what_was_sealed_opens_with_the_same_passphrase_only() {
    let file = light_file();
    assert_eq!(opened(&file).unwrap(), PLAINTEXT);
    let other = open(&file, &passphrase("seven red anchor"), ANYTHING);
    assert_eq!(other.err(), Some(SealFault::NotOpened));
}

#[test]
fn no_flipped_bit_goes_unnoticed() {
    let file = light_file();
    for position in 0..file.len() {
        for bit in 0..8 {
            let mut damaged = file.clone();
            damaged[position] ^= 1 << bit;
            assert!(opened(&damaged).is_err(), "byte {position}, bit {bit}");
        }
    }
}

#[test]
fn no_cut_and_no_addition_goes_unnoticed() {
    let file = light_file();
    for length in 0..file.len() {
        assert!(opened(&file[..length]).is_err(), "cut to {length}");
    }
    let longer = [&file[..], b"\n"].concat();
    assert_eq!(opened(&longer), Err(SealFault::Altered));
}

#[test]
fn a_change_behind_the_header_is_told_from_a_wrong_passphrase() {
    let mut file = light_file();
    *file.last_mut().unwrap() ^= 1;
    assert_eq!(opened(&file), Err(SealFault::Altered));
}

#[test]
fn a_weaker_file_is_refused_although_the_passphrase_fits() {
    let weak = WorkFactor(WorkFactor::LEAST.0 - 1);
    let file = seal(PLAINTEXT, &passphrase("seven red anchors"), weak);
    let refused = open(&file, &passphrase("seven red anchors"), Bounds::PERMITTED);
    assert_eq!(refused.err(), Some(SealFault::TooWeak { found: 13 }));
}

#[test]
fn a_costlier_file_is_refused_before_any_work_is_done() {
    let declared = |digits: &str| {
        let file = light_file();
        let header_end = file.iter().position(|byte| *byte == b'\n').unwrap();
        let line_end =
            header_end + 1 + file[header_end + 1..].iter().position(|byte| *byte == b'\n').unwrap();
        [&file[..line_end - 1], digits.as_bytes(), &file[line_end..]].concat()
    };
    let fault = |digits: &str| {
        open(&declared(digits), &passphrase("seven red anchors"), Bounds::PERMITTED).err()
    };
    assert_eq!(fault("21"), Some(SealFault::TooCostly { found: 21 }));
    assert_eq!(fault("63"), Some(SealFault::TooCostly { found: 63 }));
    assert_eq!(fault("255"), Some(SealFault::TooCostly { found: 255 }));
    for malformed in ["256", "017", "+17", "-1", "", "17 17", "0x11"] {
        assert_eq!(fault(malformed), Some(SealFault::Header), "{malformed:?}");
    }
}

#[test]
fn a_file_for_an_age_key_instead_of_a_passphrase_is_refused() {
    let file = b"age-encryption.org/v1\n-> X25519 TEiF0ypqr+bpvcqXNyCVJpL7OuwPdVwPL7KQEbFDOCc\n";
    assert_eq!(opened(file), Err(SealFault::Header));
}

#[test]
fn the_permitted_range_is_fourteen_to_twenty() {
    assert_eq!(WorkFactor::new(13), Err(WorkFactorError::OutOfRange { found: 13 }));
    assert_eq!(WorkFactor::new(14), Ok(WorkFactor::LEAST));
    assert_eq!("20".parse(), Ok(WorkFactor::MOST));
    assert_eq!("21".parse::<WorkFactor>(), Err(WorkFactorError::OutOfRange { found: 21 }));
    assert_eq!("high".parse::<WorkFactor>(), Err(WorkFactorError::NotANumber));
}

#[test]
fn the_longest_contents_fit_the_largest_file() {
    let longest = vec![b'a'; 17 + 8 + 32 + 9 + 64 + 7 + 64 + 1];
    let file = seal(&longest, &passphrase("seven red anchors"), FEATHER);
    assert!(file.len() < MOST_FILE_BYTES / 2);
}
