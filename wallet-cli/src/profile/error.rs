//! Why a profile cannot be made or used.

use std::path::PathBuf;

use proto::genesis::GenesisFault;
use proto::ids::ChainId;
use thiserror::Error;

use super::{Endpoint, MOST_NODES};
use crate::error::Explain;
use crate::exit::Exit;
use crate::home::HomeError;
use crate::label::{Label, listed};
use crate::toml_file::TomlFileError;

/// A profile that could not be made or used.
#[derive(Debug, Error)]
pub enum ProfileError {
    /// No profile has this label.
    #[error("there is no profile {label}")]
    Unknown {
        /// The label asked for.
        label: Label,
        /// The labels there are.
        known: Vec<Label>,
    },
    /// A profile has this label already.
    #[error("there is a profile {label} already")]
    Exists {
        /// The label.
        label: Label,
    },
    /// No node, or more than [`MOST_NODES`].
    #[error("profile {label} names {count} nodes")]
    Nodes {
        /// The profile.
        label: Label,
        /// How many it names.
        count: usize,
    },
    /// An encrypted node, and nothing to check its certificate against.
    #[error("{node} is encrypted, and no certificates are given to check it against")]
    NoCertificates {
        /// The node.
        node: Endpoint,
    },
    /// The genesis file founds no network.
    #[error("{}: {fault}", path.display())]
    NoNetwork {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: Box<GenesisFault>,
    },
    /// The genesis file is not the one of the network that the user expects.
    #[error("the genesis file founds network {found}, not {expected}")]
    OtherNetwork {
        /// The chain id given.
        expected: ChainId,
        /// The chain id of the file.
        found: ChainId,
    },
    /// The kept genesis file is no longer the one the profile was made with.
    #[error("the genesis file of profile {label} was changed")]
    GenesisAltered {
        /// The profile.
        label: Label,
        /// The chain id the profile is pinned to.
        pinned: ChainId,
        /// The chain id of the file now.
        found: ChainId,
    },
    /// The profile only looks.
    #[error("profile {label} names no party to act as")]
    NoParty {
        /// The profile.
        label: Label,
    },
    /// The profile only looks.
    #[error("profile {label} names no key to sign with")]
    NoKey {
        /// The profile.
        label: Label,
    },
    /// The file that remembers the chosen profile.
    #[error("{} does not hold the label of a profile", path.display())]
    Choice {
        /// The file.
        path: PathBuf,
    },
    /// The profile's file.
    #[error(transparent)]
    File(#[from] TomlFileError),
    /// Another file.
    #[error(transparent)]
    Home(#[from] HomeError),
}

impl Explain for ProfileError {
    fn hint(&self) -> String {
        match self {
            Self::Unknown { known, .. } => {
                format!("profiles there are: {}; ebl profile add makes one", listed(known))
            }
            Self::Exists { .. } => "choose another label; profiles are not overwritten".to_owned(),
            Self::Nodes { .. } => format!("a profile names 1 to {MOST_NODES} nodes"),
            Self::NoCertificates { .. } => {
                "name a file of certificates with --tls-ca; the nodes' operators have it".to_owned()
            }
            Self::NoNetwork { .. } | Self::OtherNetwork { .. } => {
                "do not use this file; ask your network for its genesis file again".to_owned()
            }
            Self::GenesisAltered { pinned, .. } => format!(
                "no proof can be checked; make the profile anew with the file of network {pinned}"
            ),
            Self::NoParty { .. } => "add party = \"...\" to the profile's file".to_owned(),
            Self::NoKey { .. } => "add key = \"LABEL\" to the profile's file".to_owned(),
            Self::Choice { .. } => "choose again with ebl profile use LABEL".to_owned(),
            Self::File(error) => error.hint(),
            Self::Home(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        Exit::Config
    }
}
