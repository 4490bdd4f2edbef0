//! Names of files, and how they change.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

#[derive(Clone)]
pub(super) enum NameChange {
    Link { path: PathBuf, file: usize },
    Unlink { path: PathBuf },
    Rename { from: PathBuf, to: PathBuf },
}

impl NameChange {
    /// The file that it gives a name.
    pub(super) fn file(&self) -> Option<usize> {
        match self {
            Self::Link { file, .. } => Some(*file),
            Self::Unlink { .. } | Self::Rename { .. } => None,
        }
    }

    pub(super) fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
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

    /// The name that the change is about, whose directory makes it durable.
    pub(super) fn path(&self) -> &Path {
        match self {
            Self::Link { path, .. } | Self::Unlink { path } => path,
            Self::Rename { to, .. } => to,
        }
    }
}
