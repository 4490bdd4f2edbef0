//! The index follows the log, and is built anew wherever it does not.

use std::path::Path;

use proto::block::Block;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::merkle::Tree;
use tracing::{info, warn};

use super::{ChainError, LogFault, read_certificate};
use crate::ledger::Parent;
use crate::ledger::opening::nothing_opened;
use crate::ledger::state::State;
use crate::ledger::verify::{Verified, verify};
use crate::store::index::{Horizon, Index, Meta, Shelf};
use crate::store::log::{LedgerLog, Scan};

/// Opens the index, or builds it anew from the log.
pub(super) fn open_index(
    genesis: &Genesis,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
    log: &LedgerLog,
) -> Result<(Index, Tree, Parent), ChainError> {
    match Index::open(shelf, folder, horizon) {
        Ok(index) => {
            match follow(&index, genesis, log) {
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
    info!("building the index from the ledger log");
    shelf.remove(folder)?;
    build_index(genesis, shelf, folder, horizon, log.scan(1))
}

pub(super) fn build_index(
    genesis: &Genesis,
    shelf: &dyn Shelf,
    folder: &Path,
    horizon: Horizon,
    entries: Scan<'_>,
) -> Result<(Index, Tree, Parent), ChainError> {
    let index = Index::open(shelf, folder, horizon)?;
    let founded = parent_of(&index, index.found(genesis)?, &Tree::default())?;
    let (headers, parent) = replay(&index, entries, Tree::default(), founded)?;
    index.flush()?;
    Ok((index, headers, parent))
}

/// Brings an existing index up to the log; `None` when it is empty or disagrees.
fn follow(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
) -> Result<Option<(Tree, Parent)>, ChainError> {
    if index.is_forgotten()? {
        warn!("the index was found damaged while it was read");
        return Ok(None);
    }
    let Ok(Some(meta)) = index.meta() else { return Ok(None) };
    let Some((headers, parent)) = agree(index, genesis, log, meta)? else {
        warn!(height = meta.height, "the index disagrees with the ledger log");
        return Ok(None);
    };
    replay(index, log.scan(parent.height + 1), headers, parent).map(Some)
}

/// The headers the index holds and the block to stand on, if they lead to the log's block at its
/// height, every fact under them can be found, and the state can be read there.
fn agree(
    index: &Index,
    genesis: &Genesis,
    log: &LedgerLog,
    meta: Meta,
) -> Result<Option<(Tree, Parent)>, ChainError> {
    let head = log.head().map_or(0, |head| head.height);
    if meta.chain != genesis.chain() || meta.height > head {
        return Ok(None);
    }
    let mut headers = Tree::default();
    let mut previous = Hash(genesis.chain().0);
    let mut next_validators = genesis.validators().hash();
    for height in 1..=meta.height {
        match index.header(height) {
            Ok(Some((header, _))) if header.parent == previous && index.is_complete(&header)? => {
                previous = header.hash();
                next_validators = header.next_validators;
            }
            _ => return Ok(None),
        }
        headers.push(previous.0.to_vec());
    }
    let logged = match log.read(meta.height)? {
        Some(entry) => logged_block(meta.height, &entry.block)?.header.hash(),
        None => Hash(genesis.chain().0),
    };
    let parent = parent_of(index, meta, &headers)?;
    let agrees =
        previous == meta.hash && logged == meta.hash && next_validators == parent.validators.hash();
    Ok(agrees.then_some((headers, parent)))
}

/// Executes what the log has beyond the index. Every block and certificate is checked as if a
/// stranger had sent it.
fn replay(
    index: &Index,
    entries: Scan<'_>,
    mut headers: Tree,
    mut parent: Parent,
) -> Result<(Tree, Parent), ChainError> {
    for entry in entries {
        let (height, entry) = entry?;
        let disagrees = |fault| ChainError::LogDisagrees { height, fault };
        let (block, executed) = match verify(&parent, index, &entry.block, &nothing_opened)? {
            Verified::Valid(executed) => *executed,
            Verified::Invalid(invalid) => return Err(disagrees(invalid.into())),
        };
        check_certificate(&parent, &block, &entry.certificate).map_err(disagrees)?;
        let meta = index.apply(&block.header, &executed, &entry.certificate)?;
        headers.push(meta.hash.0.to_vec());
        parent = meta.parent(headers.root(), executed.next_validators);
    }
    Ok((headers, parent))
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
fn parent_of(index: &Index, meta: Meta, headers: &Tree) -> Result<Parent, ChainError> {
    let validators = State::at(index, meta.state_version, meta.state_root).validators()?;
    Ok(meta.parent(headers.root(), validators))
}
