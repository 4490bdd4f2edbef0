//! What a figure was measured on, and of which sources.

use std::env;
use std::fs;
use std::process::Command;
use std::time::SystemTime;

use serde_json::{Value, json};

use super::titles::cores;

/// The machine, the sources and the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Machine {
    /// The processor's name.
    pub processor: String,
    /// How many threads it runs at a time.
    pub cores: usize,
    /// Memory, in KiB.
    pub memory_kib: Option<u64>,
    /// The kernel.
    pub kernel: String,
    /// The commit the programs were built from, if they are those of the tree.
    pub commit: Option<String>,
    /// Whether the tree is that commit.
    pub tree: Tree,
    /// The profile they were built with.
    pub profile: &'static str,
    /// When, as RFC 3339 has it.
    pub date: String,
}

/// Whether a tree is its commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tree {
    /// It is.
    Clean,
    /// Files were changed.
    Changed,
    /// The programs are from elsewhere, or git is not at hand.
    Unknown,
}

impl Tree {
    /// In one word.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Changed => "changed",
            Self::Unknown => "unknown",
        }
    }
}

impl Machine {
    /// Looks.
    #[must_use]
    pub fn here() -> Self {
        let (commit, tree) = sources();
        Self {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown".to_owned()),
            cores: cores(),
            memory_kib: memory_kib(),
            kernel: kernel(),
            commit,
            tree,
            profile: if cfg!(debug_assertions) { "debug" } else { "release" },
            date: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        }
    }

    /// As JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({
            "processor": self.processor,
            "cores": self.cores,
            "memory_kib": self.memory_kib,
            "kernel": self.kernel,
            "commit": self.commit,
            "tree": self.tree.word(),
            "profile": self.profile,
            "date": self.date,
        })
    }
}

fn sources() -> (Option<String>, Tree) {
    if env::var_os("EBL_TEST_PROGRAMS").is_some() {
        return (None, Tree::Unknown);
    }
    let Some(commit) = git(&["rev-parse", "HEAD"]) else { return (None, Tree::Unknown) };
    match git(&["status", "--porcelain"]) {
        Some(changes) if changes.is_empty() => (Some(commit), Tree::Clean),
        Some(_) => (Some(commit), Tree::Changed),
        None => (Some(commit), Tree::Unknown),
    }
}

fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let output = output.ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

fn memory_kib() -> Option<u64> {
    field("/proc/meminfo", "MemTotal")?.split_whitespace().next()?.parse().ok()
}

fn kernel() -> String {
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    format!("{} {}", env::consts::OS, release.trim()).trim().to_owned()
}

/// The first value of a name in a file of lines `name : value`.
fn field(file: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let (_, value) = text
        .lines()
        .find_map(|line| line.split_once(':').filter(|(other, _)| other.trim() == name))?;
    Some(value.trim().to_owned())
}
