//! Who votes on the open height, as the chain says, and whether this node is among them.

use tracing::{info, warn};

use super::admission::{Admission, AnnouncementRefusal, HEIGHTS_AHEAD};
use super::{Application, ValidatorSet};
use crate::consensus::parts::Init;

impl Application {
    /// Whether this node votes on the height after the head. The engine comes to the same answer
    /// from the set it is given: it asks the signer of a node outside the set for nothing, and
    /// keeps no log there.
    #[must_use]
    pub fn is_validator(&self) -> bool {
        self.signer.as_ref().is_some_and(|signer| self.validators.find(&signer.address()).is_some())
    }

    /// Says once, at the start, if the node has a key that does not vote.
    pub(super) fn tell_whether_it_waits(&self) {
        if let Some(signer) = &self.signer
            && !self.is_validator()
        {
            let (height, key) = (self.open_height(), signer.address());
            info!(height, %key, "this node's key is not in the validator set: it follows until it is");
        }
    }

    /// Lets those vote on the open height whom the block just committed names.
    pub(super) fn hand_over(&mut self) {
        let next = ValidatorSet::from(self.chain.next_validators());
        if next == self.validators {
            return;
        }
        let voted = self.is_validator();
        self.validators = next;
        self.validators_from = self.open_height();
        let height = self.validators_from;
        match (voted, self.is_validator()) {
            (false, true) => {
                info!(height, "this node has entered the validator set: it votes from now on");
            }
            (true, false) => {
                warn!(height, "this node has left the validator set: it follows without a vote");
            }
            (true, true) | (false, false) => info!(height, "the validator set has changed"),
        }
    }

    /// A block of the open height may have been announced early, while others voted: then its
    /// announcement is judged again, by those who vote now.
    pub(super) fn admit_again(&self, init: &Init) -> Result<(), AnnouncementRefusal> {
        let open_height = self.open_height();
        if open_height >= self.validators_from + HEIGHTS_AHEAD {
            return Ok(());
        }
        let (round, validators, verifier) = (self.round, &self.validators, &self.verifier);
        Admission { open_height, round, validators, verifier }.admit(init)
    }
}
