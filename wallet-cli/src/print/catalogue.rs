//! The one catalogue of messages of the printed form: every text that is not the document's or the
//! ledger's own has a key here, and its words in each language beside it. A message without its
//! words in some language does not compile.
//!
//! The Chinese is in traditional characters and the terms of the trade. Of UNCITRAL's Model Law the
//! terms of its Chinese text are used: 電子可轉讓記錄, 控制, 單一性.

mod labels;
mod sentences;
#[cfg(test)]
mod tests;

pub use labels::Label;
pub use sentences::Sentence;

use super::language::Language;
