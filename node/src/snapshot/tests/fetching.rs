//! Peers that give, lie, dawdle and vanish.

use proto::snapshot::{HeadersPart, INTERVAL, StatePart};
use tempfile::TempDir;

use super::{Joiner, changing, grow, honest, ledger, peer};
use crate::fixture::Node;
use crate::gossip::snapshots::Unanswered;
use crate::gossip::snapshots::messages::{Answer, Ask};
use crate::snapshot::fetch::{Decided, Lie};
use crate::store::index::Horizon;

/// What a liar makes of an honest answer.
type Change = fn(&Ask, Answer) -> Answer;

/// Changes the parts of a state as a liar would.
fn with_part(answer: Answer, change: impl Fn(&mut StatePart)) -> Answer {
    let Answer::State(bytes) = answer else { return answer };
    let mut part = StatePart::decode(&bytes).unwrap();
    change(&mut part);
    Answer::State(part.encode())
}

#[test]
fn several_peers_give_a_snapshot_together() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    let mut joiner = Joiner::new(&node.world, folder.path())
        .with(1, honest(&reader))
        .with(2, honest(&reader))
        .with(3, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
    assert!(joiner.snapshot.unwrap().is_whole());
    assert!(joiner.asked.values().all(|asked| *asked > 5), "{:?}", joiner.asked);
}

#[test]
fn a_peer_that_lies_is_found_at_its_first_false_part_and_asked_no_more() {
    let node = ledger();
    let reader = node.reader();
    let lies: [(&str, Change); 6] = [
        ("a value", |_, answer| {
            with_part(answer, |part| {
                part.items.iter_mut().for_each(|(_, value)| value[0] ^= 1);
                part.other = part.other.map(|(key, _)| (key, proto::hash::Hash::ZERO));
                part.siblings.iter_mut().take(1).for_each(|hash| hash.0[0] ^= 1);
            })
        }),
        ("an entry left out", |_, answer| {
            with_part(answer, |part| {
                part.items.pop();
                part.siblings.push(proto::hash::Hash::ZERO);
            })
        }),
        ("another part", |_, answer| {
            with_part(answer, |part| part.prefix = part.prefix.halves().unwrap()[0])
        }),
        ("headers", |_, answer| match answer {
            Answer::Headers(bytes) => {
                let mut run = HeadersPart::decode(&bytes).unwrap();
                run.hashes[2] = proto::hash::Hash::ZERO;
                Answer::Headers(run.encode())
            }
            answer => with_part(answer, |part| part.siblings.push(proto::hash::Hash::ZERO)),
        }),
        ("noise", |ask, answer| match ask {
            Ask::State { .. } => Answer::State(vec![0xff; 40]),
            _ => answer,
        }),
        ("an answer to something else", |ask, answer| match ask {
            Ask::State { .. } => Answer::Headers(Vec::new()),
            _ => answer,
        }),
    ];
    for (name, lie) in lies {
        let folder = TempDir::new().unwrap();
        let mut joiner = Joiner::new(&node.world, folder.path())
            .with(1, changing(&reader, lie))
            .with(2, honest(&reader));
        assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole), "{name}");
        assert!(!joiner.lies.is_empty(), "{name}");
        assert!(joiner.lies.iter().all(|(from, _)| *from == peer(1)), "{name}");
        // The offer, and no more than were under way when the first one came.
        assert!(joiner.asked[&peer(1)] <= 4, "{name}: {:?}", joiner.asked);
        assert!(joiner.snapshot.unwrap().is_whole());
    }
}

#[test]
fn an_offer_that_no_quorum_signed_is_a_lie() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    let mut joiner = Joiner::new(&node.world, folder.path())
        .with(
            1,
            changing(&reader, |_, answer| match answer {
                Answer::Offer { mut trail, entries } => {
                    let last = trail.len() - 1;
                    trail[last] ^= 1;
                    Answer::Offer { trail, entries }
                }
                answer => answer,
            }),
        )
        .with(2, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
    assert!(matches!(joiner.lies[..], [(from, Lie::Offer(_))] if from == peer(1)));
}

#[test]
fn a_peer_that_says_of_every_part_that_it_is_too_large_is_a_liar() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    // The honest one has too much to do at first, so that the other is asked again and again.
    let (mut busy, mut gives) = (40, honest(&reader));
    let mut joiner = Joiner::new(&node.world, folder.path())
        .with(
            1,
            changing(&reader, |ask, answer| match ask {
                Ask::State { .. } => Answer::TooLarge,
                _ => answer,
            }),
        )
        .with(
            2,
            Box::new(move |ask| {
                busy -= i32::from(busy > 0);
                if busy > 0 && *ask != Ask::Offer { Ok(Answer::TryLater) } else { gives(ask) }
            }),
        );
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
    // What was under way when it was found says it once more.
    assert!(!joiner.lies.is_empty());
    assert!(joiner.lies.iter().all(|lie| *lie == (peer(1), Lie::TooLarge)));
}

#[test]
fn a_peer_that_dawdles_or_vanishes_costs_a_wait_and_nothing_else() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    let mut answered = 0;
    let mut gives = honest(&reader);
    let mut joiner = Joiner::new(&node.world, folder.path())
        .with(
            1,
            Box::new(move |ask| {
                answered += 1;
                if answered < 6 { gives(ask) } else { Err(Unanswered::Silent) }
            }),
        )
        .with(
            2,
            changing(&reader, |ask, answer| match ask {
                Ask::State { .. } => Answer::TryLater,
                _ => answer,
            }),
        )
        .with(3, Box::new(|_| Err(Unanswered::OtherProtocol)))
        .with(4, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
    assert_eq!(joiner.lies, []);
    assert_eq!(joiner.asked[&peer(3)], 1);
}

#[test]
fn a_restart_in_the_middle_goes_on_from_what_is_on_disk() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    let mut first = Joiner::new(&node.world, folder.path()).with(1, honest(&reader));
    assert_eq!(first.run(9), None);
    let kept = first.snapshot.as_ref().unwrap().parts().clone();
    assert!(!first.snapshot.as_ref().unwrap().is_whole());
    drop(first);
    let asked_again = |ask: &Ask| match ask {
        Ask::State { prefix, .. } => kept.contains(prefix),
        _ => *ask == Ask::Offer,
    };
    let mut second = Joiner::new(&node.world, folder.path()).with(
        1,
        changing(&reader, |ask, answer| {
            assert!(!asked_again(ask), "{ask:?}");
            answer
        }),
    );
    assert_eq!(second.run(usize::MAX), Some(Decided::Whole));
}

#[test]
fn a_part_that_rotted_on_disk_is_fetched_again() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    super::fetch(&node, folder.path());
    let places = crate::chain::Places::below(folder.path());
    let parts = std::fs::read_dir(places.snapshot()).unwrap();
    let parts = parts.map(|entry| entry.unwrap().path());
    let part = parts.into_iter().find(|path| path.to_string_lossy().contains("state-")).unwrap();
    let mut bytes = std::fs::read(&part).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    std::fs::write(&part, bytes).unwrap();
    let mut joiner = Joiner::new(&node.world, folder.path());
    assert_eq!(joiner.snapshot.as_mut().unwrap().forget_damaged().unwrap(), 1);
    assert!(!joiner.snapshot.unwrap().is_whole());
}

#[test]
fn a_snapshot_that_nobody_keeps_any_more_gives_way_to_a_newer_one() {
    let horizon = Horizon::of_blocks(std::num::NonZeroU64::new(INTERVAL).unwrap());
    let (mut node, folder) = (Node::keeping(ledger().world, horizon), TempDir::new().unwrap());
    for number in 1..=18 {
        node.commit([node.world.issue(number)], &super::QUORUM);
    }
    let reader = node.reader();
    let mut first = Joiner::new(&node.world, folder.path()).with(1, honest(&reader));
    assert_eq!(first.run(5), None);
    assert_eq!(first.snapshot.as_ref().unwrap().header().height, INTERVAL);
    drop(first);
    // A block with a fact each, so that there is a version of the state to prune.
    for number in 19..=18 + 2 * u8::try_from(INTERVAL).unwrap() {
        node.commit([node.world.issue(number)], &super::QUORUM);
    }
    let reader = node.reader();
    let mut second = Joiner::new(&node.world, folder.path()).with(1, honest(&reader));
    assert_eq!(second.run(usize::MAX), Some(Decided::Whole));
    assert_eq!(second.snapshot.as_ref().unwrap().header().height, 3 * INTERVAL);
    assert_eq!(second.lies, []);
    drop(second);
    let chain = super::open(&node.world, folder.path());
    assert_eq!(chain.head().height, 3 * INTERVAL);
}

#[test]
fn without_a_snapshot_to_give_a_node_begins_with_the_first_block() {
    let (mut node, folder) = (Node::of(crate::fixture::World::new()), TempDir::new().unwrap());
    grow(&mut node, INTERVAL - 1);
    let reader = node.reader();
    let mut joiner = Joiner::new(&node.world, folder.path()).with(1, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::NoSnapshot));
}

#[test]
fn a_peer_that_has_nothing_to_give_does_not_decide_for_those_met_later() {
    let (node, folder) = (ledger(), TempDir::new().unwrap());
    let reader = node.reader();
    let mut joiner =
        Joiner::new(&node.world, folder.path()).with(1, Box::new(|_| Ok(Answer::NotKept)));
    joiner.turns(100);
    assert!(joiner.snapshot.is_none());
    let mut joiner = joiner.with(2, honest(&reader));
    assert_eq!(joiner.run(usize::MAX), Some(Decided::Whole));
}
