//! Where a node keeps what.

use std::path::{Path, PathBuf};

/// Where a node keeps what, below its data folder.
#[derive(Clone, Debug)]
pub struct Places {
    root: PathBuf,
}

impl Places {
    /// The places below a data folder.
    #[must_use]
    pub fn below(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The data folder.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The ledger log.
    #[must_use]
    pub fn log(&self) -> PathBuf {
        self.root.join("ledger")
    }

    /// How the ledger stood when the node was stopped cleanly. Gone while it runs.
    #[must_use]
    pub fn stopped(&self) -> PathBuf {
        self.root.join("stopped")
    }

    /// The index, which may be deleted while the node is stopped.
    #[must_use]
    pub fn index(&self) -> PathBuf {
        self.root.join("index")
    }

    /// The blocks not yet decided.
    #[must_use]
    pub fn side(&self) -> PathBuf {
        self.root.join("undecided")
    }

    /// Proof of validators that signed twice.
    #[must_use]
    pub fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }

    /// The parts of a state snapshot that this node begins with. Gone once the blocks before it are here.
    #[must_use]
    pub fn snapshot(&self) -> PathBuf {
        self.root.join("snapshot")
    }

    /// The blocks before the snapshot, as far as they were fetched.
    #[must_use]
    pub fn backfill(&self) -> PathBuf {
        self.root.join("backfill")
    }

    /// The ledger log that begins after the snapshot, once one from the first block has taken its place.
    #[must_use]
    pub fn log_before(&self) -> PathBuf {
        self.root.join("ledger-before")
    }

    /// Where these blocks are executed.
    #[must_use]
    pub fn backfill_index(&self) -> PathBuf {
        self.root.join("backfill-index")
    }

    /// The engine's own files.
    #[must_use]
    pub fn engine(&self) -> PathBuf {
        self.root.join("engine")
    }

    /// The engine's write-ahead log of the open height.
    #[must_use]
    pub fn engine_log(&self) -> PathBuf {
        self.engine().join("consensus.wal")
    }

    /// A validator's memory of the signatures it gave. Never restored from a backup.
    #[must_use]
    pub fn signatures(&self) -> PathBuf {
        self.engine().join("signed")
    }

    /// How long a validator that forgot what it signed keeps silent. Gone when it need not.
    #[must_use]
    pub fn silence(&self) -> PathBuf {
        self.engine().join("silent")
    }

    /// What this node signed last as a witness. Never restored from a backup, and kept when the
    /// ledger is fetched anew.
    #[must_use]
    pub fn witnessed(&self) -> PathBuf {
        self.root.join("witnessed")
    }

    /// What witnesses of peers signed last, a file each.
    #[must_use]
    pub fn witnesses(&self) -> PathBuf {
        self.root.join("witnesses")
    }

    /// Where a check builds its own index and removes it again.
    #[must_use]
    pub fn scratch(&self) -> PathBuf {
        self.root.join("check-scratch")
    }

    /// The lock that keeps a second process out.
    #[must_use]
    pub fn lock(&self) -> PathBuf {
        self.root.join("lock")
    }
}
