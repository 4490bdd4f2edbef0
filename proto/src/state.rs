//! The authenticated state map: its keys and its values.
//!
//! The map is a sparse Merkle tree (`jmt`) over SHA-256, keyed by a tagged hash of the kind and
//! the id, versioned by height. Its root stands in every header.

use prost::Message;
use sha2::{Digest, Sha256};
use thiserror::Error;
use title::{PartyId, ReferenceKey, ReferenceUse, Title, TitleId};

use crate::account::{Account, AccountFault};
use crate::convert;
use crate::fact::ChainHead;
use crate::hash::{Hash, Tag, tagged};
use crate::ids::MemberId;
use crate::limits;
use crate::pb::ledger::v1 as pb;
use crate::registry::{Grant, Member, Network, Record};
use crate::wire::{FieldError, WireError, bytes32, decode_canonical, present};

/// What a key of the state map stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StateKey {
    /// A [`TitleRecord`].
    Title(TitleId),
    /// A [`ReferenceRecord`].
    Reference(ReferenceKey),
    /// A [`Member`].
    Member(MemberId),
    /// An [`Account`].
    Account(PartyId),
    /// The one [`Network`].
    Network,
    /// A [`Grant`].
    Grant {
        /// Who allows it.
        principal: PartyId,
        /// Who may act.
        agent: PartyId,
    },
}

impl StateKey {
    /// What an entry of the map stands for, as far as its value tells: all but references, whose
    /// records do not name them. Every other value names its own key, so no value tells of another.
    #[must_use]
    pub fn told_by(key: &Hash, value: &[u8]) -> Option<Self> {
        let titles = || TitleRecord::decode(value).ok().map(|record| Self::Title(record.title.id));
        let members = || Member::decode(value).ok().map(|member| Self::Member(member.id()));
        let accounts = || Account::decode(value).ok().map(|account| Self::Account(account.party()));
        let grants = || {
            let Grant { principal, agent, .. } = Grant::decode(value).ok()?;
            Some(Self::Grant { principal, agent })
        };
        let kinds: [&dyn Fn() -> Option<Self>; 5] =
            [&titles, &members, &accounts, &grants, &|| Some(Self::Network)];
        kinds.iter().filter_map(|told| told()).find(|told| told.hash() == *key)
    }

    /// The key in the map.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let grant: [u8; 64];
        let (kind, id): (u8, &[u8]) = match self {
            Self::Title(id) => (1, &id.0),
            Self::Reference(key) => (2, &key.0),
            Self::Member(id) => (3, &id.0),
            Self::Account(party) => (4, &party.0),
            Self::Network => (5, &[]),
            Self::Grant { principal, agent } => {
                grant = concat(principal, agent);
                (6, &grant)
            }
        };
        tagged(Tag::StateKey, &[&[kind], id])
    }
}

fn concat(principal: &PartyId, agent: &PartyId) -> [u8; 64] {
    let mut id = [0; 64];
    id[..32].copy_from_slice(&principal.0);
    id[32..].copy_from_slice(&agent.0);
    id
}

/// SHA-256 as the tree asks for it.
pub struct StateHasher(Sha256);

impl jmt::SimpleHasher for StateHasher {
    fn new() -> Self {
        Self(Sha256::new())
    }

    fn update(&mut self, data: &[u8]) {
        self.0.update(data);
    }

    fn finalize(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

/// Why bytes of the state map mean nothing.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum StateFault {
    /// Not a canonical message.
    #[error("the state record is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("the state record's {0}")]
    Field(#[from] FieldError),
    /// An account that is none.
    #[error("the state record's account: {0}")]
    Account(#[from] AccountFault),
}

impl Record {
    /// The value in the state map.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Member(member) => convert::registry::member_message(member).encode_to_vec(),
            Self::Account(account) => account.to_message().encode_to_vec(),
            Self::Grant(grant) => convert::registry::grant_message(grant).encode_to_vec(),
            Self::Network(network) => convert::registry::network_message(network).encode_to_vec(),
        }
    }
}

impl Member {
    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no member encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        Ok(convert::registry::member(&decode_canonical(bytes, limits::RECORD_BYTES)?)?)
    }
}

impl Account {
    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no account encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        Ok(Self::from_message(&decode_canonical(bytes, limits::RECORD_BYTES)?)?)
    }
}

impl Grant {
    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no grant encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        Ok(convert::registry::grant(&decode_canonical(bytes, limits::RECORD_BYTES)?)?)
    }
}

impl Network {
    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no network encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        Ok(convert::registry::network(&decode_canonical(bytes, limits::NETWORK_BYTES)?)?)
    }
}

/// A title and its two chains of facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitleRecord {
    /// What the law reads.
    pub title: Title,
    /// The control chain: what preconditions name.
    pub control: ChainHead,
    /// The annotation chain, which never invalidates a half-signed instruction.
    pub annotations: ChainHead,
}

impl TitleRecord {
    /// The value in the state map.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let mut message = convert::title::title_message(&self.title);
        message.control = Some(chain_message(&self.control));
        message.annotations = Some(chain_message(&self.annotations));
        message.encode_to_vec()
    }

    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no record encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        let message: pb::TitleRecord = decode_canonical(bytes, limits::RECORD_BYTES)?;
        Ok(Self {
            title: convert::title::title(&message)?,
            control: chain(&message.control, "TitleRecord.control")?,
            annotations: chain(&message.annotations, "TitleRecord.annotations")?,
        })
    }
}

/// What was issued under a reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReferenceRecord {
    /// The live title.
    pub live: Option<TitleId>,
    /// How many titles were ever issued.
    pub versions: u32,
}

impl ReferenceRecord {
    /// The value in the state map.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let live = self.live.map(|id| id.0.to_vec()).unwrap_or_default();
        pb::ReferenceRecord { live, versions: self.versions }.encode_to_vec()
    }

    /// Reads a value of the state map.
    ///
    /// # Errors
    ///
    /// [`StateFault`] for bytes that no record encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, StateFault> {
        let message: pb::ReferenceRecord = decode_canonical(bytes, limits::RECORD_BYTES)?;
        let live = match message.live.as_slice() {
            [] => None,
            bytes => Some(TitleId(bytes32(bytes, "ReferenceRecord.live")?)),
        };
        Ok(Self { live, versions: message.versions })
    }

    /// What the law reads of it.
    #[must_use]
    pub fn usage(&self) -> ReferenceUse {
        self.live.map_or(ReferenceUse::Used, ReferenceUse::Live)
    }
}

fn chain(message: &Option<pb::ChainHead>, field: &'static str) -> Result<ChainHead, FieldError> {
    let message = present(message, field)?;
    Ok(ChainHead { head: Hash(bytes32(&message.head, field)?), length: message.length })
}

/// A chain head as a message.
#[must_use]
pub fn chain_message(chain: &ChainHead) -> pb::ChainHead {
    pb::ChainHead { head: chain.head.0.to_vec(), length: chain.length }
}
