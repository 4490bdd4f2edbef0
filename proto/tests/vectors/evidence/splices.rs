//! How one file becomes another: what is taken out of it and what is put there, so that a file with
//! one thing changed takes a line or two and not the whole file again.
//!
//! ```text
//! splice   at (u32be), bytes taken out (u32be), bytes put in (u32be), the bytes put in
//! ```
//!
//! `at` counts in the file as it was. The splices of a file stand in ascending order.

/// Bytes that agree where two files come together again.
const ANCHOR: usize = 16;

/// The splices that make `to` of `from`.
pub(crate) fn splices(from: &[u8], to: &[u8]) -> Vec<u8> {
    let mut written = Vec::new();
    let (mut old, mut new) = (0, 0);
    while old < from.len() || new < to.len() {
        if from.get(old).is_some() && from.get(old) == to.get(new) {
            (old, new) = (old + 1, new + 1);
            continue;
        }
        let (out, put) = apart(&from[old..], &to[new..]);
        for number in [old, out, put] {
            written.extend(u32::try_from(number).unwrap().to_be_bytes());
        }
        written.extend(&to[new..new + put]);
        (old, new) = (old + out, new + put);
    }
    assert_eq!(spliced(from, &written), to);
    written
}

/// How many bytes of each stand before they agree again: as few as possible together.
fn apart(from: &[u8], to: &[u8]) -> (usize, usize) {
    for both in 1..from.len() + to.len() {
        for out in both.saturating_sub(to.len())..=both.min(from.len()) {
            let (old, new) = (&from[out..], &to[both - out..]);
            let agree = old.iter().zip(new).take_while(|(old, new)| old == new).count();
            let ends = old.len() == new.len() && agree == old.len();
            if agree >= ANCHOR || ends {
                return (out, both - out);
            }
        }
    }
    (from.len(), to.len())
}

/// The file that splices make of a file.
fn spliced(from: &[u8], mut splices: &[u8]) -> Vec<u8> {
    let (mut to, mut old) = (Vec::new(), 0);
    while !splices.is_empty() {
        let number = |place: usize| {
            let bytes = splices[4 * place..4 * place + 4].try_into().unwrap();
            u32::from_be_bytes(bytes) as usize
        };
        let (at, out, put) = (number(0), number(1), number(2));
        to.extend(&from[old..at]);
        to.extend(&splices[12..12 + put]);
        old = at + out;
        splices = &splices[12 + put..];
    }
    to.extend(&from[old..]);
    to
}
