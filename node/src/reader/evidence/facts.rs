//! The facts of a bill, each with what proves it, taken block by block: a block is read, decoded
//! and hashed once, however many of the bill's facts it holds, and one block is held at a time.

use std::collections::BTreeMap;

use proto::block::Block;
use proto::evidence::FactProof;
use proto::fact::{ChainHead, FactRecord};
use proto::ids::InstructionId;
use proto::instruction::{Subject, envelope_id};

use crate::reader::{ReadError, Reader};
use crate::store::index::Place;

/// The facts of a chain, in order, and what shows each of them.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) records: Vec<FactRecord>,
    pub(super) proofs: Vec<FactProof>,
}

impl Reader {
    /// The facts of chains up to these heads. The receipts come without hand-overs, for a file that
    /// holds them once.
    pub(super) fn shown<const N: usize>(
        &self,
        chains: [(Subject, ChainHead); N],
    ) -> Result<[Shown; N], ReadError> {
        let mut blocks: BTreeMap<u64, Vec<(usize, u32)>> = BTreeMap::new();
        for (number, (chain, until)) in chains.iter().enumerate() {
            for sequence in 1..=until.length {
                let missing = ReadError::Missing { what: "fact", height: 0 };
                let Place { height, index } = self.place(chain, sequence)?.ok_or(missing)?;
                blocks.entry(height).or_default().push((number, index));
            }
        }
        // A chain's facts stand in ascending order in ascending blocks, so each comes in its turn.
        let mut shown = std::array::from_fn(|_| Shown::default());
        for (height, wanted) in blocks {
            self.show(height, &wanted, &mut shown)?;
        }
        Ok(shown)
    }

    /// Adds the facts at these places of one block to the chains with these numbers.
    fn show(
        &self,
        height: u64,
        wanted: &[(usize, u32)],
        shown: &mut [Shown],
    ) -> Result<(), ReadError> {
        let missing = |what| ReadError::Missing { what, height };
        let receipts = self.receipts_at(height)?.ok_or(missing("header"))?;
        let envelopes = self.envelopes(height)?;
        for (number, index) in wanted {
            let leaf = receipts.leaf(*index).ok_or(missing("fact"))?;
            let record = FactRecord::decode(leaf).map_err(|_| missing("fact"))?;
            let receipt = receipts.of(*index).ok_or(missing("fact"))?;
            let envelope = envelopes.get(&record.instruction).ok_or(missing("envelope"))?.clone();
            shown[*number].proofs.push(FactProof { receipt, envelope });
            shown[*number].records.push(record);
        }
        Ok(())
    }

    /// What was handed in for the instructions that a block recorded.
    fn envelopes(&self, height: u64) -> Result<BTreeMap<InstructionId, Vec<u8>>, ReadError> {
        let missing = ReadError::Missing { what: "block", height };
        let (block, _) = self.block(height)?.ok_or(missing)?;
        let envelopes = Block::decode(&block)?.envelopes.into_iter();
        Ok(envelopes.filter_map(|envelope| Some((envelope_id(&envelope)?, envelope))).collect())
    }
}
