//! What one block recorded, with what proves it.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use proto::block::Header;
use proto::certificate::CommitCertificate;
use proto::fact::FactRecord;
use proto::handover::Handover;
use proto::ids::InstructionId;
use proto::merkle::Tree;
use proto::receipt::Receipt;

use super::{ReadError, Reader};
use crate::chain::read_certificate;

/// The facts of a block, all of them, under the header that a quorum signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The block's header.
    pub header: Header,
    /// Its certificate.
    pub certificate: CommitCertificate,
    /// The bytes of its fact records, in order.
    pub records: Vec<Vec<u8>>,
}

/// Receipts of a block's facts, from one tree over all of them.
pub(super) struct Receipts {
    recorded: Recorded,
    tree: Tree,
    /// The hand-overs before the block.
    handovers: Vec<Handover>,
    /// Where the facts of each instruction begin, and how many they are.
    instructions: BTreeMap<InstructionId, (u32, u32)>,
}

/// Blocks whose receipts are kept: everybody whose instruction a block recorded asks for its own at
/// the same time, and each alone would read all of the block.
const BLOCKS_KEPT: usize = 4;

/// Receipts of the blocks that were asked for last.
#[derive(Clone, Default)]
pub(super) struct Recent(Arc<Mutex<Blocks>>);

/// Heights with the receipts of their blocks, the one asked for last first.
type Blocks = VecDeque<(u64, Arc<Receipts>)>;

impl Receipts {
    fn new(recorded: Recorded, handovers: Vec<Handover>) -> Result<Self, ReadError> {
        let missing = |_| ReadError::Missing { what: "fact", height: recorded.header.height };
        let mut instructions = BTreeMap::new();
        for (leaf, index) in recorded.records.iter().zip(0..) {
            let id = FactRecord::decode(leaf).map_err(missing)?.instruction;
            instructions.entry(id).or_insert((index, 0)).1 += 1;
        }
        let tree = Tree::of(recorded.records.iter().cloned());
        Ok(Self { recorded, tree, handovers, instructions })
    }

    /// The receipts of so many facts from an index on.
    pub(super) fn of_run(&self, first: u32, count: u32) -> Result<Vec<Receipt>, ReadError> {
        let missing = ReadError::Missing { what: "fact", height: self.recorded.header.height };
        let asked = first..first.saturating_add(count);
        let found: Option<Vec<_>> =
            asked.map(|index| Some(self.of(index)?.after(self.handovers.clone()))).collect();
        found.ok_or(missing)
    }

    /// The receipt of the fact at an index, without hand-overs; none where there is no such fact.
    pub(super) fn of(&self, index: u32) -> Option<Receipt> {
        let Recorded { header, certificate, .. } = &self.recorded;
        let inclusion = self.tree.inclusion(u64::from(index))?;
        let leaf = self.leaf(index)?.to_vec();
        Some(Receipt::new(leaf, inclusion, header, certificate.clone()))
    }

    /// The bytes of the fact at an index.
    pub(super) fn leaf(&self, index: u32) -> Option<&[u8]> {
        self.recorded.records.get(index as usize).map(Vec::as_slice)
    }
}

impl Reader {
    /// What the block at a height recorded; nothing for a height that is not committed here.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn recorded_at(&self, height: u64) -> Result<Option<Recorded>, ReadError> {
        self.noting(self.find_recorded_at(height))
    }

    /// The receipts of an instruction that one of the blocks recorded which were asked for last.
    pub(super) fn recorded_lately(
        &self,
        id: &InstructionId,
    ) -> Result<Option<Vec<Receipt>>, ReadError> {
        let recent = self.known.recent.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = recent.iter().find_map(|(_, receipts)| {
            let (first, count) = *receipts.instructions.get(id)?;
            Some((Arc::clone(receipts), first, count))
        });
        drop(recent);
        found.map(|(receipts, first, count)| receipts.of_run(first, count)).transpose()
    }

    /// The receipts of a block. Whoever asks while they are made waits for them.
    pub(super) fn receipts_at(&self, height: u64) -> Result<Option<Arc<Receipts>>, ReadError> {
        let mut recent = self.known.recent.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, receipts)) = recent.iter().find(|(kept, _)| *kept == height) {
            return Ok(Some(Arc::clone(receipts)));
        }
        let Some(recorded) = self.find_recorded_at(height)? else { return Ok(None) };
        let handovers = self.find_handovers(1..height)?;
        let receipts = Arc::new(Receipts::new(recorded, handovers)?);
        recent.truncate(BLOCKS_KEPT - 1);
        recent.push_front((height, Arc::clone(&receipts)));
        Ok(Some(receipts))
    }

    pub(super) fn find_recorded_at(&self, height: u64) -> Result<Option<Recorded>, ReadError> {
        let Some((header, _)) = self.index.header(height)? else {
            return self.unless_unfetched(height);
        };
        let certificate = self.index.certificate(height)?;
        let certificate = certificate.ok_or(ReadError::Missing { what: "certificate", height })?;
        let certificate = read_certificate(&certificate).map_err(ReadError::Certificate)?;
        let records = self.index.records_of(height)?;
        if u32::try_from(records.len()) != Ok(header.facts_count) {
            self.unless_unfetched::<()>(height)?;
            return Err(ReadError::Missing { what: "fact", height });
        }
        Ok(Some(Recorded { header, certificate, records }))
    }
}
