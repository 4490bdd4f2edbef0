//! The sync channel: what a node holds, and the decided blocks it hands on.

use arc_malachitebft_codec::{Codec, HasEncodedLen};
use arc_malachitebft_peer::PeerId;
use arc_malachitebft_sync::{
    RawDecidedValue, Request, Response, Status, ValueRequest, ValueResponse,
};
use bytes::Bytes;
use prost::Message;
use prost::encoding::{DecodeContext, WireType, decode_key, skip_field};
use proto::certificate::CommitCertificate;
use proto::limits::{BLOCK_BYTES, CERTIFICATE_BYTES};
use proto::pb::ledger::v1 as ledger;
use proto::pb::peer::v1 as pb;
use proto::wire::{FieldFault, WireError, decode_canonical};

use super::certificates::{commit_from_extended, commit_to_engine};
use super::{CodecError, EblCodec, codec};
use crate::consensus::context::{EblContext, Height};
use crate::consensus::limits;

codec!(Status<EblContext>, pb::SyncStatus, limits::SYNC_MESSAGE_BYTES, write_status, read_status);
codec!(
    Request<EblContext>,
    pb::SyncRequest,
    limits::SYNC_MESSAGE_BYTES,
    write_request,
    read_request
);

const BLOCKS: &str = "SyncResponse.blocks";

// Not by the macro: the blocks are counted before any of them is allocated.
impl Codec<Response<EblContext>> for EblCodec {
    type Error = CodecError;

    fn decode(&self, bytes: Bytes) -> Result<Response<EblContext>, CodecError> {
        if bytes.len() > limits::SYNC_RESPONSE_BYTES {
            let limit = limits::SYNC_RESPONSE_BYTES;
            return Err(WireError::TooLong { bytes: bytes.len(), limit }.into());
        }
        if top_level_fields(&bytes)? > limits::SYNC_BATCH + 1 {
            return Err(FieldFault::TooMany.of(BLOCKS).into());
        }
        let message = decode_canonical::<pb::SyncResponse>(&bytes, limits::SYNC_RESPONSE_BYTES)?;
        read_response(message)
    }

    fn encode(&self, response: &Response<EblContext>) -> Result<Bytes, CodecError> {
        Ok(write_response(response)?.encode_to_vec().into())
    }
}

impl HasEncodedLen<Response<EblContext>> for EblCodec {
    fn encoded_len(&self, response: &Response<EblContext>) -> Result<usize, CodecError> {
        Ok(write_response(response)?.encoded_len())
    }
}

/// Counts the fields of a message without keeping any.
fn top_level_fields(bytes: &[u8]) -> Result<usize, CodecError> {
    let mut rest = bytes;
    let mut count = 0;
    while !rest.is_empty() {
        let (tag, wire_type) = decode_key(&mut rest).map_err(WireError::from)?;
        if wire_type == WireType::StartGroup {
            return Err(WireError::NotCanonical.into());
        }
        skip_field(wire_type, tag, &mut rest, DecodeContext::default()).map_err(WireError::from)?;
        count += 1;
    }
    Ok(count)
}

fn write_status(status: &Status<EblContext>) -> Result<pb::SyncStatus, CodecError> {
    Ok(pb::SyncStatus {
        peer: status.peer_id.to_bytes(),
        tip_height: status.tip_height.0,
        min_height: status.history_min_height.0,
    })
}

fn read_status(message: &pb::SyncStatus) -> Result<Status<EblContext>, CodecError> {
    let peer_id =
        PeerId::from_bytes(&message.peer).map_err(|_| FieldFault::Unknown.of("SyncStatus.peer"))?;
    Ok(Status {
        peer_id,
        tip_height: Height(message.tip_height),
        history_min_height: Height(message.min_height),
    })
}

fn write_request(request: &Request<EblContext>) -> Result<pb::SyncRequest, CodecError> {
    let Request::ValueRequest(request) = request;
    Ok(pb::SyncRequest {
        first_height: request.range.start().0,
        last_height: request.range.end().0,
    })
}

fn read_request(message: &pb::SyncRequest) -> Result<Request<EblContext>, CodecError> {
    let range = Height(message.first_height)..=Height(message.last_height);
    Ok(Request::ValueRequest(ValueRequest::new(range)))
}

fn write_response(response: &Response<EblContext>) -> Result<pb::SyncResponse, CodecError> {
    let Response::ValueResponse(response) = response;
    let blocks = response
        .values
        .iter()
        .map(|value| {
            let certificate = commit_from_extended(&value.certificate)?;
            Ok(pb::DecidedBlock {
                block: value.value_bytes.to_vec(),
                certificate: certificate.to_message().encode_to_vec(),
            })
        })
        .collect::<Result<_, CodecError>>()?;
    Ok(pb::SyncResponse { first_height: response.start_height.0, blocks })
}

fn read_response(message: pb::SyncResponse) -> Result<Response<EblContext>, CodecError> {
    let values = message
        .blocks
        .into_iter()
        .map(|decided| {
            if decided.block.len() > BLOCK_BYTES {
                return Err(FieldFault::TooMany.of("DecidedBlock.block").into());
            }
            let certificate = decode_canonical::<ledger::CommitCertificate>(
                &decided.certificate,
                CERTIFICATE_BYTES,
            )?;
            let certificate = commit_to_engine(&CommitCertificate::from_message(&certificate)?);
            Ok(RawDecidedValue::new(decided.block.into(), certificate))
        })
        .collect::<Result<_, CodecError>>()?;
    Ok(Response::ValueResponse(ValueResponse::new(Height(message.first_height), values)))
}
