//! How a node begins with a state snapshot, how it gives one to others, and how it fetches the blocks
//! before it.
//!
//! Reading order: [`give`] (what is answered), [`fetch`] (whom to ask for what next, and what becomes of
//! an answer: decisions without a clock, a socket or a disk), [`crate::chain::Backfill`] (the blocks
//! before the snapshot, executed one by one). The parts lie in [`crate::store::snapshot`]; the questions
//! travel with [`crate::gossip::snapshots`].

pub mod fetch;
pub mod give;

#[cfg(test)]
mod tests;
