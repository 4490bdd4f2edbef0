//! What two nodes tell each other beside the engine.

use node::gossip::messages::{Request, Response};
use prost::Message;
use proto::limits::ENVELOPE_BYTES;
use proto::pb::peer::v1 as pb;

use crate::target::{Seed, choice, chosen};
use crate::vectors::{INSTRUCTIONS, genesis};

/// A message; the first byte says whether a request or a response. One that is read is written so that it
/// is read as the same, and what it costs its sender grows with what it holds.
///
/// # Panics
///
/// Where that does not hold.
pub fn gossip(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, 2) else { return };
    if kind == 0 {
        let Ok(request) = Request::decode(bytes) else { return };
        assert!(Request::decode(&request.encode()).as_ref() == Ok(&request), "a request changes");
        let cost = request.cost(bytes.len()) as usize;
        assert!(cost * 1024 >= bytes.len(), "{} bytes cost {cost}", bytes.len());
        if let Request::Envelopes(batch) = &request {
            assert!(cost > batch.len(), "an envelope is free");
            assert!(batch.iter().all(|envelope| (1..=ENVELOPE_BYTES).contains(&envelope.len())));
        }
        assert!(!format!("{request:?}").is_empty());
    } else {
        let Ok(response) = Response::decode(bytes) else { return };
        let again = Response::decode(&response.encode());
        assert!(again.as_ref() == Ok(&response), "a response changes");
        assert!(!format!("{response:?}").is_empty());
    }
}

pub(super) fn seeds() -> Vec<Seed> {
    use pb::gossip_request::Request as Asked;
    use pb::gossip_response::Response as Said;
    let hello = pb::Hello {
        format: 1,
        chain_id: genesis().chain().0.to_vec(),
        network_name: genesis().network_name().to_owned(),
        height: 7,
        software: "ebl-node 0.1.0".to_owned(),
    };
    let envelope = INSTRUCTIONS.first("envelope");
    let length = u32::try_from(envelope.len()).expect("envelopes are short").to_be_bytes();
    let framed = [&length[..], &envelope].concat();
    let batch = pb::EnvelopeBatch { frames: [framed.clone(), framed].concat() };
    let asked = [
        Asked::Hello(hello.clone()),
        Asked::Height(pb::HeightReached { height: 9 }),
        Asked::Envelopes(batch.clone()),
        Asked::Pending(pb::PendingRequest {}),
    ];
    let said = [
        Said::Hello(hello),
        Said::Taken(pb::EnvelopesTaken { count: 2 }),
        Said::Pending(batch),
        Said::HelloFirst(pb::HelloFirst {}),
    ];
    let asked = asked
        .map(|request| chosen(0, &pb::GossipRequest { request: Some(request) }.encode_to_vec()));
    let said = said.map(|response| {
        chosen(1, &pb::GossipResponse { response: Some(response) }.encode_to_vec())
    });
    asked.into_iter().chain(said).collect()
}
