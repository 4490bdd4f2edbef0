//! The golden vectors in `proto/vectors/`: the format, frozen.
//!
//! A changed byte fails a test here. Where the change is meant, write the files anew with
//! `EBL_BLESS=1 cargo test -p proto --test vectors` and read the difference before you keep it:
//! it is another wire format.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod blocks;
mod document;
mod ed25519;
mod evidence;
mod facts;
mod files;
mod golden;
mod hashing;
mod histories;
mod identity;
mod instructions;
mod registry;
#[path = "../sample/mod.rs"]
mod sample;
mod second_opinion;
mod snapshot;
mod state;
