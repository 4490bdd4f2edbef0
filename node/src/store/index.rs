//! The index: state, history and look-ups, in sled or in fjall ([`Keeper`]), all of it rebuildable from
//! the ledger log.
//!
//! What keeps it is fast and not to be trusted: it may lag the log, come up empty, or lack records after
//! a crash. So every batch carries its height; a node compares that with the log when it starts
//! ([`crate::chain`]); and a value that execution reads is proved against the parent's state root
//! ([`crate::ledger::state`]). Nothing outside this module uses either; a simulated node
//! keeps the same rows in memory ([`memory`]).

mod batch;
mod behind;
mod entry;
mod expected;
mod fjall;
mod handovers;
mod keeper;
mod keys;
mod lists;
pub mod memory;
mod nodes;
mod packed;
mod pruning;
mod replaced;
mod restore;
mod rows;
mod runs;
mod sled;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use self::batch::{FACTS_PER_ROW, put_records, put_registry};
pub use self::entry::{Meta, Place};
use self::entry::{decode_meta, decode_place, encode_meta, leaf_of};
pub use self::expected::Expected;
pub use self::fjall::FjallShelf;
use self::handovers::put_handover;
pub use self::keeper::{Keeper, UnknownKeeper};
use self::nodes::Nodes;
use self::packed::read_list;
pub use self::pruning::Horizon;
pub use self::restore::Restored;
pub use self::rows::{Batch, Rows, Shelf, Visit};
pub use self::sled::SledShelf;
#[cfg(test)]
pub(crate) use self::sled::open_sled;
use jmt::storage::{LeafNode, Node, NodeKey, TreeReader};
use jmt::{KeyHash, OwnedValue, Version};
use proto::block::Header;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Subject;
use proto::state::StateKey;
use thiserror::Error;
use title::PartyId;

use crate::ledger::execute::{Executed, write_tree};
use crate::ledger::state::memory::{Memory, Value};
use crate::ledger::state::{HeldLeaf, ReadError, StateStore};

/// Why the index cannot be used. Nothing is lost: it can be rebuilt from the ledger log.
#[derive(Debug, Error)]
pub enum IndexError {
    /// What keeps the rows failed.
    #[error("the index in {folder} failed: {source}", folder = folder.display())]
    Store {
        /// Where it stands.
        folder: PathBuf,
        /// What it says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The folder cannot be removed for a rebuild.
    #[error("the index folder {folder} cannot be removed: {source}", folder = folder.display())]
    Remove {
        /// Where it stands.
        folder: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// An entry that means nothing.
    #[error("the index entry for {what} is damaged")]
    Damaged {
        /// What the entry is for.
        what: &'static str,
    },
    /// Reading the state failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// It failed before, and takes no more.
    #[error("the index takes no more since it failed")]
    Stopped,
}

/// Rows of one kind that are read at once, where all of them are asked for.
const READ_AT_ONCE: usize = 256;

/// The index of one node. Cheap to clone; all clones read and write the same store.
#[derive(Clone)]
pub struct Index {
    rows: Arc<dyn Rows>,
    horizon: Horizon,
    memory: Arc<Memory>,
    nodes: Arc<Nodes>,
    /// How far it has come, once that was read or written.
    newest: Arc<Mutex<Option<Meta>>>,
    /// Whether nothing more could be pruned when that was looked for last.
    is_pruned: Arc<AtomicBool>,
}

impl Index {
    /// Opens or creates the index in a folder. As blocks are applied, it prunes states beyond the
    /// horizon.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn open(shelf: &dyn Shelf, folder: &Path, horizon: Horizon) -> Result<Self, IndexError> {
        Ok(Self {
            rows: shelf.open(folder)?,
            horizon,
            memory: Arc::default(),
            nodes: Arc::default(),
            newest: Arc::default(),
            is_pruned: Arc::default(),
        })
    }

    /// How far it has come; `None` when it is empty.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn meta(&self) -> Result<Option<Meta>, IndexError> {
        if let Some(meta) = *self.newest() {
            return Ok(Some(meta));
        }
        let Some(meta) = self.read(keys::META, decode_meta)? else { return Ok(None) };
        meta.map(Some).ok_or(IndexError::Damaged { what: "its height" })
    }

    /// Writes the state that a genesis file founds.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn found(&self, genesis: &Genesis) -> Result<Meta, IndexError> {
        let value = |(key, bytes)| (key, Arc::new(Value::new(bytes)));
        let entries = genesis.entries().into_iter().map(value).collect();
        let (state_root, tree) = write_tree(self, 0, &entries)?;
        let mut batch = Batch::default();
        self.put_tree(&mut batch, &tree)?;
        put_registry(&mut batch, &entries);
        let chain = genesis.chain();
        let meta = Meta {
            chain,
            height: 0,
            hash: Hash(chain.0),
            time_ms: genesis.time_ms(),
            state_version: 0,
            state_root,
            oldest_version: 0,
        };
        batch.insert(keys::META, encode_meta(&meta));
        self.rows.apply(&batch)?;
        *self.newest() = Some(meta);
        Ok(meta)
    }

    fn newest(&self) -> MutexGuard<'_, Option<Meta>> {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the next block and the bytes of its certificate, and prunes what falls beyond the
    /// horizon with it: all of that, or nothing.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn apply(
        &self,
        header: &Header,
        executed: &Executed,
        certificate: &[u8],
    ) -> Result<Meta, IndexError> {
        let before = self.meta()?.ok_or(IndexError::Damaged { what: "its height" })?;
        let mut batch = Batch::default();
        self.put_tree(&mut batch, &executed.tree)?;
        let mut header_entry = executed.state_version.to_be_bytes().to_vec();
        header_entry.extend(header.encode());
        batch.insert(keys::header(header.height), header_entry);
        batch.insert(keys::certificate(header.height), certificate);
        put_handover(&mut batch, header, &executed.next_validators);
        put_records(&mut batch, &executed.records);
        put_registry(&mut batch, &executed.changes);
        self.put_parties(&mut batch, executed, &before)?;
        let replaced = self.put_replaced(&mut batch, executed, &before)?;
        let oldest_version =
            self.put_pruning(&mut batch, header.height, replaced, before.oldest_version)?;
        let meta = Meta {
            chain: header.chain,
            height: header.height,
            hash: header.hash(),
            time_ms: header.time_ms,
            state_version: executed.state_version,
            state_root: executed.state_root,
            oldest_version,
        };
        batch.insert(keys::META, encode_meta(&meta));
        self.rows.apply(&batch)?;
        self.nodes.keep(executed.state_version, &executed.tree);
        self.memory.advance(&before.moment(), meta.moment(), &executed.changes);
        *self.newest() = Some(meta);
        Ok(meta)
    }

    /// Keeps the look-up from parties to the titles they have to do with.
    fn put_parties(
        &self,
        batch: &mut Batch,
        executed: &Executed,
        before: &Meta,
    ) -> Result<(), IndexError> {
        for (key, value) in &executed.changes {
            let StateKey::Title(id) = key else { continue };
            let record = value.title().map_err(ReadError::Record)?;
            let then = self.parties_at(before, key)?;
            let now: BTreeSet<_> = record.title.parties().into_iter().collect();
            for party in then.difference(&now) {
                batch.remove(keys::party_title(party, id));
            }
            for party in now.difference(&then) {
                batch.insert(keys::party_title(party, id), []);
            }
        }
        Ok(())
    }

    /// The parties that have to do with a title at a moment.
    fn parties_at(&self, meta: &Meta, key: &StateKey) -> Result<BTreeSet<PartyId>, IndexError> {
        let standing = match self.memory.recall(&meta.moment(), key) {
            Some(known) => known,
            None => {
                let read = self.get_value_option(meta.state_version, KeyHash(key.hash().0));
                read.map_err(ReadError::Store)?.map(|bytes| Arc::new(Value::new(bytes)))
            }
        };
        let Some(value) = standing else { return Ok(BTreeSet::new()) };
        let record = value.title().map_err(ReadError::Record)?;
        Ok(record.title.parties().into_iter().collect())
    }

    /// The header at a height, and the state version after it.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn header(&self, height: u64) -> Result<Option<(Header, u64)>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a header" };
        let read = |bytes: &[u8]| {
            let (version, header) = bytes.split_first_chunk::<8>()?;
            Some((Header::decode(header).ok()?, u64::from_be_bytes(*version)))
        };
        let Some(found) = self.read(&keys::header(height), read)? else { return Ok(None) };
        found.map(Some).ok_or(DAMAGED)
    }

    /// The bytes of the certificate of a block.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn certificate(&self, height: u64) -> Result<Option<Vec<u8>>, IndexError> {
        self.copy(&keys::certificate(height))
    }

    /// The fact records of a block, in order.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn records_of(&self, height: u64) -> Result<Vec<Vec<u8>>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a block's facts" };
        let rows = self.all(&keys::facts_of(height))?;
        let records = rows.iter().map(|row| read_list(row).ok_or(DAMAGED));
        Ok(records.collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// One fact record.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn record(&self, place: Place) -> Result<Option<Vec<u8>>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a fact" };
        let first = place.index - place.index % FACTS_PER_ROW;
        let key = keys::facts(place.height, first);
        let Some(row) = self.read(&key, |row| read_list(row).ok_or(DAMAGED))? else {
            return Ok(None);
        };
        Ok(row?.into_iter().nth((place.index - first) as usize))
    }

    /// Where a fact of a chain stands.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn place(&self, chain: &Subject, sequence: u64) -> Result<Option<Place>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a chain's fact" };
        let key = keys::chain_fact(chain, sequence);
        let Some(place) = self.read(&key, decode_place)? else { return Ok(None) };
        place.map(Some).ok_or(DAMAGED)
    }

    /// Where the facts of an instruction stand: the first, and how many.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn instruction(&self, id: &InstructionId) -> Result<Option<(Place, u32)>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "an instruction" };
        let read = |bytes: &[u8]| {
            let (place, count) = bytes.split_last_chunk::<4>()?;
            Some((decode_place(place)?, u32::from_be_bytes(*count)))
        };
        let Some(found) = self.read(&keys::instruction(id), read)? else { return Ok(None) };
        found.map(Some).ok_or(DAMAGED)
    }

    /// Marks the index as not to be trusted: the next start builds it anew. Nothing that is
    /// written after it takes the mark away.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn forget(&self) -> Result<(), IndexError> {
        let mut batch = Batch::default();
        batch.insert(keys::FORGOTTEN, []);
        self.rows.apply(&batch)?;
        self.flush()
    }

    /// Whether it was marked as not to be trusted.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn is_forgotten(&self) -> Result<bool, IndexError> {
        self.rows.contains(keys::FORGOTTEN)
    }

    /// Writes what is still held back, and syncs it. The truth is the log all the same.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn flush(&self) -> Result<(), IndexError> {
        self.rows.flush()
    }

    /// What `read` makes of the value of a key.
    fn read<T>(&self, key: &[u8], read: impl Fn(&[u8]) -> T) -> Result<Option<T>, IndexError> {
        let mut found = None;
        self.rows.get(key, &mut |value| found = Some(read(value)))?;
        Ok(found)
    }

    fn copy(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        self.read(key, <[u8]>::to_vec)
    }

    /// The values of every key that begins so, in ascending order of keys. They are read some at a time:
    /// nobody else gets at the rows while they are lent.
    fn all(&self, prefix: &[u8]) -> Result<Vec<Vec<u8>>, IndexError> {
        let mut found = Vec::new();
        let mut from = prefix.to_vec();
        loop {
            let before = found.len();
            self.rows.ascend(&from.clone(), &mut |key, value| {
                if !key.starts_with(prefix) || found.len() - before == READ_AT_ONCE {
                    return ControlFlow::Break(());
                }
                found.push(value.to_vec());
                // Right after this key.
                from = [key, &[0]].concat();
                ControlFlow::Continue(())
            })?;
            if found.len() - before < READ_AT_ONCE {
                return Ok(found);
            }
        }
    }
}

impl TreeReader for Index {
    fn get_node_option(&self, node_key: &NodeKey) -> anyhow::Result<Option<Node>> {
        if let Some(node) = self.nodes.recall(node_key) {
            return Ok(Some(node.as_ref().clone()));
        }
        self.node_at(node_key)
    }

    fn get_value_option(
        &self,
        max_version: Version,
        key_hash: KeyHash,
    ) -> anyhow::Result<Option<OwnedValue>> {
        Ok(self.value_at(max_version, key_hash)?.map(|(_, value)| value))
    }

    /// Asked only while restoring a tree from chunks, which this store does not do.
    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Ok(None)
    }
}

impl StateStore for Index {
    /// From the rows, where it stands as soon as the first of them is pruned.
    fn oldest_version(&self) -> anyhow::Result<Version> {
        let meta = self.read(keys::META, decode_meta)?.flatten();
        Ok(meta.map_or(0, |meta| meta.oldest_version))
    }

    fn memory(&self) -> Option<&Memory> {
        Some(&self.memory)
    }

    fn known_node(&self, key: &NodeKey) -> Option<Arc<Node>> {
        self.nodes.recall(key)
    }

    fn learn_node(&self, version: Version, key: NodeKey, node: &Arc<Node>) {
        self.nodes.learn(version, key, node);
    }

    fn held_leaf(&self, key: &NodeKey) -> anyhow::Result<Option<HeldLeaf>> {
        Ok(self.read(&keys::node(key.nibble_path()), |row| leaf_of(row, key.version()))?.flatten())
    }
}
