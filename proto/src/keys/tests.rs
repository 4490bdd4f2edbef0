use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT, EIGHT_TORSION};
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use proptest::prelude::*;

use super::multiples::Multiples;
use super::{PreparedKey, SecretKey, Signature};
use crate::ids::ChainId;
use crate::signing::Purpose;

const CHAIN: ChainId = ChainId([7; 32]);

/// A number as a scalar, however large: 2^n, and its neighbours, are where digits carry.
fn power(exponent: u32) -> Scalar {
    (0..exponent).fold(Scalar::ONE, |power, _| power + power)
}

/// The scalar times the point by doubling and adding, bit by bit. A point need not be of the prime
/// order, so nothing is reduced.
fn doubled_and_added(point: &EdwardsPoint, scalar: &Scalar) -> EdwardsPoint {
    let bits = (0..256).rev().map(|bit| scalar.as_bytes()[bit / 8] >> (bit % 8) & 1);
    bits.fold(EdwardsPoint::identity(), |sum, bit| {
        let twice = sum + sum;
        if bit == 1 { twice + point } else { twice }
    })
}

fn check_multiples<const WIDTH: usize>() {
    let mixed = ED25519_BASEPOINT_POINT + EIGHT_TORSION[1];
    for point in [ED25519_BASEPOINT_POINT, mixed, EIGHT_TORSION[1]] {
        let multiples = Multiples::<WIDTH>::of(&point);
        for exponent in 0..253 {
            let power = power(exponent);
            for scalar in [power - Scalar::ONE, power, power + Scalar::ONE, -power] {
                assert_eq!(
                    multiples.times(&scalar),
                    doubled_and_added(&point, &scalar),
                    "width {WIDTH}, 2^{exponent}"
                );
            }
        }
    }
}

#[test]
fn kept_multiples_add_up_to_every_other_one() {
    check_multiples::<5>();
    check_multiples::<8>();
}

proptest! {
    /// Whatever is changed, key by key and bit by bit, both ways say the same; and what was not is good.
    #[test]
    fn a_prepared_key_accepts_what_the_key_does(
        seed in any::<[u8; 32]>(),
        body in prop::collection::vec(any::<u8>(), 0..200),
        flips in prop::collection::vec(0_usize..512, 0..3),
    ) {
        let secret = SecretKey::from_seed(&seed);
        let key = secret.public().decoded();
        let prepared = PreparedKey::of(&key);
        let mut signature = secret.sign(Purpose::Vote, &CHAIN, &body);
        for bit in &flips {
            signature.0[bit / 8] ^= 1 << (bit % 8);
        }
        let plain = key.verify(Purpose::Vote, &CHAIN, &body, &signature);
        prop_assert_eq!(prepared.verify(Purpose::Vote, &CHAIN, &body, &signature), plain);
        let is_unchanged = signature == secret.sign(Purpose::Vote, &CHAIN, &body);
        prop_assert_eq!(plain, is_unchanged);
        prop_assert!(!prepared.verify(Purpose::Vote, &ChainId([8; 32]), &body, &signature));
        prop_assert!(!prepared.verify(Purpose::Proposal, &CHAIN, &body, &signature));
    }
}

#[test]
fn a_prepared_key_does_not_show_its_multiples() {
    let key = SecretKey::from_seed(&[1; 32]).public();
    let prepared = PreparedKey::of(&key.decoded());
    assert_eq!(format!("{prepared:?}"), format!("{key:?}"));
    assert_eq!(prepared.key(), key);
    assert!(!prepared.verify(Purpose::Vote, &CHAIN, b"", &Signature([0; 64])));
}
