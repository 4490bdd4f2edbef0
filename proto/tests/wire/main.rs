//! What must never be read, accepted or proved.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod approvals;
mod canonical;
mod certificates;
mod feed;
mod founding;
mod handovers;
mod meaning;
mod receipts;
mod registry;
mod round_trips;
#[path = "../sample/mod.rs"]
mod sample;
mod strategies;
mod texts;
mod trails;
