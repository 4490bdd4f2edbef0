use super::*;

use proto::ids::ChainId;

fn hello(chain: u8, height: u64) -> Hello {
    Hello {
        format: FORMAT,
        chain: ChainId([chain; 32]),
        network_name: "Example network".to_owned(),
        height,
        software: "ebl-node".to_owned(),
    }
}

fn peer(now: Instant) -> Peer {
    Peer::new(PeerId::random(), Some(Multiaddr::empty()), now)
}

/// A peer with both greetings done at height 1, and nothing but envelopes left to say.
fn greeted(now: Instant) -> Peer {
    let mut peer = peer(now);
    peer.connected(now);
    let said = peer.next_request(&hello(1, 1), now).unwrap();
    peer.settle(&said);
    peer.hear_hello(&hello(1, 1), &hello(1, 1), now);
    peer.hear_answer(&hello(1, 1), &hello(1, 1), now);
    assert_eq!(peer.next_request(&hello(1, 1), now), Some(Request::Pending));
    peer.settle(&Request::Pending);
    peer
}

fn envelope(byte: u8) -> Bytes {
    vec![byte; 3].into()
}

#[test]
fn nothing_but_one_hello_is_said_until_it_is_accepted() {
    let now = Instant::now();
    let ours = hello(1, 5);
    let mut peer = peer(now);
    assert_eq!(peer.next_request(&ours, now), None);
    peer.connected(now);
    peer.outbox.push(envelope(1));
    assert_eq!(peer.next_request(&ours, now), Some(Request::Hello(ours.clone())));
    assert_eq!(peer.next_request(&ours, now), None);
    // Its own hello lets it speak, not us.
    peer.hear_hello(&ours, &hello(1, 9), now);
    assert!(peer.is_admitted());
    assert_eq!(peer.next_request(&ours, now), None);
    assert!(!peer.state().connected);
}

#[test]
fn once_welcome_a_node_asks_what_is_pending_and_then_sends_what_waits() {
    let now = Instant::now();
    let mut peer = greeted(now);
    assert!(peer.state().connected);
    peer.outbox.push(envelope(1));
    let batch = Request::Envelopes(vec![envelope(1)]);
    assert_eq!(peer.next_request(&hello(1, 1), now), Some(batch));
    assert_eq!(peer.next_request(&hello(1, 1), now), None);
}

#[test]
fn another_chain_in_a_request_silences_us_and_ends_the_connection_after_a_while() {
    let now = Instant::now();
    let (ours, theirs) = (hello(1, 0), hello(2, 0));
    let mut peer = peer(now);
    peer.connected(now);
    peer.hear_hello(&ours, &theirs, now);
    assert!(!peer.is_admitted());
    assert_eq!(peer.next_request(&ours, now), None);
    assert!(!peer.must_leave(now));
    assert!(peer.must_leave(now + limits::PARTING));
    let trouble = Trouble::OtherChain { theirs: theirs.chain, ours: ours.chain };
    assert_eq!(peer.state().trouble, Some(trouble.clone()));
    // The reason outlives the connection, and the next attempt is a slow one.
    peer.disconnected(0, now);
    assert_eq!(peer.state().trouble, Some(trouble));
    assert!(!peer.wants_dialling(now + limits::REDIAL_SLOW / 3));
    assert!(peer.wants_dialling(now + limits::REDIAL_SLOW));
}

#[test]
fn another_chain_or_format_in_an_answer_ends_the_connection_at_once() {
    let now = Instant::now();
    let ours = hello(1, 0);
    let other_format = Hello { format: 2, ..ours.clone() };
    for theirs in [hello(2, 0), other_format] {
        let mut peer = peer(now);
        peer.connected(now);
        peer.hear_answer(&ours, &theirs, now);
        assert!(peer.must_leave(now));
    }
}

#[test]
fn a_peer_that_hangs_up_before_greeting_is_said_not_to_know_us() {
    let now = Instant::now();
    let mut peer = peer(now);
    peer.connected(now);
    peer.disconnected(0, now);
    assert_eq!(peer.state().trouble, Some(Trouble::NotWelcome));
}

#[test]
fn a_changed_height_is_told_once_and_not_too_often() {
    let now = Instant::now();
    let mut peer = greeted(now);
    let soon = now + limits::HEIGHT_INTERVAL;
    assert_eq!(peer.next_request(&hello(1, 2), soon), Some(Request::Height(2)));
    assert_eq!(peer.next_request(&hello(1, 3), soon), None);
    peer.settle(&Request::Height(2));
    assert_eq!(peer.next_request(&hello(1, 3), soon), None);
    let later = soon + limits::HEIGHT_INTERVAL;
    assert_eq!(peer.next_request(&hello(1, 3), later), Some(Request::Height(3)));
}

#[test]
fn an_unchanged_height_is_repeated_so_that_a_dead_connection_is_noticed() {
    let now = Instant::now();
    let mut peer = greeted(now);
    let ours = hello(1, 1);
    assert_eq!(peer.next_request(&ours, now), None);
    let later = now + limits::HEIGHT_HEARTBEAT;
    assert_eq!(peer.next_request(&ours, later), Some(Request::Height(1)));
}

#[test]
fn a_height_reached_while_the_hello_was_under_way_is_told() {
    let now = Instant::now();
    let mut peer = peer(now);
    peer.connected(now);
    let Some(Request::Hello(said)) = peer.next_request(&hello(1, 4), now) else {
        panic!("a hello comes first");
    };
    peer.settle(&Request::Hello(said.clone()));
    peer.hear_answer(&said, &hello(1, 1), now);
    assert_eq!(peer.next_request(&hello(1, 5), now), Some(Request::Pending));
    assert_eq!(peer.next_request(&hello(1, 5), now), Some(Request::Height(5)));
}

#[test]
fn only_so_many_batches_are_under_way() {
    let mut now = Instant::now();
    let mut peer = greeted(now);
    for _ in 0..limits::BATCHES_UNDER_WAY {
        peer.outbox.push(envelope(1));
        assert!(peer.next_request(&hello(1, 1), now).is_some());
        now += limits::GATHERING;
    }
    peer.outbox.push(envelope(2));
    assert_eq!(peer.next_request(&hello(1, 1), now), None);
    assert_eq!(peer.gathers_until(), None);
    peer.settle(&Request::Envelopes(vec![envelope(1)]));
    let batch = Request::Envelopes(vec![envelope(2)]);
    assert_eq!(peer.next_request(&hello(1, 1), now), Some(batch));
}

#[test]
fn envelopes_that_come_soon_after_a_batch_leave_together() {
    let now = Instant::now();
    let mut peer = greeted(now);
    assert_eq!(peer.gathers_until(), None);
    peer.outbox.push(envelope(1));
    let alone = Request::Envelopes(vec![envelope(1)]);
    assert_eq!(peer.next_request(&hello(1, 1), now), Some(alone));
    peer.outbox.push(envelope(2));
    peer.outbox.push(envelope(3));
    assert_eq!(peer.next_request(&hello(1, 1), now), None);
    let due = now + limits::GATHERING;
    assert_eq!(peer.gathers_until(), Some(due));
    let together = Request::Envelopes(vec![envelope(2), envelope(3)]);
    assert_eq!(peer.next_request(&hello(1, 1), due), Some(together));
    assert_eq!(peer.gathers_until(), None);
}

#[test]
fn what_fills_a_batch_waits_for_nothing() {
    let now = Instant::now();
    let mut peer = greeted(now);
    peer.outbox.push(envelope(1));
    assert!(peer.next_request(&hello(1, 1), now).is_some());
    (0..limits::BATCH_ENVELOPES).for_each(|_| assert!(peer.outbox.push(envelope(2))));
    let full = Request::Envelopes(vec![envelope(2); limits::BATCH_ENVELOPES]);
    assert_eq!(peer.next_request(&hello(1, 1), now), Some(full));
}

#[test]
fn the_part_of_a_batch_that_was_not_taken_is_sent_again_after_a_pause() {
    let now = Instant::now();
    let mut peer = greeted(now);
    let batch = vec![envelope(1), envelope(2), envelope(3)];
    assert_eq!(peer.delivered(batch, 1, now), 0);
    assert_eq!(peer.next_request(&hello(1, 1), now), None);
    let rest = Request::Envelopes(vec![envelope(2), envelope(3)]);
    assert_eq!(peer.next_request(&hello(1, 1), now + limits::PAUSE), Some(rest));
}

#[test]
fn a_count_of_taken_envelopes_above_the_batch_is_no_more_than_all() {
    let now = Instant::now();
    let mut peer = greeted(now);
    assert_eq!(peer.delivered(vec![envelope(1)], usize::MAX, now), 0);
    assert_eq!(peer.outbox.next_batch(), None);
}

#[test]
fn what_waits_for_a_peer_that_went_away_is_dropped_and_counted() {
    let now = Instant::now();
    let mut peer = greeted(now);
    peer.outbox.push(envelope(1));
    assert_eq!(peer.disconnected(0, now), 1);
    assert_eq!(peer.retry(Request::Envelopes(vec![envelope(2)]), now), 1);
    assert!(!peer.state().connected);
}

#[test]
fn a_second_connection_is_greeted_again_without_seeming_to_end_the_first() {
    let now = Instant::now();
    let mut peer = greeted(now);
    peer.connected(now);
    let said = peer.next_request(&hello(1, 1), now);
    assert!(matches!(said, Some(Request::Hello(_))));
    assert!(peer.state().connected);
    assert_eq!(peer.disconnected(1, now), 0);
    assert!(peer.state().connected);
}

#[test]
fn a_peer_may_have_only_so_much_waiting_and_gets_the_room_back() {
    let peer = peer(Instant::now());
    let held: Vec<_> = std::iter::from_fn(|| peer.room(1)).collect();
    assert!(held.len() <= limits::INBOX_BYTES / limits::INBOX_BYTES_PER_ENVELOPE);
    assert!(peer.room(1).is_none());
    drop(held);
    assert!(peer.room(proto::limits::ENVELOPE_BYTES).is_some());
}

fn told(byte: u8) -> Arc<Told> {
    Arc::new(Told { checkpoint: vec![byte; 3].into(), cosignature: Bytes::new() })
}

#[test]
fn a_checkpoint_is_told_once_and_again_to_whoever_may_not_have_heard_it() {
    let (mut now, ours) = (Instant::now(), hello(1, 1));
    let mut peer = greeted(now);
    peer.tell(told(1));
    peer.tell(told(2));
    let newest = Request::Checkpoint(Told::clone(&told(2)));
    assert_eq!(peer.next_request(&ours, now).as_ref(), Some(&newest), "the newest alone");
    peer.tell(told(3));
    assert_eq!(peer.next_request(&ours, now), None, "one is under way");
    peer.settle(&newest);
    let third = Request::Checkpoint(Told::clone(&told(3)));
    assert_eq!(peer.next_request(&ours, now).as_ref(), Some(&third));
    // It did not arrive.
    peer.settle(&third);
    peer.retry(third.clone(), now);
    assert_eq!(peer.next_request(&ours, now), None, "not at once");
    now += limits::ASK_RETRY;
    let due: Vec<_> = std::iter::from_fn(|| peer.next_request(&ours, now)).collect();
    assert!(due.contains(&third), "{due:?}");
}

#[test]
fn a_peer_with_another_history_stays_known_as_such_while_it_talks_on() {
    let now = Instant::now();
    let mut peer = greeted(now);
    let trouble = Trouble::OtherHistory { height: 5 };
    peer.meet(trouble.clone(), now);
    peer.hear_height(9);
    assert_eq!(peer.state().trouble, Some(trouble));
    peer.meet(Trouble::Silent, now);
    peer.hear_height(10);
    assert_eq!(peer.state().trouble, None, "what time mends is mended");
}
