//! Ledgers grown to a size as a node grows them, and what proofs weigh and cost there.
//!
//! Real: signed instructions, block building and execution, certificates by the validators' keys,
//! the ledger log, the index in sled, and every byte that is proved. Left out: the consensus engine,
//! both networks, and the side file of blocks that are not decided. They say which block comes next,
//! and no byte of it.
//!
//! Reading order: [`ledger`] commits one block; [`growth`] goes on until a ledger has so many
//! titles, with a bill in it whose history is known; [`measure`] takes proofs from it; [`cost`]
//! takes the time of checking them; [`report`] says it. [`joining`] lets a new node begin with a snapshot
//! of such a ledger. [`grown`] grows a ledger for a real network, [`flat`] lets that run on it under load
//! and takes the time of its starts, [`told`] says it and [`plot`] draws it.

pub mod cost;
pub mod flat;
pub mod grown;
pub mod growth;
pub mod joining;
pub mod ledger;
pub mod measure;
pub mod plot;
pub mod report;
mod signing;
pub mod told;
