//! Parts of a block that is being proposed, and the proof that ties a peer to a validator.

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_types::ValidatorProof;
use bytes::Bytes;
use prost::Message;
use proto::hash::Hash;
use proto::pb::peer::v1 as pb;
use proto::wire::{FieldFault, bytes32, decode_canonical, present};

use super::certificates::{read_polka, write_polka};
use super::{CodecError, EblCodec, address, codec, signature};
use crate::consensus::context::EblContext;
use crate::consensus::limits;
use crate::consensus::parts::{Authority, Init, ProposalPart, Seal};

codec!(ProposalPart, pb::ProposalPart, limits::PART_BYTES, write_part, read_part);
codec!(
    StreamMessage<ProposalPart>,
    pb::StreamMessage,
    limits::STREAM_MESSAGE_BYTES,
    write_stream,
    read_stream
);
codec!(
    ValidatorProof<EblContext>,
    pb::ValidatorProof,
    limits::VALIDATOR_PROOF_BYTES,
    write_proof,
    read_proof
);

/// The signed body of a seal.
#[must_use]
pub fn seal_body(seal: &Seal) -> Vec<u8> {
    pb::PartSeal {
        height: seal.height,
        round: seal.round,
        proposer: seal.proposer.0.0.to_vec(),
        block: seal.block.0.to_vec(),
        size: seal.size,
    }
    .encode_to_vec()
}

fn write_init(init: &Init) -> Result<pb::PartInit, CodecError> {
    use pb::part_init::Authority as Kind;
    let authority = match &init.authority {
        Authority::Proposer(seal) => Kind::Seal(seal.0.to_vec()),
        Authority::Quorum(polka) => Kind::Polka(write_polka(polka)?),
    };
    Ok(pb::PartInit {
        height: init.seal.height,
        round: init.seal.round,
        proposer: init.seal.proposer.0.0.to_vec(),
        block: init.seal.block.0.to_vec(),
        size: init.seal.size,
        authority: Some(authority),
    })
}

fn read_init(message: &pb::PartInit) -> Result<Init, CodecError> {
    use pb::part_init::Authority as Kind;
    let authority = match present(&message.authority, "PartInit.authority")? {
        Kind::Seal(seal) => Authority::Proposer(signature(seal, "PartInit.seal")?),
        Kind::Polka(polka) => Authority::Quorum(read_polka(polka)?),
    };
    let seal = Seal {
        height: message.height,
        round: message.round,
        proposer: address(&message.proposer, "PartInit.proposer")?,
        block: Hash(bytes32(&message.block, "PartInit.block")?),
        size: message.size,
    };
    Ok(Init { seal, authority })
}

fn write_part(part: &ProposalPart) -> Result<pb::ProposalPart, CodecError> {
    use pb::proposal_part::Part as Kind;
    let part = match part {
        ProposalPart::Init(init) => Kind::Init(write_init(init)?),
        ProposalPart::Chunk(chunk) => Kind::Chunk(chunk.to_vec()),
    };
    Ok(pb::ProposalPart { part: Some(part) })
}

fn read_part(message: &pb::ProposalPart) -> Result<ProposalPart, CodecError> {
    use pb::proposal_part::Part as Kind;
    match present(&message.part, "ProposalPart.part")? {
        Kind::Init(init) => Ok(ProposalPart::Init(Box::new(read_init(init)?))),
        Kind::Chunk(chunk) if chunk.len() <= limits::CHUNK_BYTES => {
            Ok(ProposalPart::Chunk(Bytes::copy_from_slice(chunk)))
        }
        Kind::Chunk(_) => Err(FieldFault::TooMany.of("ProposalPart.chunk").into()),
    }
}

fn write_stream(message: &StreamMessage<ProposalPart>) -> Result<pb::StreamMessage, CodecError> {
    use pb::stream_message::Content as Kind;
    let content = match &message.content {
        StreamContent::Data(part) => Kind::Part(write_part(part)?),
        StreamContent::Fin => Kind::End(pb::StreamEnd {}),
    };
    Ok(pb::StreamMessage {
        stream: message.stream_id.to_bytes().to_vec(),
        sequence: message.sequence,
        content: Some(content),
    })
}

fn read_stream(message: &pb::StreamMessage) -> Result<StreamMessage<ProposalPart>, CodecError> {
    use pb::stream_message::Content as Kind;
    if message.stream.len() > limits::STREAM_ID_BYTES {
        return Err(FieldFault::Length.of("StreamMessage.stream").into());
    }
    let content = match present(&message.content, "StreamMessage.content")? {
        Kind::Part(part) => StreamContent::Data(read_part(part)?),
        Kind::End(_) => StreamContent::Fin,
    };
    let stream = StreamId::new(Bytes::copy_from_slice(&message.stream));
    Ok(StreamMessage::new(stream, message.sequence, content))
}

fn write_proof(proof: &ValidatorProof<EblContext>) -> Result<pb::ValidatorProof, CodecError> {
    Ok(pb::ValidatorProof {
        public_key: proof.public_key.clone(),
        peer: proof.peer_id.clone(),
        signature: proof.signature.0.to_vec(),
    })
}

fn read_proof(message: &pb::ValidatorProof) -> Result<ValidatorProof<EblContext>, CodecError> {
    let public_key = bytes32(&message.public_key, "ValidatorProof.public_key")?.to_vec();
    if message.peer.len() > limits::PEER_ID_BYTES {
        return Err(FieldFault::Length.of("ValidatorProof.peer").into());
    }
    let signature = signature(&message.signature, "ValidatorProof.signature")?;
    Ok(ValidatorProof::new(public_key, message.peer.clone(), signature))
}
