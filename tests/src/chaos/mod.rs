//! Real processes hurt on purpose: `cargo chaos`.
//!
//! Reading order: [`campaign`] (which there are, and what one is asked to do), [`traffic`] (clients
//! that keep what they were told), [`checks`] (what must hold when the faults are over),
//! [`report`] (what is printed), then one file per campaign in [`campaigns`]. What they hurt nodes
//! with: [`relay`], [`namespaces`], [`image`], [`trace`],
//! [`strangers`]; [`sandbox`] keeps all of it
//! from outliving the program.
//!
//! A campaign panics when a promise is broken or nothing goes on, as everything does that stands on
//! the harness. Whatever it took hold of is dropped on the way: processes, mounts, namespaces.

pub mod campaign;
pub mod campaigns;
pub mod checks;
pub mod dice;
pub mod image;
pub mod namespaces;
pub mod relay;
pub mod report;
pub mod sandbox;
pub mod stage;
pub mod strangers;
pub mod trace;
pub mod traffic;
