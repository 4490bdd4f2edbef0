use std::pin::pin;
use std::sync::Mutex;
use std::task::{Context, Poll, Waker};

use proto::hash::Hash;

use super::*;

fn order_of_checks(sent: &[(PeerId, usize)]) -> Arc<Mutex<Vec<(PeerId, usize)>>> {
    let checked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&checked);
    let (sender, arriving) = mpsc::channel(sent.len());
    for message in sent {
        sender.try_send(*message).unwrap();
    }
    drop(sender);
    let check = move |message| seen.lock().unwrap().push(message);
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(in_turns(arriving, |(from, _): &(PeerId, usize)| *from, check));
    checked
}

#[test]
fn a_flood_of_one_peer_does_not_delay_what_another_sent_after_it() {
    let (flooder, other) = (PeerId::random(), PeerId::random());
    let mut sent: Vec<_> = (0..500).map(|number| (flooder, number)).collect();
    sent.push((other, 0));
    let checked = order_of_checks(&sent);
    let checked = checked.lock().unwrap();
    assert_eq!(checked.len(), sent.len());
    let turn = checked.iter().position(|(from, _)| *from == other).unwrap();
    // Both workers had begun on the flood; then each may take one more before the other's is done.
    assert!(turn <= 2 * WORKERS * TOGETHER, "its turn came after {turn} of the flood");
}

#[test]
fn a_check_that_panics_ends_neither_the_others_nor_the_intake() {
    let peer = PeerId::random();
    let (sender, arriving) = mpsc::channel(8);
    for number in 0..8 {
        sender.try_send(number).unwrap();
    }
    drop(sender);
    let checked = Arc::new(Mutex::new(0));
    let seen = Arc::clone(&checked);
    let check = move |number: usize| {
        assert!(number != 3, "this one cannot be checked");
        *seen.lock().unwrap() += 1;
    };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(in_turns(arriving, |_| peer, check));
    assert_eq!(*checked.lock().unwrap(), 7);
}

#[test]
fn each_in_turn_and_each_ones_own_in_the_order_of_arrival() {
    let (one, two) = (PeerId::random(), PeerId::random());
    let mut turns = Turns::default();
    for (from, message) in [(one, "a1"), (one, "a2"), (one, "a3"), (two, "b1"), (two, "b2")] {
        turns.add(from, message);
    }
    let order: Vec<_> = std::iter::from_fn(|| turns.next()).collect();
    assert_eq!(order, ["a1", "b1", "a2", "b2", "a3"]);
    assert!(turns.waiting.is_empty(), "who has nothing waiting takes no room");
}

fn head(height: u64) -> Head {
    Head { height, hash: Hash::ZERO, time_ms: height }
}

/// What a question is answered with at once; `None` where it still waits.
fn at_once<T>(question: impl Future<Output = T>) -> Option<T> {
    match pin!(question).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(answer) => Some(answer),
        Poll::Pending => None,
    }
}

#[test]
fn what_is_ahead_is_due_with_the_next_block() {
    let (chain, mut heads) = watch::channel(head(5));
    let ahead = UntilNextBlock::new(heads.clone());
    ahead.keep(0, ahead.height(), "early");
    assert_eq!(at_once(ahead.is_due(&mut heads)), None);
    chain.send_replace(head(6));
    assert_eq!(at_once(ahead.is_due(&mut heads)), Some(true));
    assert_eq!(ahead.take(), [(1, "early")]);
    drop(chain);
    assert_eq!(at_once(ahead.is_due(&mut heads)), Some(false));
}

/// No other block may come before it: a proposer that waits for one would cost the network its
/// timeout.
#[test]
fn what_the_next_block_overtook_on_its_way_is_due_at_once() {
    let (chain, mut heads) = watch::channel(head(5));
    let ahead = UntilNextBlock::new(heads.clone());
    let looked_at = ahead.height();
    chain.send_replace(head(6));
    assert_eq!(at_once(ahead.is_due(&mut heads)), Some(true));
    assert!(ahead.take().is_empty());
    ahead.keep(0, looked_at, "early");
    assert_eq!(at_once(ahead.is_due(&mut heads)), Some(true));
    assert_eq!(ahead.take(), [(1, "early")]);
}
