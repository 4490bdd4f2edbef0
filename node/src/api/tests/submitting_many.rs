use std::collections::BTreeSet;
use std::future::Future;
use std::time::Duration;

use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::pb::api::v1::submit_many_response::Answer;
use proto::pb::api::v1::submit_response::Outcome;
use proto::pb::api::v1::{SubmitManyRequest, SubmitManyResponse, SubmitRequest};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Status, Streaming};

use super::network::{Network, Serving};
use crate::api::limits::{STREAMED, STREAMED_ON_ONE, SUBMIT_STREAMS_PER_ADDRESS};

const MINUTE_MS: u32 = 60_000;

/// Bytes of answers that fit on the way to a caller that takes few: far fewer than thousands need.
const NARROW: u32 = 65_535;

/// Longer than anything here is waited for, so that what never comes fails a test.
const HANG: Duration = Duration::from_secs(120);

async fn soon<T>(awaited: impl Future<Output = T>) -> T {
    timeout(HANG, awaited).await.expect("what is waited for comes")
}

/// A stream that hands in, and what it answers.
struct Line {
    letters: mpsc::UnboundedSender<SubmitManyRequest>,
    answers: Streaming<SubmitManyResponse>,
}

impl Line {
    async fn to(api: &Serving) -> Result<Self, Status> {
        Self::of(api.client().await).await
    }

    async fn of(mut client: LedgerClient<Channel>) -> Result<Self, Status> {
        let (letters, stream) = mpsc::unbounded_channel();
        let stream = UnboundedReceiverStream::new(stream);
        let answers = client.submit_many(stream).await?.into_inner();
        Ok(Self { letters, answers })
    }

    fn submit(&self, number: u64, envelope: Vec<u8>, wait_ms: u32) {
        let submit = Some(SubmitRequest { envelope, wait_ms });
        self.letters.send(SubmitManyRequest { number, submit }).unwrap();
    }

    /// Hands in issues of the titles of these numbers.
    fn issue(&self, network: &Network, numbers: std::ops::Range<usize>) {
        for number in numbers {
            let envelope = network.issue(u8::try_from(number).unwrap());
            self.submit(u64::try_from(number).unwrap(), envelope, MINUTE_MS);
        }
    }

    async fn answer(&mut self) -> (u64, Answer) {
        let answer = soon(self.answers.message()).await.unwrap().unwrap();
        (answer.number, answer.answer.unwrap())
    }
}

fn outcome(answer: Answer) -> Outcome {
    match answer {
        Answer::Response(response) => response.outcome.unwrap(),
        Answer::Failed(failed) => panic!("{failed:?} is no outcome"),
    }
}

fn full(status: Status) {
    assert_eq!(status.code(), Code::ResourceExhausted);
}

/// Waits until this address may have one stream more.
async fn room(api: &Serving) {
    while let Err(status) = Line::to(api).await {
        full(status);
    }
}

/// Waits until peers would have heard of so many.
async fn taken_in(network: &mut Network, count: usize) {
    for _ in 0..count {
        soon(network.spread.recv()).await.unwrap();
    }
}

#[tokio::test]
async fn each_is_answered_when_its_outcome_is_known_whatever_waits_before_it() {
    let mut network = Network::new();
    let api = network.serve().await;
    let mut line = Line::to(&api).await.unwrap();
    line.issue(&network, 1..3);
    line.submit(7, vec![0xff; 9], MINUTE_MS);
    line.letters.send(SubmitManyRequest { number: 8, submit: None }).unwrap();
    // Two that no block is needed for.
    for _ in 0..2 {
        match line.answer().await {
            (7, answer) => {
                let Outcome::Refused(refused) = outcome(answer) else { panic!("no refusal") };
                assert_eq!(refused.rule, "L-02");
            }
            (8, Answer::Failed(failed)) => {
                assert_eq!(Code::from_i32(failed.code.try_into().unwrap()), Code::InvalidArgument);
                assert!(failed.message.contains("SubmitManyRequest.submit is missing"));
            }
            other => panic!("{other:?} was not expected"),
        }
    }
    taken_in(&mut network, 2).await;
    network.commit();
    let mut recorded = BTreeSet::new();
    for _ in 0..2 {
        let (number, answer) = line.answer().await;
        assert!(matches!(outcome(answer), Outcome::Final(_)));
        recorded.insert(number);
    }
    assert_eq!(recorded, BTreeSet::from([1, 2]));
}

#[tokio::test]
async fn a_caller_that_hands_in_no_more_gets_all_answers_and_then_the_end() {
    let mut network = Network::new();
    let api = network.serve().await;
    let line = Line::to(&api).await.unwrap();
    line.issue(&network, 1..3);
    taken_in(&mut network, 2).await;
    let Line { letters, mut answers } = line;
    drop(letters);
    network.commit();
    for _ in 0..2 {
        soon(answers.message()).await.unwrap().unwrap();
    }
    assert_eq!(soon(answers.message()).await.unwrap(), None);
}

#[tokio::test]
async fn what_is_handed_in_beyond_the_room_is_taken_in_later_and_not_turned_away() {
    let mut network = Network::new();
    let api = network.serve().await;
    let mut line = Line::to(&api).await.unwrap();
    let all = STREAMED_ON_ONE + 40;
    line.issue(&network, 0..all);
    taken_in(&mut network, STREAMED_ON_ONE).await;
    // What comes alone on a stream of its own is answered though the other stands still.
    let mut other = Line::to(&api).await.unwrap();
    other.submit(1, vec![0xff; 9], MINUTE_MS);
    other.answer().await;
    assert_eq!(network.sources.pool.len(), STREAMED_ON_ONE);
    network.commit();
    let mut recorded = BTreeSet::new();
    for _ in 0..STREAMED_ON_ONE {
        recorded.insert(line.answer().await.0);
    }
    taken_in(&mut network, 40).await;
    network.commit();
    for _ in 0..40 {
        recorded.insert(line.answer().await.0);
    }
    assert_eq!(recorded.len(), all);
}

#[tokio::test]
async fn streams_wait_for_each_other_and_single_calls_for_none_of_them() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let mut lines = Vec::new();
    for number in 0..STREAMED / STREAMED_ON_ONE {
        let line = Line::to(&api).await.unwrap();
        line.issue(&network, number * STREAMED_ON_ONE..(number + 1) * STREAMED_ON_ONE);
        lines.push(line);
    }
    taken_in(&mut network, STREAMED).await;
    let mut late = Line::to(&api).await.unwrap();
    late.submit(1, vec![0xff; 9], 0);
    let single = SubmitRequest { envelope: network.issue(255), wait_ms: 0 };
    api.client.submit(single).await.unwrap();
    taken_in(&mut network, 1).await;
    let refused = async { late.answer().await.0 };
    let mut refused = std::pin::pin!(refused);
    tokio::select! {
        biased;
        number = &mut refused => panic!("{number} was answered while there was no place for it"),
        () = std::future::ready(()) => {}
    }
    assert_eq!(network.sources.pool.len(), STREAMED + 1);
    network.commit();
    assert_eq!(refused.await, 1);
    for line in &mut lines {
        for _ in 0..STREAMED_ON_ONE {
            assert!(matches!(outcome(line.answer().await.1), Outcome::Final(_)));
        }
    }
}

#[tokio::test]
async fn one_address_has_only_so_many_streams_and_a_caller_that_leaves_makes_room() {
    let mut network = Network::new();
    let api = network.serve().await;
    let mut lines = Vec::new();
    for _ in 0..SUBMIT_STREAMS_PER_ADDRESS {
        lines.push(Line::to(&api).await.unwrap());
    }
    full(Line::to(&api).await.err().unwrap());
    // One that has handed in all it had, and waits for a block that does not come.
    let Line { letters, answers } = lines.pop().unwrap();
    let submit = Some(SubmitRequest { envelope: network.issue(1), wait_ms: MINUTE_MS });
    letters.send(SubmitManyRequest { number: 1, submit }).unwrap();
    drop(letters);
    taken_in(&mut network, 1).await;
    full(Line::to(&api).await.err().unwrap());
    drop(answers);
    // The node hears of the leaving some time after; until then it says that it is full.
    soon(room(&api)).await;
}

#[tokio::test]
async fn whoever_takes_no_answers_is_waited_for_only_so_long_and_then_told_why() {
    let network = Network::new();
    let api = network.serve_waiting(Duration::ZERO).await;
    let mut slow = Line::of(api.narrow_client(NARROW).await).await.unwrap();
    let mut others = Vec::new();
    for _ in 1..SUBMIT_STREAMS_PER_ADDRESS {
        others.push(Line::to(&api).await.unwrap());
    }
    // Far more answers than fit on the way to a caller that reads none of them.
    for number in 0..4_000 {
        slow.submit(number, vec![0xff; 9], 0);
    }
    // Once its place is free, the node waits for it no more.
    soon(room(&api)).await;
    let told = loop {
        match soon(slow.answers.message()).await {
            Ok(answer) => assert!(answer.is_some(), "the stream ended without a word"),
            Err(status) => break status,
        }
    };
    assert_eq!(told.code(), Code::Aborted);
    assert!(told.message().contains("nothing was taken"), "{told}");
}

#[tokio::test]
async fn a_node_that_stops_answers_unknown_to_each_and_ends_the_stream() {
    let mut network = Network::new();
    let api = network.serve().await;
    let mut line = Line::to(&api).await.unwrap();
    line.issue(&network, 1..4);
    taken_in(&mut network, 3).await;
    api.stop.send_replace(true);
    for _ in 0..3 {
        assert!(matches!(outcome(line.answer().await.1), Outcome::Unknown(_)));
    }
    let ended = soon(line.answers.message()).await.unwrap_err();
    assert_eq!(ended.code(), Code::Unavailable);
    soon(api.server).await.unwrap().unwrap();
}
