//! The chain of this node: ledger log, side file and index behind one door.
//!
//! Every decision passes here on its way to disk. A block is written to the side file before it
//! is spoken of, and to the ledger log before it is called committed; the index follows and may
//! be thrown away. No clock is read and no task is started here, so that a simulator can drive
//! it.

mod backfill;
mod blocks;
mod fault;
mod index;
mod open;
mod places;
mod resume;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use prost::Message;
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::header_tree::HeaderFrontier;
use proto::ids::ChainId;
use proto::limits;
use proto::pb::ledger::v1 as pb;
use proto::validators::{Address, ValidatorSet};
use tracing::{error, info, warn};

pub use self::backfill::{Backfill, FalseBlock};
pub use self::blocks::{Freshness, Head, UndecidedBlock, Verdict};
pub use self::fault::{ChainError, LogFault};
pub use self::index::Replayed;
pub use self::open::{Opening, audit, read_log, rebuild};
pub use self::places::Places;
pub use self::resume::{Begun, Unproven, forget_clean_stop};
use crate::ledger::Parent;
use crate::ledger::execute::{Executed, instructions};
use crate::ledger::propose::propose;
use crate::ledger::state::ReadError;
use crate::ledger::verify::{Invalid, Verified, verify};
use crate::pool::SharedPool;
use crate::store::index::{Index, Meta};
use crate::store::log::LedgerLog;
use crate::store::side::{Origin, Saved, SideFile};
use crate::store::vfs::{Disk, DiskError, HeldLock, create_whole};

/// Instructions a block of this node holds at most: every validator executes them before its
/// prevote is due. A choice of the proposer; blocks are valid up to the wire format's limit.
const PROPOSAL_INSTRUCTIONS: usize = 1024;
const _: () = assert!(PROPOSAL_INSTRUCTIONS <= limits::BLOCK_INSTRUCTIONS);

/// Pairs of conflicting messages that are kept of one validator.
const EVIDENCE_KEPT: usize = 64;

/// The ledger log, shared by the chain that appends and the readers that answer.
pub type SharedLog = Arc<Mutex<LedgerLog>>;

/// What becomes of a commit, told to whoever follows the head.
pub type OnCommit = Box<dyn Fn(Head) + Send>;

/// The chain of this node. One owner decides; readers have their own doors.
pub struct Chain {
    genesis: Arc<Genesis>,
    own: Option<Address>,
    log: SharedLog,
    /// The height of the snapshot that this node began with; 0 without one.
    base: u64,
    side: SideFile,
    index: Index,
    pool: SharedPool,
    headers: HeaderFrontier,
    parent: Parent,
    undecided: Vec<Held>,
    disk: Arc<dyn Disk>,
    evidence: PathBuf,
    /// Where a clean stop is noted.
    stopped: PathBuf,
    begun: Begun,
    on_commit: OnCommit,
    lock: Arc<HeldLock>,
}

/// An undecided block, and what executing it did, if that is known already.
struct Held {
    block: UndecidedBlock,
    executed: Option<Box<(proto::block::Block, Executed)>>,
}

impl Chain {
    /// The chain id.
    #[must_use]
    pub fn chain_id(&self) -> ChainId {
        self.parent.chain
    }

    /// The lock on the data folder. Another process opens it once the chain and whoever has this are
    /// gone.
    #[must_use]
    pub fn lock(&self) -> Arc<HeldLock> {
        Arc::clone(&self.lock)
    }

    /// The newest committed block.
    #[must_use]
    pub fn head(&self) -> Head {
        Head { height: self.parent.height, hash: self.parent.hash, time_ms: self.parent.time_ms }
    }

    /// Who votes on the block after the head: what the state at the head says, also right after a
    /// start. Of earlier heights nobody asks; their certificates were checked when they came.
    #[must_use]
    pub fn next_validators(&self) -> &ValidatorSet {
        &self.parent.validators
    }

    /// This node's address, if it may propose.
    #[must_use]
    pub fn own_address(&self) -> Option<Address> {
        self.own
    }

    /// Whether instructions wait to be recorded.
    #[must_use]
    pub fn has_work(&self) -> bool {
        !self.pool.is_empty()
    }

    /// The first height this node holds.
    #[must_use]
    pub fn min_height(&self) -> u64 {
        self.log().first().unwrap_or(self.base + 1)
    }

    /// Builds a block on the head. It is on disk when this returns; asked again for the same
    /// height and round, also after a restart, it gives the same block.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when the node must stop.
    ///
    /// # Panics
    ///
    /// On a node that is no validator: the engine never asks it.
    pub fn propose(
        &mut self,
        height: u64,
        round: u32,
        now_ms: u64,
    ) -> Result<UndecidedBlock, ChainError> {
        let own = self.own.expect("only validators are asked to propose");
        if let Some(known) = self.own_proposal(height, round, own) {
            return Ok(known);
        }
        let candidates = self.pool.candidates(PROPOSAL_INSTRUCTIONS);
        let proposal =
            self.or_forget(|chain| propose(&chain.parent, &chain.index, &candidates, own, now_ms))?;
        for (id, refusal) in &proposal.refused {
            info!(instruction = %id, rule = refusal.rule(), "left out of a block");
        }
        self.pool.remove(proposal.refused.iter().map(|(id, _)| id));
        let bytes: Arc<[u8]> = proposal.block.encode().into();
        let block = UndecidedBlock {
            height,
            round,
            valid_round: None,
            proposer: own,
            hash: proposal.block.header.hash(),
            bytes,
            verdict: Verdict::Valid,
        };
        self.save(&block, Origin::Own)?;
        let executed = Some(Box::new((proposal.block, proposal.executed)));
        self.undecided.push(Held { block: block.clone(), executed });
        Ok(block)
    }

    /// Judges another's block. A valid one is on disk when this returns.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when the node must stop; a bad block is a verdict.
    pub fn consider(
        &mut self,
        bytes: Vec<u8>,
        height: u64,
        round: u32,
        proposer: Address,
        how: Freshness,
    ) -> Result<(UndecidedBlock, Verdict), ChainError> {
        let verified = self.or_forget(|chain| chain.verify(&bytes))?;
        let bytes: Arc<[u8]> = bytes.into();
        let mut block = UndecidedBlock {
            height,
            round,
            valid_round: None,
            proposer,
            hash: Hash::ZERO,
            bytes,
            verdict: Verdict::Invalid,
        };
        let executed = match verified {
            Verified::Invalid(invalid) => {
                match &invalid {
                    // A refusal's text may name a party, which logs do not tie to a validator.
                    Invalid::Instruction { index, refusal } => {
                        warn!(height, round, %proposer, index, rule = refusal.rule(), "block refused");
                    }
                    other => warn!(height, round, %proposer, fault = %other, "block refused"),
                }
                return Ok((block, Verdict::Invalid));
            }
            Verified::Valid(executed) => executed,
        };
        let header = &executed.0.header;
        block.hash = header.hash();
        if let Freshness::Fresh { now_ms } = how
            && header.time_ms.abs_diff(now_ms) > u64::from(self.genesis.clock_drift_ms())
        {
            // Judged by a clock, so neither kept nor written down: later it may be recorded.
            warn!(height, round, %proposer, time_ms = header.time_ms, now_ms, "clock drift");
            block.verdict = Verdict::Untimely;
            return Ok((block, Verdict::Untimely));
        }
        block.verdict = Verdict::Valid;
        if self.undecided_by_hash(height, &block.hash).is_none() {
            self.save(&block, Origin::Received)?;
            self.undecided.push(Held { block: block.clone(), executed: Some(executed) });
        }
        Ok((block, Verdict::Valid))
    }

    /// The valid blocks held for a round of the next height.
    #[must_use]
    pub fn undecided(&self, height: u64, round: u32) -> Vec<UndecidedBlock> {
        self.undecided
            .iter()
            .map(|held| &held.block)
            .filter(|block| block.height == height && block.round == round)
            .cloned()
            .collect()
    }

    /// The hashes of the valid blocks held for a height.
    pub fn held(&self, height: u64) -> impl Iterator<Item = Hash> + '_ {
        let blocks = self.undecided.iter().map(|held| &held.block);
        blocks.filter(move |block| block.height == height).map(|block| block.hash)
    }

    /// A valid block held for the next height.
    #[must_use]
    pub fn undecided_by_hash(&self, height: u64, hash: &Hash) -> Option<UndecidedBlock> {
        self.undecided
            .iter()
            .map(|held| &held.block)
            .find(|block| block.height == height && block.hash == *hash)
            .cloned()
    }

    /// Forgets a valid block that was held for the next height, as if it had never come.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when the node must stop.
    pub fn forget_undecided(&mut self, height: u64, hash: &Hash) -> Result<(), ChainError> {
        let is_it = |held: &Held| held.block.height == height && held.block.hash == *hash;
        if let Some(position) = self.undecided.iter().position(is_it) {
            let held = self.undecided.remove(position);
            self.side.forget(height, &held.block.bytes)?;
        }
        Ok(())
    }

    /// Commits a decision. The block is on disk when this returns; then readers see it.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when the node must stop.
    pub fn commit(&mut self, certificate: CommitCertificate) -> Result<(), ChainError> {
        let height = certificate.height;
        let unknown = ChainError::UnknownBlock { height, block: certificate.block };
        let position = self
            .undecided
            .iter()
            .position(|held| held.block.height == height && held.block.hash == certificate.block);
        let held = self.undecided.swap_remove(position.ok_or(unknown)?);
        let executed = match held.executed {
            Some(executed) => executed,
            None => self.execute_decided(&held.block)?,
        };
        let message = certificate.to_message().encode_to_vec();
        self.log().append(height, &held.block.bytes, &message)?;
        let (block, executed) = *executed;
        let meta = self.index.apply(&block.header, &executed, &message)?;
        self.advance(meta, executed.next_validators.clone());
        self.side.drop_through(height)?;
        self.undecided.clear();
        self.forget_recorded(&executed);
        (self.on_commit)(self.head());
        Ok(())
    }

    /// A committed block and its certificate.
    ///
    /// # Errors
    ///
    /// [`ChainError`] when the log is damaged.
    pub fn decided(&self, height: u64) -> Result<Option<(Vec<u8>, CommitCertificate)>, ChainError> {
        let Some(entry) = self.log().read(height)? else { return Ok(None) };
        let certificate = read_certificate(&entry.certificate)
            .map_err(|fault| ChainError::LogDisagrees { height, fault })?;
        Ok(Some((entry.block, certificate)))
    }

    /// Keeps proof that a validator signed two conflicting messages. Failing to keep it is logged
    /// and stops nothing: no title depends on it.
    pub fn record_misbehaviour(&mut self, height: u64, validator: Address, pair: &[u8]) {
        let name = format!("{height:020}-{validator}.equivocation");
        let path = self.evidence.join(name);
        if let Err(error) = self.keep_evidence(&path, validator, pair) {
            error!(height, %validator, %error, "evidence of a double signature was not kept");
        }
    }

    /// One pair proves it. Of a validator that signs twice at every height some are kept, and no more.
    fn keep_evidence(&self, path: &Path, validator: Address, pair: &[u8]) -> Result<(), DiskError> {
        if self.disk.exists(path)? {
            return Ok(());
        }
        let of_it = format!("-{validator}.equivocation");
        let names = self.disk.list(&self.evidence)?;
        if names.iter().filter(|name| name.ends_with(&of_it)).count() >= EVIDENCE_KEPT {
            return Ok(());
        }
        create_whole(self.disk.as_ref(), path, pair).map(drop)
    }

    fn own_proposal(&self, height: u64, round: u32, own: Address) -> Option<UndecidedBlock> {
        self.undecided(height, round).into_iter().find(|block| block.proposer == own)
    }

    fn save(&mut self, block: &UndecidedBlock, origin: Origin) -> Result<(), ChainError> {
        self.side.save(&Saved {
            height: block.height,
            round: block.round,
            valid_round: block.valid_round,
            proposer: block.proposer.0,
            origin,
            verdict: crate::store::side::Verdict::Valid,
            block: block.bytes.to_vec(),
        })?;
        Ok(())
    }

    fn execute_decided(
        &mut self,
        block: &UndecidedBlock,
    ) -> Result<Box<(proto::block::Block, Executed)>, ChainError> {
        let bytes = Arc::clone(&block.bytes);
        match self.or_forget(|chain| chain.verify(&bytes))? {
            Verified::Valid(executed) => Ok(executed),
            Verified::Invalid(invalid) => {
                Err(ChainError::DecidedInvalid { height: block.height, invalid: Box::new(invalid) })
            }
        }
    }

    fn verify(&self, bytes: &[u8]) -> Result<Verified, ReadError> {
        verify(&self.parent, &self.index, bytes, &|envelope| self.pool.opened(envelope))
    }

    /// Reads the state; if that fails the index is marked, so that the next start rebuilds it.
    fn or_forget<T>(
        &self,
        read: impl FnOnce(&Self) -> Result<T, ReadError>,
    ) -> Result<T, ChainError> {
        read(self).map_err(|error| match self.index.forget() {
            Ok(()) => ChainError::Read(error),
            Err(failed) => ChainError::Index(failed),
        })
    }

    fn advance(&mut self, meta: Meta, validators: ValidatorSet) {
        self.headers.push(meta.hash);
        self.parent = meta.parent(self.headers.root(), validators);
    }

    fn forget_recorded(&self, executed: &Executed) {
        let recorded = instructions(&executed.records);
        self.pool.remove(&recorded);
        self.pool.saw_block(recorded.len());
        let moved = executed.records.iter().map(|fact| (fact.subject(), fact.previous_head));
        let moved: Vec<_> = moved.collect();
        self.pool.overtaken(&moved, self.parent.time_ms);
    }

    fn log(&self) -> MutexGuard<'_, LedgerLog> {
        lock_log(&self.log)
    }
}

/// The log behind its lock. A reader that panicked changed nothing.
pub fn lock_log(log: &SharedLog) -> MutexGuard<'_, LedgerLog> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Reads the certificate of a log entry.
///
/// # Errors
///
/// [`LogFault`] for bytes that are no certificate.
pub fn read_certificate(bytes: &[u8]) -> Result<CommitCertificate, LogFault> {
    let message: pb::CommitCertificate =
        proto::wire::decode_canonical(bytes, limits::CERTIFICATE_BYTES)?;
    Ok(CommitCertificate::from_message(&message)?)
}
