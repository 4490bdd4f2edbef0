//! What the engine keeps in its write-ahead log beside messages and certificates.

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::ProposedValue;
use arc_malachitebft_core_types::{Round, Validity};
use bytes::Bytes;
use proto::hash::Hash;
use proto::pb::peer::v1 as pb;
use proto::wire::{bytes32, decode_canonical};

use super::{CodecError, EblCodec, address, codec, round_number};
use crate::consensus::context::{EblContext, Height, Value};
use crate::consensus::limits;

codec!(
    ProposedValue<EblContext>,
    pb::ProposedBlock,
    limits::CONSENSUS_MESSAGE_BYTES,
    write_proposed,
    read_proposed
);

fn write_proposed(proposed: &ProposedValue<EblContext>) -> Result<pb::ProposedBlock, CodecError> {
    Ok(pb::ProposedBlock {
        height: proposed.height.0,
        round: round_number(proposed.round)?,
        valid_round: proposed.valid_round.as_u32(),
        proposer: proposed.proposer.0.0.to_vec(),
        block: proposed.value.0.0.to_vec(),
        valid: proposed.validity.is_valid(),
    })
}

fn read_proposed(message: &pb::ProposedBlock) -> Result<ProposedValue<EblContext>, CodecError> {
    Ok(ProposedValue {
        height: Height(message.height),
        round: Round::new(message.round),
        valid_round: Round::from(message.valid_round),
        proposer: address(&message.proposer, "ProposedBlock.proposer")?,
        value: Value(Hash(bytes32(&message.block, "ProposedBlock.block")?)),
        validity: Validity::from_bool(message.valid),
    })
}
