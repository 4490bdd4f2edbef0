use arc_malachitebft_peer::PeerId;
use proto::limits::BLOCK_BYTES;

use super::{PER_HEIGHT, Waiting};
use crate::consensus::fixtures::announcement;
use crate::consensus::parts::{Account, Assembled};

fn block(height: u64, round: u32, size: usize) -> Assembled {
    let init = announcement(height, round, u32::try_from(size).unwrap());
    let account = Account::Published(PeerId::from_bytes(&[0, 4, 1, 2, 3, 4]).unwrap());
    Assembled { init, block: vec![0; size], account }
}

fn rounds(waiting: &mut Waiting, height: u64) -> Vec<u32> {
    waiting.take(height).iter().map(|assembled| assembled.init.seal.round).collect()
}

#[test]
fn of_one_height_the_lowest_rounds_are_kept() {
    let mut waiting = Waiting::default();
    for round in [7, 1, 9, 3, 5, 2] {
        waiting.keep(block(4, round, 10));
    }
    let kept = rounds(&mut waiting, 4);
    assert_eq!(kept, [1, 2, 3, 5]);
    assert_eq!(kept.len(), PER_HEIGHT);
    assert_eq!(waiting.bytes, 0);
}

#[test]
fn where_room_ends_the_highest_heights_give_way() {
    let mut waiting = Waiting::default();
    for height in (1..=20).rev() {
        waiting.keep(block(height, 0, BLOCK_BYTES));
    }
    assert!((1..=12).all(|height| waiting.has(height)));
    assert!((13..=20).all(|height| !waiting.has(height)));
    waiting.forget_below(12);
    assert_eq!(waiting.bytes, BLOCK_BYTES);
    assert_eq!(rounds(&mut waiting, 12), [0]);
}
