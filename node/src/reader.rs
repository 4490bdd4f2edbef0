//! Answers from what is committed: titles, history, receipts, blocks.

use std::sync::Arc;

use proto::block::BlockFault;
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::ids::InstructionId;
use proto::merkle::Tree;
use proto::receipt::Receipt;
use proto::state::{StateKey, TitleRecord};
use thiserror::Error;
use title::{PartyId, TitleId};

use crate::chain::{Head, LogFault, SharedLog, lock_log, read_certificate};
use crate::ledger::state::{self, State};
use crate::store::index::{Index, IndexError, Meta, Place};
use crate::store::log::LogError;

/// Why a question cannot be answered. The asker did nothing wrong.
#[derive(Debug, Error)]
pub enum ReadError {
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The state cannot be read.
    #[error(transparent)]
    State(#[from] state::ReadError),
    /// The ledger log failed.
    #[error(transparent)]
    Log(#[from] LogError),
    /// A logged block or certificate cannot be read.
    #[error(transparent)]
    Logged(#[from] LogFault),
    /// A logged block cannot be read.
    #[error(transparent)]
    Block(#[from] BlockFault),
    /// The index points at what is not there.
    #[error("the index has no {what} at height {height}")]
    Missing {
        /// What is not there.
        what: &'static str,
        /// Where it should be.
        height: u64,
    },
}

/// Who is enrolled, as the bytes of their records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Every member, in order of id.
    pub members: Vec<Vec<u8>>,
    /// Every account, in order of party.
    pub accounts: Vec<Vec<u8>>,
}

/// Reads one node's ledger. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    genesis: Arc<Genesis>,
    log: SharedLog,
    index: Index,
}

impl Reader {
    /// A reader of these stores.
    #[must_use]
    pub fn new(genesis: Arc<Genesis>, log: SharedLog, index: Index) -> Self {
        Self { genesis, log, index }
    }

    /// The genesis file.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// How far the index has come: what every answer is read at.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn meta(&self) -> Result<Meta, ReadError> {
        let missing = ReadError::Missing { what: "head", height: 0 };
        self.index.meta()?.ok_or(missing)
    }

    /// The newest committed block.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn head(&self) -> Result<Head, ReadError> {
        let meta = self.meta()?;
        Ok(Head { height: meta.height, hash: meta.hash, time_ms: meta.time_ms })
    }

    /// The state at a moment, every value of it proved against that moment's root.
    #[must_use]
    pub fn state(&self, meta: &Meta) -> State<'_, Index> {
        State::at(&self.index, meta.state_version, meta.state_root)
    }

    /// A title as it stands.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn title(&self, id: &TitleId) -> Result<Option<TitleRecord>, ReadError> {
        Ok(self.state(&self.meta()?).title(*id)?)
    }

    /// The fact records of a title from a sequence number on, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn history(
        &self,
        title: &TitleId,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, ReadError> {
        let mut records = Vec::new();
        for sequence in from.max(1)..from.max(1).saturating_add(limit as u64) {
            let Some(place) = self.index.place(title, sequence)? else { break };
            records.push(self.record(place)?);
        }
        Ok(records)
    }

    /// The records of titles that a party controls, is offered or issued, in order of id after
    /// `after`, at most `limit`; and whether there are more.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn titles(
        &self,
        party: &PartyId,
        after: Option<TitleId>,
        limit: usize,
    ) -> Result<(Vec<Vec<u8>>, bool), ReadError> {
        let mut ids = self.index.titles_of(party, after, limit.saturating_add(1))?;
        let more = ids.len() > limit;
        ids.truncate(limit);
        let meta = self.meta()?;
        let state = self.state(&meta);
        let mut records = Vec::with_capacity(ids.len());
        for id in ids {
            records.extend(state.value(&StateKey::Title(id))?);
        }
        Ok((records, more))
    }

    /// The receipt of one fact of a title.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn receipt(&self, title: &TitleId, sequence: u64) -> Result<Option<Receipt>, ReadError> {
        let Some(place) = self.index.place(title, sequence)? else { return Ok(None) };
        Ok(self.receipts(place, 1)?.pop())
    }

    /// The receipts of an instruction that was recorded.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn recorded(&self, id: &InstructionId) -> Result<Option<Vec<Receipt>>, ReadError> {
        let Some((place, count)) = self.index.instruction(id)? else { return Ok(None) };
        self.receipts(place, count).map(Some)
    }

    /// A committed block and its certificate.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn block(&self, height: u64) -> Result<Option<(Vec<u8>, CommitCertificate)>, ReadError> {
        let Some(entry) = lock_log(&self.log).read(height)? else { return Ok(None) };
        Ok(Some((entry.block, read_certificate(&entry.certificate)?)))
    }

    /// Every member's and every account's bytes.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn enrolled(&self) -> Result<Enrolled, ReadError> {
        Ok(Enrolled { members: self.index.members()?, accounts: self.index.accounts()? })
    }

    /// The index itself, for executing on the head.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    fn record(&self, place: Place) -> Result<Vec<u8>, ReadError> {
        let missing = ReadError::Missing { what: "fact", height: place.height };
        self.index.record(place)?.ok_or(missing)
    }

    fn receipts(&self, first: Place, count: u32) -> Result<Vec<Receipt>, ReadError> {
        let height = first.height;
        let (header, _) =
            self.index.header(height)?.ok_or(ReadError::Missing { what: "header", height })?;
        let (_, certificate) =
            self.block(height)?.ok_or(ReadError::Missing { what: "block", height })?;
        let leaves = self.index.records_of(height)?;
        let tree = Tree::of(leaves.iter().cloned());
        let mut receipts = Vec::new();
        for index in first.index..first.index.saturating_add(count) {
            let missing = || ReadError::Missing { what: "fact", height };
            let inclusion = tree.inclusion(u64::from(index)).ok_or_else(missing)?;
            let leaf = leaves.get(index as usize).ok_or_else(missing)?;
            receipts.push(Receipt::new(leaf.clone(), inclusion, &header, certificate.clone()));
        }
        Ok(receipts)
    }
}
