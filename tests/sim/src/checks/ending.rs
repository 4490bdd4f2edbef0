//! At the end, with the faults over: every honest node has every block, and all agree.

use std::collections::BTreeMap;

use node::reader::Reader;
use proto::block::Block;
use proto::ids::InstructionId;

use super::{Checker, Violation};

impl Checker {
    /// Reads a machine's whole log again and compares it with what is committed; one certificate
    /// that this machine has is checked too, since machines may hold different ones.
    ///
    /// # Errors
    ///
    /// The first [`Violation`].
    pub fn check_log(
        &self,
        machine: usize,
        reader: &Reader,
        certificate_of: u64,
    ) -> Result<(), Violation> {
        let fault = |why: String| Violation::Node { machine, why };
        let head = reader.head().map_err(|error| fault(error.to_string()))?.height;
        for (height, (committed, _)) in (1..).zip(&self.canon) {
            if height > head {
                return Err(Violation::Stalled {
                    why: format!("machine {machine} has height {head} of {}", self.height()),
                });
            }
            let block = reader.block(height).map_err(|error| fault(error.to_string()))?;
            let (bytes, certificate) =
                block.ok_or_else(|| fault(format!("height {height} is not in its log")))?;
            let found = Block::decode(&bytes).map_err(|error| fault(error.to_string()))?;
            let found = found.header.hash();
            if found != *committed {
                let committed = *committed;
                return Err(Violation::Fork { height, machine, found, committed });
            }
            if height == certificate_of {
                let voters = self.voters_of(height);
                let verified = certificate.verify(&self.chain, voters);
                verified.map_err(|error| Violation::NotCertified {
                    height,
                    machine,
                    why: error.to_string(),
                })?;
            }
        }
        for title in self.titles.keys() {
            self.compare(machine, reader, *title)?;
        }
        Ok(())
    }

    /// Who votes on a height.
    pub(super) fn voters_of(&self, height: u64) -> &proto::validators::ValidatorSet {
        match usize::try_from(height).expect("runs are short").checked_sub(2) {
            Some(below) => &self.canon[below].1,
            None => &self.founders,
        }
    }

    /// Checks that a machine has all that clients were told is final.
    ///
    /// # Errors
    ///
    /// [`Violation::AcknowledgedLost`].
    pub fn check_acknowledged(
        &self,
        machine: usize,
        reader: &Reader,
        acknowledged: &BTreeMap<InstructionId, u64>,
    ) -> Result<(), Violation> {
        for instruction in acknowledged.keys() {
            let has = reader.is_recorded(instruction);
            if !has.map_err(|error| Violation::Node { machine, why: error.to_string() })? {
                return Err(Violation::AcknowledgedLost { instruction: *instruction, machine });
            }
        }
        Ok(())
    }
}
