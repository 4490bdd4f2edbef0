//! The smallest genesis file that founds a network, for tests of the library and the program.

use proto::genesis::Genesis;
use proto::ids::MemberId;
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;

/// The genesis file of a network with this name.
pub(super) fn genesis_file(network_name: &str) -> Vec<u8> {
    Genesis::from_message(genesis_message(network_name)).unwrap().encode()
}

/// Its content.
pub(super) fn genesis_message(network_name: &str) -> pb::Genesis {
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
    pb::Genesis {
        members: vec![member()],
        network_name: network_name.to_owned(),
        heartbeat_ms: 60_000,
        clock_drift_ms: 2_000,
        network: Some(network),
        ..pb::Genesis::default()
    }
}

fn member() -> pb::Member {
    let lei = "999900HERONLINE00106";
    pb::Member {
        id: MemberId::of(pb::IdentifierScheme::Lei, lei).0.to_vec(),
        legal_name: "Heron Line".to_owned(),
        scheme: pb::IdentifierScheme::Lei.into(),
        identifier: lei.to_owned(),
        capacities: 1,
        jurisdiction: "NL".to_owned(),
        rulebook: 1,
        ..pb::Member::default()
    }
}
