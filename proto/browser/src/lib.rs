//! The verifying part of `proto`, for a page: an evidence file in, what it proves out.
//!
//! No rule stands here. [`Verdict::of`] calls [`proto::evidence::Evidence::verify`] and
//! [`proto::document::open`], and puts what they proved into JSON under the names that
//! `ebl verify --json` has; the functions of this module are what JavaScript calls. No file
//! leaves the page and no node is asked. `cargo browser` builds it, see `docs/evidence.md`.

mod verdict;

use wasm_bindgen::JsError;
use wasm_bindgen::prelude::wasm_bindgen;

pub use verdict::{Refused, Verdict};

/// Checks an evidence file and gives what it proves as JSON. `chain` is the id of the ledger that is
/// meant, as 64 hexadecimal digits; without it the file is checked against its own genesis file.
///
/// # Errors
///
/// An `Error` whose message says why the file proves nothing.
#[wasm_bindgen]
pub fn verify(file: &[u8], chain: Option<String>) -> Result<String, JsError> {
    let verdict = Verdict::of(file, chain.as_deref())?;
    Ok(serde_json::to_string(&verdict).expect("a verdict is made of texts, numbers and lists"))
}

/// Why a file is refused, in the word that `ebl verify --json` has for it (section 18 of the wire
/// format); nothing where it is believed, or where `chain` is no chain id.
#[must_use]
#[wasm_bindgen]
pub fn reason(file: &[u8], chain: Option<String>) -> Option<String> {
    let refused = Verdict::of(file, chain.as_deref()).err()?;
    refused.reason().map(|reason| reason.word().to_owned())
}

/// The largest file in bytes that can be evidence. A page asks before it copies one in.
#[must_use]
#[wasm_bindgen(js_name = largestFile)]
pub fn largest_file() -> usize {
    proto::limits::EVIDENCE_BYTES
}
