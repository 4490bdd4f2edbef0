//! One file per campaign. Each starts a network of its own, and its module says what it proves.

pub mod clock;
pub mod disk;
pub mod flood;
pub mod kill;
pub mod leader;
pub mod net;
pub mod power;
pub mod stop;
pub mod strangers;
pub mod wal;
