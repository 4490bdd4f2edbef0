//! A proof of control: the party in control signs what a verifier has just asked (UK Electronic
//! Trade Documents Act 2023, section 2(2)(d)).
//!
//! The evidence shows whose keys control the bill; the answer shows that whoever gives it has those
//! keys now. The challenge is the verifier's own and fresh, so that no older answer can stand for it.

use prost::Message;
use title::{PartyId, TitleId};

use super::facts::Ground;
use super::fault::{ClaimFault, EvidenceFault};
use crate::account::{Signer, check_approvals};
use crate::hash::Hash;
use crate::instruction::{Approval, approval_messages, read_approvals};
use crate::limits;
use crate::pb::evidence::v1 as pb;
use crate::signing::Purpose;
use crate::wire::{FieldFault, bytes32, check_length, count_entries, decode_canonical};

/// What a verifier asks: 32 bytes of its own making, never used before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge(pub [u8; 32]);

/// The answer to a challenge, perhaps not signed by all who must.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlAnswer {
    /// What was asked.
    pub challenge: Challenge,
    /// The signatures, in ascending order of key.
    pub approvals: Vec<Approval>,
}

/// Number of `approvals` in the schema.
const APPROVALS_FIELD: u32 = 2;

impl ControlAnswer {
    /// The answer that nobody has signed yet.
    #[must_use]
    pub fn to(challenge: Challenge) -> Self {
        Self { challenge, approvals: Vec::new() }
    }

    /// What is signed, for [`Purpose::Control`]: the bill, the block as of which it is controlled,
    /// and the challenge.
    #[must_use]
    pub fn body(&self, title: TitleId, block: Hash) -> Vec<u8> {
        [title.0, block.0, self.challenge.0].concat()
    }

    /// The answer with one more signature; one by the same key gives way.
    #[must_use]
    pub fn with(mut self, approval: Approval) -> Self {
        self.approvals.retain(|given| given.key != approval.key);
        self.approvals.push(approval);
        self.approvals.sort_by_key(|given| given.key);
        self
    }

    pub(super) fn decode(bytes: &[u8]) -> Result<Self, EvidenceFault> {
        check_length(bytes, limits::ENVELOPE_BYTES)?;
        if count_entries(bytes, APPROVALS_FIELD)? > limits::APPROVALS {
            return Err(FieldFault::TooMany.of("ControlAnswer.approvals").into());
        }
        let message: pb::ControlAnswer = decode_canonical(bytes, limits::ENVELOPE_BYTES)?;
        let approvals = read_approvals(&message.approvals, |_| None).map_err(ClaimFault::Answer)?;
        let challenge = Challenge(bytes32(&message.challenge, "ControlAnswer.challenge")?);
        Ok(Self { challenge, approvals })
    }

    pub(super) fn encode(&self) -> Vec<u8> {
        let approvals = approval_messages(&self.approvals);
        pb::ControlAnswer { challenge: self.challenge.0.to_vec(), approvals }.encode_to_vec()
    }

    /// Checks that the party in control signed.
    pub(super) fn check(
        &self,
        ground: &Ground<'_>,
        title: TitleId,
        controller: Option<PartyId>,
    ) -> Result<Challenge, ClaimFault> {
        let controller = controller.ok_or(ClaimFault::NobodyInControl)?;
        let signer = ground.records.signer(controller);
        let signer: Signer = signer.ok_or(ClaimFault::NoHolder(controller))?;
        let body = self.body(title, ground.block);
        let (chain, height) = (ground.voters.chain(), ground.until);
        check_approvals(&[signer], Purpose::Control, chain, height, &body, &self.approvals)
            .map_err(ClaimFault::Answer)?;
        Ok(self.challenge)
    }
}
