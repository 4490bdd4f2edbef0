//! Answers from what is committed: titles, history, receipts, blocks.

mod ancestry;
mod evidence;
mod recorded;
mod unfetched;
mod voters;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use proto::block::BlockFault;
use proto::certificate::CommitCertificate;
use proto::fact::{ChainHead, FactRecord};
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::InstructionId;
use proto::instruction::Subject;
use proto::receipt::Receipt;
use proto::registry::Record;
use proto::state::{StateKey, TitleRecord};
use thiserror::Error;
use title::{PartyId, TitleId};
use tracing::error;

pub use self::recorded::Recorded;
use self::voters::Known;
use crate::chain::{Head, LogFault, SharedLog, lock_log, read_certificate};
use crate::ledger::state::{self, State};
use crate::store::index::{Index, IndexError, Meta, Place};
use crate::store::log::{Entry, LogError};

/// How many past heads of a title are remembered when a stale instruction is told from an early
/// one.
const PAST_HEADS: usize = 64;

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
    /// The index's copy of a certificate cannot be read.
    #[error("the index is damaged: a block's {0}")]
    Certificate(#[source] LogFault),
    /// A logged block cannot be read.
    #[error(transparent)]
    Block(#[from] BlockFault),
    /// What is asked for lies before the snapshot that this node began with, and the blocks there are
    /// still being fetched. Nothing is damaged.
    #[error("the blocks up to {through} are still being fetched here")]
    NotFetched {
        /// The height of the snapshot.
        through: u64,
    },
    /// The index points at what is not there.
    #[error("the index has no {what} at height {height}")]
    Missing {
        /// What is not there.
        what: &'static str,
        /// Where it should be.
        height: u64,
    },
}

/// Who is enrolled and what holds for all, as the bytes of the records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// Every member, in order of id.
    pub members: Vec<Vec<u8>>,
    /// Every account, in order of party.
    pub accounts: Vec<Vec<u8>>,
    /// The network's.
    pub network: Vec<u8>,
}

/// Reads one node's ledger. Cheap to clone.
#[derive(Clone)]
pub struct Reader {
    genesis: Arc<Genesis>,
    log: SharedLog,
    index: Index,
    known: Known,
    damage_told: Arc<AtomicBool>,
}

impl ReadError {
    /// Whether the ledger grew so far during a read that the state it read was pruned. Asked again,
    /// the answer is of now.
    #[must_use]
    pub fn is_overtaken(&self) -> bool {
        const fn pruned(error: &state::ReadError) -> bool {
            matches!(error, state::ReadError::Pruned { .. })
        }
        match self {
            Self::State(error) | Self::Index(IndexError::Read(error)) => pruned(error),
            _ => false,
        }
    }

    /// Whether building the index anew mends it.
    fn is_the_indexs_fault(&self) -> bool {
        match self {
            _ if self.is_overtaken() => false,
            Self::NotFetched { .. } => false,
            Self::Index(IndexError::Damaged { .. } | IndexError::Read(_))
            | Self::State(_)
            | Self::Certificate(_)
            | Self::Missing { .. } => true,
            Self::Index(
                IndexError::Store { .. } | IndexError::Remove { .. } | IndexError::Stopped,
            )
            | Self::Log(_)
            | Self::Logged(_)
            | Self::Block(_) => false,
        }
    }
}

impl Reader {
    /// A reader of these stores.
    #[must_use]
    pub fn new(genesis: Arc<Genesis>, log: SharedLog, index: Index) -> Self {
        Self { genesis, log, index, known: Known::default(), damage_told: Arc::default() }
    }

    /// Passes an answer on. If it shows that the index is damaged, the next start builds it anew,
    /// and the log says so once. The answers of this reader have been through here; those of a
    /// [`Self::state`] have not.
    ///
    /// # Errors
    ///
    /// The error given.
    pub fn noting<T>(&self, read: Result<T, ReadError>) -> Result<T, ReadError> {
        if let Err(damage) = &read
            && damage.is_the_indexs_fault()
            && !self.damage_told.swap(true, Ordering::Relaxed)
        {
            error!(%damage, "the index is damaged; it is built anew at the next start");
            if let Err(error) = self.index.forget() {
                error!(%error, "the index cannot be marked; run `ebl-node rebuild-index`");
            }
        }
        read
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
        self.noting(self.index.meta().map_err(Into::into).and_then(|meta| meta.ok_or(missing)))
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
        let meta = self.meta()?;
        self.noting(self.state(&meta).title(*id).map_err(Into::into))
    }

    /// Whether a head is one that a title's chain has, or had among its newest facts. The empty
    /// chain's is one that every title had.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn was_head(&self, chain: &Subject, head: &Hash) -> Result<bool, ReadError> {
        let Some(newest) = self.chain_head(chain)? else { return Ok(*head == Hash::ZERO) };
        if *head == Hash::ZERO || *head == newest.head {
            return Ok(true);
        }
        for sequence in (1..=newest.length).rev().take(PAST_HEADS) {
            let Some(place) = self.index.place(chain, sequence)? else { break };
            let fact = FactRecord::decode(&self.record(place)?);
            let missing = ReadError::Missing { what: "fact", height: place.height };
            if fact.map_err(|_| missing)?.previous_head == *head {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn at_head<T>(
        &self,
        read: impl FnOnce(&State<'_, Index>) -> Result<T, state::ReadError>,
    ) -> Result<T, ReadError> {
        let meta = self.meta()?;
        self.noting(read(&self.state(&meta)).map_err(Into::into))
    }

    /// Where a chain of facts stands; `None` when what it belongs to does not exist.
    fn chain_head(&self, chain: &Subject) -> Result<Option<ChainHead>, ReadError> {
        Ok(match chain {
            Subject::TitleControl(title) => self.title(title)?.map(|record| record.control),
            Subject::TitleAnnotations(title) => self.title(title)?.map(|record| record.annotations),
            Subject::Member(id) => self.at_head(|state| state.member(*id))?.map(|m| m.chain),
            Subject::Network => Some(self.at_head(|state| state.network())?.chain),
        })
    }

    /// The fact records of a chain from a sequence number on, at most `limit`.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn history(
        &self,
        chain: &Subject,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, ReadError> {
        self.noting(self.find_history(chain, from, limit))
    }

    fn find_history(
        &self,
        chain: &Subject,
        from: u64,
        limit: usize,
    ) -> Result<Vec<Vec<u8>>, ReadError> {
        let mut records = Vec::new();
        for sequence in from.max(1)..from.max(1).saturating_add(limit as u64) {
            let Some(place) = self.place(chain, sequence)? else { break };
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
        self.noting(self.find_titles(party, after, limit))
    }

    fn find_titles(
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

    /// The receipt of one fact of a chain.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn receipt(&self, chain: &Subject, sequence: u64) -> Result<Option<Receipt>, ReadError> {
        self.noting(self.find_receipt(chain, sequence))
    }

    /// The receipts of an instruction that was recorded.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn recorded(&self, id: &InstructionId) -> Result<Option<Vec<Receipt>>, ReadError> {
        self.noting(self.find_recorded(id))
    }

    /// Whether an instruction was recorded: much cheaper than its receipts.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn is_recorded(&self, id: &InstructionId) -> Result<bool, ReadError> {
        self.noting(self.index.instruction(id).map(|found| found.is_some()).map_err(Into::into))
    }

    /// A committed block and its certificate.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn block(&self, height: u64) -> Result<Option<(Vec<u8>, CommitCertificate)>, ReadError> {
        let Some(entry) = lock_log(&self.log).read(height)? else {
            return self.unless_unfetched(height);
        };
        Ok(Some((entry.block, read_certificate(&entry.certificate)?)))
    }

    /// The bytes of a committed block and of its certificate.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn logged(&self, height: u64) -> Result<Option<Entry>, ReadError> {
        Ok(lock_log(&self.log).read(height)?)
    }

    /// Every member's and every account's bytes, and the network's.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn enrolled(&self) -> Result<Enrolled, ReadError> {
        let network = self.at_head(|state| state.network())?;
        let network = Record::Network(network.as_ref().clone()).encode();
        Ok(Enrolled { members: self.index.members()?, accounts: self.index.accounts()?, network })
    }

    /// The bytes of every grant that a principal made, revoked ones too, in order of agent after
    /// `after`, at most `limit`; and whether there are more.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn grants(
        &self,
        principal: &PartyId,
        after: Option<PartyId>,
        limit: usize,
    ) -> Result<(Vec<Vec<u8>>, bool), ReadError> {
        let found = self.index.grants_of(principal, after, limit.saturating_add(1));
        let mut grants = self.noting(found.map_err(Into::into))?;
        let more = grants.len() > limit;
        grants.truncate(limit);
        Ok((grants, more))
    }

    /// The facts that a block recorded, in order; none for a height that is not committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn facts(&self, height: u64) -> Result<Vec<FactRecord>, ReadError> {
        let leaves = self.noting(self.index.records_of(height).map_err(Into::into))?;
        if leaves.is_empty() {
            self.recorded_at(height)?;
        }
        let missing = |_| ReadError::Missing { what: "fact", height };
        leaves.iter().map(|leaf| FactRecord::decode(leaf).map_err(missing)).collect()
    }

    /// The index itself, for executing on the head.
    pub(crate) fn index(&self) -> &Index {
        &self.index
    }

    fn find_receipt(&self, chain: &Subject, sequence: u64) -> Result<Option<Receipt>, ReadError> {
        let Some(place) = self.place(chain, sequence)? else { return Ok(None) };
        Ok(self.receipts(place, 1)?.pop())
    }

    fn find_recorded(&self, id: &InstructionId) -> Result<Option<Vec<Receipt>>, ReadError> {
        if let Some(receipts) = self.recorded_lately(id)? {
            return Ok(Some(receipts));
        }
        let Some((place, count)) = self.index.instruction(id)? else { return Ok(None) };
        self.receipts(place, count).map(Some)
    }

    fn record(&self, place: Place) -> Result<Vec<u8>, ReadError> {
        let missing = ReadError::Missing { what: "fact", height: place.height };
        self.index.record(place)?.ok_or(missing)
    }

    fn receipts(&self, first: Place, count: u32) -> Result<Vec<Receipt>, ReadError> {
        let missing = ReadError::Missing { what: "header", height: first.height };
        self.receipts_at(first.height)?.ok_or(missing)?.of_run(first.index, count)
    }
}
