//! How one header is shown to stand on another.

use super::*;
use crate::hash::Hash;
use crate::merkle::Tree;
use crate::validators::Address;

/// The chain of these headers.
pub(crate) const CHAIN: ChainId = ChainId([1; 32]);

/// Headers of a chain, each with the root over those before it.
pub(crate) fn headers(count: u64) -> Vec<Header> {
    let mut tree = Tree::default();
    let mut headers = Vec::new();
    let mut parent = Hash::ZERO;
    for height in 1..=count {
        let header = header(height, parent, tree.root());
        parent = header.hash();
        tree.push(parent.0.to_vec());
        headers.push(header);
    }
    headers
}

fn header(height: u64, parent: Hash, headers_root: Hash) -> Header {
    Header {
        rules: 1,
        chain: CHAIN,
        height,
        time_ms: height,
        parent,
        proposer: Address([2; 32]),
        validators: Hash([3; 32]),
        next_validators: Hash([3; 32]),
        facts_root: Tree::default().root(),
        facts_count: 0,
        headers_root,
        state_root: Hash([4; 32]),
        evidence_root: Hash::ZERO,
        snapshot_root: None,
        envelopes_root: Tree::default().root(),
    }
}

fn ancestry(headers: &[Header], earlier: u64, later: u64) -> Ancestry {
    let before = (later - 1) as usize;
    let tree = Tree::of(headers[..before].iter().map(|header| header.hash().0.to_vec()));
    Ancestry {
        inclusion: tree.inclusion(earlier - 1).unwrap(),
        consistency: tree.consistency(earlier - 1),
    }
}

#[test]
fn every_header_is_shown_to_stand_on_every_earlier_one() {
    let headers = headers(20);
    for later in 2..=20u64 {
        for earlier in 1..later {
            let shown = ancestry(&headers, earlier, later);
            let message = Ancestry::from_message(&shown.to_message()).unwrap();
            let (first, second) = (&headers[earlier as usize - 1], &headers[later as usize - 1]);
            assert!(message.leads(first, second), "{earlier} to {later}");
            assert!(!shown.leads(second, first), "{later} to {earlier}");
        }
    }
}

#[test]
fn a_header_of_another_history_is_not_shown_to_stand_on_this_one() {
    let (headers, mut other) = (headers(9), headers(9));
    // The same blocks up to 4, then others.
    let mut tree = Tree::of(headers[..4].iter().map(|header| header.hash().0.to_vec()));
    for height in 5..=9 {
        let mut header = header(height, other[height as usize - 2].hash(), tree.root());
        header.time_ms += 1_000;
        tree.push(header.hash().0.to_vec());
        other[height as usize - 1] = header;
    }
    let shown = ancestry(&other, 4, 9);
    assert!(shown.leads(&headers[3], &other[8]), "up to 4 they are one");
    let shown = ancestry(&other, 6, 9);
    assert!(shown.leads(&other[5], &other[8]));
    assert!(!shown.leads(&headers[5], &other[8]), "header 6 is another");
    assert!(!shown.leads(&other[5], &headers[8]));
}

#[test]
fn a_header_of_rules_that_are_not_known_is_not_committed_for_anybody() {
    let mut header = header(1, Hash::ZERO, Hash::ZERO);
    header.rules = RULES + 1;
    let set = ValidatorSet::from_message(&pb::ValidatorSet {
        validators: vec![pb::Validator {
            key: crate::keys::SecretKey::from_seed(&[1; 32]).public().as_bytes().to_vec(),
            power: 1,
        }],
    })
    .unwrap();
    let certificate = CommitCertificate::new(1, 0, header.hash(), Vec::new());
    let fault = check_committed(&header, &certificate, &ChainId([1; 32]), &set);
    assert_eq!(fault, Err(Uncommitted::OtherRules(2)));
}

#[test]
fn a_first_header_before_which_there_is_nothing_needs_its_place_alone() {
    let headers = headers(5);
    let mut shown = ancestry(&headers, 1, 5);
    assert_eq!(shown.consistency, None);
    assert!(shown.leads(&headers[0], &headers[4]));
    let mut later = ancestry(&headers, 3, 5);
    later.consistency = None;
    assert!(!later.leads(&headers[2], &headers[4]), "what was before it is not shown");
    shown.inclusion.index = 1;
    assert!(!shown.leads(&headers[0], &headers[4]));
}
