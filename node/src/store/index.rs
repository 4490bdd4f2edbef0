//! The index: state, history and look-ups in sled, all of it rebuildable from the ledger log.
//!
//! sled is fast and not to be trusted: it may lag the log, come up empty, or lack records after a
//! crash. So every batch carries its height; a node compares that with the log when it starts
//! ([`crate::chain`]); and a value that execution reads is proved against the parent's state root
//! ([`crate::ledger::state`]). Nothing outside this module names sled.

mod batch;
mod entry;
mod handovers;
mod keys;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use self::batch::{concerned, put_records, put_registry, put_tree};
pub use self::entry::{Meta, Place};
use self::entry::{decode_meta, decode_place, encode_meta};
use self::handovers::put_handover;
use borsh::BorshDeserialize;
use jmt::storage::{LeafNode, Node, NodeKey, TreeReader};
use jmt::{KeyHash, OwnedValue, Version};
use proto::block::Header;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Subject;
use proto::state::{StateKey, TitleRecord};
use thiserror::Error;
use title::{PartyId, TitleId};

use crate::ledger::execute::{Executed, write_tree};
use crate::ledger::state::ReadError;

/// Bytes sled may keep in memory; it holds a multiple of it.
const CACHE_BYTES: u64 = 32 * 1024 * 1024;

/// Why the index cannot be used. Nothing is lost: it can be rebuilt from the ledger log.
#[derive(Debug, Error)]
pub enum IndexError {
    /// sled failed.
    #[error("the index in {folder} failed: {source}", folder = folder.display())]
    Sled {
        /// Where it stands.
        folder: PathBuf,
        /// What sled says.
        source: sled::Error,
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
}

/// The index of one node. Cheap to clone; all clones read and write the same store.
#[derive(Clone)]
pub struct Index {
    db: sled::Db,
    folder: PathBuf,
}

impl Index {
    /// Opens or creates the index in a folder.
    ///
    /// # Errors
    ///
    /// [`IndexError::Sled`].
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let db = sled::Config::default()
            .path(folder)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(Some(1_000))
            .open()
            .map_err(|source| IndexError::Sled { folder: folder.to_owned(), source })?;
        Ok(Self { db, folder: folder.to_owned() })
    }

    /// Removes the index from disk; it must not be open.
    ///
    /// # Errors
    ///
    /// [`IndexError::Remove`].
    pub fn remove(folder: &Path) -> Result<(), IndexError> {
        match std::fs::remove_dir_all(folder) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                Err(IndexError::Remove { folder: folder.to_owned(), source })
            }
            _ => Ok(()),
        }
    }

    /// How far it has come; `None` when it is empty.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn meta(&self) -> Result<Option<Meta>, IndexError> {
        let Some(bytes) = self.get(keys::META)? else { return Ok(None) };
        decode_meta(&bytes).map(Some).ok_or(IndexError::Damaged { what: "its height" })
    }

    /// Writes the state that a genesis file founds.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn found(&self, genesis: &Genesis) -> Result<Meta, IndexError> {
        let entries = genesis.entries();
        let (state_root, tree) = write_tree(self, 0, &entries)?;
        let mut batch = sled::Batch::default();
        put_tree(&mut batch, &tree);
        put_registry(&mut batch, &entries);
        let chain = genesis.chain();
        let meta = Meta {
            chain,
            height: 0,
            hash: Hash(chain.0),
            time_ms: genesis.time_ms(),
            state_version: 0,
            state_root,
        };
        batch.insert(keys::META, encode_meta(&meta));
        self.write(batch)?;
        Ok(meta)
    }

    /// Writes a block and the bytes of its certificate, whole or not at all.
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
        let mut batch = sled::Batch::default();
        put_tree(&mut batch, &executed.tree);
        let mut header_entry = executed.state_version.to_be_bytes().to_vec();
        header_entry.extend(header.encode());
        batch.insert(keys::header(header.height), header_entry);
        batch.insert(keys::certificate(header.height), certificate);
        put_handover(&mut batch, header, &executed.next_validators);
        put_records(&mut batch, &executed.records);
        put_registry(&mut batch, &executed.changes);
        self.put_parties(&mut batch, executed)?;
        let meta = Meta {
            chain: header.chain,
            height: header.height,
            hash: header.hash(),
            time_ms: header.time_ms,
            state_version: executed.state_version,
            state_root: executed.state_root,
        };
        batch.insert(keys::META, encode_meta(&meta));
        self.write(batch)?;
        Ok(meta)
    }

    /// Keeps the look-up from parties to the titles they have to do with.
    fn put_parties(&self, batch: &mut sled::Batch, executed: &Executed) -> Result<(), IndexError> {
        for (key, value) in &executed.changes {
            let StateKey::Title(id) = key else { continue };
            let hash = KeyHash(key.hash().0);
            let before = self.get_value_option(executed.state_version, hash);
            if let Some(before) = before.map_err(ReadError::Store)? {
                let record = TitleRecord::decode(&before).map_err(ReadError::Record)?;
                for party in concerned(&record) {
                    batch.remove(keys::party_title(&party, id));
                }
            }
            let record = TitleRecord::decode(value).map_err(ReadError::Record)?;
            for party in concerned(&record) {
                batch.insert(keys::party_title(&party, id), &[]);
            }
        }
        Ok(())
    }

    /// The header at a height, and the state version after it.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn header(&self, height: u64) -> Result<Option<(Header, u64)>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a header" };
        let Some(bytes) = self.get(&keys::header(height))? else { return Ok(None) };
        let (version, header) = bytes.split_first_chunk::<8>().ok_or(DAMAGED)?;
        let header = Header::decode(header).map_err(|_| DAMAGED)?;
        Ok(Some((header, u64::from_be_bytes(*version))))
    }

    /// The bytes of the certificate of a block.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn certificate(&self, height: u64) -> Result<Option<Vec<u8>>, IndexError> {
        Ok(self.get(&keys::certificate(height))?.map(|entry| entry.to_vec()))
    }

    /// The fact records of a block, in order.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn records_of(&self, height: u64) -> Result<Vec<Vec<u8>>, IndexError> {
        let entries = self.db.scan_prefix(keys::facts_of(height));
        entries.values().map(|entry| Ok(self.sled(entry)?.to_vec())).collect()
    }

    /// One fact record.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn record(&self, place: Place) -> Result<Option<Vec<u8>>, IndexError> {
        Ok(self.get(&keys::fact(place.height, place.index))?.map(|entry| entry.to_vec()))
    }

    /// Where a fact of a chain stands.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn place(&self, chain: &Subject, sequence: u64) -> Result<Option<Place>, IndexError> {
        let Some(bytes) = self.get(&keys::chain_fact(chain, sequence))? else { return Ok(None) };
        let place = decode_place(&bytes).ok_or(IndexError::Damaged { what: "a chain's fact" })?;
        Ok(Some(place))
    }

    /// Where the facts of an instruction stand: the first, and how many.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn instruction(&self, id: &InstructionId) -> Result<Option<(Place, u32)>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "an instruction" };
        let Some(bytes) = self.get(&keys::instruction(id))? else { return Ok(None) };
        let (place, count) = bytes.split_last_chunk::<4>().ok_or(DAMAGED)?;
        let place = decode_place(place).ok_or(DAMAGED)?;
        Ok(Some((place, u32::from_be_bytes(*count))))
    }

    /// Titles a party has to do with, in order of id, after `after`: those it controls, is offered,
    /// issued, pledged or surrendered, or that stand to it.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn titles_of(
        &self,
        party: &PartyId,
        after: Option<TitleId>,
        limit: usize,
    ) -> Result<Vec<TitleId>, IndexError> {
        let prefix = keys::party_titles(party);
        let mut titles = Vec::new();
        let start = after.map_or_else(|| prefix.clone(), |id| keys::party_title(party, &id));
        for entry in self.db.range(start..) {
            let (key, _) = self.sled(entry)?;
            let Some(id) = key.strip_prefix(prefix.as_slice()) else { break };
            let id = id.try_into().map_err(|_| IndexError::Damaged { what: "a party's title" })?;
            if after == Some(TitleId(id)) {
                continue;
            }
            titles.push(TitleId(id));
            if titles.len() == limit {
                break;
            }
        }
        Ok(titles)
    }

    /// Every account's bytes, in order of party.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn accounts(&self) -> Result<Vec<Vec<u8>>, IndexError> {
        self.all(keys::ACCOUNTS)
    }

    /// Every member's bytes, in order of id.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn members(&self) -> Result<Vec<Vec<u8>>, IndexError> {
        self.all(keys::MEMBERS)
    }

    /// The bytes of every grant that a principal made, revoked ones too, in order of agent after
    /// `after`, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn grants_of(
        &self,
        principal: &PartyId,
        after: Option<PartyId>,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, IndexError> {
        let prefix = keys::grants_of(principal);
        let first = after.map_or_else(|| prefix.clone(), |agent| keys::grant(principal, &agent));
        let entries = self.db.range(first.clone()..);
        let mut grants = Vec::new();
        for entry in entries {
            let (key, value) = self.sled(entry)?;
            if !key.starts_with(&prefix) || grants.len() == limit {
                break;
            }
            if after.is_none() || *key != first[..] {
                grants.push(value.to_vec());
            }
        }
        Ok(grants)
    }

    /// Marks the index as not to be trusted: the next start builds it anew. Nothing that is
    /// written after it takes the mark away.
    ///
    /// # Errors
    ///
    /// [`IndexError::Sled`].
    pub fn forget(&self) -> Result<(), IndexError> {
        self.sled(self.db.insert(keys::FORGOTTEN, &[]))?;
        self.flush()
    }

    /// Whether it was marked as not to be trusted.
    ///
    /// # Errors
    ///
    /// [`IndexError::Sled`].
    pub fn is_forgotten(&self) -> Result<bool, IndexError> {
        self.sled(self.db.contains_key(keys::FORGOTTEN))
    }

    /// Writes what sled still holds back. Not a promise of durability: the log is that.
    ///
    /// # Errors
    ///
    /// [`IndexError::Sled`].
    pub fn flush(&self) -> Result<(), IndexError> {
        self.sled(self.db.flush()).map(|_| ())
    }

    fn all(&self, prefix: &[u8]) -> Result<Vec<Vec<u8>>, IndexError> {
        self.db.scan_prefix(prefix).values().map(|entry| Ok(self.sled(entry)?.to_vec())).collect()
    }

    fn get(&self, key: &[u8]) -> Result<Option<sled::IVec>, IndexError> {
        self.sled(self.db.get(key))
    }

    fn write(&self, batch: sled::Batch) -> Result<(), IndexError> {
        self.sled(self.db.apply_batch(batch))
    }

    fn sled<T>(&self, result: Result<T, sled::Error>) -> Result<T, IndexError> {
        result.map_err(|source| IndexError::Sled { folder: self.folder.clone(), source })
    }
}

impl TreeReader for Index {
    fn get_node_option(&self, node_key: &NodeKey) -> anyhow::Result<Option<Node>> {
        let Some(bytes) = self.db.get(keys::node(&borsh::to_vec(node_key)?))? else {
            return Ok(None);
        };
        Ok(Some(Node::try_from_slice(&bytes)?))
    }

    fn get_value_option(
        &self,
        max_version: Version,
        key_hash: KeyHash,
    ) -> anyhow::Result<Option<OwnedValue>> {
        let range = keys::value(&key_hash.0, 0)..=keys::value(&key_hash.0, max_version);
        let newest = self.db.range(range).next_back().transpose()?;
        Ok(newest.map(|(_, value)| value.to_vec()))
    }

    /// Asked only while restoring a tree from chunks, which this store does not do.
    fn get_rightmost_leaf(&self) -> anyhow::Result<Option<(NodeKey, LeafNode)>> {
        Ok(None)
    }
}
