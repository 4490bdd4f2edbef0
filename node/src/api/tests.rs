//! The API over real sockets, on a ledger of one validator.

mod blocks;
mod connections;
mod convert;
mod facts;
mod network;
mod queries;
mod serving;
mod submitting;
