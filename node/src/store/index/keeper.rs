//! What keeps the rows of an index on disk.

#[cfg(test)]
mod tests;

use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use tracing::warn;

use super::behind::Behind;
use super::fjall::FjallShelf;
use super::rows::{Rows, Shelf};
use super::runs::{Measures, Runs};
use super::{IndexError, SledShelf};

/// What keeps the rows of an index on disk. Each answers the same; they differ in what a large ledger
/// takes of disk and time (`docs/performance.md`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub enum Keeper {
    /// A tree of pages, each changed in place.
    #[default]
    Sled,
    /// Sorted files that are merged in the background.
    Fjall,
}

impl Keeper {
    /// Each of them.
    pub const ALL: [Self; 2] = [Self::Sled, Self::Fjall];

    /// Its name, as in a configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sled => "sled",
            Self::Fjall => "fjall",
        }
    }

    /// What it has in an index's folder, and the others have not.
    fn mark(self) -> &'static str {
        match self {
            Self::Sled => super::sled::SLED_FILE,
            Self::Fjall => super::fjall::FOLDER,
        }
    }

    /// Says so if another one kept an index in this folder before: it is not read, and takes room.
    pub(super) fn warn_of_others(self, folder: &Path) {
        for other in self.others_in(folder) {
            let (folder, own, other) = (folder.display(), self.name(), other.name());
            warn!(
                "{folder} also holds an index that {other} kept; {own} keeps it now. To free its room, \
                 remove {folder} while the node is stopped: the next start makes the index anew"
            );
        }
    }

    /// The others that kept an index in this folder.
    fn others_in(self, folder: &Path) -> impl Iterator<Item = Self> {
        let others = Self::ALL.into_iter().filter(move |other| *other != self);
        others.filter(|other| folder.join(other.mark()).exists())
    }

    /// Where it keeps them.
    #[must_use]
    pub fn shelf(self) -> Arc<dyn Shelf> {
        match self {
            Self::Sled => Arc::new(SledShelf),
            Self::Fjall => Arc::new(FjallShelf),
        }
    }
}

/// A name that no keeper has.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` keeps no index: name {names}", names = Keeper::ALL.map(Keeper::name).join(" or "))]
pub struct UnknownKeeper(String);

impl FromStr for Keeper {
    type Err = UnknownKeeper;

    /// The one of this name.
    fn from_str(name: &str) -> Result<Self, UnknownKeeper> {
        Self::ALL
            .into_iter()
            .find(|keeper| keeper.name() == name)
            .ok_or_else(|| UnknownKeeper(name.to_owned()))
    }
}

impl TryFrom<String> for Keeper {
    type Error = UnknownKeeper;

    fn try_from(name: String) -> Result<Self, UnknownKeeper> {
        name.parse()
    }
}

impl From<Keeper> for &'static str {
    fn from(keeper: Keeper) -> Self {
        keeper.name()
    }
}

/// The rows of a store as an index has them: written behind its back, look-ups many to a row.
pub(super) fn over(store: Arc<dyn Rows>, folder: &Path) -> Result<Arc<dyn Rows>, IndexError> {
    let runs = Arc::new(Runs::over(store, Measures::default())?);
    Ok(Arc::new(Behind::over(runs, super::behind::LINGERS, folder)?))
}

/// Removes a folder and all that is in it, if it is there.
pub(super) fn remove(folder: &Path) -> Result<(), IndexError> {
    match std::fs::remove_dir_all(folder) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(IndexError::Remove { folder: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}
