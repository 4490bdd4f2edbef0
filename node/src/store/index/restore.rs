//! An index that begins with the state of a snapshot in place of the blocks that led to it.
//!
//! Part after part is written as one version of the tree, so that no more than a part is held in
//! memory. How far the index has come is written last: one that was cut off on the way is empty to
//! whoever opens it, and is begun anew. The blocks up to the snapshot's are put in as they come.

use std::sync::Arc;

use jmt::{JellyfishMerkleTree, KeyHash, Version};
use prost::Message;
use proto::block::Header;
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::state::{StateHasher, StateKey, TitleRecord};
use proto::trail::Trail;

use super::batch::{put_records, put_registry};
use super::entry::{Meta, encode_meta};
use super::handovers::put_handover;
use super::{Batch, Index, IndexError, keys};
use crate::ledger::state::memory::Value;
use crate::ledger::state::{Changes, ReadError};

const DAMAGED: IndexError = IndexError::Damaged { what: "the height of its snapshot" };

/// The state as far as it was put in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Restored {
    version: Version,
    root: Hash,
}

impl Default for Restored {
    /// Nothing was put in yet.
    fn default() -> Self {
        Self { version: 0, root: proto::state_proof::nothing() }
    }
}

impl Restored {
    /// The root over what was put in.
    #[must_use]
    pub fn root(&self) -> Hash {
        self.root
    }
}

impl Index {
    /// Puts entries of the state in, in order of key, with the look-ups that belong to them.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn restore_items(
        &self,
        before: Restored,
        items: &[(Hash, Vec<u8>)],
    ) -> Result<Restored, IndexError> {
        if items.is_empty() {
            return Ok(before);
        }
        let version = before.version + 1;
        let tree = JellyfishMerkleTree::<Self, StateHasher>::new(self);
        let values = items.iter().map(|(key, value)| (KeyHash(key.0), Some(value.clone())));
        let (root, update) = tree.put_value_set(values, version).map_err(ReadError::Store)?;
        let mut batch = Batch::default();
        // Nobody reads the state as it was between two parts, so what stood there is not kept.
        self.put_tree(&mut batch, &update)?;
        put_look_ups(&mut batch, items)?;
        self.rows.apply(&batch)?;
        Ok(Restored { version, root: Hash(root.0) })
    }

    /// Puts the hashes of headers in, from a height on.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn restore_headers(&self, first: u64, hashes: &[Hash]) -> Result<(), IndexError> {
        let mut batch = Batch::default();
        for (height, hash) in (first..).zip(hashes) {
            batch.insert(keys::header_hash(height), hash.0);
        }
        self.rows.apply(&batch)
    }

    /// Ends with the block of the snapshot and what leads to it: from here on the index has come that
    /// far. The trail is verified, and all else is put in.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn restore_head(&self, state: Restored, trail: &Trail) -> Result<Meta, IndexError> {
        let mut batch = Batch::default();
        for handover in &trail.handovers {
            let header = handover.header();
            put_handover(&mut batch, header, handover.next());
            put_header(&mut batch, header, 0);
            let certificate = handover.certificate().to_message().encode_to_vec();
            batch.insert(keys::certificate(header.height), certificate);
        }
        let header = trail.header();
        put_header(&mut batch, header, state.version);
        let certificate = trail.checkpoint.certificate.to_message().encode_to_vec();
        batch.insert(keys::certificate(header.height), certificate);
        batch.insert(keys::header_hash(header.height), header.hash().0);
        batch.insert(keys::BASE, header.height.to_be_bytes());
        let meta = Meta {
            chain: header.chain,
            height: header.height,
            hash: header.hash(),
            time_ms: header.time_ms,
            state_version: state.version,
            state_root: state.root,
            oldest_version: state.version,
        };
        batch.insert(keys::META, encode_meta(&meta));
        self.rows.apply(&batch)?;
        self.flush()?;
        *self.newest() = Some(meta);
        Ok(meta)
    }

    /// The height of the snapshot that this index began with, while blocks up to it are still being
    /// fetched.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn base(&self) -> Result<Option<u64>, IndexError> {
        let read = |bytes: &[u8]| bytes.try_into().map(u64::from_be_bytes).map_err(|_| DAMAGED);
        self.read(keys::BASE, read)?.transpose()
    }

    /// The hash of the header at a height up to the snapshot's.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn header_hash(&self, height: u64) -> Result<Option<Hash>, IndexError> {
        const DAMAGED: IndexError = IndexError::Damaged { what: "a header's hash" };
        let read = |bytes: &[u8]| Hash::from_slice(bytes).ok_or(DAMAGED);
        self.read(&keys::header_hash(height), read)?.transpose()
    }

    /// Puts in what a block below the snapshot recorded, and who committed it.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn put_history(
        &self,
        header: &Header,
        records: &[FactRecord],
        certificate: &[u8],
    ) -> Result<(), IndexError> {
        let mut batch = Batch::default();
        // The header of the snapshot itself stands there with the version of its state.
        if self.header(header.height)?.is_none() {
            put_header(&mut batch, header, 0);
        }
        batch.insert(keys::certificate(header.height), certificate);
        put_records(&mut batch, records);
        self.rows.apply(&batch)
    }

    /// Says that all blocks below the snapshot are here.
    ///
    /// # Errors
    ///
    /// [`IndexError::Store`].
    pub fn history_is_whole(&self) -> Result<(), IndexError> {
        let mut batch = Batch::default();
        batch.remove(keys::BASE);
        self.rows.apply(&batch)?;
        self.flush()
    }
}

/// Writes a header, with the version of the state after it: 0 where that state is not here.
fn put_header(batch: &mut Batch, header: &Header, version: Version) {
    let mut entry = version.to_be_bytes().to_vec();
    entry.extend(header.encode());
    batch.insert(keys::header(header.height), entry);
}

fn put_look_ups(batch: &mut Batch, items: &[(Hash, Vec<u8>)]) -> Result<(), IndexError> {
    let mut registry = Changes::new();
    for (key, value) in items {
        match StateKey::told_by(key, value) {
            Some(StateKey::Title(id)) => {
                let record = TitleRecord::decode(value).map_err(ReadError::Record)?;
                for party in record.title.parties() {
                    batch.insert(keys::party_title(&party, &id), []);
                }
            }
            Some(told) => {
                registry.insert(told, Arc::new(Value::new(value.clone())));
            }
            None => {}
        }
    }
    put_registry(batch, &registry);
    Ok(())
}
