//! Profiles: one network as one account of the user sees it.
//!
//! A profile is `profiles/LABEL.toml`:
//!
//! ```toml
//! nodes = ["https://node.harbour.example:7443"]
//! chain_id = "<64 hexadecimal digits>"
//! party = "<64 hexadecimal digits>"   # absent for a wallet that only looks
//! key = "harbour-maker"               # label of a key; absent likewise
//! tls_ca = "/etc/ebl/ca.pem"          # needed for https, unused for http
//! witnesses = ["<64 hexadecimal digits>"]  # whose word counts, see `ebl head`
//!
//! [issue]                             # a carrier's usual terms, each may be absent
//! terms = 1
//! rulebook = 1
//! forum = "High Court, London"
//! accountable_party = "Heron Demonstration Line"
//! ```
//!
//! Beside it lies the network's genesis file, byte for byte. The chain id is its hash, so the
//! wallet checks every proof against validators that the user chose to trust, whatever a node says.

mod endpoint;
mod error;

use std::path::{Path, PathBuf};

use proto::genesis::Genesis;
use proto::ids::ChainId;
use proto::limits::GENESIS_BYTES;
use serde::{Deserialize, Serialize};
use title::PartyId;

pub use error::ProfileError;

pub use endpoint::{Endpoint, EndpointError, MOST_ENDPOINT_BYTES};

use crate::hex32::Hex32;
use crate::home::{self, Home, HomeError};
use crate::label::Label;
use crate::toml_file::{self, TomlFileError};

/// The most nodes of one profile.
pub const MOST_NODES: usize = 16;

/// The profile used when none is named or chosen.
pub const USUAL_PROFILE: &str = "default";

/// One network as one account sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its label.
    pub label: Label,
    /// The nodes to ask, in order of preference; at least one.
    pub nodes: Vec<Endpoint>,
    /// The network.
    pub chain_id: ChainId,
    /// The certificates that nodes must chain to.
    pub tls_ca: Option<PathBuf>,
    /// The keys of the witnesses that the user trusts.
    pub witnesses: Vec<Hex32>,
    /// A carrier's usual terms.
    pub issue: UsualTerms,
    party: Option<PartyId>,
    key: Option<Label>,
}

/// The terms of the bills a carrier issues, unless an issue says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UsualTerms {
    /// The terms profile: governing law and convention.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terms: Option<u32>,
    /// The rulebook.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rulebook: Option<u32>,
    /// Where disputes are heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forum: Option<String>,
    /// Who answers for the carriage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accountable_party: Option<String>,
}

/// What a user says to make a profile.
#[derive(Clone, Debug)]
pub struct Draft {
    /// The new profile's label.
    pub label: Label,
    /// The nodes to ask.
    pub nodes: Vec<Endpoint>,
    /// The network's genesis file, which is copied.
    pub genesis: PathBuf,
    /// The network's id, where the user has it from somebody trusted.
    pub expected_chain: Option<ChainId>,
    /// The party the user acts as.
    pub party: Option<PartyId>,
    /// The key the user signs with.
    pub key: Option<Label>,
    /// The certificates that nodes must chain to.
    pub tls_ca: Option<PathBuf>,
    /// The keys of the witnesses that the user trusts.
    pub witnesses: Vec<Hex32>,
    /// A carrier's usual terms.
    pub issue: UsualTerms,
}

impl Profile {
    /// Makes a profile: copies the genesis file and pins the chain id that follows from it.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Exists`], [`ProfileError::Nodes`], [`ProfileError::NoNetwork`],
    /// [`ProfileError::OtherNetwork`] or [`ProfileError::Home`].
    pub fn add(home: &Home, draft: Draft) -> Result<Self, ProfileError> {
        if home.profile_labels()?.contains(&draft.label) {
            return Err(ProfileError::Exists { label: draft.label });
        }
        if let Some(node) = draft.nodes.iter().find(|node| node.is_encrypted())
            && draft.tls_ca.is_none()
        {
            return Err(ProfileError::NoCertificates { node: node.clone() });
        }
        let genesis = read_genesis(&draft.genesis)?;
        let chain_id = genesis.chain();
        if let Some(expected) = draft.expected_chain.filter(|expected| *expected != chain_id) {
            return Err(ProfileError::OtherNetwork { expected, found: chain_id });
        }
        let profile = Self {
            nodes: checked_nodes(&draft.label, draft.nodes)?,
            label: draft.label,
            chain_id,
            tls_ca: draft.tls_ca,
            witnesses: draft.witnesses,
            issue: draft.issue,
            party: draft.party,
            key: draft.key,
        };
        profile.write(home, &genesis.encode())?;
        Ok(profile)
    }

    /// Reads a profile.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Unknown`], [`ProfileError::Nodes`] or [`ProfileError::File`].
    pub fn load(home: &Home, label: &Label) -> Result<Self, ProfileError> {
        let file: ProfileFile = match toml_file::read(&home.profile(label), MOST_FILE_BYTES) {
            Err(TomlFileError::Home(HomeError::Missing { .. })) => {
                return Err(unknown(home, label));
            }
            read => read?,
        };
        Self::of_file(label, file)
    }

    /// Reads what stands in the file of a profile; `path` is for the words of a refusal.
    ///
    /// # Errors
    ///
    /// [`ProfileError::Nodes`] or [`ProfileError::File`].
    pub fn parse(label: &Label, path: &Path, bytes: Vec<u8>) -> Result<Self, ProfileError> {
        Self::of_file(label, toml_file::parse(path, bytes)?)
    }

    fn of_file(label: &Label, file: ProfileFile) -> Result<Self, ProfileError> {
        Ok(Self {
            label: label.clone(),
            nodes: checked_nodes(label, file.nodes)?,
            chain_id: ChainId(file.chain_id.0),
            tls_ca: file.tls_ca,
            witnesses: file.witnesses,
            issue: file.issue,
            party: file.party.map(PartyId::from),
            key: file.key,
        })
    }

    /// The network's genesis, checked against the pinned chain id.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoNetwork`], [`ProfileError::GenesisAltered`] or [`ProfileError::Home`].
    pub fn genesis(&self, home: &Home) -> Result<Genesis, ProfileError> {
        let genesis = read_genesis(&home.genesis(&self.label))?;
        let found = genesis.chain();
        if found != self.chain_id {
            let (label, pinned) = (self.label.clone(), self.chain_id);
            return Err(ProfileError::GenesisAltered { label, pinned, found });
        }
        Ok(genesis)
    }

    /// The party the user acts as.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoParty`] where the profile only looks.
    pub fn party(&self) -> Result<PartyId, ProfileError> {
        self.party.ok_or_else(|| ProfileError::NoParty { label: self.label.clone() })
    }

    /// The label of the key the user signs with.
    ///
    /// # Errors
    ///
    /// [`ProfileError::NoKey`] where the profile only looks.
    pub fn key(&self) -> Result<&Label, ProfileError> {
        self.key.as_ref().ok_or_else(|| ProfileError::NoKey { label: self.label.clone() })
    }

    fn write(&self, home: &Home, genesis: &[u8]) -> Result<(), ProfileError> {
        let file = ProfileFile {
            nodes: self.nodes.clone(),
            chain_id: Hex32(self.chain_id.0),
            party: self.party.map(Hex32::from),
            key: self.key.clone(),
            tls_ca: self.tls_ca.clone(),
            witnesses: self.witnesses.clone(),
            issue: self.issue.clone(),
        };
        // The genesis file first: a profile that exists has one.
        home::replace(&home.genesis(&self.label), genesis)?;
        match home::create(&home.profile(&self.label), toml_file::render(&file).as_bytes()) {
            Err(HomeError::Exists { .. }) => {
                Err(ProfileError::Exists { label: self.label.clone() })
            }
            written => Ok(written?),
        }
    }
}

/// The profile to use: the one named on the command line or in `EBL_PROFILE`, else the one chosen
/// with `ebl profile use`, else [`USUAL_PROFILE`].
///
/// # Errors
///
/// [`ProfileError::Choice`] or [`ProfileError::Home`].
pub fn current(home: &Home, named: Option<&Label>) -> Result<Label, ProfileError> {
    if let Some(label) = named {
        return Ok(label.clone());
    }
    let path = home.current_profile();
    match home::read(&path, MOST_CHOICE_BYTES) {
        Err(HomeError::Missing { .. }) => Ok(usual()),
        Err(failed) => Err(failed.into()),
        Ok(bytes) => chosen(&bytes).ok_or(ProfileError::Choice { path }),
    }
}

/// Remembers a profile as the one to use.
///
/// # Errors
///
/// [`ProfileError::Unknown`] or [`ProfileError::Home`].
pub fn choose(home: &Home, label: &Label) -> Result<(), ProfileError> {
    if !home.profile_labels()?.contains(label) {
        return Err(unknown(home, label));
    }
    Ok(home::replace(&home.current_profile(), format!("{label}\n").as_bytes())?)
}

/// Reads a genesis file.
///
/// # Errors
///
/// [`ProfileError::NoNetwork`] or [`ProfileError::Home`].
pub fn read_genesis(path: &Path) -> Result<Genesis, ProfileError> {
    let bytes = home::read(path, GENESIS_BYTES)?;
    Genesis::decode(&bytes)
        .map_err(|fault| ProfileError::NoNetwork { path: path.to_owned(), fault: Box::new(fault) })
}

fn chosen(bytes: &[u8]) -> Option<Label> {
    std::str::from_utf8(bytes).ok()?.trim_end().parse().ok()
}

fn usual() -> Label {
    USUAL_PROFILE.parse().expect("the constant is a label")
}

fn unknown(home: &Home, label: &Label) -> ProfileError {
    // What else is wrong with the folder was said when it was looked at first.
    let known = home.profile_labels().unwrap_or_default();
    ProfileError::Unknown { label: label.clone(), known }
}

fn checked_nodes(label: &Label, nodes: Vec<Endpoint>) -> Result<Vec<Endpoint>, ProfileError> {
    if (1..=MOST_NODES).contains(&nodes.len()) {
        Ok(nodes)
    } else {
        Err(ProfileError::Nodes { label: label.clone(), count: nodes.len() })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    nodes: Vec<Endpoint>,
    chain_id: Hex32,
    #[serde(skip_serializing_if = "Option::is_none")]
    party: Option<Hex32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<Label>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tls_ca: Option<PathBuf>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    witnesses: Vec<Hex32>,
    #[serde(default, skip_serializing_if = "is_empty")]
    issue: UsualTerms,
}

fn is_empty(terms: &UsualTerms) -> bool {
    *terms == UsualTerms::default()
}

const MOST_FILE_BYTES: usize = 64 * 1024;
const MOST_CHOICE_BYTES: usize = 64;

#[cfg(test)]
mod tests;
