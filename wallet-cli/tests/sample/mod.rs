//! The smallest genesis file that founds a network, for tests of the library and the program.

use proto::genesis::Genesis;
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;

/// The genesis file of a network with this name.
pub(super) fn genesis_file(network_name: &str) -> Vec<u8> {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let validator = pb::Validator { key: key.as_bytes().to_vec(), power: 1 };
    let terms = pb::TermsProfile {
        number: 1,
        governing_law: "English law".to_owned(),
        convention: "Hague-Visby".to_owned(),
    };
    let network = pb::Network {
        validators: Some(pb::ValidatorSet { validators: vec![validator] }),
        rulebooks: vec![1],
        terms_profiles: vec![terms],
        governance_threshold: 1,
        ..pb::Network::default()
    };
    let message = pb::Genesis {
        network_name: network_name.to_owned(),
        heartbeat_ms: 60_000,
        clock_drift_ms: 2_000,
        network: Some(network),
        ..pb::Genesis::default()
    };
    Genesis::from_message(message).unwrap().encode()
}
