//! The law's scenarios, played on a network: every act is signed and handed in, every refusal is a
//! node's own.
//!
//! Reading order: [`cast`] (names to members with keys), [`clock`] (a scenario's days to block
//! time), [`ledger`] (what is handed in and looked up), [`registry`] (who is enrolled, consents,
//! acts for whom), [`play`] (line by line), [`apart`] (where a network answers otherwise than the
//! law alone, and why), [`report`].

pub mod apart;
pub mod cast;
pub mod clock;
pub mod ledger;
pub mod play;
pub mod registry;
pub mod report;
