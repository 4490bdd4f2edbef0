//! The bill packages of known titles, kept so that later commands find them.
//!
//! The ledger knows no reference: that `3fa21b90…` is bill HDL2611-0047 stands in the package
//! alone. Each title has two files, `packages/TITLE.ebl` and `packages/TITLE.reference` (the
//! reference, and below it the version where that is not the first), and no index over them, so
//! that two commands at the same time cannot lose each other's bills.

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
    names: BTreeMap<TitleId, Name>,
}

/// What a title is called.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Name {
    reference: NormalReference,
    version: u32,
}

impl Name {
    fn of(package: &BillPackage) -> Self {
        let reference = NormalReference::new(&package.reference).expect("packages are checked");
        Self { reference, version: package.version }
    }

    /// Reads a file of the shelf; `None` for one that says nothing.
    fn read(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let reference = NormalReference::new(lines.next()?).ok()?;
        let version = lines.next().map_or(Some(FIRST_VERSION), |line| line.parse().ok())?;
        Some(Self { reference, version })
    }

    fn render(&self) -> String {
        match self.version {
            FIRST_VERSION => format!("{}\n", self.reference),
            version => format!("{}\n{version}\n", self.reference),
        }
    }
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
        let mut names = BTreeMap::new();
        for title in home.package_titles()? {
            let text = home::read(&home.reference(&title), MAX_RAW_BYTES).ok();
            let name = text.and_then(|bytes| Name::read(std::str::from_utf8(&bytes).ok()?));
            names.extend(name.map(|name| (title, name)));
        }
        Ok(Self { names })
    }

    /// The reference of a title.
    #[must_use]
    pub fn reference(&self, title: &TitleId) -> Option<&NormalReference> {
        self.names.get(title).map(|name| &name.reference)
    }

    /// A title in a sentence: `bill HDL2611-0047`, with its version where that is not the first, or
    /// `title 3fa21b90…` where the reference is not known.
    #[must_use]
    pub fn bill(&self, title: &TitleId) -> String {
        match self.names.get(title) {
            Some(Name { reference, version: FIRST_VERSION }) => format!("bill {reference}"),
            Some(Name { reference, version }) => format!("bill {reference} (version {version})"),
            None => format!("title {title}"),
        }
    }

    /// The titles with this reference: one per carrier and network, its newest version. Which
    /// version follows which is told by `successors`, since two carriers may use one number.
    #[must_use]
    pub fn with_reference(
        &self,
        reference: &NormalReference,
        successors: impl Fn(&TitleId, u32) -> Vec<TitleId>,
    ) -> Vec<TitleId> {
        let named = || self.names.iter().filter(|(_, name)| name.reference == *reference);
        let is_known = |title: &TitleId| named().any(|(known, _)| known == title);
        let is_newest =
            |title: &TitleId, name: &Name| !successors(title, name.version).iter().any(is_known);
        let newest = named().filter(|(title, name)| is_newest(title, name));
        newest.map(|(title, _)| *title).collect()
    }

    /// The titles known.
    pub fn titles(&self) -> impl Iterator<Item = TitleId> {
        self.names.keys().copied()
    }

    /// Learns the reference in a package, for this run only.
    pub fn learn(&mut self, package: &BillPackage) {
        self.names.insert(package.title_id, Name::of(package));
    }

    /// Keeps a package that was made here or opened against its title's commitment, for later runs.
    ///
    /// # Errors
    ///
    /// [`HomeError::System`].
    pub fn keep(home: &Home, package: &BillPackage) -> Result<(), HomeError> {
        let bytes = package.encode().expect("a package that was made or read can be written");
        home::replace(&home.package(&package.title_id), &bytes)?;
        home::replace(&home.reference(&package.title_id), Name::of(package).render().as_bytes())
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

const FIRST_VERSION: u32 = 1;

#[cfg(test)]
mod tests;
