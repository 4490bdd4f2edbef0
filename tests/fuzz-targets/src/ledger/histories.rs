//! What is kept to notice a second history. The sample's validators signed one history, so whatever
//! shows two is a forgery.

use proto::checkpoint::Checkpoint;
use proto::handover::Handover;
use proto::hash::Hash;
use proto::keys::SecretKey;
use proto::trail::Trail;
use proto::two_histories::TwoHistories;
use proto::witness::Cosignature;

use crate::target::Seed;
use crate::vectors::{BLOCKS, genesis};

/// A trail, a file of two histories, or what a witness signed. One that is read is written as the same
/// bytes; two histories are never shown, and of a witness nothing but what it signed.
///
/// # Panics
///
/// Where that does not hold.
pub fn history(bytes: &[u8]) {
    if let Ok(trail) = Trail::decode(bytes) {
        assert_eq!(trail.encode(), bytes, "two trails mean one");
        if trail.verify(genesis()).is_ok() {
            assert_eq!(trail.header(), sample().header(), "a trail was forged");
        }
    }
    if let Ok(file) = TwoHistories::decode(bytes) {
        assert_eq!(file.encode(), bytes, "two files of two histories mean one");
        let split = file.verify(Some(&genesis().chain()));
        assert!(split.is_err(), "a second history was forged");
    }
    if let Ok(given) = Cosignature::decode(bytes) {
        assert_eq!(given.encode(), bytes, "two signatures of a witness mean one");
        if given.witness == witness().public() && given.verify(&genesis().chain()).is_ok() {
            assert_eq!(given, signed(), "a witness's signature was forged");
        }
    }
}

/// The trail to the block that hands over.
fn sample() -> Trail {
    let bytes = BLOCKS.first("handover");
    let handover = Handover::decode(&bytes).expect("the vectors are read back");
    let (header, certificate) = (handover.header().clone(), handover.certificate().clone());
    Trail { handovers: vec![handover], checkpoint: Checkpoint { header, certificate } }
}

fn witness() -> SecretKey {
    SecretKey::from_seed(&[77; 32])
}

fn signed() -> Cosignature {
    Cosignature::sign(&witness(), &genesis().chain(), 7, Hash([8; 32]))
}

pub(super) fn seeds() -> Vec<Seed> {
    let trail = sample();
    trail.verify(genesis()).expect("the vectors verify");
    let file =
        TwoHistories { genesis: genesis().encode(), first: trail.clone(), second: trail.clone() };
    vec![trail.encode(), file.encode(), signed().encode()]
}
