//! The file operations the store's own formats are written with.
//!
//! Everything durable goes through [`Disk`] and [`File`], so that the same code runs on the
//! machine's file system ([`StdDisk`]) and on a simulated disk that loses, tears and refuses
//! writes. The contract is POSIX at its weakest: bytes are durable after
//! [`File::sync_data`], names after [`Disk::sync_dir`], a rename is atomic, and nothing else is
//! promised.

use std::fmt;
use std::fs;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::lock::{LockError, StoreLock};

pub mod memory;

/// A file system, as far as the store needs one.
pub trait Disk: Send + Sync {
    /// Opens an existing file.
    ///
    /// # Errors
    /// [`DiskError`] when it is missing or cannot be opened.
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn File>, DiskError>;

    /// Creates a file for reading and writing, empty even where one existed.
    ///
    /// # Errors
    /// [`DiskError`] when it cannot be created.
    fn create(&self, path: &Path) -> Result<Box<dyn File>, DiskError>;

    /// Whether a file of this name exists.
    ///
    /// # Errors
    /// [`DiskError`] when that cannot be told.
    fn exists(&self, path: &Path) -> Result<bool, DiskError>;

    /// Renames a file, replacing any file of the new name, as one step.
    ///
    /// # Errors
    /// [`DiskError`] when it fails.
    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError>;

    /// Removes a file.
    ///
    /// # Errors
    /// [`DiskError`] when it fails.
    fn remove(&self, path: &Path) -> Result<(), DiskError>;

    /// The names in a directory, in no order. Names that are not Unicode are none of ours and
    /// are left out.
    ///
    /// # Errors
    /// [`DiskError`] when the directory cannot be read.
    fn list(&self, dir: &Path) -> Result<Vec<String>, DiskError>;

    /// Creates one directory unless it exists; its parent must exist.
    ///
    /// # Errors
    /// [`DiskError`] when it fails.
    fn create_dir(&self, dir: &Path) -> Result<(), DiskError>;

    /// Makes the names in a directory durable.
    ///
    /// # Errors
    /// [`DiskError`] when it fails; what became of the names is then unknown.
    fn sync_dir(&self, dir: &Path) -> Result<(), DiskError>;

    /// Takes the exclusive right to the file at `path`, creating it when missing. Never waits. It
    /// is held until the value is dropped or the process ends.
    ///
    /// # Errors
    /// [`LockError::Held`] when another holds it.
    fn lock(&self, path: &Path) -> Result<HeldLock, LockError>;
}

/// An exclusive right, held as long as the value lives.
pub type HeldLock = Box<dyn Send + Sync>;

/// An open file. Offsets and lengths are bytes.
pub trait File: Send + Sync {
    /// The current length.
    ///
    /// # Errors
    /// [`DiskError`] when it cannot be read.
    fn length(&self) -> Result<u64, DiskError>;

    /// Fills `buffer` from `offset`.
    ///
    /// # Errors
    /// [`DiskError`] when it fails or the file ends before the buffer is full.
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), DiskError>;

    /// Writes all of `bytes` at `offset`, extending the file where needed.
    ///
    /// # Errors
    /// [`DiskError`] when it fails; any part may have been written.
    fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<(), DiskError>;

    /// Cuts the file to `length`.
    ///
    /// # Errors
    /// [`DiskError`] when it fails.
    fn truncate(&self, length: u64) -> Result<(), DiskError>;

    /// Makes content and length durable (`fdatasync`).
    ///
    /// # Errors
    /// [`DiskError`] when it fails. A second call may then succeed without the data being on
    /// disk, so a failure is final.
    fn sync_data(&self) -> Result<(), DiskError>;
}

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading only, which works on read-only media.
    Read,
    /// Reading and writing.
    ReadWrite,
}

/// A file operation that failed.
#[derive(Debug, Error)]
pub enum DiskError {
    /// There is no space (or quota) left.
    #[error("no space left on the disk while {operation} {}", path.display())]
    Full {
        /// The file or directory.
        path: PathBuf,
        /// What was being done.
        operation: Operation,
    },
    /// Any other failure.
    #[error("{operation} {} failed", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What was being done.
        operation: Operation,
        /// What the system said.
        source: io::Error,
    },
}

impl DiskError {
    /// Names the place of a system error, and tells a full disk from all others.
    #[must_use]
    pub fn new(path: &Path, operation: Operation, source: io::Error) -> Self {
        let path = path.to_path_buf();
        let kind = source.kind();
        if kind == io::ErrorKind::StorageFull || kind == io::ErrorKind::QuotaExceeded {
            Self::Full { path, operation }
        } else {
            Self::Io { path, operation, source }
        }
    }

    /// What the system said, without the place.
    #[must_use]
    pub fn into_source(self) -> io::Error {
        match self {
            Self::Full { .. } => io::ErrorKind::StorageFull.into(),
            Self::Io { source, .. } => source,
        }
    }
}

/// What was being done when a [`DiskError`] arose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// Opening a file.
    Open,
    /// Creating a file.
    Create,
    /// Asking whether a file exists, or its length.
    Inspect,
    /// Reading.
    Read,
    /// Writing.
    Write,
    /// Cutting to a length.
    Truncate,
    /// Making content durable.
    Sync,
    /// Renaming.
    Rename,
    /// Removing.
    Remove,
    /// Listing a directory.
    List,
    /// Creating a directory.
    CreateDir,
    /// Making names durable.
    SyncDir,
}

impl fmt::Display for Operation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "opening",
            Self::Create => "creating",
            Self::Inspect => "inspecting",
            Self::Read => "reading",
            Self::Write => "writing",
            Self::Truncate => "truncating",
            Self::Sync => "syncing",
            Self::Rename => "renaming",
            Self::Remove => "removing",
            Self::List => "listing directory",
            Self::CreateDir => "creating directory",
            Self::SyncDir => "syncing directory",
        })
    }
}

/// Creates or replaces a file so that its name never stands for less than all of `bytes`:
/// temporary file, sync, rename, directory sync. Returns it open for reading and writing.
///
/// # Errors
/// [`DiskError`] from any step; the old file, if any, or the new one is then in place.
pub fn create_whole(
    disk: &dyn Disk,
    path: &Path,
    bytes: &[u8],
) -> Result<Box<dyn File>, DiskError> {
    let temporary = temporary_name(path);
    let file = disk.create(&temporary)?;
    file.write_all_at(bytes, 0)?;
    file.sync_data()?;
    disk.rename(&temporary, path)?;
    disk.sync_dir(parent(path))?;
    disk.open(path, Access::ReadWrite)
}

/// All that a file holds. Whoever reads what another may have written asks for the length first.
///
/// # Errors
/// [`DiskError`] when it fails, or the file is cut meanwhile.
pub fn read_whole(file: &dyn File) -> Result<Vec<u8>, DiskError> {
    let length = usize::try_from(file.length()?).expect("no file read whole is beyond memory");
    let mut bytes = vec![0; length];
    file.read_exact_at(&mut bytes, 0)?;
    Ok(bytes)
}

/// How the names of unfinished files end; a crash may leave them behind, and they mean nothing.
pub const TEMPORARY_SUFFIX: &str = ".tmp";

/// The directory of a file; the current one for a bare name.
#[must_use]
pub fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        Some(_) | None => Path::new("."),
    }
}

fn temporary_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(TEMPORARY_SUFFIX);
    PathBuf::from(name)
}

/// The machine's own file system.
#[derive(Clone, Copy, Debug, Default)]
pub struct StdDisk;

impl Disk for StdDisk {
    fn open(&self, path: &Path, access: Access) -> Result<Box<dyn File>, DiskError> {
        let file = fs::OpenOptions::new()
            .read(true)
            .write(access == Access::ReadWrite)
            .open(path)
            .map_err(|error| DiskError::new(path, Operation::Open, error))?;
        Ok(Box::new(StdFile { file, path: path.to_path_buf() }))
    }

    fn create(&self, path: &Path) -> Result<Box<dyn File>, DiskError> {
        let file = fs::OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(path)
            .map_err(|error| DiskError::new(path, Operation::Create, error))?;
        Ok(Box::new(StdFile { file, path: path.to_path_buf() }))
    }

    fn exists(&self, path: &Path) -> Result<bool, DiskError> {
        path.try_exists().map_err(|error| DiskError::new(path, Operation::Inspect, error))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), DiskError> {
        fs::rename(from, to).map_err(|error| DiskError::new(to, Operation::Rename, error))
    }

    fn remove(&self, path: &Path) -> Result<(), DiskError> {
        fs::remove_file(path).map_err(|error| DiskError::new(path, Operation::Remove, error))
    }

    fn list(&self, dir: &Path) -> Result<Vec<String>, DiskError> {
        let failed = |error| DiskError::new(dir, Operation::List, error);
        let mut names = Vec::new();
        for entry in fs::read_dir(dir).map_err(failed)? {
            if let Ok(name) = entry.map_err(failed)?.file_name().into_string() {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn create_dir(&self, dir: &Path) -> Result<(), DiskError> {
        match fs::create_dir(dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && dir.is_dir() => Ok(()),
            result => result.map_err(|error| DiskError::new(dir, Operation::CreateDir, error)),
        }
    }

    fn sync_dir(&self, dir: &Path) -> Result<(), DiskError> {
        fs::File::open(dir)
            .and_then(|dir| dir.sync_all())
            .map_err(|error| DiskError::new(dir, Operation::SyncDir, error))
    }

    fn lock(&self, path: &Path) -> Result<HeldLock, LockError> {
        Ok(Box::new(StoreLock::acquire(path)?))
    }
}

struct StdFile {
    file: fs::File,
    path: PathBuf,
}

impl StdFile {
    fn named<T>(&self, operation: Operation, result: io::Result<T>) -> Result<T, DiskError> {
        result.map_err(|error| DiskError::new(&self.path, operation, error))
    }
}

impl File for StdFile {
    fn length(&self) -> Result<u64, DiskError> {
        self.named(Operation::Inspect, self.file.metadata().map(|metadata| metadata.len()))
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> Result<(), DiskError> {
        self.named(Operation::Read, self.file.read_exact_at(buffer, offset))
    }

    fn write_all_at(&self, bytes: &[u8], offset: u64) -> Result<(), DiskError> {
        self.named(Operation::Write, self.file.write_all_at(bytes, offset))
    }

    fn truncate(&self, length: u64) -> Result<(), DiskError> {
        self.named(Operation::Truncate, self.file.set_len(length))
    }

    fn sync_data(&self) -> Result<(), DiskError> {
        self.named(Operation::Sync, self.file.sync_data())
    }
}
