//! What a node reads from its networks, its callers and its disk.

mod calls;
mod codec;
mod disk;
mod engine_log;
mod gossip;
mod parts;

pub use calls::call;
pub use codec::consensus;
pub use disk::{ledger_log, side_file};
pub use engine_log::{engine_log, signature_memory};
pub use gossip::gossip;
pub use parts::parts;

use crate::target::{Seed, Target};

/// The targets of this group.
pub const TARGETS: &[Target] = &[
    target("consensus", consensus, codec::seeds),
    target("parts", parts, parts::seeds),
    target("gossip", gossip, gossip::seeds),
    target("call", call, calls::seeds),
    target("ledger_log", ledger_log, disk::ledger_log_seeds),
    target("side_file", side_file, disk::side_file_seeds),
    target("signature_memory", signature_memory, engine_log::signature_memory_seeds),
    target("engine_log", engine_log, engine_log::engine_log_seeds),
];

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Seed>) -> Target {
    Target { name, run, seeds }
}
