//! The language of the scenarios: the law's cases in lines that a trade expert reads and writes.
//!
//! Reading order:
//!
//! 1. [`script`]: what a line can say. [`act`]: who does what, with parties and bills by name.
//! 2. [`parse`]: text to lines; it knows no ledger.
//! 3. [`refusal`]: how a line names the rule that says no.
//! 4. [`meaning`]: a line as an instruction of the law. [`claims`]: whether what a line claims holds.
//! 5. [`cells`]: the table of every act, role and status, and the lines that show its cells.
//! 6. [`coverage`]: which rules, acts and cells the scenarios show.
//!
//! The crate plays nothing. `title/tests` plays scenarios against the law alone, `cargo law-live` the
//! same files against a network. The grammar stands in `title/README.md`.

pub mod act;
pub mod cells;
pub mod claims;
pub mod coverage;
pub mod files;
pub mod meaning;
pub mod parse;
pub mod refusal;
pub mod script;
mod words;

pub use act::{
    ActLine, Bill, By, NamedAct, NamedBegin, NamedDirection, NamedEndorsement, NamedIssue,
    NamedMedium, NamedOrder, Part, Signers,
};
pub use meaning::Names;
pub use parse::ParseFault;
pub use refusal::ExpectedRefusal;
pub use script::{Asked, Claim, Enrolment, Says, Script, StandingChange, Step, What};
pub use words::Misread;
