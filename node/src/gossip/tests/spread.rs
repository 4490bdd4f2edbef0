use super::*;

#[tokio::test]
async fn an_envelope_reaches_every_other_node_from_whichever_it_was_submitted_to() {
    let keys: Vec<_> = (0..4).map(|_| keypair()).collect();
    let mut nodes = Vec::<Node>::new();
    for (index, key) in keys.iter().enumerate() {
        let mut peers: Vec<_> = nodes.iter().map(Node::listed).collect();
        // The list may hold the node itself.
        peers.extend(keys[index..].iter().map(awaited));
        nodes.push(Node::start(key, peers).await);
    }
    for node in &nodes {
        for other in nodes.iter().filter(|other| other.address != node.address) {
            node.meets(other).await;
        }
    }
    for sender in 0..nodes.len() {
        let envelope = format!("envelope {sender}");
        nodes[sender].gossip.handle.publish(envelope.clone()).unwrap();
        for receiver in (0..nodes.len()).filter(|receiver| *receiver != sender) {
            let (from, received) = nodes[receiver].receives().await;
            assert_eq!(from, identity(&keys[sender]));
            assert_eq!(received, envelope);
        }
        assert!(nodes[sender].received_nothing());
    }
}

#[tokio::test]
async fn nothing_of_a_burst_is_lost() {
    let (sender, mut receiver) = pair().await;
    for number in 0..1000u32 {
        let mut envelope = vec![0; 1000];
        envelope[..4].copy_from_slice(&number.to_be_bytes());
        while sender.gossip.handle.publish(envelope.clone()).is_err() {
            tokio::task::yield_now().await;
        }
    }
    let mut numbers = Vec::new();
    while numbers.len() < 1000 {
        let (_, envelope) = receiver.receives().await;
        numbers.push(u32::from_be_bytes(envelope[..4].try_into().unwrap()));
    }
    // Batches travel side by side, so that their order is not certain.
    numbers.sort_unstable();
    assert_eq!(numbers, (0..1000).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_late_joiner_gets_what_is_pending() {
    let (early, late) = (keypair(), keypair());
    let mut early = Node::start(&early, vec![awaited(&late)]).await;
    let mut late = Node::start(&late, vec![early.listed()]).await;
    let question = soon("the question", early.gossip.questions.recv()).await.unwrap();
    question.answer(["first", "second", "third"]);
    for expected in ["first", "second", "third"] {
        let (from, envelope) = late.receives().await;
        assert_eq!(from, identity(&early.keypair));
        assert_eq!(envelope, expected);
    }
}

#[tokio::test]
async fn an_answer_with_more_than_fits_is_cut_and_not_lost() {
    let (early, late) = (keypair(), keypair());
    let mut early = Node::start(&early, vec![awaited(&late)]).await;
    let mut late = Node::start(&late, vec![early.listed()]).await;
    let question = soon("the question", early.gossip.questions.recv()).await.unwrap();
    question.answer((0..10_000).map(|_| vec![7; 1000]));
    for _ in 0..256 {
        late.receives().await;
    }
    assert_eq!(late.gossip.handle.counters().malformed.value(), 0);
}

#[tokio::test]
async fn a_peer_that_comes_back_is_met_again() {
    let (first, second) = pair().await;
    let Node { gossip, keypair, .. } = second;
    drop(gossip.handle);
    soon("the end of the task", gossip.task).await.unwrap();
    first.sees(identity(&keypair), "the end", |state| !state.connected).await;

    let mut again = Node::start(&keypair, vec![first.listed()]).await;
    first.meets(&again).await;
    again.meets(&first).await;
    first.gossip.handle.publish("welcome back").unwrap();
    assert_eq!(again.receives().await.1, "welcome back");
}

#[tokio::test]
async fn the_highest_height_follows_what_peers_announce() {
    let (first, second) = pair().await;
    let mut highest = first.gossip.handle.highest();
    second.gossip.handle.announce(7);
    until("height 7", &mut highest, |height| *height == 7).await;
    // A height that falls back is not news.
    second.gossip.handle.announce(6);
    second.gossip.handle.announce(8);
    until("height 8", &mut highest, |height| *height == 8).await;
    let second = identity(&second.keypair);
    first.sees(second, "its height", |state| state.height == Some(8)).await;
}

#[tokio::test]
async fn a_node_tells_its_height_in_the_first_hello() {
    let (first, second) = (keypair(), keypair());
    let first = Node::start(&first, vec![awaited(&second)]).await;
    let mut settings = settings(&second, vec![first.listed()]);
    settings.height = 99;
    let _second = Node::start_with(settings).await;
    let mut highest = first.gossip.handle.highest();
    until("height 99", &mut highest, |height| *height == 99).await;
}
