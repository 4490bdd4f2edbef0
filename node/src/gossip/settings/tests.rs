use super::*;

const IDENTITY: &str = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";

fn settings(peers: Vec<PeerAddress>) -> Settings {
    Settings {
        listen: "/ip4/127.0.0.1/tcp/0".parse().unwrap(),
        peers,
        keypair: Keypair::generate_ed25519(),
        chain: ChainId([1; 32]),
        network_name: "Example network".to_owned(),
        height: 0,
    }
}

fn listed(peer: PeerId) -> PeerAddress {
    PeerAddress { peer, address: None }
}

#[test]
fn an_address_is_split_into_identity_and_place() {
    let whole: Multiaddr = format!("/dns4/node.example/tcp/26670/p2p/{IDENTITY}").parse().unwrap();
    let read = PeerAddress::try_from(whole).unwrap();
    assert_eq!(read.peer.to_string(), IDENTITY);
    assert_eq!(read.address, Some("/dns4/node.example/tcp/26670".parse().unwrap()));
}

#[test]
fn an_address_without_identity_is_refused() {
    let address: Multiaddr = "/ip4/192.0.2.1/tcp/26670".parse().unwrap();
    let error = PeerAddress::try_from(address.clone()).unwrap_err();
    assert_eq!(error, AddressError::NoIdentity { address });
}

#[test]
fn an_address_that_is_not_plain_tcp_is_refused() {
    for place in ["/ip4/192.0.2.1/udp/26670/quic-v1", "/ip4/192.0.2.1", "/ip4/192.0.2.1/tcp/1/ws"] {
        let whole = format!("{place}/p2p/{IDENTITY}").parse::<Multiaddr>().unwrap();
        let error = PeerAddress::try_from(whole).unwrap_err();
        assert!(matches!(error, AddressError::NotTcp { .. }), "{place}");
    }
}

#[test]
fn a_peer_listed_twice_is_refused() {
    let twice = PeerId::random();
    let error = settings(vec![listed(twice), listed(twice)]).check().unwrap_err();
    assert!(matches!(error, GossipError::DuplicatePeer { peer } if peer == twice));
}

#[test]
fn a_list_longer_than_a_node_can_serve_is_refused() {
    let list = |length| (0..length).map(|_| listed(PeerId::random())).collect();
    assert!(settings(list(limits::PEERS)).check().is_ok());
    let error = settings(list(limits::PEERS + 1)).check().unwrap_err();
    assert!(matches!(error, GossipError::TooManyPeers { peers: 129 }));
}
