use std::net::{IpAddr, Ipv4Addr};

use tempfile::TempDir;

use super::{Config, ConfigError, Role};
use crate::commands::init::{Init, init};
use crate::store::index::{Horizon, Keeper};

/// The configuration of a new node, and what reads it after it was changed.
fn written() -> (String, impl Fn(&str) -> Result<Config, ConfigError>) {
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
    let read = move |text: &str| {
        let _lives_on = &folder;
        std::fs::write(&file, text).unwrap();
        Config::read(&file)
    };
    (text, read)
}

#[test]
fn a_node_keeps_a_thousand_states_unless_told_otherwise_and_never_fewer_than_a_hundred() {
    const WRITTEN: &str = "keep_state_blocks = 1000";
    let (text, read) = written();
    assert!(text.contains(WRITTEN), "{text}");
    let silent = text.replace(WRITTEN, "");
    assert_eq!(read(&silent).unwrap().horizon(), Horizon::default());
    let fewest = read(&text.replace(WRITTEN, "keep_state_blocks = 100")).unwrap();
    assert_eq!(fewest.horizon().blocks(), 100);
    let fewer = read(&text.replace(WRITTEN, "keep_state_blocks = 99"));
    assert!(matches!(fewer, Err(ConfigError::StateBlocks { .. })), "{fewer:?}");
}

#[test]
fn sled_keeps_the_index_unless_another_is_named_that_there_is() {
    const WRITTEN: &str = "index = \"sled\"";
    let (text, read) = written();
    assert!(text.contains(WRITTEN), "{text}");
    assert_eq!(read(&text.replace(WRITTEN, "")).unwrap().store.index, Keeper::Sled);
    for keeper in Keeper::ALL {
        let named = text.replace(WRITTEN, &format!("index = \"{}\"", keeper.name()));
        assert_eq!(read(&named).unwrap().store.index, keeper);
    }
    let unknown = read(&text.replace(WRITTEN, "index = \"rocks\"")).unwrap_err().to_string();
    assert!(unknown.contains("`rocks` keeps no index: name sled or fjall"), "{unknown}");
}

/// The guide for operators, whose table lists every setting with what it is at first.
const GUIDE: &str = include_str!("../../../docs/operating/running-a-node.md");

/// Every setting of a file as its row in the guide begins, with its value.
fn settings(table: &toml::Table, section: &str) -> Vec<(String, String)> {
    let named = |(name, value): (&String, &toml::Value)| match value {
        toml::Value::Table(inner) => settings(inner, &format!("{name}.")),
        value => vec![(format!("{section}{name}"), value.to_string())],
    };
    table.iter().flat_map(named).collect()
}

#[test]
fn the_guide_lists_every_setting_of_a_new_node() {
    let (text, _) = written();
    let written: toml::Table = text.parse().unwrap();
    let all = settings(&written, "");
    assert!(all.len() > 15, "{all:?}");
    let rows: Vec<_> = GUIDE.lines().filter(|line| line.starts_with("| `")).collect();
    for (name, value) in all {
        let row = rows.iter().find(|row| row.contains(&format!("`{name}`")));
        let row = row.unwrap_or_else(|| panic!("{name} stands in no row"));
        let differs = ["name", "role", "peers"].contains(&&*name) || name.starts_with("listen.");
        assert!(differs || row.contains(&format!("`{value}`")), "{name} = {value}: {row}");
    }
}
