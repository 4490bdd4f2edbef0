//! The API over real sockets, on a ledger of one validator.

mod blocks;
mod connections;
mod convert;
mod documented;
mod facts;
mod network;
mod queries;
mod serving;
mod submitting;
mod submitting_many;
