use std::net::{IpAddr, Ipv4Addr};

use tempfile::TempDir;

use super::{Init, Places, init};
use crate::config::Role;
use crate::consensus::signer::SignatureGuard;
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
