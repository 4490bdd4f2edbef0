//! The preimage of every signature.
//!
//! ```text
//! u8(len(tag)) || tag || chain id (32) || u32be(len(body)) || body as received
//! ```
//!
//! The tag says what the signature is for, so that one made for a vote can never pass for one on
//! an instruction; the chain id binds it to one network (threat T9). The body is signed as its
//! bytes were received: nobody re-encodes what another signed.

use crate::ids::ChainId;

/// What a signature is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// A party's approval of an instruction.
    Instruction,
    /// A validator's prevote or precommit.
    Vote,
    /// A validator's proposal of a block.
    Proposal,
    /// A proposer's seal on the parts of a proposal.
    ProposalPart,
    /// A validator's statement that a network peer is its own.
    ValidatorProof,
    /// A member's statement that an account is its own.
    Identity,
    /// The answer of whoever controls a bill to a verifier's challenge.
    Control,
    /// A witness's statement that a block is on its disk.
    Witness,
}

impl Purpose {
    /// The text that enters the preimage.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Instruction => "ebl/sign/instruction/v1",
            Self::Vote => "ebl/sign/vote/v1",
            Self::Proposal => "ebl/sign/proposal/v1",
            Self::ProposalPart => "ebl/sign/proposal-part/v1",
            Self::ValidatorProof => "ebl/sign/validator-proof/v1",
            Self::Identity => "ebl/sign/identity/v1",
            Self::Control => "ebl/sign/control/v1",
            Self::Witness => "ebl/sign/witness/v1",
        }
    }
}

/// The bytes that are signed.
#[must_use]
pub fn preimage(purpose: Purpose, chain: &ChainId, body: &[u8]) -> Vec<u8> {
    let tag = purpose.tag().as_bytes();
    let length = u32::try_from(body.len()).expect("signed bodies are bounded far below 4 GiB");
    let mut bytes = Vec::with_capacity(1 + tag.len() + 32 + 4 + body.len());
    bytes.push(u8::try_from(tag.len()).expect("tags are short constants"));
    bytes.extend_from_slice(tag);
    bytes.extend_from_slice(chain.as_bytes());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.extend_from_slice(body);
    bytes
}
