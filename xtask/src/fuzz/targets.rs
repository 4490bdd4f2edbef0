//! The targets: a file each in `tests/fuzz/targets/`, in a folder for each group.

use std::fs;

use super::build::Places;
use super::options::Options;
use crate::steps::Failed;

/// Targets that are built together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// The formats and the law: needs neither node nor wallet.
    Ledger,
    /// The wallet's files.
    Wallet,
    /// The node's networks and disk: builds the consensus engine.
    Node,
}

impl Group {
    /// The quickest to build first.
    pub(super) const ALL: [Self; 3] = [Self::Ledger, Self::Wallet, Self::Node];

    /// The folder of its targets, and the feature of the crate that builds them.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Ledger => "ledger",
            Self::Wallet => "wallet",
            Self::Node => "node",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.name() == name)
    }
}

/// One target.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) name: String,
    pub(super) group: Group,
}

/// The targets asked for, in order of group and name.
///
/// # Errors
///
/// [`Failed::NoTarget`] for a name that none of the group has; [`Failed::NotRead`] where the folder is missing.
pub(super) fn chosen(places: &Places, options: &Options) -> Result<Vec<Target>, Failed> {
    let mut all = all(places)?;
    all.retain(|target| options.group.is_none_or(|group| group == target.group));
    let unknown = options.targets.iter().find(|name| all.iter().all(|one| one.name != **name));
    if let Some(name) = unknown {
        return Err(Failed::NoTarget { name: name.clone() });
    }
    let wanted =
        |target: &Target| options.targets.is_empty() || options.targets.contains(&target.name);
    Ok(all.into_iter().filter(wanted).collect())
}

fn all(places: &Places) -> Result<Vec<Target>, Failed> {
    let mut targets = Vec::new();
    for group in Group::ALL {
        let folder = places.fuzz.join("targets").join(group.name());
        let not_read = |source| Failed::NotRead { what: folder.clone(), source };
        let mut names = Vec::new();
        for entry in fs::read_dir(&folder).map_err(not_read)? {
            let path = entry.map_err(not_read)?.path();
            names.extend(path.file_stem().map(|stem| stem.to_string_lossy().into_owned()));
        }
        names.sort();
        targets.extend(names.into_iter().map(|name| Target { name, group }));
    }
    Ok(targets)
}
