//! The wallet home: where each file lies, and how files are read and written.
//!
//! ```text
//! HOME/                      default ~/.local/share/ebl
//!   keys/LABEL.age           one account key, see `keystore`
//!   keys/LABEL.identity      what opens the identity commitment of that key's account
//!   profiles/LABEL.toml      one network as one account sees it, see `profile`
//!   profiles/LABEL.genesis   the genesis file of that network, byte for byte
//!   current-profile          the label that `ebl profile use` chose
//!   contacts.toml            names for parties, see `address_book`
//!   packages/TITLE.ebl       the bill packages of known titles, see `shelf`
//!   packages/TITLE.reference the reference of that title
//!   packages/ROOT.statement  what opens a commitment made here, see `statement`
//!   outbox/ID.envelope       every instruction signed here, as it was sent, see `outbox`
//!   seen/CHAIN.trail         the newest block checked of a network, see `head`
//!   seen/HEIGHT-BLOCK.histories   another history than that, with who signed both
//! ```
//!
//! Folders are made with mode 0700 and files with 0600. A file appears whole or not at all: it is
//! written beside its place, synced, moved, and the folder is synced.

use std::fs::{self, DirBuilder, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use proto::hash::Hash;
use proto::ids::{ChainId, InstructionId};
use tempfile::NamedTempFile;
use thiserror::Error;
use title::{Commitment, TitleId};

use crate::error::Explain;
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::label::Label;

/// The folder that holds everything a wallet remembers.
#[derive(Clone, Debug)]
pub struct Home {
    root: PathBuf,
}

/// A file or folder of the wallet home that could not be used.
#[derive(Debug, Error)]
pub enum HomeError {
    /// Neither a home was given nor does the system name one.
    #[error("no wallet home is given and the system names no home folder")]
    Nowhere,
    /// The file does not exist.
    #[error("{} does not exist", path.display())]
    Missing {
        /// The file.
        path: PathBuf,
    },
    /// The file exists and must not be overwritten.
    #[error("{} exists already and is never overwritten", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// The file is larger than anything the wallet writes there.
    #[error("{} is larger than {limit} bytes", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes such a file may have.
        limit: usize,
    },
    /// The folder holds more entries than a wallet has.
    #[error("{} holds more than {limit} entries", path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
        /// The most entries such a folder may have.
        limit: usize,
    },
    /// The operating system refused.
    #[error("cannot {access} {}: {source}", path.display())]
    System {
        /// What was being done.
        access: Access,
        /// To which file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
}

/// What the wallet does to files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading a file.
    Read,
    /// Writing a file.
    Write,
    /// Listing a folder.
    List,
    /// Making a folder.
    MakeFolder,
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::List => "list",
            Self::MakeFolder => "make",
        })
    }
}

impl Explain for HomeError {
    fn hint(&self) -> String {
        match self {
            Self::Nowhere => "name a folder with --home or EBL_HOME".to_owned(),
            Self::Missing { .. } => "check the path, or --home, and try again".to_owned(),
            Self::Exists { .. } => "choose another name, or move the file away first".to_owned(),
            Self::TooLarge { .. } => {
                "no file of this kind is so large; check that it is the right one".to_owned()
            }
            Self::TooMany { .. } => "move away what does not belong there".to_owned(),
            Self::System { .. } => {
                "check that the folder belongs to you and the disk has room".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}

impl Home {
    /// The home at `given`, or else the default one below the user's home folder. Nothing is
    /// created yet.
    ///
    /// # Errors
    ///
    /// [`HomeError::Nowhere`] when neither is known.
    pub fn locate(given: Option<PathBuf>) -> Result<Self, HomeError> {
        let root = match given {
            Some(root) => root,
            None => std::env::home_dir()
                .filter(|folder| folder.is_absolute())
                .ok_or(HomeError::Nowhere)?
                .join(".local/share/ebl"),
        };
        Ok(Self { root })
    }

    /// The folder of the keys.
    #[must_use]
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// The file of one key.
    #[must_use]
    pub fn key(&self, label: &Label) -> PathBuf {
        self.keys().join(format!("{label}.{KEY_EXTENSION}"))
    }

    /// What opens the identity commitment of one key's account.
    #[must_use]
    pub fn identity(&self, label: &Label) -> PathBuf {
        self.keys().join(format!("{label}.identity"))
    }

    /// The folder of the profiles.
    #[must_use]
    pub fn profiles(&self) -> PathBuf {
        self.root.join("profiles")
    }

    /// The file of one profile.
    #[must_use]
    pub fn profile(&self, label: &Label) -> PathBuf {
        self.profiles().join(format!("{label}.{PROFILE_EXTENSION}"))
    }

    /// The copy of the genesis file that a profile trusts.
    #[must_use]
    pub fn genesis(&self, profile: &Label) -> PathBuf {
        self.profiles().join(format!("{profile}.genesis"))
    }

    /// The file that names the profile chosen last.
    #[must_use]
    pub fn current_profile(&self) -> PathBuf {
        self.root.join("current-profile")
    }

    /// The address book.
    #[must_use]
    pub fn contacts(&self) -> PathBuf {
        self.root.join("contacts.toml")
    }

    /// The folder of the bill packages.
    #[must_use]
    pub fn packages(&self) -> PathBuf {
        self.root.join("packages")
    }

    /// The bill package of one title.
    #[must_use]
    pub fn package(&self, title: &TitleId) -> PathBuf {
        self.packages().join(format!("{}.{PACKAGE_EXTENSION}", hex::encode(title.0)))
    }

    /// The reference of one title.
    #[must_use]
    pub fn reference(&self, title: &TitleId) -> PathBuf {
        self.packages().join(format!("{}.reference", hex::encode(title.0)))
    }

    /// What opens a commitment that is not a bill's.
    #[must_use]
    pub fn statement(&self, commitment: &Commitment) -> PathBuf {
        self.packages().join(format!("{}.statement", hex::encode(commitment.root)))
    }

    /// The folder of the instructions signed here.
    #[must_use]
    pub fn outbox(&self) -> PathBuf {
        self.root.join("outbox")
    }

    /// The envelope of one instruction.
    #[must_use]
    pub fn envelope(&self, instruction: &InstructionId) -> PathBuf {
        self.outbox().join(format!("{instruction}.{ENVELOPE_EXTENSION}"))
    }

    /// The newest block that was checked of a network, and how trust leads to it.
    #[must_use]
    pub fn trail(&self, chain: &ChainId) -> PathBuf {
        self.root.join("seen").join(format!("{}.trail", hex::encode(chain.0)))
    }

    /// Where two histories are kept that a node was found to be at odds about.
    #[must_use]
    pub fn two_histories(&self, height: u64, block: &Hash) -> PathBuf {
        self.root.join("seen").join(format!("{height}-{block}.histories"))
    }

    /// The titles there are packages of, in order.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`] or [`HomeError::TooMany`].
    pub fn package_titles(&self) -> Result<Vec<TitleId>, HomeError> {
        let ids: Vec<Hex32> = stems(&self.packages(), PACKAGE_EXTENSION)?;
        Ok(ids.into_iter().map(|id| TitleId(id.0)).collect())
    }

    /// The instructions in the outbox, in order of id.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`] or [`HomeError::TooMany`].
    pub fn envelopes(&self) -> Result<Vec<InstructionId>, HomeError> {
        let ids: Vec<Hex32> = stems(&self.outbox(), ENVELOPE_EXTENSION)?;
        Ok(ids.into_iter().map(|id| InstructionId(id.0)).collect())
    }

    /// The labels of the keys there are, in order.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`] or [`HomeError::TooMany`].
    pub fn key_labels(&self) -> Result<Vec<Label>, HomeError> {
        stems(&self.keys(), KEY_EXTENSION)
    }

    /// The labels of the profiles there are, in order.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`] or [`HomeError::TooMany`].
    pub fn profile_labels(&self) -> Result<Vec<Label>, HomeError> {
        stems(&self.profiles(), PROFILE_EXTENSION)
    }
}

/// Reads a whole file of at most `limit` bytes.
///
/// The buffer never grows while reading, so that it can hold secrets: no half-filled copy is left
/// behind in freed memory.
///
/// # Errors
///
/// [`HomeError::Missing`], [`HomeError::TooLarge`] or [`HomeError::System`].
pub fn read(path: &Path, limit: usize) -> Result<Vec<u8>, HomeError> {
    let failed = |source: io::Error| {
        if source.kind() == io::ErrorKind::NotFound {
            HomeError::Missing { path: path.to_owned() }
        } else {
            system(Access::Read, path)(source)
        }
    };
    let file = File::open(path).map_err(failed)?;
    let mut bytes = Vec::with_capacity(limit + 1);
    file.take(limit as u64 + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() > limit {
        return Err(HomeError::TooLarge { path: path.to_owned(), limit });
    }
    Ok(bytes)
}

/// Writes a file that must not exist yet; whoever comes second is refused.
///
/// # Errors
///
/// [`HomeError::Exists`] or [`HomeError::System`]; the file is then as it was.
pub fn create(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let written = write_beside(path, bytes)?;
    written.persist_noclobber(path).map_err(|refused| {
        if refused.error.kind() == io::ErrorKind::AlreadyExists {
            HomeError::Exists { path: path.to_owned() }
        } else {
            system(Access::Write, path)(refused.error)
        }
    })?;
    sync_folder(path)
}

/// Writes a file, in place of the one that may be there.
///
/// # Errors
///
/// [`HomeError::System`]; the file is then as it was.
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let written = write_beside(path, bytes)?;
    written.persist(path).map_err(|refused| system(Access::Write, path)(refused.error))?;
    sync_folder(path)
}

/// Refuses a file that is there before anything is asked; [`create`] refuses it once more.
///
/// # Errors
///
/// [`HomeError::Exists`].
pub fn refuse_existing(path: &Path) -> Result<(), HomeError> {
    if path.exists() { Err(HomeError::Exists { path: path.to_owned() }) } else { Ok(()) }
}

/// Writes a file in place of another, for whoever could read and write that one.
///
/// # Errors
///
/// [`HomeError::System`]; the file is then as it was.
pub fn replace_in_place(path: &Path, bytes: &[u8]) -> Result<(), HomeError> {
    let permissions = path.metadata().map_err(system(Access::Read, path))?.permissions();
    let written = write_beside(path, bytes)?;
    written.as_file().set_permissions(permissions).map_err(system(Access::Write, path))?;
    written.persist(path).map_err(|refused| system(Access::Write, path)(refused.error))?;
    sync_folder(path)
}

/// Makes a folder, and those above it, for the owner alone.
///
/// # Errors
///
/// [`HomeError::System`].
pub fn make_folder(path: &Path) -> Result<(), HomeError> {
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(path)
        .map_err(system(Access::MakeFolder, path))
}

fn write_beside(path: &Path, bytes: &[u8]) -> Result<NamedTempFile, HomeError> {
    let folder = folder_of(path);
    make_folder(folder)?;
    let written = tempfile::Builder::new()
        .permissions(Permissions::from_mode(0o600))
        .tempfile_in(folder)
        .and_then(|mut file| {
            file.write_all(bytes)?;
            file.as_file().sync_all()?;
            Ok(file)
        });
    written.map_err(system(Access::Write, path))
}

fn sync_folder(path: &Path) -> Result<(), HomeError> {
    let folder = folder_of(path);
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(system(Access::Write, folder))
}

/// The folder of a file; the present one for a bare name, as users give for files elsewhere.
fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    }
}

/// The file names with this extension that are names of something, in order.
fn stems<T: FromStr + Ord>(folder: &Path, extension: &str) -> Result<Vec<T>, HomeError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(absent) if absent.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(system(Access::List, folder)(source)),
    };
    let mut found = Vec::new();
    for (count, entry) in entries.enumerate() {
        if count == MOST_ENTRIES {
            return Err(HomeError::TooMany { path: folder.to_owned(), limit: MOST_ENTRIES });
        }
        let name = entry.map_err(system(Access::List, folder))?.file_name();
        // Half-written and foreign files have names that stand for nothing.
        let stem = name.to_str().and_then(|name| name.strip_suffix(extension)?.strip_suffix('.'));
        found.extend(stem.and_then(|stem| stem.parse::<T>().ok()));
    }
    found.sort();
    Ok(found)
}

fn system(access: Access, path: &Path) -> impl Fn(io::Error) -> HomeError {
    move |source| HomeError::System { access, path: path.to_owned(), source }
}

const KEY_EXTENSION: &str = "age";
const PROFILE_EXTENSION: &str = "toml";
const PACKAGE_EXTENSION: &str = "ebl";
const ENVELOPE_EXTENSION: &str = "envelope";
const MOST_ENTRIES: usize = 65_536;

#[cfg(test)]
mod tests;
