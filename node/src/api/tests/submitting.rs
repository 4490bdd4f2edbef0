use proto::ids::InstructionId;
use proto::pb::api::v1::submit_response::Outcome;
use proto::pb::api::v1::{OutcomeRequest, SubmitRequest, SubmitResponse};
use proto::receipt::Receipt;
use tokio::task::JoinSet;
use tonic::Code;

use super::network::{FAR_DEADLINE_MS, Network};
use crate::api::limits::{CALLS_PER_CONNECTION, SUBMISSIONS_PER_ADDRESS};

const MINUTE_MS: u32 = 60_000;

fn refused_by(response: SubmitResponse) -> String {
    match response.outcome {
        Some(Outcome::Refused(refused)) => {
            assert!(!refused.what.is_empty() && !refused.next.is_empty());
            refused.rule
        }
        other => panic!("{other:?} is no refusal"),
    }
}

fn receipts(response: SubmitResponse) -> Vec<proto::pb::ledger::v1::Receipt> {
    match response.outcome {
        Some(Outcome::Final(outcome)) => outcome.receipts,
        other => panic!("{other:?} is not final"),
    }
}

fn submit(envelope: Vec<u8>, wait_ms: u32) -> SubmitRequest {
    SubmitRequest { envelope, wait_ms }
}

#[tokio::test]
async fn a_call_that_waits_gets_its_receipt_when_the_block_is_committed() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    let call =
        tokio::spawn(async move { api.client.submit(submit(envelope, MINUTE_MS)).await.unwrap() });
    network.work.notified().await;
    network.commit();
    let receipts = receipts(call.await.unwrap().into_inner());
    let genesis = network.sources.reader.genesis();
    let receipt = Receipt::from_message(&receipts[0]).unwrap();
    let proved = receipt.verify(&genesis.chain(), genesis.validators()).unwrap();
    assert_eq!(proved.record.fact.title().map(|fact| fact.title), Some(network.title(1)));
}

#[tokio::test]
async fn the_same_envelope_again_gets_the_same_receipt_and_is_not_spread_again() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    let first = api.client.submit(submit(envelope.clone(), 0)).await.unwrap().into_inner();
    assert!(matches!(first.outcome, Some(Outcome::Unknown(_))));
    assert_eq!(network.spread.recv().await.unwrap(), envelope);
    let waiting = api.client.submit(submit(envelope.clone(), 0)).await.unwrap().into_inner();
    assert!(matches!(waiting.outcome, Some(Outcome::Unknown(_))));
    network.commit();
    let second = api.client.submit(submit(envelope.clone(), 0)).await.unwrap().into_inner();
    let asked = OutcomeRequest {
        instruction_id: second.instruction_id.clone(),
        deadline_ms: FAR_DEADLINE_MS,
        wait_ms: 0,
    };
    let third = api.client.outcome(asked).await.unwrap().into_inner();
    assert_eq!(second.instruction_id, first.instruction_id);
    assert_eq!(receipts(second), receipts(third));
    assert!(network.spread.try_recv().is_err());
}

#[tokio::test]
async fn a_call_that_may_not_wait_is_told_the_head_instead() {
    let mut network = Network::new();
    network.commit();
    let mut api = network.serve().await;
    let response = api.client.submit(submit(network.issue(1), 0)).await.unwrap().into_inner();
    let Some(Outcome::Unknown(unknown)) = response.outcome else { panic!("known already") };
    assert_eq!(unknown.head.unwrap().height, 1);
}

#[tokio::test]
async fn a_node_that_stops_answers_unknown_to_who_waits() {
    let network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    let call =
        tokio::spawn(async move { api.client.submit(submit(envelope, MINUTE_MS)).await.unwrap() });
    network.work.notified().await;
    api.stop.send_replace(true);
    let response = call.await.unwrap().into_inner();
    assert!(matches!(response.outcome, Some(Outcome::Unknown(_))));
}

#[tokio::test]
async fn a_refusal_is_an_answer_with_rule_and_id_and_not_a_status() {
    let network = Network::new();
    let mut api = network.serve().await;
    let mut envelope = network.issue(1);
    let bytes = envelope.len();
    envelope[bytes - 1] ^= 1;
    let response = api.client.submit(submit(envelope, MINUTE_MS)).await.unwrap().into_inner();
    assert_eq!(response.instruction_id.len(), 32);
    assert_eq!(refused_by(response), "L-10");
    let nothing = api.client.submit(submit(vec![0xff; 9], 0)).await.unwrap().into_inner();
    assert!(nothing.instruction_id.is_empty());
    assert_eq!(refused_by(nothing), "L-02");
}

#[tokio::test]
async fn an_envelope_too_long_by_one_byte_is_refused_by_rule_and_a_huge_one_is_not_read() {
    let network = Network::new();
    let mut api = network.serve().await;
    let longest = proto::limits::ENVELOPE_BYTES;
    let response = api.client.submit(submit(vec![0; longest + 1], 0)).await.unwrap();
    assert_eq!(refused_by(response.into_inner()), "L-01");
    let status = api.client.submit(submit(vec![0; longest * 2], 0)).await.unwrap_err();
    assert_eq!(status.code(), Code::OutOfRange);
}

#[tokio::test]
async fn an_instruction_nobody_knows_is_refused_once_a_block_is_past_its_deadline() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let deadline_ms = network.chain.head().time_ms;
    let asked = OutcomeRequest {
        instruction_id: InstructionId([5; 32]).0.to_vec(),
        deadline_ms,
        wait_ms: 0,
    };
    let before = api.client.outcome(asked.clone()).await.unwrap().into_inner();
    assert!(matches!(before.outcome, Some(Outcome::Unknown(_))));
    network.commit();
    let after = api.client.outcome(asked).await.unwrap().into_inner();
    assert_eq!(refused_by(after), "L-05");
}

#[tokio::test]
async fn an_outcome_without_a_deadline_or_a_whole_id_is_not_guessed() {
    let network = Network::new();
    let mut api = network.serve().await;
    let whole = OutcomeRequest { instruction_id: vec![5; 32], deadline_ms: 0, wait_ms: 0 };
    let status = api.client.outcome(whole).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    let short = OutcomeRequest { instruction_id: vec![5; 31], deadline_ms: 1, wait_ms: 0 };
    let status = api.client.outcome(short).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().contains("OutcomeRequest.instruction_id has 31 bytes"));
}

#[tokio::test]
async fn whoever_hands_in_more_at_once_than_its_share_is_turned_away_and_otherwise_answered() {
    let mut network = Network::new();
    let api = network.serve().await;
    let mut calls = JoinSet::new();
    for connection in 0..SUBMISSIONS_PER_ADDRESS / CALLS_PER_CONNECTION {
        let client = api.client().await;
        for call in 0..CALLS_PER_CONNECTION {
            let number = u8::try_from(connection * CALLS_PER_CONNECTION + call).unwrap();
            let (mut client, envelope) = (client.clone(), network.issue(number));
            calls.spawn(async move { client.submit(submit(envelope, MINUTE_MS)).await.unwrap() });
        }
    }
    for _ in 0..SUBMISSIONS_PER_ADDRESS {
        network.spread.recv().await.unwrap();
    }
    assert_eq!(network.sources.pool.len(), SUBMISSIONS_PER_ADDRESS);
    let mut other = api.client().await;
    let status = other.submit(submit(network.issue(0), 0)).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let asked = OutcomeRequest {
        instruction_id: InstructionId([5; 32]).0.to_vec(),
        deadline_ms: FAR_DEADLINE_MS,
        wait_ms: 0,
    };
    let answered = other.outcome(asked).await.unwrap().into_inner();
    assert!(matches!(answered.outcome, Some(Outcome::Unknown(_))));
    network.commit();
    while let Some(answered) = calls.join_next().await {
        receipts(answered.unwrap().into_inner());
    }
    receipts(other.submit(submit(network.issue(0), 0)).await.unwrap().into_inner());
}
