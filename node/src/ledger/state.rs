//! Reading the authenticated map.

pub mod memory;
mod part;
mod proof;
mod walk;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jmt::proof::SparseMerkleProof;
use jmt::storage::{LeafNode, Node, NodeKey, TreeReader};
use jmt::{JellyfishMerkleTree, KeyHash, OwnedValue, Version};
use proto::account::Account;
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::registry::{Grant, Member, Network, Records};
use proto::state::{ReferenceRecord, StateFault, StateHasher, StateKey, TitleRecord};
use proto::state_proof::StateEntry;
use proto::validators::ValidatorSet;
use thiserror::Error;
use title::{PartyId, ReferenceKey, ReferenceUse, Registers, TitleId};

use self::memory::{Memory, Standing, Value};
pub use self::part::Cut;
use self::proof::entry_of;

/// What the map's nodes and values are read from.
pub trait StateStore: TreeReader {
    /// The oldest version that is whole: parts of older ones may have been pruned.
    ///
    /// # Errors
    ///
    /// When the store fails.
    fn oldest_version(&self) -> anyhow::Result<Version>;

    /// What is known of the newest state already, where that is kept.
    fn memory(&self) -> Option<&Memory> {
        None
    }

    /// A node of the newest state that was proved before, or written by a block that this node
    /// executed, where such are kept.
    fn known_node(&self, _key: &NodeKey) -> Option<Arc<Node>> {
        None
    }

    /// Takes note of a node that was proved to belong to the state of a version. Of any but the newest
    /// none is kept.
    fn learn_node(&self, _version: Version, _key: NodeKey, _node: &Arc<Node>) {}

    /// A leaf with the value of its key, where the store has them together. None where it does not, or
    /// where another node stands there now: then each is asked for alone.
    ///
    /// # Errors
    ///
    /// When the store fails.
    fn held_leaf(&self, _key: &NodeKey) -> anyhow::Result<Option<HeldLeaf>> {
        Ok(None)
    }
}

/// A leaf, and what its store has with it. Nothing of it is proved.
#[derive(Clone, Debug)]
pub struct HeldLeaf {
    /// The leaf.
    pub leaf: LeafNode,
    /// The value of its key.
    pub value: OwnedValue,
    /// The version of the state that wrote the value.
    pub since: Version,
}

/// The store did not give what the ledger knows to be there. The node stops and rebuilds its
/// index; nothing is decided on such a read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The store failed.
    #[error("reading the state failed: {0}")]
    Store(#[from] anyhow::Error),
    /// A record that cannot be read.
    #[error("{0}")]
    Record(#[from] StateFault),
    /// A value that does not lead to the state root: the store lost or changed something.
    #[error("the index is damaged: its value for {key:?} does not lead to the state root")]
    Unproved {
        /// What was read.
        key: StateKey,
    },
    /// Entries that do not lead to the state root: the store lost or changed some.
    #[error("the index is damaged: a part of its entries does not lead to the state root")]
    OtherPart,
    /// The store lost a part of the tree.
    #[error("the index is damaged: a part of its tree is missing")]
    Hole,
    /// The store keeps no state as old as this, so the read says nothing about the store.
    #[error("the state of version {version} was pruned; the oldest kept is {oldest}")]
    Pruned {
        /// What was asked for.
        version: Version,
        /// The oldest that can be read.
        oldest: Version,
    },
    /// A record that every state has is not there.
    #[error("the state has no record for {0:?}")]
    Missing(StateKey),
}

/// The map at one version, with changes on top that nobody else sees.
pub struct State<'a, R> {
    reader: &'a R,
    version: u64,
    root: Hash,
    changes: Changes,
}

/// The values that a block writes.
pub type Changes = BTreeMap<StateKey, Arc<Value>>;

impl<'a, R: StateStore> State<'a, R> {
    /// The map at `version`, whose root is known from a header.
    pub fn at(reader: &'a R, version: u64, root: Hash) -> Self {
        Self { reader, version, root, changes: BTreeMap::new() }
    }

    /// What was changed on top.
    #[must_use]
    pub fn into_changes(self) -> Changes {
        self.changes
    }

    /// Writes on top.
    pub fn put(&mut self, key: StateKey, value: Vec<u8>) {
        self.changes.insert(key, Arc::new(Value::new(value)));
    }

    /// Writes a title on top. What its value means is known already, and not decoded again.
    pub fn put_title(&mut self, record: TitleRecord) {
        let key = StateKey::Title(record.title.id);
        self.changes.insert(key, Arc::new(Value::of_title(record)));
    }

    /// The value of a key, proved against the root: a store that lost a record, or was edited,
    /// cannot answer with an older value or with none.
    ///
    /// # Errors
    ///
    /// [`ReadError::Store`], [`ReadError::Hole`], [`ReadError::Unproved`]; of a state that is not kept
    /// any more [`ReadError::Pruned`], also where it was pruned during the read.
    pub fn value(&self, key: &StateKey) -> Result<Option<Vec<u8>>, ReadError> {
        Ok(self.standing(key)?.map(|value| value.bytes().to_vec()))
    }

    /// As [`Self::value`], decoded at most once while it stays known.
    fn standing(&self, key: &StateKey) -> Result<Standing, ReadError> {
        if let Some(value) = self.changes.get(key) {
            return Ok(Some(Arc::clone(value)));
        }
        let moment = (self.version, self.root);
        let memory = self.reader.memory();
        if let Some(standing) = memory.and_then(|memory| memory.recall(&moment, key)) {
            return Ok(standing);
        }
        let standing = self.proved(key)?.map(Arc::new);
        if let Some(memory) = memory {
            memory.learn(&moment, *key, standing.clone());
        }
        Ok(standing)
    }

    fn proved(&self, key: &StateKey) -> Result<Option<Value>, ReadError> {
        self.walk(key).or_else(|error| self.unless_pruned(error))
    }

    /// What stands under a key at this version, changes on top left aside, with its proof.
    ///
    /// # Errors
    ///
    /// As [`Self::value`].
    pub fn entry(&self, key: &StateKey) -> Result<StateEntry, ReadError> {
        let proved = self.read(KeyHash(key.hash().0)).and_then(|(value, proof)| {
            let entry = entry_of(value, &proof);
            match entry.verify(key, &self.root) {
                Ok(_) => Ok(entry),
                Err(_) => Err(ReadError::Unproved { key: *key }),
            }
        });
        proved.or_else(|error| self.unless_pruned(error))
    }

    /// Why a read failed: that the version is not kept any more, or else what it says itself. Asked
    /// after the read, so that no pruning meanwhile is taken for damage.
    fn unless_pruned<T>(&self, error: ReadError) -> Result<T, ReadError> {
        let (version, oldest) = (self.version, self.reader.oldest_version()?);
        Err(if version < oldest { ReadError::Pruned { version, oldest } } else { error })
    }

    /// Asks the tree. It panics where a sibling is missing from the store, which damage to the store
    /// can bring about, so that is turned into the error it is.
    fn read(
        &self,
        hash: KeyHash,
    ) -> Result<(Option<Vec<u8>>, SparseMerkleProof<StateHasher>), ReadError> {
        let tree = JellyfishMerkleTree::<R, StateHasher>::new(self.reader);
        let asked = catch_unwind(AssertUnwindSafe(|| tree.get_with_proof(hash, self.version)));
        Ok(asked.map_err(|_| ReadError::Hole)??)
    }

    /// A title.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn title(&self, id: TitleId) -> Result<Option<TitleRecord>, ReadError> {
        let Some(value) = self.standing(&StateKey::Title(id))? else { return Ok(None) };
        Ok(Some(value.title()?.as_ref().clone()))
    }

    /// What was issued under a reference.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn reference(&self, key: ReferenceKey) -> Result<Option<ReferenceRecord>, ReadError> {
        let Some(value) = self.standing(&StateKey::Reference(key))? else { return Ok(None) };
        Ok(Some(ReferenceRecord::decode(value.bytes())?))
    }

    /// What the law reads of a reference.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn reference_use(&self, key: ReferenceKey) -> Result<ReferenceUse, ReadError> {
        Ok(self.reference(key)?.map_or(ReferenceUse::Unused, |record| record.usage()))
    }

    /// An account.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn account(&self, party: PartyId) -> Result<Option<Arc<Account>>, ReadError> {
        let Some(value) = self.standing(&StateKey::Account(party))? else { return Ok(None) };
        Ok(Some(value.account()?))
    }

    /// A member.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn member(&self, id: MemberId) -> Result<Option<Arc<Member>>, ReadError> {
        let Some(value) = self.standing(&StateKey::Member(id))? else { return Ok(None) };
        Ok(Some(value.member()?))
    }

    /// What a principal allows an agent; `None` too where it was revoked.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn grant(&self, principal: PartyId, agent: PartyId) -> Result<Option<Grant>, ReadError> {
        let Some(value) = self.standing(&StateKey::Grant { principal, agent })? else {
            return Ok(None);
        };
        let grant = Grant::decode(value.bytes())?;
        Ok((!grant.is_revoked()).then_some(grant))
    }

    /// The network's record.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn network(&self) -> Result<Arc<Network>, ReadError> {
        Ok(self.network_and_registers()?.0)
    }

    /// The network's record, and what the law reads of it.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn network_and_registers(&self) -> Result<(Arc<Network>, Arc<Registers>), ReadError> {
        let missing = ReadError::Missing(StateKey::Network);
        let value = self.standing(&StateKey::Network)?.ok_or(missing)?;
        Ok(value.network()?)
    }

    /// The accounts of parties, those among their leaves, and the members behind them all.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn enrolled(
        &self,
        parties: impl IntoIterator<Item = PartyId>,
    ) -> Result<Records, ReadError> {
        let mut records = Records::default();
        for party in parties {
            let Some(account) = self.enrol(&mut records, party)? else { continue };
            for holder in account.policy.accounts() {
                self.enrol(&mut records, *holder)?;
            }
        }
        Ok(records)
    }

    fn enrol(
        &self,
        records: &mut Records,
        party: PartyId,
    ) -> Result<Option<Arc<Account>>, ReadError> {
        let Some(account) = self.account(party)? else { return Ok(None) };
        let id = account.member;
        let member = self.member(id)?.ok_or(ReadError::Missing(StateKey::Member(id)))?;
        records.members.insert(id, member.as_ref().clone());
        records.accounts.insert(party, account.as_ref().clone());
        Ok(Some(account))
    }

    /// What the network has registered.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn registers(&self) -> Result<Arc<Registers>, ReadError> {
        Ok(self.network_and_registers()?.1)
    }

    /// Who votes on the next block: the one source of it, at every node and height.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn validators(&self) -> Result<ValidatorSet, ReadError> {
        Ok(self.network()?.validators.clone())
    }
}
