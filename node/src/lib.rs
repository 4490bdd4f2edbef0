//! The peer of the eBL ledger: validator or observer.
//!
//! Reading order for one transfer: [`api`] takes it in, [`admission`] answers first, [`pool`]
//! holds it, [`gossip`] tells the peers; [`ledger`] builds and checks blocks, purely;
//! [`consensus`] carries them through the engine; [`chain`] commits them to [`store`]; and
//! [`reader`] answers from there. A new node begins with a [`snapshot`]. [`run`] owns all wiring.

pub mod admission;
pub mod api;
pub mod chain;
pub mod commands;
pub mod config;
pub mod consensus;
#[cfg(test)]
mod fixture;
pub mod gossip;
pub mod histories;
pub mod keyfile;
pub mod ledger;
pub mod pool;
pub mod prepared;
pub mod reader;
pub mod run;
pub mod snapshot;
pub mod store;
pub mod telemetry;
pub mod witness;
