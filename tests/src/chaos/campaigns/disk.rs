//! Writes and syncs fail, or take long (threats S5 and S6).
//!
//! One validator at a time runs under `strace`, which lets its system calls fail from some moment
//! on: every sync, every sync of one kind, or every write to one file. The node must stop by
//! itself, with an error and a hint, before it tells anybody what is not on disk; start again when
//! the disk is well; and its peers must not notice. A slow disk may only slow down the one.

use std::path::PathBuf;

use crate::chaos::campaign::{Missing, Order};
use crate::chaos::checks::conclude;
use crate::chaos::report::Report;
use crate::chaos::stage::Stage;
use crate::chaos::trace::{Fate, require_trace, words};
use crate::harness::faults::segments;
use crate::harness::node::Node;

/// What fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    Sync { calls: &'static str, error: &'static str },
    Write { file: File, error: &'static str },
    Slow,
}

/// To which file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum File {
    Segment,
    Signatures,
    EngineLog,
    Undecided,
    Index,
}

/// One trouble per cycle, in turn.
///
/// # Errors
///
/// [`Missing`] without `strace`.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
pub fn run(order: Order) -> Result<Report, Missing> {
    require_trace()?;
    let mut stage = Stage::open("disk", order);
    for cycle in 0..order.cycles {
        stage.any_moment();
        let victim = stage.any_validator();
        let trouble = TROUBLES[cycle % TROUBLES.len()];
        eprint!("\rdisk {} of {}: {trouble:?}          ", cycle + 1, order.cycles);
        match trouble {
            Trouble::Slow => slow(&mut stage, victim),
            _ => fail(&mut stage, victim, trouble),
        }
        stage.report.cycles = cycle + 1;
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    Ok(report)
}

fn fail(stage: &mut Stage, victim: usize, trouble: Trouble) {
    stage.cluster.node(victim).kill();
    let from = 1 + stage.dice.below(12);
    let node = stage.cluster.node(victim);
    node.wrap(&under_strace(node, trouble, from));
    let said_before = node.log().len();
    node.spawn();
    // The others go on meanwhile, and after it has ended.
    let ended = node.wait_for_end();
    let said = node.log().split_off(said_before);
    assert_eq!(ended.code(), Some(1), "{trouble:?} from call {from} on: {said}");
    assert!(said.contains("Error: ") && said.contains("Hint: "), "{trouble:?}: {said}");
    assert!(!said.contains("panicked"), "{trouble:?} from call {from} on: {said}");
    stage.traffic.wait_for(2);
    let error = said.lines().find_map(|line| line.strip_prefix("Error: ")).unwrap_or_default();
    stage.report.met(&format!("{}; it said: {}", trouble.words(), without_places(error)));
    let node = stage.cluster.node(victim);
    node.wrap(&[]);
    node.start();
    stage.wait_until_caught_up(victim);
}

fn slow(stage: &mut Stage, victim: usize) {
    stage.cluster.node(victim).kill();
    let node = stage.cluster.node(victim);
    node.wrap(&words("fdatasync,fsync", Fate::Slow { milliseconds: 300 }, None));
    node.start();
    stage.traffic.wait_for(8);
    stage.wait_until_caught_up(victim);
    stage.report.met("validators with 300 ms more for every sync");
    let node = stage.cluster.node(victim);
    node.kill();
    node.wrap(&[]);
    node.start();
    stage.wait_until_caught_up(victim);
}

fn under_strace(node: &Node, trouble: Trouble, from: u64) -> Vec<String> {
    match trouble {
        Trouble::Sync { calls, error } => words(calls, Fate::Fails { error, from }, None),
        Trouble::Write { file, error } => {
            let path = file.path(node);
            let path = path.to_str().expect("temporary folders have names of letters");
            words("write,pwrite64", Fate::Fails { error, from }, Some(path))
        }
        Trouble::Slow => unreachable!("a slow disk does not fail"),
    }
}

impl Trouble {
    fn words(self) -> String {
        match self {
            Self::Sync { calls, error } => format!("{calls} fails with {error}"),
            Self::Write { file, error } => format!("a write to {} fails with {error}", file.name()),
            Self::Slow => "syncs are slow".to_owned(),
        }
    }
}

impl File {
    const fn name(self) -> &'static str {
        match self {
            Self::Segment => "the ledger log",
            Self::Signatures => "the memory of signatures",
            Self::EngineLog => "the engine's log",
            Self::Undecided => "the undecided blocks",
            Self::Index => "the index",
        }
    }

    fn path(self, node: &Node) -> PathBuf {
        let data = node.data();
        match self {
            Self::Segment => segments(&data).pop().expect("a node that ran has a segment"),
            Self::Signatures => data.join("engine/signed"),
            Self::EngineLog => data.join("engine/consensus.wal"),
            Self::Undecided => data.join("undecided"),
            Self::Index => data.join("index/db"),
        }
    }
}

/// What was said without the folder it was said of, so that the same is counted as the same.
fn without_places(error: &str) -> String {
    let words = error.split_whitespace().map(|word| {
        let tail = word.rsplit_once("/data").map(|(_, tail)| tail);
        tail.map_or_else(|| word.to_owned(), |tail| format!("data{tail}"))
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The first few are what the ordinary tests have time for.
const TROUBLES: [Trouble; 9] = [
    Trouble::Sync { calls: "fdatasync", error: "EIO" },
    Trouble::Write { file: File::Signatures, error: "EIO" },
    Trouble::Write { file: File::EngineLog, error: "ENOSPC" },
    Trouble::Slow,
    Trouble::Write { file: File::Segment, error: "ENOSPC" },
    Trouble::Sync { calls: "fsync", error: "EIO" },
    Trouble::Sync { calls: "fdatasync,fsync", error: "ENOSPC" },
    Trouble::Write { file: File::Undecided, error: "ENOSPC" },
    Trouble::Write { file: File::Index, error: "EIO" },
];
