//! Everything that the engine sends, syncs or logs.

use std::fmt::Debug;

use arc_malachitebft_app::streaming::{StreamContent, StreamId, StreamMessage};
use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::{LivenessMsg, ProposedValue, SignedConsensusMsg};
use arc_malachitebft_core_types::{
    PolkaCertificate, PolkaSignature, Round, SignedMessage, ValidatorProof, Validity,
};
use arc_malachitebft_peer::PeerId;
use arc_malachitebft_sync::{
    RawDecidedValue, Request, Response, Status, ValueRequest, ValueResponse,
};
use bytes::Bytes;
use node::consensus::codec::{CodecError, EblCodec, commit_to_engine};
use node::consensus::context::{Address, EblContext, Height, Proposal, Value};
use node::consensus::parts::{Authority, Init, ProposalPart, Seal};
use prost::Message;
use proto::certificate::CommitCertificate;
use proto::hash::Hash;
use proto::keys::Signature;
use proto::pb::ledger::v1 as ledger;
use proto::pb::peer::v1 as peer;
use proto::validators;

use crate::target::{Seed, choice, chosen};
use crate::vectors::BLOCKS;

type Messages = SignedConsensusMsg<EblContext>;

/// A message of the engine; the first byte says of which type. One that is read is written as the same
/// bytes.
///
/// # Panics
///
/// Where that does not hold.
pub fn consensus(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, READERS.len()) else { return };
    READERS[kind](bytes);
}

const READERS: [fn(&[u8]); 10] = [
    check::<Messages>,
    check::<LivenessMsg<EblContext>>,
    check::<StreamMessage<ProposalPart>>,
    check::<ProposalPart>,
    check::<ValidatorProof<EblContext>>,
    check::<ProposedValue<EblContext>>,
    check::<PolkaCertificate<EblContext>>,
    check::<Status<EblContext>>,
    check::<Request<EblContext>>,
    check::<Response<EblContext>>,
];

fn check<T: Debug>(bytes: &[u8])
where
    EblCodec: Codec<T, Error = CodecError>,
{
    let read: Result<T, _> = EblCodec.decode(Bytes::copy_from_slice(bytes));
    match read {
        Ok(message) => {
            let written = EblCodec.encode(&message).expect("what is read can be written");
            assert_eq!(written, bytes, "a message has two forms");
        }
        Err(fault) => assert!(!fault.to_string().is_empty()),
    }
}

/// One of each type. Their signatures are of nobody: no reader looks at them.
pub(super) fn seeds() -> Vec<Seed> {
    let nobody = Address(validators::Address([0x0a; 32]));
    let (block, signature) = (Hash([9; 32]), Signature([0x5b; 64]));
    let vote = ledger::Vote::decode(BLOCKS.first("vote body").as_slice()).expect("read back");
    let vote = peer::SignedVote { vote: Some(vote), signature: signature.0.to_vec() };
    let proposal = Proposal {
        height: Height(5),
        round: Round::new(1),
        value: Value(block),
        pol_round: Round::new(0),
        address: nobody,
    };
    let proposal = SignedConsensusMsg::Proposal(SignedMessage::new(proposal, signature));
    let polka = PolkaCertificate {
        height: Height(5),
        round: Round::new(0),
        value_id: block,
        polka_signatures: vec![PolkaSignature::new(nobody, signature)],
    };
    let proposed = ProposedValue {
        height: Height(5),
        round: Round::new(1),
        valid_round: Round::Nil,
        proposer: nobody,
        value: Value(block),
        validity: Validity::Valid,
    };
    let proof = ValidatorProof::<EblContext>::new(vec![7; 32], network_id(), signature);
    let in_vote = Some(peer::consensus_message::Message::Vote(vote.clone()));
    let alive = Some(peer::liveness_message::Message::Vote(vote));
    let mut seeds = vec![
        chosen(0, &peer::ConsensusMessage { message: in_vote }.encode_to_vec()),
        seed(0, &proposal),
        chosen(1, &peer::LivenessMessage { message: alive }.encode_to_vec()),
        seed(1, &LivenessMsg::PolkaCertificate(polka.clone())),
        seed(4, &proof),
        seed(5, &proposed),
        seed(6, &polka),
    ];
    seeds.extend(part_seeds(nobody, block, polka));
    seeds.extend(sync_seeds());
    seeds
}

fn part_seeds(proposer: Address, block: Hash, polka: PolkaCertificate<EblContext>) -> [Seed; 4] {
    let seal = Seal { height: 5, round: 1, proposer, block, size: 9 };
    let by_proposer = Authority::Proposer(Signature([0x5b; 64]));
    let init = Init { seal: seal.clone(), authority: by_proposer };
    let again = Init { seal, authority: Authority::Quorum(polka) };
    let id = StreamId::new(Bytes::from_static(b"stream"));
    let chunk = ProposalPart::Chunk(Bytes::from_static(b"a chunk"));
    let in_stream = |sequence, content| StreamMessage::new(id.clone(), sequence, content);
    [
        seed(2, &in_stream(0, StreamContent::Data(ProposalPart::Init(Box::new(init))))),
        seed(2, &in_stream(1, StreamContent::Data(chunk))),
        seed(2, &in_stream(2, StreamContent::<ProposalPart>::Fin)),
        seed(3, &ProposalPart::Init(Box::new(again))),
    ]
}

fn sync_seeds() -> [Seed; 3] {
    let status = Status::<EblContext> {
        peer_id: PeerId::from_bytes(&network_id()).expect("an identity hash of four bytes"),
        tip_height: Height(9),
        history_min_height: Height(1),
    };
    let range = Height(3)..=Height(7);
    let request = Request::<EblContext>::ValueRequest(ValueRequest::new(range));
    let certificate = ledger::CommitCertificate::decode(BLOCKS.first("certificate").as_slice());
    let certificate = certificate.expect("the vectors are read back");
    let certificate = CommitCertificate::from_message(&certificate).expect("and are one");
    let decided =
        RawDecidedValue::new(BLOCKS.first("block").into(), commit_to_engine(&certificate));
    let response = ValueResponse::new(Height(2), vec![decided]);
    [seed(7, &status), seed(8, &request), seed(9, &Response::ValueResponse(response))]
}

fn network_id() -> Vec<u8> {
    vec![0, 4, 1, 2, 3, 4]
}

fn seed<T>(kind: u8, message: &T) -> Seed
where
    EblCodec: Codec<T, Error = CodecError>,
{
    chosen(kind, &EblCodec.encode(message).expect("the seeds can be written"))
}
