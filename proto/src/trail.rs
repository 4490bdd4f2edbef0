//! Trails: how trust leads from the genesis file to one block, and to every one after it.
//!
//! A trail is all that a wallet keeps of the ledger: the hand-overs between validators and one
//! checkpoint. With the genesis file they are checked anew each time they are read, and any one
//! untrusted node can lead on from them to its newest block, in a few hundred bytes for each change of
//! the validators and nothing for the blocks between. A block that does not stand on the one seen
//! before is noticed at once.

use prost::Message;
use thiserror::Error;

use crate::block::Header;
use crate::checkpoint::{Ancestry, Checkpoint, CheckpointFault, Uncommitted};
use crate::genesis::Genesis;
use crate::handover::{Handover, HandoverFault, Voters};
use crate::hash::Hash;
use crate::limits;
use crate::pb::api::v1 as api;
use crate::pb::ledger::v1 as pb;
use crate::wire::{
    FieldError, FieldFault, WireError, check_length, count_entries, decode_canonical,
};

/// Number of `handovers` in the schema.
const HANDOVERS_FIELD: u32 = 1;

/// Hand-overs, and the checkpoint that they lead to. True only once [`Trail::verify`] has said so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// From the genesis file's validators to those after the checkpoint, ascending by height.
    pub handovers: Vec<Handover>,
    /// Where it leads.
    pub checkpoint: Checkpoint,
}

/// Why a trail leads nowhere. Each way of tampering has its own.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum TrailFault {
    /// Not a canonical message.
    #[error("it is {0}")]
    Wire(#[from] WireError),
    /// A field without meaning.
    #[error("its {0}")]
    Field(#[from] FieldError),
    /// The checkpoint cannot be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointFault),
    /// A hand-over that leads to no set.
    #[error("hand-over {index} of the validators proves nothing: {fault}")]
    Handover {
        /// Position in the list, from 0.
        index: usize,
        /// What is wrong with it.
        fault: HandoverFault,
    },
    /// A hand-over that is not before the block, nor its own.
    #[error("hand-over {index} of the validators is after the block")]
    LateHandover {
        /// Position in the list, from 0.
        index: usize,
    },
    /// The block is not shown to be committed.
    #[error(transparent)]
    Uncommitted(#[from] Uncommitted),
    /// The block changes the validators, and the new ones are not told.
    #[error("its block hands over to other validators and it does not say to whom")]
    NoHandover,
    /// More changes of the validators than are gone through.
    #[error("it leads through more than {} hand-overs between validators", limits::HANDOVERS)]
    TooManyHandovers,
    /// There is no block yet.
    #[error("there is no block yet")]
    NoBlock,
    /// Nothing shows that the block stands on the one seen before.
    #[error("it is not shown that block {shown} stands on block {seen}, which was seen before")]
    NotAfter {
        /// The height seen before.
        seen: u64,
        /// The height shown now.
        shown: u64,
    },
    /// Another block stands where one was seen before.
    #[error("block {height} is {shown}, and was {seen} when it was seen before")]
    OtherHistory {
        /// The height.
        height: u64,
        /// The hash seen then.
        seen: Hash,
        /// The hash shown now.
        shown: Hash,
    },
}

/// How a node's newest block stands to the one that was seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Led {
    /// It stands on it, or is the first that is seen: the trail to it, verified.
    Later(Box<Trail>),
    /// It is the same.
    Same,
    /// The node has fewer blocks than were seen before. That tells nothing of what it has.
    Behind {
        /// The height that it names.
        height: u64,
    },
}

impl Trail {
    /// Reads a trail.
    ///
    /// # Errors
    ///
    /// [`TrailFault`] for bytes that no trail encodes to.
    pub fn decode(bytes: &[u8]) -> Result<Self, TrailFault> {
        check_length(bytes, limits::TRAIL_BYTES)?;
        if count_entries(bytes, HANDOVERS_FIELD)? > limits::HANDOVERS {
            return Err(FieldFault::TooMany.of("Trail.handovers").into());
        }
        let message: pb::Trail = decode_canonical(bytes, limits::TRAIL_BYTES)?;
        Self::read(&message.handovers, &message.checkpoint)
    }

    fn read(handovers: &[Vec<u8>], checkpoint: &[u8]) -> Result<Self, TrailFault> {
        if handovers.len() > limits::HANDOVERS {
            return Err(TrailFault::TooManyHandovers);
        }
        let handovers = handovers.iter().enumerate().map(|(index, bytes)| {
            Handover::decode(bytes).map_err(|fault| TrailFault::Handover { index, fault })
        });
        Ok(Self {
            handovers: handovers.collect::<Result<_, _>>()?,
            checkpoint: Checkpoint::decode(checkpoint)?,
        })
    }

    /// The trail's bytes.
    #[must_use]
    pub fn encode(&self) -> Vec<u8> {
        let message = pb::Trail {
            handovers: self.handovers.iter().map(Handover::encode).collect(),
            checkpoint: self.checkpoint.encode(),
        };
        message.encode_to_vec()
    }

    /// The header that it leads to.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.checkpoint.header
    }

    /// Checks that the genesis file's validators, and those that they handed over to, lead to the
    /// checkpoint; gives who voted and votes.
    ///
    /// # Errors
    ///
    /// The first [`TrailFault`].
    pub fn verify(&self, genesis: &Genesis) -> Result<Voters, TrailFault> {
        let header = self.header();
        let late = self.handovers.iter().position(|it| it.header().height > header.height);
        if let Some(index) = late {
            return Err(TrailFault::LateHandover { index });
        }
        let voters = Voters::walk(genesis.chain(), genesis.validators(), &self.handovers)
            .map_err(|(index, fault)| TrailFault::Handover { index, fault })?;
        self.checkpoint.verify(&voters)?;
        Ok(voters)
    }

    /// Checks all that [`Self::verify`] does, and that the trail tells who votes after the checkpoint:
    /// without that nothing could be led on from there.
    ///
    /// # Errors
    ///
    /// The first [`TrailFault`].
    pub fn verify_onward(&self, genesis: &Genesis) -> Result<Voters, TrailFault> {
        let voters = self.verify(genesis)?;
        // Who votes next is told by the last hand-over, which is this block's where it has one.
        if voters.at(self.header().height + 1).hash() != self.header().next_validators {
            return Err(TrailFault::NoHandover);
        }
        Ok(voters)
    }

    /// Goes on from a verified trail, or from the genesis file alone, to a block that a node shows.
    ///
    /// # Errors
    ///
    /// The first [`TrailFault`]. What [`TrailFault::OtherHistory`] shows is verified.
    pub fn lead_on(
        before: Option<&Self>,
        genesis: &Genesis,
        shown: &api::CheckpointResponse,
    ) -> Result<Led, TrailFault> {
        if shown.checkpoint.is_empty() {
            return Err(TrailFault::NoBlock);
        }
        let mut after = Self::read(&shown.handovers, &shown.checkpoint)?;
        let (seen, height) = (before.map(Self::header), after.header().height);
        if seen.is_some_and(|seen| height < seen.height) {
            return Ok(Led::Behind { height });
        }
        let known = before.map(|trail| trail.handovers.clone()).unwrap_or_default();
        after.handovers.splice(0..0, known);
        if after.handovers.len() > limits::HANDOVERS {
            return Err(TrailFault::TooManyHandovers);
        }
        after.verify_onward(genesis)?;
        let Some(seen) = seen else { return Ok(Led::Later(Box::new(after))) };
        stands_on(seen, after.header(), shown.ancestry.as_ref())?;
        Ok(if height == seen.height { Led::Same } else { Led::Later(Box::new(after)) })
    }
}

/// Checks that one verified header is another one seen before, or is shown to stand on it.
fn stands_on(
    seen: &Header,
    header: &Header,
    ancestry: Option<&pb::Ancestry>,
) -> Result<(), TrailFault> {
    if header.height == seen.height {
        let (height, seen, shown) = (seen.height, seen.hash(), header.hash());
        return if shown == seen {
            Ok(())
        } else {
            Err(TrailFault::OtherHistory { height, seen, shown })
        };
    }
    let ancestry = ancestry.map(Ancestry::from_message).transpose()?;
    if ancestry.is_some_and(|ancestry| ancestry.leads(seen, header)) {
        Ok(())
    } else {
        Err(TrailFault::NotAfter { seen: seen.height, shown: header.height })
    }
}
