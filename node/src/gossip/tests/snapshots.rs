//! Questions for snapshots between real swarms.

use proto::limits::TRAIL_BYTES;

use super::*;
use crate::gossip::limits;
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask};

/// Two nodes that have met, and the identity of the second.
async fn acquainted() -> (Node, Node, PeerId) {
    let (first, second) = pair().await;
    let id = identity(&second.keypair);
    (first, second, id)
}

#[tokio::test]
async fn a_question_reaches_the_peer_and_the_longest_answer_comes_back() {
    let (first, mut second, id) = acquainted().await;
    let ask = Ask::Headers { height: 16, index: 3 };
    let long = Answer::Offer { trail: vec![7; TRAIL_BYTES], entries: 1 };
    let asking = first.gossip.handle.ask(id, &ask);
    let answering = async {
        let question = second.gossip.snapshots.recv().await.unwrap();
        assert_eq!((question.from, &question.ask), (identity(&first.keypair), &ask));
        question.answer(&long);
    };
    let (answer, ()) = soon("an answer", async { tokio::join!(asking, answering) }).await;
    assert_eq!(answer, Ok(long));
}

#[tokio::test]
async fn an_answer_over_the_limit_is_none() {
    let (first, mut second, id) = acquainted().await;
    let asking = first.gossip.handle.ask(id, &Ask::Offer);
    let answering = async {
        let question = second.gossip.snapshots.recv().await.unwrap();
        question.answer(&Answer::Offer { trail: vec![7; limits::ANSWER_BYTES], entries: 1 });
    };
    let (answer, ()) = soon("an answer", async { tokio::join!(asking, answering) }).await;
    assert_eq!(answer, Err(Unanswered::Malformed));
}

#[tokio::test]
async fn a_peer_with_too_many_questions_is_told_to_try_later_and_others_are_heard() {
    let (first, mut second, id) = acquainted().await;
    let mut asking = tokio::task::JoinSet::new();
    for index in 0..limits::QUESTIONS_OF_ONE as u64 + 1 {
        let handle = first.gossip.handle.clone();
        asking.spawn(async move { handle.ask(id, &Ask::Headers { height: 16, index }).await });
    }
    let turned_away = soon("a question turned away", asking.join_next()).await.unwrap();
    assert_eq!(turned_away.unwrap(), Ok(Answer::TryLater));
    for _ in 0..limits::QUESTIONS_OF_ONE {
        let question = soon("a question", second.gossip.snapshots.recv()).await.unwrap();
        question.answer(&Answer::NotKept);
    }
    while let Some(answer) = soon("an answer", asking.join_next()).await {
        assert_eq!(answer.unwrap(), Ok(Answer::NotKept));
    }
    // Meanwhile the other conversation goes on, and a new question is heard.
    first.gossip.handle.publish(vec![7; 9]).unwrap();
    assert_eq!(second.receives().await.1.len(), 9);
    let again = first.gossip.handle.ask(id, &Ask::Offer);
    let answering = async {
        second.gossip.snapshots.recv().await.unwrap().answer(&Answer::NotKept);
    };
    let (answer, ()) = soon("an answer", async { tokio::join!(again, answering) }).await;
    assert_eq!(answer, Ok(Answer::NotKept));
}

#[tokio::test]
async fn a_peer_that_is_not_there_is_told_so() {
    let (first, second, id) = acquainted().await;
    drop(second);
    first.sees(id, "the end of the connection", |state| !state.connected).await;
    let answer = soon("a failure", first.gossip.handle.ask(id, &Ask::Offer)).await;
    assert_eq!(answer, Err(Unanswered::Gone));
}
