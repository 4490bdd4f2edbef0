//! The whole network in one thread, from one seed.
//!
//! Real: Malachite's core, this project's application, pool, block building, validation and
//! execution, ledger log, side file, memory of signatures, index and its rebuilding, serving and
//! checking of synced blocks, observers, admission and receipts. Simulated: the network, disks,
//! clocks, crashes, and who lies.
//!
//! Reading order: [`plan`] says what will go wrong; [`world`] lets it happen; [`life`] is one
//! process of a node and [`machine`] what survives it; [`engine`] drives the core; [`checks`] says
//! what must hold.

pub mod bugs;
pub mod campaign;
pub mod cast;
pub mod checks;
pub mod coverage;
pub mod dice;
pub mod engine;
pub mod forge;
pub mod liars;
pub mod life;
pub mod machine;
pub mod net;
pub mod papers;
pub mod plan;
pub mod planted;
pub mod shrink;
pub mod story;
pub mod users;
pub mod wire;
pub mod world;
