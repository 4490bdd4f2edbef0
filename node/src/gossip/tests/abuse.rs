use proto::limits::ENVELOPE_BYTES;
use tokio::net::TcpStream;

use super::*;
use crate::gossip::{PublishError, limits};

/// A node, and a listed peer of it that has said hello and now means harm.
async fn betrayed() -> (Node, Rogue) {
    let traitor = keypair();
    let node = Node::start(&keypair(), vec![awaited(&traitor)]).await;
    let mut rogue = Rogue::dial(&traitor, &node).await;
    rogue.greet().await;
    (node, rogue)
}

async fn is_cut_off(node: &Node, mut rogue: Rogue, message: Vec<u8>) {
    rogue.send(message);
    assert_eq!(rogue.outcome().await, Outcome::Failed);
    let traitor = *rogue.swarm.local_peer_id();
    node.sees(traitor, "the reason", |state| {
        state.trouble == Some(Trouble::Malformed) && !state.connected
    })
    .await;
    assert_eq!(node.gossip.handle.counters().malformed.value(), 1);
}

#[tokio::test]
async fn an_envelope_no_peer_would_take_is_not_published() {
    let (first, _second) = pair().await;
    let handle = &first.gossip.handle;
    let bytes = ENVELOPE_BYTES + 1;
    assert_eq!(handle.publish(vec![1; bytes]), Err(PublishError::Length { bytes }));
    assert_eq!(handle.publish(Vec::new()), Err(PublishError::Length { bytes: 0 }));
}

#[tokio::test]
async fn the_longest_envelope_arrives() {
    let (first, mut second) = pair().await;
    first.gossip.handle.publish(vec![7; ENVELOPE_BYTES]).unwrap();
    assert_eq!(second.receives().await.1.len(), ENVELOPE_BYTES);
}

#[tokio::test]
async fn a_message_over_the_limit_ends_the_connection() {
    let (mut node, rogue) = betrayed().await;
    is_cut_off(&node, rogue, vec![0; 64 * 1024 * 1024]).await;
    assert!(node.received_nothing());
}

#[tokio::test]
async fn bytes_that_are_no_message_end_the_connection() {
    let (mut node, rogue) = betrayed().await;
    is_cut_off(&node, rogue, b"GET / HTTP/1.1\r\n\r\n".to_vec()).await;
    assert!(node.received_nothing());
}

#[tokio::test]
async fn a_flood_from_one_peer_is_throttled_and_another_is_still_heard() {
    let (traitor, honest) = (keypair(), keypair());
    let node = Node::start(&keypair(), vec![awaited(&traitor), awaited(&honest)]).await;
    let honest = Node::start(&honest, vec![node.listed()]).await;
    honest.meets(&node).await;
    let mut rogue = Rogue::dial(&traitor, &node).await;
    rogue.greet().await;

    // The pool takes whatever comes, so that nothing but the allowance stands in the way.
    let Node { mut gossip, .. } = node;
    let honest_id = identity(&honest.keypair);
    let heard = tokio::spawn(async move {
        while let Some(incoming) = gossip.incoming.recv().await {
            if incoming.from == honest_id {
                return (incoming.envelope.clone(), gossip);
            }
        }
        panic!("the honest peer was not heard");
    });
    let batch = vec![Bytes::from_static(b"x"); limits::BATCH_ENVELOPES];
    rogue.flood(&Request::Envelopes(batch)).await;
    honest.gossip.handle.publish("still here").unwrap();
    let (envelope, gossip) = soon("the honest envelope", heard).await.unwrap();
    assert_eq!(envelope, "still here");
    assert!(gossip.handle.counters().throttled.value() > 0);
}

#[tokio::test]
async fn rejected_envelopes_use_up_their_senders_allowance() {
    let (node, mut rogue) = betrayed().await;
    let traitor = *rogue.swarm.local_peer_id();
    let rejected_at_once = 2 * limits::ALLOWANCE_BURST / limits::REJECTION_COST;
    for _ in 0..rejected_at_once {
        node.gossip.handle.reject(traitor);
    }
    let served = rogue.flood(&Request::Height(1)).await;
    // An allowance that nothing else was charged to would have sufficed for the whole burst.
    assert!(served < limits::ALLOWANCE_BURST / 2, "{served} requests were served");
    let rejected = node.gossip.handle.counters().rejected.value();
    assert_eq!(rejected, u64::from(rejected_at_once));
}

#[tokio::test]
async fn a_pool_that_does_not_keep_up_bounds_what_is_kept_for_it() {
    let (mut node, mut rogue) = betrayed().await;
    let batch = Request::Envelopes(vec![Bytes::from(vec![1; ENVELOPE_BYTES])]);
    let mut taken = 0;
    while rogue.ask(&batch).await == Outcome::Answered(Response::Taken(1)) {
        taken += ENVELOPE_BYTES;
    }
    assert!(taken <= limits::INBOX_BYTES);
    // Whatever the pool takes makes room.
    while !node.received_nothing() {}
    let answer = rogue.ask(&batch).await;
    assert_eq!(answer, Outcome::Answered(Response::Taken(1)));
}

#[tokio::test]
async fn a_peer_cannot_make_the_pool_answer_without_end() {
    let (mut node, mut rogue) = betrayed().await;
    let pool = tokio::spawn(async move {
        let mut asked = 0;
        while let Some(question) = node.gossip.questions.recv().await {
            question.answer(["pending"]);
            asked += 1;
            if asked == limits::QUESTION_BURST {
                return node;
            }
        }
        panic!("the task ended");
    });
    for _ in 0..limits::QUESTION_BURST {
        let answer = rogue.ask(&Request::Pending).await;
        assert!(matches!(answer, Outcome::Answered(Response::Pending(_))), "{answer:?}");
    }
    let _node = soon("the pool", pool).await.unwrap();
    let answer = rogue.ask(&Request::Pending).await;
    assert_eq!(answer, Outcome::Answered(Response::Throttled));
}

#[tokio::test]
async fn connections_that_never_shake_hands_are_refused_beyond_a_number() {
    let node = Node::start(&keypair(), Vec::new()).await;
    let port = node.address.iter().find_map(|part| match part {
        libp2p::multiaddr::Protocol::Tcp(port) => Some(port),
        _ => None,
    });
    let mut silent = Vec::new();
    for _ in 0..=limits::HANDSHAKES_PER_ADDRESS {
        silent.push(TcpStream::connect(("127.0.0.1", port.unwrap())).await.unwrap());
    }
    counted("a refusal", &node.gossip.handle.counters().crowded, 1).await;
}
