//! What is fuzzed: functions that take any bytes, play them through a reader, and assert what must
//! hold of the answer. They need no fuzzer: `tests/fuzz/` gives each to libFuzzer as a program of its
//! own, and the tests of this crate play the committed corpus and its mutations through all of them.
//!
//! Reading order: [`target`] (what a target is), [`ledger`] (everything that is signed, hashed or
//! proved, and the law), `wallet` and `node` (what these read beside it, each a feature),
//! [`vectors`] (where the seeds come from), [`mutate`].

pub mod input;
pub mod ledger;
pub mod mutate;
#[cfg(feature = "node")]
pub mod node;
pub mod target;
pub mod vectors;
#[cfg(feature = "wallet")]
pub mod wallet;

use target::Target;

/// All targets, group by group.
#[must_use]
pub fn targets() -> Vec<Target> {
    let groups = [
        ledger::TARGETS,
        #[cfg(feature = "wallet")]
        wallet::TARGETS,
        #[cfg(feature = "node")]
        node::TARGETS,
    ];
    groups.concat()
}
