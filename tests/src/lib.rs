//! What tries the ledger from outside: real processes, real sockets, real disks.

pub mod harness;
