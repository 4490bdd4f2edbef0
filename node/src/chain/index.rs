//! The index follows the log, and is built anew wherever it does not.

use std::path::Path;

use proto::block::Block;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::header_tree::HeaderFrontier;
use proto::snapshot::runs;
use tracing::{info, warn};

use super::{ChainError, LogFault, read_certificate};
use crate::ledger::Parent;
use crate::ledger::opening::nothing_opened;
use crate::ledger::state::State;
use crate::ledger::verify::{Verified, verify};
use crate::store::index::{Expected, Horizon, Index, Meta, Restored, Shelf};
use crate::store::log::{LedgerLog, Scan};
use crate::store::snapshot::Snapshot;

/// After how many blocks it is told how far a log was executed.
const TOLD_EVERY: u64 = 10_000;

/// Opens the index, or builds it anew from the log.
pub(super) fn open_index(
    genesis: &Genesis,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
    log: &LedgerLog,
    base: Option<&Snapshot>,
) -> Result<(Index, HeaderFrontier, Parent), ChainError> {
    match Index::open(shelf, folder, horizon) {
        Ok(index) => {
            match follow(&index, genesis, log, base) {
                Ok(Some((headers, parent))) => return Ok((index, headers, parent)),
                Ok(None) => {}
                Err(ChainError::Log(error)) => return Err(error.into()),
                // Whatever else is wrong may be the index's fault. If it is the log's, building
                // anew finds it again.
                Err(error) => warn!(%error, "the index cannot be followed"),
            }
        }
        Err(error) => warn!(%error, "the index cannot be opened"),
    }
    shelf.remove(folder)?;
    let entries = |from| log.scan(from);
    let (index, replayed) = build_index(genesis, shelf, folder, horizon, base, entries)?;
    Ok((index, replayed.headers, replayed.parent))
}

/// What a log came to when it was executed.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// The headers up to its last block.
    pub headers: HeaderFrontier,
    /// Its last block, for the next one to stand on.
    pub parent: Parent,
    /// How many instructions were executed.
    pub instructions: u64,
}

/// Builds an index from the log alone, or from a snapshot and the log after it.
pub(super) fn build_index<'log>(
    genesis: &Genesis,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
    base: Option<&Snapshot>,
    entries: impl FnOnce(u64) -> Scan<'log>,
) -> Result<(Index, Replayed), ChainError> {
    let index = Index::open(shelf, folder, horizon)?;
    let (headers, parent) = match base {
        None => {
            info!("building the index from the ledger log");
            let headers = HeaderFrontier::default();
            let parent = parent_of(&index, index.found(genesis)?, &headers)?;
            (headers, parent)
        }
        Some(snapshot) => restore(&index, snapshot)?,
    };
    let replayed = replay(&index, entries(parent.height + 1), headers, parent)?;
    index.flush()?;
    Ok((index, replayed))
}

/// Brings an existing index up to the log; `None` when it is empty or disagrees.
fn follow(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
    base: Option<&Snapshot>,
) -> Result<Option<(HeaderFrontier, Parent)>, ChainError> {
    if index.is_forgotten()? {
        warn!("the index was found damaged while it was read");
        return Ok(None);
    }
    let Ok(Some(meta)) = index.meta() else { return Ok(None) };
    let Some((headers, parent)) = agree(index, genesis, log, meta, base)? else {
        warn!(height = meta.height, "the index disagrees with the ledger log");
        return Ok(None);
    };
    let replayed = replay(index, log.scan(parent.height + 1), headers, parent)?;
    Ok(Some((replayed.headers, replayed.parent)))
}

/// The headers the index holds and the block to stand on, if they lead to the log's block at its
/// height, every fact under them can be found, and the state can be read there.
fn agree(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
    meta: Meta,
    base: Option<&Snapshot>,
) -> Result<Option<(HeaderFrontier, Parent)>, ChainError> {
    let based = base.map(|snapshot| snapshot.header().height);
    let head = log.head().map_or(based.unwrap_or(0), |head| head.height);
    let is_based = based.is_none() || index.base()? == based;
    if meta.chain != genesis.chain() || meta.height > head || !is_based {
        return Ok(None);
    }
    let Some((mut headers, mut previous, mut next_validators)) = start(index, genesis, base)?
    else {
        return Ok(None);
    };
    let (blocks, mut look_ups) = (headers.len() + 1..=meta.height, Expected::default());
    for height in blocks.clone() {
        let Ok(Some((header, _))) = index.header(height) else { return Ok(None) };
        let Some(records) = index.whole_records(&header)? else { return Ok(None) };
        if header.parent != previous {
            return Ok(None);
        }
        look_ups.add(&records);
        previous = header.hash();
        next_validators = header.next_validators;
        headers.push(previous);
    }
    if !index.has(&look_ups, blocks)? {
        return Ok(None);
    }
    let logged = match log.read(meta.height)? {
        Some(entry) => logged_block(meta.height, &entry.block)?.header.hash(),
        None => base.map_or(Hash(genesis.chain().0), |snapshot| snapshot.header().hash()),
    };
    let parent = parent_of(index, meta, &headers)?;
    let agrees =
        previous == meta.hash && logged == meta.hash && next_validators == parent.validators.hash();
    if agrees && base.is_none() && index.base()?.is_some() {
        // Every block is in the log and found in the index: the last of them came just before a stop.
        index.history_is_whole()?;
    }
    Ok(agrees.then_some((headers, parent)))
}

/// The headers before the blocks that the index must have, the last one's hash, and who votes next;
/// `None` where the hashes that the index has are not those of the snapshot.
fn start(
    index: &Index,
    genesis: &Genesis,
    base: Option<&Snapshot>,
) -> Result<Option<(HeaderFrontier, Hash, Hash)>, ChainError> {
    let Some(snapshot) = base else {
        let founded = (Hash(genesis.chain().0), genesis.validators().hash());
        return Ok(Some((HeaderFrontier::default(), founded.0, founded.1)));
    };
    let header = snapshot.header();
    let mut headers = HeaderFrontier::default();
    for height in 1..header.height {
        let Some(hash) = index.header_hash(height)? else { return Ok(None) };
        headers.push(hash);
    }
    if headers.root() != header.headers_root {
        return Ok(None);
    }
    headers.push(header.hash());
    Ok(Some((headers, header.hash(), header.next_validators)))
}

/// Puts a snapshot into an empty index, every part of it verified as it is read.
fn restore(index: &Index, snapshot: &Snapshot) -> Result<(HeaderFrontier, Parent), ChainError> {
    let header = snapshot.header();
    let parts = snapshot.parts();
    info!(height = header.height, parts = parts.len(), "building the index from the snapshot");
    let mut headers = HeaderFrontier::default();
    for run in 0..runs(header.height - 1) {
        let run = snapshot.run(run)?;
        index.restore_headers(headers.len() + 1, &run.hashes)?;
        run.hashes.iter().for_each(|hash| headers.push(*hash));
    }
    headers.push(header.hash());
    let mut state = Restored::default();
    for prefix in parts {
        state = index.restore_items(state, &snapshot.part(prefix)?.items)?;
    }
    let (found, expected) = (state.root(), header.state_root);
    if found != expected {
        return Err(ChainError::OtherState { found, expected });
    }
    let meta = index.restore_head(state, snapshot.trail())?;
    let parent = parent_of(index, meta, &headers)?;
    Ok((headers, parent))
}

/// Executes what the log has beyond the index. Every block and certificate is checked as if a
/// stranger had sent it.
fn replay(
    index: &Index,
    entries: Scan<'_>,
    mut headers: HeaderFrontier,
    mut parent: Parent,
) -> Result<Replayed, ChainError> {
    let mut instructions = 0;
    for entry in entries {
        let (height, entry) = entry?;
        let disagrees = |fault| ChainError::LogDisagrees { height, fault };
        let (block, executed) = match verify(&parent, index, &entry.block, &nothing_opened)? {
            Verified::Valid(executed) => *executed,
            Verified::Invalid(invalid) => return Err(disagrees(invalid.into())),
        };
        check_certificate(&parent, &block, &entry.certificate).map_err(disagrees)?;
        let meta = index.apply(&block.header, &executed, &entry.certificate)?;
        headers.push(meta.hash);
        instructions += block.envelopes.len() as u64;
        if meta.height.is_multiple_of(TOLD_EVERY) {
            info!(height = meta.height, "executed the ledger log up to block {}", meta.height);
        }
        parent = meta.parent(headers.root(), executed.next_validators);
    }
    Ok(Replayed { headers, parent, instructions })
}

/// Checks that a quorum committed a block.
pub(crate) fn check_certificate(
    parent: &Parent,
    block: &Block,
    certificate: &[u8],
) -> Result<(), LogFault> {
    let certificate = read_certificate(certificate)?;
    if certificate.height != block.header.height || certificate.block != block.header.hash() {
        return Err(LogFault::OtherBlock);
    }
    Ok(certificate.verify(&parent.chain, &parent.validators)?)
}

fn logged_block(height: u64, bytes: &[u8]) -> Result<Block, ChainError> {
    Block::decode(bytes).map_err(|fault| ChainError::LogDisagrees { height, fault: fault.into() })
}

/// The block that the index has come to, with the validators that its state names.
pub(super) fn parent_of(
    index: &Index,
    meta: Meta,
    headers: &HeaderFrontier,
) -> Result<Parent, ChainError> {
    let validators = State::at(index, meta.state_version, meta.state_root).validators()?;
    Ok(meta.parent(headers.root(), validators))
}
