//! What the ledger claims, tried on real processes. A file per claim.

#![allow(clippy::unwrap_used)]

mod damaged_log;
mod dependency_rule;
mod double_transfer;
mod heartbeat;
mod index_lost;
mod killed_nodes;
mod late_observer;
mod two_networks;
