//! What the ledger claims, tried on real processes. A file per claim.

#![allow(clippy::unwrap_used)]

mod double_transfer;
mod killed_nodes;
