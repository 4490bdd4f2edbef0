//! The wait for the end of a silence.

use libp2p::PeerId;
use proto::hash::Hash;
use tokio::sync::watch;

use super::has_passed;
use crate::chain::Head;
use crate::consensus::voting::Silence;
use crate::gossip::PeerState;

fn peer(height: Option<u64>) -> PeerState {
    let peer = PeerId::random();
    PeerState { peer, connected: true, height, software: None, trouble: None }
}

fn head(height: u64) -> Head {
    Head { height, hash: Hash::ZERO, time_ms: 0 }
}

#[tokio::test]
async fn silence_is_over_when_reached_and_not_when_the_peers_or_the_chain_went_away() {
    let silence = Silence::UntilCaughtUp;
    let (sender, heads) = watch::channel(head(9));
    let (gone, peers) = watch::channel(vec![peer(None)]);
    drop(gone);
    assert!(!has_passed(silence, heads.clone(), peers).await);

    let (_told, peers) = watch::channel(vec![peer(Some(u64::MAX))]);
    let (gone, stuck) = watch::channel(head(9));
    drop(gone);
    assert!(!has_passed(silence, stuck, peers).await, "no overflow, and no end");

    let (_told, peers) = watch::channel(vec![peer(Some(7))]);
    let mut waiting = std::pin::pin!(has_passed(silence, heads, peers));
    let behind = std::future::ready(());
    tokio::select! {
        biased;
        _ = &mut waiting => panic!("peers that are behind say nothing of the height that is open here"),
        () = behind => {}
    }
    sender.send_replace(head(10));
    assert!(waiting.await);
}
