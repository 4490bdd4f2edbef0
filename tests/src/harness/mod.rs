//! The only helpers that scenarios and demo share.
//!
//! Reading order: [`programs`] (what is run), [`ports`], [`node`] (one process), [`cluster`] (a
//! network of them), [`member`] (who signs), [`client`] (what a program asks a node), [`wallet`]
//! (what a person asks the `ebl` command), [`load`] (traffic), [`faults`] (what breaks), [`wait`],
//! [`ended`] (a program that plays until it is told to stop).
//!
//! Nodes and wallets are processes, started as an operator would start them. Whatever cannot go on
//! panics with what happened and the logs at hand: there is nobody to hand an error to, and a
//! dropped [`cluster::Cluster`] ends its processes and removes its folder.

pub mod client;
pub mod cluster;
pub mod ended;
pub mod faults;
pub mod load;
pub mod member;
pub mod node;
pub mod ports;
pub mod programs;
pub mod skip;
pub mod wait;
pub mod wallet;
