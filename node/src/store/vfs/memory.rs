//! A disk in memory that behaves as badly as POSIX allows.
//!
//! What was written is durable only after a sync, a name only after a sync of its directory. A
//! power cut keeps any part of the rest: nothing, everything, the writes up to some point, or any
//! pieces of them with old bytes, zeros or noise between. A failed sync loses what it could not
//! write for good, although reading still shows it until the power goes and a later sync succeeds.
//! Directories are durable at once. A write costs what it writes, however long the file is.

mod chance;
mod content;
mod file;
mod lock;
mod names;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use self::chance::Chance;
use self::content::Content;
use self::file::MemoryFile;
use self::lock::MemoryLock;
use self::names::NameChange;
use super::{Access, Disk, DiskError, File, HeldLock, Operation, parent};
use crate::store::lock::LockError;

/// The disk; clones share it. It starts empty and without trouble, and files may be created in
/// any directory; only listing asks for one that was made.
#[derive(Clone, Default)]
pub struct MemoryDisk(Arc<Mutex<State>>);

/// What goes wrong. Changes are counted from 0, from the moment at which the trouble is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// From the change with this number on, the power is out: every call fails. That change may
    /// or may not have reached the disk.
    PowerCut(u64),
    /// The change with this number fails, and no other.
    Fails(u64, io::ErrorKind),
    /// The change with this number fails, and all after it: a full disk stays full.
    FailsFrom(u64, io::ErrorKind),
}

#[derive(Default)]
struct State {
    files: Vec<Content>,
    dirs: BTreeSet<PathBuf>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    unsynced_names: Vec<NameChange>,
    changes: u64,
    trouble: Trouble,
    /// Locks held by this process, which a restart and a power cut end.
    held: BTreeSet<PathBuf>,
    /// The power is out: every call fails.
    dark: bool,
}

impl MemoryDisk {
    /// The disk with one more directory, durably.
    #[must_use]
    pub fn with_dir(self, dir: &Path) -> Self {
        self.state().dirs.insert(dir.to_owned());
        self
    }

    /// The disk with trouble ahead, as [`MemoryDisk::trouble`] makes it.
    #[must_use]
    pub fn with_trouble(self, trouble: Trouble) -> Self {
        self.trouble(trouble);
        self
    }

    /// Makes trouble on the live disk, in place of the trouble before, and counts changes anew. It
    /// does not bring the power back.
    pub fn trouble(&self, trouble: Trouble) {
        let mut state = self.state();
        state.trouble = trouble;
        state.changes = 0;
    }

    /// How many changes (writes, truncations, syncs, changes of names) were asked for since the
    /// trouble was made.
    #[must_use]
    pub fn changes(&self) -> u64 {
        self.state().changes
    }

    /// Whether the power is out.
    #[must_use]
    pub fn is_dark(&self) -> bool {
        self.state().dark
    }

    /// What a new process meets when the machine stayed up: all that was written, durable or not.
    /// The new disk shares nothing with this one, and has no trouble.
    #[must_use]
    pub fn after_restart(&self) -> Self {
        let state = self.state();
        let copy = State {
            files: state.kept(&state.names, Clone::clone),
            dirs: state.dirs.clone(),
            names: state.names.clone(),
            durable_names: state.durable_names.clone(),
            unsynced_names: state.unsynced_names.clone(),
            ..State::default()
        };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// What is there after the power went, one of many possibilities, chosen by `seed`. The new
    /// disk shares nothing with this one, and has no trouble.
    #[must_use]
    pub fn after_power_cut(&self, seed: u64) -> Self {
        let state = self.state();
        let mut chance = Chance::new(seed);
        let kept = chance.below(state.unsynced_names.len() + 1);
        let mut names = state.durable_names.clone();
        for change in &state.unsynced_names[..kept] {
            change.apply(&mut names);
        }
        let survives = |content: &Content| Content::settled(content.survivor(&mut chance));
        let files = state.kept(&names, survives);
        let dirs = state.dirs.clone();
        let durable_names = names.clone();
        let copy = State { files, dirs, names, durable_names, ..State::default() };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// The names of all files, in order.
    #[must_use]
    pub fn paths(&self) -> Vec<PathBuf> {
        self.state().names.keys().cloned().collect()
    }

    /// What reading a file shows now.
    ///
    /// # Panics
    ///
    /// When there is no such file.
    #[must_use]
    pub fn content(&self, path: &Path) -> Vec<u8> {
        let state = self.state();
        state.files[state.names[path]].live.clone()
    }

    /// Replaces a file's content behind the store's back, durably.
    ///
    /// # Panics
    ///
    /// When there is no such file.
    pub fn corrupt(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.state();
        let file = state.names[path];
        state.files[file] = Content::settled(bytes);
    }

    /// Removes a file behind the store's back, durably. Nothing happens where there is none.
    pub fn lose(&self, path: &Path) {
        let mut state = self.state();
        state.names.remove(path);
        state.durable_names.remove(path);
    }

    /// Flips one bit of durable content behind the store's back, and tells in which file; `None`
    /// when nothing durable has a name.
    pub fn rot(&self, chance: &mut Chance) -> Option<PathBuf> {
        let mut state = self.state();
        let rots = |(_, file): &(&PathBuf, &usize)| state.files[**file].is_durable();
        let candidates: Vec<_> = state.names.iter().filter(rots).collect();
        if candidates.is_empty() {
            return None;
        }
        let (path, file) = candidates[chance.below(candidates.len())];
        let (path, file) = (path.clone(), *file);
        state.files[file].rot(chance);
        Some(path)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The files a new process can still meet by name, each at its place; nothing of the others.
    fn kept(
        &self,
        names: &BTreeMap<PathBuf, usize>,
        mut keep: impl FnMut(&Content) -> Content,
    ) -> Vec<Content> {
        let linked = self.unsynced_names.iter().filter_map(NameChange::file);
        let named: BTreeSet<usize> =
            names.values().chain(self.durable_names.values()).copied().chain(linked).collect();
        let kept = self.files.iter().enumerate().map(|(place, content)| {
            if named.contains(&place) { keep(content) } else { Content::default() }
        });
        kept.collect()
    }

    fn refuse_dark(&self, path: &Path, operation: Operation) -> Result<(), DiskError> {
        if self.dark {
            return Err(DiskError::new(path, operation, io::ErrorKind::NotConnected.into()));
        }
        Ok(())
    }

    /// Counts a change and makes the trouble that is due.
    fn change(&mut self, path: &Path, operation: Operation) -> Result<(), DiskError> {
        self.refuse_dark(path, operation)?;
        let number = self.changes;
        self.changes += 1;
        match self.trouble {
            Trouble::PowerCut(at) if at == number => {
                self.dark = true;
                self.refuse_dark(path, operation)
            }
            Trouble::Fails(at, kind) if at == number => {
                Err(DiskError::new(path, operation, kind.into()))
            }
            Trouble::FailsFrom(at, kind) if at <= number => {
                Err(DiskError::new(path, operation, kind.into()))
            }
            Trouble::None | Trouble::PowerCut(_) | Trouble::Fails(..) | Trouble::FailsFrom(..) => {
                Ok(())
            }
        }
    }

    /// Changes a name, unless that fails. A change that the power cut meets may be found later.
    fn change_name(&mut self, operation: Operation, change: NameChange) -> Result<(), DiskError> {
        let was_dark = self.dark;
        let counted = self.change(change.path(), operation);
        if counted.is_ok() || (self.dark && !was_dark) {
            change.apply(&mut self.names);
            self.unsynced_names.push(change);
        }
        counted
    }

    fn find(&self, path: &Path, operation: Operation) -> Result<usize, DiskError> {
        let found = self.names.get(path).copied();
        found.ok_or_else(|| DiskError::new(path, operation, io::ErrorKind::NotFound.into()))
    }
}

impl Disk for MemoryDisk {
    fn open(&self, path: &Path, _: Access) -> Result<Box<dyn File>, DiskError> {
        let state = self.state();
        state.refuse_dark(path, Operation::Open)?;
        let file = state.find(path, Operation::Open)?;
        Ok(Box::new(MemoryFile { disk: self.clone(), path: path.to_path_buf(), file }))
    }

    fn create(&self, path: &Path) -> Result<Box<dyn File>, DiskError> {
        let mut state = self.state();
        let path = path.to_path_buf();
        let file = state.files.len();
        state.files.push(Content::default());
        state.change_name(Operation::Create, NameChange::Link { path: path.clone(), file })?;
        Ok(Box::new(MemoryFile { disk: self.clone(), path, file }))
    }

    fn exists(&self, path: &Path) -> Result<bool, DiskError> {
        let state = self.state();
        state.refuse_dark(path, Operation::Inspect)?;
        Ok(state.names.contains_key(path))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.find(from, Operation::Rename)?;
        let change = NameChange::Rename { from: from.to_path_buf(), to: to.to_path_buf() };
        state.change_name(Operation::Rename, change)
    }

    fn remove(&self, path: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.find(path, Operation::Remove)?;
        state.change_name(Operation::Remove, NameChange::Unlink { path: path.to_path_buf() })
    }

    fn list(&self, dir: &Path) -> Result<Vec<String>, DiskError> {
        let state = self.state();
        state.refuse_dark(dir, Operation::List)?;
        if !state.dirs.contains(dir) {
            return Err(DiskError::new(dir, Operation::List, io::ErrorKind::NotFound.into()));
        }
        let inside = state.names.keys().filter(|path| parent(path) == dir);
        Ok(inside.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
    }

    fn create_dir(&self, dir: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.change(dir, Operation::CreateDir)?;
        state.dirs.insert(dir.to_path_buf());
        Ok(())
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        let synced = state.change(dir, Operation::SyncDir);
        if state.dark {
            return synced;
        }
        let all = std::mem::take(&mut state.unsynced_names);
        let (inside, outside): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|change| parent(change.path()) == dir);
        state.unsynced_names = outside;
        // A failed sync forgets the changes without making them durable.
        synced.map(|()| inside.iter().for_each(|change| change.apply(&mut state.durable_names)))
    }
    fn lock(&self, path: &Path) -> Result<HeldLock, LockError> {
        let mut state = self.state();
        let path = path.to_path_buf();
        if state.dark {
            return Err(LockError::Io { path, source: io::ErrorKind::NotConnected.into() });
        }
        if !state.held.insert(path.clone()) {
            return Err(LockError::Held { path });
        }
        Ok(Box::new(MemoryLock { disk: self.clone(), path }))
    }
}
