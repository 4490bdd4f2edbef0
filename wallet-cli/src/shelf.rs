//! The bill packages of known titles, kept so that later commands find them.
//!
//! The ledger knows no reference: that `3fa21b90…` is bill HDL2611-0047 stands in the package
//! alone. Each title has two files, `packages/TITLE.ebl` and `packages/TITLE.reference`, and no
//! index over them, so that two commands at the same time cannot lose each other's bills.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use proto::document::{BillPackage, MAX_PACKAGE_BYTES, PackageFault};
use proto::reference::{MAX_RAW_BYTES, NormalReference};
use thiserror::Error;
use title::TitleId;

use crate::error::Explain;
use crate::exit::Exit;
use crate::home::{self, Home, HomeError};

/// The references of the titles whose packages this wallet has.
#[derive(Clone, Debug, Default)]
pub struct Shelf {
    references: BTreeMap<TitleId, NormalReference>,
}

/// A bill package that could not be used.
#[derive(Debug, Error)]
pub enum PackageError {
    /// The file.
    #[error(transparent)]
    File(#[from] HomeError),
    /// The file is no bill package.
    #[error("{}: {fault}", path.display())]
    Fault {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: PackageFault,
    },
}

impl Explain for PackageError {
    fn hint(&self) -> String {
        match self {
            Self::File(error) => error.hint(),
            Self::Fault { .. } => {
                "ask whoever sent you the bill for its package again; it is a file ending in .ebl"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Document
    }
}

impl Shelf {
    /// What is known. A reference that cannot be read counts as unknown: it is only a name.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`] or [`HomeError::TooMany`].
    pub fn load(home: &Home) -> Result<Self, HomeError> {
        let mut references = BTreeMap::new();
        for title in home.package_titles()? {
            let text = home::read(&home.reference(&title), MAX_RAW_BYTES).ok();
            let reference = text.and_then(|bytes| {
                NormalReference::new(std::str::from_utf8(&bytes).ok()?.trim_end()).ok()
            });
            references.extend(reference.map(|reference| (title, reference)));
        }
        Ok(Self { references })
    }

    /// The reference of a title.
    #[must_use]
    pub fn reference(&self, title: &TitleId) -> Option<&NormalReference> {
        self.references.get(title)
    }

    /// A title in a sentence: `bill HDL2611-0047`, or `title 3fa21b90…` where the reference is not
    /// known.
    #[must_use]
    pub fn bill(&self, title: &TitleId) -> String {
        match self.reference(title) {
            Some(reference) => format!("bill {reference}"),
            None => format!("title {title}"),
        }
    }

    /// The titles with this reference: one per carrier, network and version.
    #[must_use]
    pub fn with_reference(&self, reference: &NormalReference) -> Vec<TitleId> {
        let titles = self.references.iter().filter(|(_, known)| *known == reference);
        titles.map(|(title, _)| *title).collect()
    }

    /// The titles known.
    pub fn titles(&self) -> impl Iterator<Item = TitleId> {
        self.references.keys().copied()
    }

    /// Learns the reference in a package, for this run only.
    pub fn learn(&mut self, package: &BillPackage) {
        let reference = NormalReference::new(&package.reference).expect("packages are checked");
        self.references.insert(package.title_id, reference);
    }

    /// Keeps a package that was made here or opened against its title's commitment, for later runs.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`].
    pub fn keep(home: &Home, package: &BillPackage) -> Result<(), HomeError> {
        let bytes = package.encode().expect("a package that was made or read can be written");
        let reference = NormalReference::new(&package.reference).expect("packages are checked");
        home::replace(&home.package(&package.title_id), &bytes)?;
        home::replace(&home.reference(&package.title_id), format!("{reference}\n").as_bytes())
    }

    /// The package kept of a title.
    ///
    /// # Errors
    ///
    /// [`PackageError`] for a file that is there and cannot be used.
    pub fn package(home: &Home, title: &TitleId) -> Result<Option<BillPackage>, PackageError> {
        match read(&home.package(title)) {
            Err(PackageError::File(HomeError::Missing { .. })) => Ok(None),
            found => found.map(Some),
        }
    }
}

/// Reads the bill package in a file.
///
/// # Errors
///
/// [`PackageError`].
pub fn read(path: &Path) -> Result<BillPackage, PackageError> {
    let bytes = home::read(path, MAX_PACKAGE_BYTES)?;
    BillPackage::decode(&bytes)
        .map_err(|fault| PackageError::Fault { path: path.to_owned(), fault })
}

#[cfg(test)]
mod tests;
