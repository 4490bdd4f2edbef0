//! Every message there and back, and the frames that must not come in.

use std::fmt::Debug;

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_codec::{Codec, HasEncodedLen};
use arc_malachitebft_core_consensus::{LivenessMsg, ProposedValue, SignedConsensusMsg};
use arc_malachitebft_core_types::{
    NilOrVal, PolkaCertificate, Round, RoundCertificate, RoundCertificateType, Validity, VoteType,
};
use arc_malachitebft_peer::PeerId;
use arc_malachitebft_sync::{
    RawDecidedValue, Request, Response, Status, ValueRequest, ValueResponse,
};
use bytes::Bytes;
use prost::Message;
use proto::certificate::CommitCertificate;
use proto::keys::Signature;
use proto::pb::peer::v1 as pb;
use proto::validators;
use proto::wire::{FieldFault, WireError};
use tempfile::TempDir;

use super::{CodecError, EblCodec, commit_to_engine};
use crate::consensus::context::{EblContext, Height, Value};
use crate::consensus::fixtures::{
    BLOCK, address, announcement, polka, prevote, proposal, signed_vote, signer, vote,
};
use crate::consensus::limits;
use crate::consensus::parts::{Authority, Init, ProposalPart};

/// Encodes, decodes, compares.
fn round_trip<T: PartialEq + Debug>(value: &T)
where
    EblCodec: Codec<T, Error = CodecError>,
{
    let bytes = EblCodec.encode(value).unwrap();
    assert_eq!(&EblCodec.decode(bytes).unwrap(), value);
}

fn refusal<T: Debug>(bytes: impl Into<Bytes>) -> CodecError
where
    EblCodec: Codec<T, Error = CodecError>,
{
    Codec::<T>::decode(&EblCodec, bytes.into()).unwrap_err()
}

fn field(fault: FieldFault, field: &'static str) -> CodecError {
    fault.of(field).into()
}

fn peer() -> PeerId {
    PeerId::from_bytes(&[0, 4, 1, 2, 3, 4]).unwrap()
}

fn round_certificate() -> RoundCertificate<EblContext> {
    let nil = vote(1, VoteType::Precommit, 5, 0, BLOCK);
    let nil = signed_vote(1, crate::consensus::context::Vote { value: NilOrVal::Nil, ..nil });
    let kind = RoundCertificateType::Precommit;
    let votes = vec![prevote(0, 5), nil];
    RoundCertificate::new_from_votes(Height(5), Round::new(0), kind, votes)
}

fn decided(height: u64, bytes: usize) -> RawDecidedValue<EblContext> {
    let signatures =
        (0..3).map(|index| (validators::Address([index; 32]), Signature([index; 64]))).collect();
    let certificate = CommitCertificate::new(height, 2, BLOCK, signatures);
    RawDecidedValue::new(vec![7; bytes].into(), commit_to_engine(&certificate))
}

fn response(blocks: u64) -> Response<EblContext> {
    let values = (0..blocks).map(|index| decided(index + 1, 100)).collect();
    Response::ValueResponse(ValueResponse::new(Height(1), values))
}

#[test]
fn consensus_messages_come_back_as_they_were() {
    round_trip(&SignedConsensusMsg::Vote(prevote(0, 5)));
    round_trip(&SignedConsensusMsg::Proposal(proposal(1, 5)));
    round_trip(&SignedConsensusMsg::Proposal({
        let mut first = proposal(1, 5);
        first.message.pol_round = Round::Nil;
        first
    }));
}

#[test]
fn liveness_messages_come_back_as_they_were() {
    round_trip(&LivenessMsg::Vote(prevote(0, 5)));
    round_trip(&LivenessMsg::PolkaCertificate(polka(5, &[0, 1, 2])));
    round_trip(&LivenessMsg::SkipRoundCertificate(round_certificate()));
}

#[test]
fn parts_and_proofs_come_back_as_they_were() {
    let sealed = announcement(5, 1, 1000);
    let again = Init { authority: Authority::Quorum(polka(5, &[0, 1, 2])), ..sealed.clone() };
    let id = StreamId::new(Bytes::from_static(b"stream"));
    for part in [
        ProposalPart::Init(Box::new(sealed)),
        ProposalPart::Init(Box::new(again)),
        ProposalPart::Chunk(vec![3; limits::CHUNK_BYTES].into()),
    ] {
        round_trip(&part);
        round_trip(&StreamMessage::new(id.clone(), 7, StreamContent::Data(part)));
    }
    round_trip(&StreamMessage::<ProposalPart>::new(id, 8, StreamContent::Fin));
    let folder = TempDir::new().unwrap();
    round_trip(&signer(0, &folder).prove(peer().to_bytes()));
}

#[test]
fn what_the_engine_logs_comes_back_as_it_was() {
    round_trip(&polka(5, &[0, 1, 2]));
    for (valid_round, validity) in
        [(Round::Nil, Validity::Valid), (Round::new(0), Validity::Invalid)]
    {
        round_trip(&ProposedValue {
            height: Height(5),
            round: Round::new(1),
            valid_round,
            proposer: address(2),
            value: Value(BLOCK),
            validity,
        });
    }
}

#[test]
fn sync_messages_come_back_as_they_were_and_are_measured_right() {
    round_trip(&Status::<EblContext> {
        peer_id: peer(),
        tip_height: Height(9),
        history_min_height: Height(1),
    });
    let range = Height(3)..=Height(u64::MAX);
    round_trip(&Request::<EblContext>::ValueRequest(ValueRequest::new(range)));
    for blocks in [0, 1, limits::SYNC_BATCH as u64] {
        let response = response(blocks);
        round_trip(&response);
        let bytes = EblCodec.encode(&response).unwrap();
        assert_eq!(EblCodec.encoded_len(&response).unwrap(), bytes.len());
    }
}

#[test]
fn a_frame_is_measured_before_it_is_decoded() {
    let limit = limits::CONSENSUS_MESSAGE_BYTES;
    let long = refusal::<SignedConsensusMsg<EblContext>>(vec![0; limit + 1]);
    assert_eq!(long, WireError::TooLong { bytes: limit + 1, limit }.into());
}

#[test]
fn unknown_repeated_and_missing_fields_are_refused() {
    let vote = EblCodec.encode(&SignedConsensusMsg::Vote(prevote(0, 5))).unwrap();
    // Field 15, a number.
    let unknown = [vote.as_ref(), &[0x78, 1]].concat();
    let not_canonical = CodecError::from(WireError::NotCanonical);
    assert_eq!(refusal::<SignedConsensusMsg<EblContext>>(unknown), not_canonical);
    let repeated = [vote.as_ref(), vote.as_ref()].concat();
    assert_eq!(refusal::<SignedConsensusMsg<EblContext>>(repeated), not_canonical);
    let nothing = refusal::<SignedConsensusMsg<EblContext>>(Bytes::new());
    assert_eq!(nothing, field(FieldFault::Missing, "ConsensusMessage.message"));
}

#[test]
fn every_cut_of_a_message_is_refused() {
    let whole = EblCodec.encode(&LivenessMsg::PolkaCertificate(polka(5, &[0, 1, 2]))).unwrap();
    for end in 0..whole.len() {
        let cut = Codec::<LivenessMsg<EblContext>>::decode(&EblCodec, whole.slice(..end));
        assert!(cut.is_err(), "cut at {end}");
    }
}

#[test]
fn fields_without_meaning_are_named() {
    let encoded = EblCodec.encode(&SignedConsensusMsg::Vote(prevote(0, 5))).unwrap();
    let message = pb::ConsensusMessage::decode(encoded).unwrap();
    let Some(pb::consensus_message::Message::Vote(signed)) = message.message else {
        panic!("a vote")
    };
    let with = |change: &dyn Fn(&mut pb::SignedVote)| {
        let mut changed = signed.clone();
        change(&mut changed);
        let message = Some(pb::consensus_message::Message::Vote(changed));
        let bytes = pb::ConsensusMessage { message }.encode_to_vec();
        refusal::<SignedConsensusMsg<EblContext>>(bytes)
    };
    let kind = with(&|vote| vote.vote.as_mut().unwrap().kind = 3);
    assert_eq!(kind, field(FieldFault::Unknown, "Vote.kind"));
    let block = with(&|vote| vote.vote.as_mut().unwrap().block = vec![1; 31]);
    assert_eq!(block, field(FieldFault::Length, "Vote.block"));
    let signature = with(&|vote| vote.signature = vec![1; 63]);
    assert_eq!(signature, field(FieldFault::Length, "SignedVote.signature"));
}

#[test]
fn a_vote_without_a_round_cannot_be_written() {
    let mut lost = prevote(0, 5);
    lost.message.round = Round::Nil;
    let refused = EblCodec.encode(&SignedConsensusMsg::Vote(lost)).unwrap_err();
    assert_eq!(refused, CodecError::NoRound);
}

#[test]
fn a_certificate_of_more_validators_than_a_set_has_is_refused() {
    let one = polka(5, &[0]);
    let many = PolkaCertificate {
        polka_signatures: vec![one.polka_signatures[0].clone(); proto::limits::VALIDATORS + 1],
        ..one
    };
    let bytes = EblCodec.encode(&many).unwrap();
    let refused = refusal::<PolkaCertificate<EblContext>>(bytes);
    assert_eq!(refused, field(FieldFault::TooMany, "PolkaCertificate.signatures"));
}

#[test]
fn an_answer_is_counted_before_its_blocks_are_allocated() {
    // A million empty blocks in two million bytes.
    let swarm = [0x12, 0].repeat(1_000_000);
    let refused = refusal::<Response<EblContext>>(swarm);
    assert_eq!(refused, field(FieldFault::TooMany, "SyncResponse.blocks"));
}

#[test]
fn a_chunk_or_stream_id_beyond_its_length_is_refused() {
    let chunk = pb::proposal_part::Part::Chunk(vec![0; limits::CHUNK_BYTES + 1]);
    let part = pb::ProposalPart { part: Some(chunk) };
    let refused = refusal::<ProposalPart>(part.encode_to_vec());
    assert_eq!(refused, field(FieldFault::TooMany, "ProposalPart.chunk"));
    let end = Some(pb::stream_message::Content::End(pb::StreamEnd {}));
    let stream = vec![0; limits::STREAM_ID_BYTES + 1];
    let message = pb::StreamMessage { stream, sequence: 0, content: end };
    let refused = refusal::<StreamMessage<ProposalPart>>(message.encode_to_vec());
    assert_eq!(refused, field(FieldFault::Length, "StreamMessage.stream"));
}
