//! The checks that the table of acts drives.
//!
//! An act passes in this order, and the first no is the answer: the title exists and has not
//! ended; who signs is enrolled and may act for whom it says; it is the party the table names; the
//! title has a status the table names; whose consent is needed signs too, and nobody else; then
//! what the act's own file asks.

pub mod annotate;
mod case;
mod consent;
pub mod endorse;
mod from;
pub mod issue;
pub mod order;
pub mod pledge;
pub mod replace;
pub mod sign;
mod standing;
pub mod surrender;
mod table;
pub mod to_paper;
pub mod transfer;
pub mod void;
mod who;

pub use case::Case;
pub use table::{From, Row, TABLE, Who, row_of};

pub(crate) use consent::no_consent;
pub(crate) use standing::{may_act, may_take};
