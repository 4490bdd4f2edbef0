//! Every act that the ledger recorded, with the proof that none was left out.
//!
//! Reading order: [`window`] (which blocks), [`filter`] and [`selection`] (which of their acts are
//! shown), [`bills`] (what kind of bill an act is on), [`holdings`] (which bills a party has), [`row`]
//! (an act as it is shown), [`writer`] and [`columns`] (where rows go), [`memory`] (what is kept from
//! one run to the next), [`progress`] and [`statement`] (what was checked), [`again`] (how to go on),
//! [`fault`]. What makes a block's facts complete is checked by [`proto::feed`]; the
//! command itself is in `commands/audit.rs`.

pub mod again;
pub mod bills;
pub mod columns;
pub mod fault;
pub mod filter;
pub mod holdings;
pub mod memory;
pub mod progress;
pub mod row;
pub mod selection;
pub mod statement;
pub mod window;
pub mod writer;

pub use fault::AuditError;
