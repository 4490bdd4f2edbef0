//! The heights that peers claim to hold, read off the engine's network.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use arc_malachitebft_app_channel::app::engine::network::{NetworkEvent, NetworkRef, Subscriber};
use arc_malachitebft_app_channel::app::engine::util::output_port::{
    OutputPort, OutputPortSubscriberTrait,
};
use arc_malachitebft_peer::PeerId;
use tokio::sync::watch;

use super::context::EblContext;

/// Follows the status messages of connected peers and tells the highest height among them.
///
/// A claim proves nothing; the blocks that come by sync do.
pub struct AnnouncedHeights {
    network: NetworkRef<EblContext>,
    highest: watch::Sender<u64>,
}

impl AnnouncedHeights {
    /// A follower of `network`, and where to read the highest claim.
    #[must_use]
    pub fn follow(network: NetworkRef<EblContext>) -> (Self, watch::Receiver<u64>) {
        let (highest, receiver) = watch::channel(0);
        (Self { network, highest }, receiver)
    }
}

impl OutputPortSubscriberTrait<NetworkEvent<EblContext>> for AnnouncedHeights {
    // The port forwards to an actor what the closure returns. Nothing is ever forwarded, so any
    // actor serves as the receiver.
    fn subscribe_to_port(&self, port: &OutputPort<NetworkEvent<EblContext>>) {
        let highest = self.highest.clone();
        let claims = Mutex::new(BTreeMap::new());
        port.subscribe(self.network.clone(), move |event| {
            let mut claims = claims.lock().unwrap_or_else(PoisonError::into_inner);
            if note(&mut claims, &event) {
                let height = claims.values().copied().max().unwrap_or(0);
                highest.send_if_modified(|known| std::mem::replace(known, height) != height);
            }
            None
        });
    }
}

impl Subscriber<NetworkEvent<EblContext>> for AnnouncedHeights {
    // Only what happened before the subscription comes this way, and no status is among it.
    fn send(&self, _event: NetworkEvent<EblContext>) {}
}

/// Notes a claim, or forgets those of a peer that left. Tells whether anything changed.
fn note(claims: &mut BTreeMap<PeerId, u64>, event: &NetworkEvent<EblContext>) -> bool {
    if let NetworkEvent::Status(peer, status) = event {
        return claims.insert(*peer, status.tip_height.0) != Some(status.tip_height.0);
    }
    if let NetworkEvent::PeerDisconnected(peer) = event {
        return claims.remove(peer).is_some();
    }
    false
}
