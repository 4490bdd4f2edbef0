use std::net::{IpAddr, Ipv4Addr};

use tempfile::TempDir;

use super::{Config, ConfigError, Role};
use crate::commands::init::{Init, init};
use crate::store::index::Horizon;

#[test]
fn a_node_keeps_a_thousand_states_unless_told_otherwise_and_never_fewer_than_a_hundred() {
    const WRITTEN: &str = "keep_state_blocks = 1000";
    let folder = TempDir::new().unwrap();
    let (home, ip) = (folder.path().join("alpha"), IpAddr::V4(Ipv4Addr::LOCALHOST));
    let asked = Init {
        home: home.clone(),
        name: "alpha".to_owned(),
        role: Role::Observer,
        ip,
        port: 26650,
    };
    init(&asked).unwrap();
    let file = home.join("node.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(WRITTEN), "{text}");
    let read = |text: &str| {
        std::fs::write(&file, text).unwrap();
        Config::read(&file)
    };
    let silent = text.replace("[store]\n", "").replace(WRITTEN, "");
    assert_eq!(read(&silent).unwrap().horizon(), Horizon::default());
    let fewest = read(&text.replace(WRITTEN, "keep_state_blocks = 100")).unwrap();
    assert_eq!(fewest.horizon().blocks(), 100);
    let fewer = read(&text.replace(WRITTEN, "keep_state_blocks = 99"));
    assert!(matches!(fewer, Err(ConfigError::StateBlocks { .. })), "{fewer:?}");
}
