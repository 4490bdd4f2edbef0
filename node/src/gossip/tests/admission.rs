use super::*;

#[tokio::test]
async fn a_stranger_is_cut_off_before_it_can_say_anything() {
    let listed = keypair();
    let mut node = Node::start(&keypair(), vec![awaited(&listed)]).await;
    let stranger = keypair();
    let mut rogue = Rogue::dial(&stranger, &node).await;
    assert_eq!(rogue.ask(&Request::Hello(hello())).await, Outcome::Failed);
    counted("the refusal", &node.gossip.handle.counters().strangers, 1).await;
    assert!(node.received_nothing());
    let states = node.gossip.handle.peers().borrow().clone();
    assert!(states.iter().all(|state| state.peer == identity(&listed) && !state.connected));
}

#[tokio::test]
async fn whoever_is_not_listed_learns_where_to_look() {
    let other = keypair();
    let closed = Node::start(&keypair(), vec![awaited(&other)]).await;
    let outsider = Node::start(&keypair(), vec![closed.listed()]).await;
    let closed = identity(&closed.keypair);
    outsider.sees(closed, "the reason", |state| state.trouble == Some(Trouble::NotWelcome)).await;
}

#[tokio::test]
async fn another_genesis_is_named_on_both_sides_and_nothing_is_exchanged() {
    let (first_key, second_key) = (keypair(), keypair());
    let mut first = Node::start(&first_key, vec![awaited(&second_key)]).await;
    let other = ChainId([2; 32]);
    let mut settings = settings(&second_key, vec![first.listed()]);
    settings.chain = other;
    settings.height = 5;
    let mut second = Node::start_with(settings).await;

    let at_first = Some(Trouble::OtherChain { theirs: other, ours: CHAIN });
    let at_second = Some(Trouble::OtherChain { theirs: CHAIN, ours: other });
    first.sees(identity(&second_key), "the reason", |state| state.trouble == at_first).await;
    second.sees(identity(&first_key), "the reason", |state| state.trouble == at_second).await;
    assert_eq!(*first.gossip.handle.highest().borrow(), 0);
    assert!(first.gossip.questions.try_recv().is_err());
    assert!(second.gossip.questions.try_recv().is_err());
    assert!(first.received_nothing() && second.received_nothing());
}

#[tokio::test]
async fn a_peer_of_another_version_of_the_protocol_is_named() {
    let other = keypair();
    let node = Node::start(&keypair(), vec![awaited(&other)]).await;
    let later = StreamProtocol::new("/ebl/gossip/2");
    let mut rogue = Rogue::dial_by(&other, &node, later).await;
    let trouble = Some(Trouble::OtherProtocol);
    tokio::select! {
        () = node.sees(identity(&other), "the reason", |state| state.trouble == trouble) => {}
        () = async { loop { rogue.next().await; } } => unreachable!("it never ends"),
    }
}

#[tokio::test]
async fn another_node_at_a_peers_address_is_named() {
    let expected = keypair();
    let found = Node::start(&keypair(), Vec::new()).await;
    let misled = PeerAddress { peer: identity(&expected), address: Some(found.address.clone()) };
    let node = Node::start(&keypair(), vec![misled]).await;
    let trouble = Some(Trouble::OtherNode { found: identity(&found.keypair) });
    node.sees(identity(&expected), "the mistake", |state| state.trouble == trouble).await;
}

#[tokio::test]
async fn a_peer_that_skips_the_hello_is_not_listened_to() {
    let impatient = keypair();
    let mut node = Node::start(&keypair(), vec![awaited(&impatient)]).await;
    let mut rogue = Rogue::dial(&impatient, &node).await;
    for request in [
        Request::Envelopes(vec![Bytes::from_static(b"unasked")]),
        Request::Height(u64::MAX),
        Request::Pending,
    ] {
        let answer = rogue.ask(&request).await;
        assert_eq!(answer, Outcome::Answered(Response::HelloFirst));
    }
    assert!(node.received_nothing());
    assert!(node.gossip.questions.try_recv().is_err());
    assert_eq!(*node.gossip.handle.highest().borrow(), 0);
}
