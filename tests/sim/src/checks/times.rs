//! What is recorded once, and in its time.

use proto::block::Block;
use proto::instruction::Submission;

use super::{Checker, Violation};
use crate::cast::FOUNDED_MS;

impl Checker {
    /// Checks that a new block holds nothing that was recorded before, and nothing that is too late.
    pub(super) fn instructions(&mut self, block: &Block) -> Result<(), Violation> {
        let height = block.header.height;
        for envelope in &block.envelopes {
            // What cannot be opened is no instruction, and records nothing.
            let Ok(submission) = Submission::open(envelope, &self.chain) else { continue };
            let instruction = submission.id();
            if !self.executed.insert(instruction) {
                return Err(Violation::RecordedTwice { instruction, height });
            }
            if submission.check_deadline(block.header.time_ms).is_err() {
                return Err(Violation::RecordedLate { instruction, height });
            }
        }
        Ok(())
    }

    /// Checks that the blocks above `height` are each later than its parent, and none later than
    /// honest clocks allow.
    ///
    /// # Errors
    ///
    /// [`Violation::Untimely`].
    pub fn check_times(&self, height: u64, latest_ms: u64) -> Result<(), Violation> {
        let above = usize::try_from(height).expect("runs are short");
        let mut after_ms = above.checked_sub(1).map_or(FOUNDED_MS, |index| self.times_ms[index]);
        for (height, time_ms) in (height + 1..).zip(self.times_ms.iter().copied().skip(above)) {
            if time_ms <= after_ms || time_ms > latest_ms {
                return Err(Violation::Untimely { height, time_ms, after_ms, latest_ms });
            }
            after_ms = time_ms;
        }
        Ok(())
    }
}
