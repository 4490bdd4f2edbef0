use libp2p::swarm::{ListenError, ListenFailure};

use super::*;

fn connection(number: usize) -> ConnectionId {
    ConnectionId::new_unchecked(number)
}

fn arrives(handshakes: &mut Handshakes, number: usize, remote: &str) -> bool {
    let local = Multiaddr::empty();
    handshakes
        .handle_pending_inbound_connection(connection(number), &local, &remote.parse().unwrap())
        .is_ok()
}

fn crowd(handshakes: &mut Handshakes) {
    for number in 0..limits::HANDSHAKES_PER_ADDRESS {
        let port = 1000 + number;
        assert!(arrives(handshakes, number, &format!("/ip4/192.0.2.1/tcp/{port}")));
    }
}

#[test]
fn one_address_cannot_take_the_places_of_another() {
    let mut handshakes = Handshakes::default();
    crowd(&mut handshakes);
    assert!(!arrives(&mut handshakes, 100, "/ip4/192.0.2.1/tcp/9"));
    assert!(arrives(&mut handshakes, 101, "/ip4/192.0.2.2/tcp/9"));
}

#[test]
fn a_finished_handshake_makes_room() {
    let mut handshakes = Handshakes::default();
    crowd(&mut handshakes);
    let any = Multiaddr::empty();
    let peer = PeerId::random();
    handshakes.handle_established_inbound_connection(connection(3), peer, &any, &any).unwrap();
    assert!(arrives(&mut handshakes, 100, "/ip4/192.0.2.1/tcp/9"));
}

#[test]
fn a_failed_handshake_makes_room() {
    let mut handshakes = Handshakes::default();
    crowd(&mut handshakes);
    let any = Multiaddr::empty();
    handshakes.on_swarm_event(FromSwarm::ListenFailure(ListenFailure {
        local_addr: &any,
        send_back_addr: &any,
        error: &ListenError::Aborted,
        connection_id: connection(3),
        peer_id: None,
    }));
    assert!(arrives(&mut handshakes, 100, "/ip4/192.0.2.1/tcp/9"));
}
