//! What the ledger claims, tried on real processes. A file per claim.

#![allow(clippy::unwrap_used)]

mod audit;
mod chaos_disks;
mod chaos_networks;
mod chaos_processes;
mod damaged_log;
mod dependency_rule;
mod disk_full;
mod double_transfer;
mod evidence;
mod heartbeat;
mod hostile_input;
mod hostile_network;
mod index_lost;
mod killed_nodes;
mod late_observer;
mod law_live;
mod load;
mod members_change;
mod print;
mod snapshot;
mod taken_address;
mod tls;
mod two_histories;
mod two_networks;
mod validators_change;
mod voyage;
mod waiting_validator;
mod wallet_acts;
mod wallet_input;
mod withheld;
