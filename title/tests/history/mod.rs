//! Random histories: a cast of parties, what they try, and a ledger of titles to try it on.

pub(crate) mod attempt;
pub(crate) mod cast;
pub(crate) mod ledger;
mod meant;
