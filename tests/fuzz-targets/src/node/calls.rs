//! Calls of the API, as far as they are read before anything is looked up.

use node::api::convert::{chain, id32, list_limit, wait};
use prost::Message;
use proto::ids::InstructionId;
use proto::instruction::envelope_id;
use proto::pb::api::v1 as pb;
use proto::pb::ledger::v1::Envelope;

use crate::target::{Seed, choice, chosen};
use crate::vectors::INSTRUCTIONS;

/// A request; the first byte says of which call. Whatever is asked for, a list is no longer and a wait no
/// greater than the node's own bounds; an id has 32 bytes; an instruction is known by its body alone.
///
/// # Panics
///
/// Where that does not hold.
pub fn call(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, 8) else { return };
    match kind {
        0 => with(bytes, |request: pb::SubmitRequest| {
            check_wait(request.wait_ms);
            let known = envelope_id(&request.envelope);
            let body = Envelope::decode(request.envelope.as_slice()).map(|envelope| envelope.body);
            assert_eq!(known, body.ok().map(|body| InstructionId::of(&body)));
        }),
        1 => with(bytes, |request: pb::OutcomeRequest| {
            check_wait(request.wait_ms);
            check_id(&request.instruction_id);
        }),
        2 => with(bytes, |request: pb::TitleRequest| check_id(&request.title)),
        3 => with(bytes, |request: pb::HistoryRequest| {
            check_chain(request.kind, &request.subject);
            check_list(request.limit);
        }),
        4 => with(bytes, |request: pb::TitlesRequest| {
            check_id(&request.party);
            check_id(&request.after);
            check_list(request.limit);
        }),
        5 => with(bytes, |request: pb::ReceiptRequest| check_chain(request.kind, &request.subject)),
        6 => with(bytes, |request: pb::GrantsRequest| {
            check_id(&request.principal);
            check_list(request.limit);
        }),
        _ => with(bytes, |_: pb::BlocksRequest| {}),
    }
}

fn with<M: Message + Default>(bytes: &[u8], check: impl FnOnce(M)) {
    if let Ok(request) = M::decode(bytes) {
        check(request);
    }
}

fn check_id(bytes: &[u8]) {
    match id32(bytes, "Request.id") {
        Ok(id) => assert_eq!(id, bytes),
        Err(fault) => assert!(bytes.len() != 32 && !fault.to_string().is_empty()),
    }
}

fn check_chain(kind: i32, id: &[u8]) {
    if let Ok(subject) = chain(kind, id, "Request") {
        let (stated, same) = subject.to_wire();
        assert!(kind == 0 || kind == i32::from(stated));
        assert_eq!(same, id);
    }
}

fn check_list(asked: u32) {
    let limit = list_limit(asked);
    assert!((1..=256).contains(&limit) && (asked == 0 || limit <= asked as usize));
}

fn check_wait(asked_ms: u32) {
    assert!(wait(asked_ms).as_millis() <= u128::from(asked_ms.min(60_000)));
}

pub(super) fn seeds() -> Vec<Seed> {
    let envelope = INSTRUCTIONS.first("envelope");
    let id = vec![7; 32];
    let submit = pb::SubmitRequest { envelope, wait_ms: 5_000 };
    let outcome = pb::OutcomeRequest { instruction_id: id.clone(), ..Default::default() };
    let history = pb::HistoryRequest { subject: id.clone(), kind: 1, from: 1, limit: 10 };
    let titles = pb::TitlesRequest { party: id.clone(), after: id.clone(), limit: 300 };
    let receipt = pb::ReceiptRequest { subject: id.clone(), kind: 2, sequence: 3 };
    let grants = pb::GrantsRequest { principal: id.clone(), ..Default::default() };
    vec![
        chosen(0, &submit.encode_to_vec()),
        chosen(1, &outcome.encode_to_vec()),
        chosen(2, &pb::TitleRequest { title: id, known_height: None }.encode_to_vec()),
        chosen(3, &history.encode_to_vec()),
        chosen(4, &titles.encode_to_vec()),
        chosen(5, &receipt.encode_to_vec()),
        chosen(6, &grants.encode_to_vec()),
    ]
}
