//! What tries the ledger from outside: real processes, real sockets, real disks.

pub mod chaos;
pub mod demo;
pub mod harness;
pub mod live;
pub mod load;
