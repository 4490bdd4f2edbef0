//! A disk in memory that behaves as badly as POSIX allows.
//!
//! What was written is durable only after a sync, a name only after a sync of its directory. A
//! power cut keeps any part of the rest: nothing, everything, the writes up to some point, or any
//! pieces of them with old bytes, zeros or noise between. A failed sync loses what it could not
//! write for good, although reading still shows it until the power goes and a later sync succeeds.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};

use super::{Access, Disk, DiskError, File, Operation, parent};

/// The disk; clones share it.
#[derive(Clone, Default)]
pub(crate) struct MemoryDisk(Arc<Mutex<State>>);

/// What goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// Nothing.
    #[default]
    None,
    /// From the change with this number on (from 0), the power is out. That change may or may not
    /// have reached the disk.
    PowerCut(u64),
    /// The change with this number fails, and no other.
    Fails(u64, io::ErrorKind),
}

#[derive(Default)]
struct State {
    files: Vec<Content>,
    dirs: Vec<PathBuf>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    unsynced_names: Vec<NameChange>,
    changes: u64,
    trouble: Trouble,
    /// The power is out: every call fails.
    dark: bool,
}

#[derive(Clone, Default)]
struct Content {
    live: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

#[derive(Clone)]
enum NameChange {
    Link { path: PathBuf, file: usize },
    Unlink { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
}

impl MemoryDisk {
    pub(crate) fn with_trouble(self, trouble: Trouble) -> Self {
        let mut state = self.state();
        state.trouble = trouble;
        state.changes = 0;
        drop(state);
        self
    }

    /// How many changes (writes, truncations, syncs, changes of names) were asked for.
    pub(crate) fn changes(&self) -> u64 {
        self.state().changes
    }

    /// What a new process meets when the machine stayed up: all that was written, durable or not.
    pub(crate) fn after_restart(&self) -> Self {
        let state = self.state();
        let copy = State {
            files: state.files.clone(),
            dirs: state.dirs.clone(),
            names: state.names.clone(),
            durable_names: state.durable_names.clone(),
            unsynced_names: state.unsynced_names.clone(),
            ..State::default()
        };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// What is there after the power went, one of many possibilities, chosen by `seed`.
    pub(crate) fn after_power_cut(&self, seed: u64) -> Self {
        let state = self.state();
        let mut chance = Chance::new(seed);
        let kept = chance.below(state.unsynced_names.len() + 1);
        let mut names = state.durable_names.clone();
        for change in &state.unsynced_names[..kept] {
            change.apply(&mut names);
        }
        let survives = |content: &Content| {
            let bytes = content.survivor(&mut chance);
            Content { live: bytes.clone(), durable: bytes, unsynced: Vec::new() }
        };
        let files = state.files.iter().map(survives).collect();
        let dirs = state.dirs.clone();
        let durable_names = names.clone();
        let copy = State { files, dirs, names, durable_names, ..State::default() };
        Self(Arc::new(Mutex::new(copy)))
    }

    /// The names of all files, in order.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        self.state().names.keys().cloned().collect()
    }

    /// The present content of a file.
    pub(crate) fn content(&self, path: &Path) -> Vec<u8> {
        let state = self.state();
        state.files[state.names[path]].live.clone()
    }

    /// Replaces a file's content behind the store's back, durably.
    pub(crate) fn corrupt(&self, path: &Path, bytes: Vec<u8>) {
        let mut state = self.state();
        let file = state.names[path];
        state.files[file] = Content { live: bytes.clone(), durable: bytes, unsynced: Vec::new() };
    }

    /// Removes a file behind the store's back, durably.
    pub(crate) fn lose(&self, path: &Path) {
        let mut state = self.state();
        state.names.remove(path);
        state.durable_names.remove(path);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

impl State {
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
            Trouble::None | Trouble::PowerCut(_) | Trouble::Fails(..) => Ok(()),
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

impl Content {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.live);
        self.unsynced.push(change);
    }

    fn survivor(&self, chance: &mut Chance) -> Vec<u8> {
        let mut bytes = self.durable.clone();
        let kept = match chance.below(4) {
            0 => return bytes,
            1 => self.unsynced.len(),
            _ => chance.below(self.unsynced.len() + 1),
        };
        for change in &self.unsynced[..kept] {
            change.apply(&mut bytes);
        }
        // What came after may have reached the disk in part, and in any order.
        for change in &self.unsynced[kept..] {
            change.apply_torn(&mut bytes, chance);
        }
        bytes
    }
}

impl Change {
    fn half(mut self) -> Self {
        if let Self::Write { bytes, .. } = &mut self {
            bytes.truncate(bytes.len() / 2);
        }
        self
    }

    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write { offset, bytes: written } => {
                let end = offset + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(written);
            }
            Self::Truncate { length } => bytes.resize(*length, 0),
        }
    }

    fn apply_torn(&self, bytes: &mut Vec<u8>, chance: &mut Chance) {
        let Self::Write { offset, bytes: written } = self else {
            if chance.below(2) == 0 {
                self.apply(bytes);
            }
            return;
        };
        let end = offset + written.len();
        let grows_whole = chance.below(2) == 0;
        let mut start = *offset;
        while start < end {
            let piece_end = end.min((start / PIECE + 1) * PIECE);
            let part = written[start - offset..piece_end - offset].to_vec();
            match chance.below(3) {
                0 => Self::Write { offset: start, bytes: part }.apply(bytes),
                1 => {}
                // Only a piece that was never durable may hold noise.
                _ if start >= bytes.len() => {
                    let noise = part.iter().map(|_| chance.byte()).collect();
                    Self::Write { offset: start, bytes: noise }.apply(bytes);
                }
                _ => {}
            }
            start = piece_end;
        }
        if grows_whole && bytes.len() < end {
            bytes.resize(end, 0);
        }
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Link { path, file } => {
                names.insert(path.clone(), *file);
            }
            Self::Unlink { path } => {
                names.remove(path);
            }
            Self::Rename { from, to } => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
        }
    }

    fn path(&self) -> &Path {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => path,
            Self::Rename { to, .. } => to,
        }
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
        if !state.dirs.iter().any(|known| known == dir) {
            return Err(DiskError::new(dir, Operation::List, io::ErrorKind::NotFound.into()));
        }
        let inside = state.names.keys().filter(|path| parent(path) == dir);
        Ok(inside.filter_map(|path| Some(path.file_name()?.to_str()?.to_owned())).collect())
    }

    fn create_dir(&self, dir: &Path) -> Result<(), DiskError> {
        let mut state = self.state();
        state.change(dir, Operation::CreateDir)?;
        state.dirs.push(dir.to_path_buf());
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
}

struct MemoryFile {
    disk: MemoryDisk,
    path: PathBuf,
    file: usize,
}

impl MemoryFile {
    fn change(&self, operation: Operation, change: Change) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        let was_dark = state.dark;
        let counted = state.change(&self.path, operation);
        let is_dark = state.dark;
        let content = &mut state.files[self.file];
        match &counted {
            Ok(()) => content.change(change),
            Err(_) if was_dark => {}
            // The power cut may keep any part of what it meets; a failing write gets half way.
            Err(_) if is_dark => content.change(change),
            Err(_) => content.change(change.half()),
        }
        counted
    }
}

impl File for MemoryFile {
    fn length(&self) -> Result<u64, DiskError> {
        let state = self.disk.state();
        state.refuse_dark(&self.path, Operation::Inspect)?;
        Ok(u64::try_from(state.files[self.file].live.len()).unwrap())
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), DiskError> {
        let state = self.disk.state();
        state.refuse_dark(&self.path, Operation::Read)?;
        let start = usize::try_from(offset).unwrap();
        let bytes = state.files[self.file].live.get(start..start + buffer.len());
        let short =
            || DiskError::new(&self.path, Operation::Read, io::ErrorKind::UnexpectedEof.into());
        buffer.copy_from_slice(bytes.ok_or_else(short)?);
        Ok(())
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<(), DiskError> {
        let offset = usize::try_from(offset).unwrap();
        self.change(Operation::Write, Change::Write { offset, bytes: bytes.to_vec() })
    }

    fn truncate(&self, length: u64) -> Result<(), DiskError> {
        let length = usize::try_from(length).unwrap();
        self.change(Operation::Truncate, Change::Truncate { length })
    }

    fn sync_data(&self) -> Result<(), DiskError> {
        let mut state = self.disk.state();
        let synced = state.change(&self.path, Operation::Sync);
        if state.dark {
            return synced;
        }
        let content = &mut state.files[self.file];
        let changes = std::mem::take(&mut content.unsynced);
        // A failed sync forgets the changes without making them durable.
        synced.map(|()| changes.iter().for_each(|change| change.apply(&mut content.durable)))
    }
}

/// Numbers from a seed (SplitMix64), so that every failure can be replayed.
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}

/// Real sectors have 512 bytes or more; small pieces tear small test records too.
const PIECE: usize = 32;
