use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;

use tempfile::TempDir;

use super::{CommandError, Init, Places, init};
use crate::config::{Config, Role};
use crate::consensus::signer::SignatureGuard;
use crate::fixture::World;
use crate::store::vfs::StdDisk;

#[test]
fn a_new_validator_has_an_empty_memory_and_an_observer_none() {
    let folder = TempDir::new().unwrap();
    for (name, role) in [("alpha", Role::Validator), ("watch", Role::Observer)] {
        let home = folder.path().join(name);
        let ip = IpAddr::V4(Ipv4Addr::LOCALHOST);
        init(&Init { home: home.clone(), name: name.to_owned(), role, ip, port: 26650 }).unwrap();
        let memory = Places::below(&home.join("data")).signatures();
        assert_eq!(memory.exists(), role == Role::Validator);
        if role == Role::Validator {
            assert_eq!(SignatureGuard::open(&StdDisk, &memory).unwrap().last_height(), 0);
        }
    }
}

#[test]
fn what_makes_no_node_leaves_nothing_behind() {
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("node");
    let good = Init {
        home: home.clone(),
        name: "one".to_owned(),
        role: Role::Validator,
        ip: IpAddr::from([127, 0, 0, 1]),
        port: 26_650,
    };
    let no_room = init(&Init { port: u16::MAX - 1, ..good.clone() }).unwrap_err();
    assert!(matches!(no_room, CommandError::Port { .. }), "{no_room}");
    let nowhere = init(&Init { ip: IpAddr::from([0, 0, 0, 0]), ..good.clone() }).unwrap_err();
    assert!(matches!(nowhere, CommandError::Unspecified { .. }), "{nowhere}");
    assert!(!home.exists());
    init(&good).unwrap();
}

#[test]
fn a_card_that_is_given_again_tells_where_its_node_has_moved_to() {
    use crate::commands::join::join;
    let folder = TempDir::new().unwrap();
    let [own, other] = ["own", "other"].map(|name| folder.path().join(name));
    let made = |home: &Path, port| {
        let (home, name) = (home.to_owned(), "one".to_owned());
        let ip = IpAddr::from([127, 0, 0, 1]);
        init(&Init { home, name, role: Role::Observer, ip, port }).unwrap()
    };
    made(&own, 26_650);
    let card = made(&other, 26_660);
    let genesis = folder.path().join("genesis");
    std::fs::write(&genesis, World::new().genesis.encode()).unwrap();
    let addresses = || {
        let config = Config::read(&own.join("node.toml")).unwrap();
        config.peers.iter().map(|peer| peer.gossip.to_string()).collect::<Vec<_>>()
    };
    join(&own, &genesis, std::slice::from_ref(&card)).unwrap();
    assert_eq!(addresses(), ["/ip4/127.0.0.1/tcp/26661"]);
    let moved = std::fs::read_to_string(&card).unwrap().replace("2666", "2667");
    std::fs::write(&card, moved).unwrap();
    join(&own, &genesis, &[card]).unwrap();
    assert_eq!(addresses(), ["/ip4/127.0.0.1/tcp/26671"]);
}
