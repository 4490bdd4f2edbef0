//! The acceptance rule for Ed25519, by signatures that lenient verifiers accept: each is forged
//! here, and refused.

use ed25519_dalek::{Verifier, VerifyingKey};
use proto::ids::ChainId;
use proto::keys::{KeyFault, PreparedKey, PublicKey, Signature};
use proto::signing::{Purpose, preimage};
use sha2::{Digest, Sha512};

use crate::golden::Golden;
use crate::sample;

const SEED: u8 = 1;
const CHAIN: ChainId = ChainId([0x11; 32]);

/// The eight points of small order, canonically encoded, in order of order: 1, 2, 4, 4, 8, ...
const SMALL_ORDER: [&str; 8] = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
];

/// The same points in encodings that are not canonical: y not below p, or a sign for x = 0.
const SMALL_ORDER_NOT_CANONICAL: [&str; 6] = [
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

fn bytes32(hex: &str) -> [u8; 32] {
    hex::decode(hex).unwrap().try_into().unwrap()
}

#[test]
fn the_verdict_on_every_doubtful_signature_is_frozen() {
    let mut golden = Golden::new(
        "ed25519.txt",
        "Signatures and keys that verifiers disagree about, and what this ledger says of them. \
         All are over the body named, for the purpose ebl/sign/instruction/v1, on the chain whose \
         id is 11 repeated. The honest key has the seed 01 repeated.",
    );
    honest_and_malleated(&mut golden);
    small_order_r(&mut golden);
    mixed_order_r(&mut golden);
    mixed_order_key(&mut golden);
    keys_refused(&mut golden);
    golden.check();
}

/// One signature, and the verdict on it.
fn entry(golden: &mut Golden, name: &str, key: [u8; 32], body: &[u8], r: [u8; 32], s: Scalar) {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r);
    signature[32..].copy_from_slice(&s.to_bytes());
    let accepted = verdict(key, body, &signature);
    golden.remark(&format!("{}: {name}.", if accepted { "Accepted" } else { "Refused" }));
    golden.bytes("key", &key);
    golden.bytes("body", body);
    golden.bytes("signature", &signature);
}

fn verdict(key: [u8; 32], body: &[u8], signature: &[u8; 64]) -> bool {
    let key = PublicKey::parse(&key).unwrap();
    let accepted = key.verify(Purpose::Instruction, &CHAIN, body, &Signature(*signature));
    let prepared = PreparedKey::of(&key.decoded());
    let likewise = prepared.verify(Purpose::Instruction, &CHAIN, body, &Signature(*signature));
    assert_eq!(likewise, accepted, "a prepared key must accept the same");
    accepted
}

fn honest_and_malleated(golden: &mut Golden) {
    let key = sample::key(SEED);
    let public = *key.public().as_bytes();
    let body = b"an instruction";
    let signature = key.sign(Purpose::Instruction, &CHAIN, body).0;
    assert!(verdict(public, body, &signature));
    let r = signature[..32].try_into().unwrap();
    let s = Scalar::from_bytes(signature[32..].try_into().unwrap());
    entry(golden, "the honest signature", public, body, r, s);
    let malleated = s.plus_order();
    entry(
        golden,
        "the same with S + L, which is not below the group order",
        public,
        body,
        r,
        malleated,
    );
    let mut bytes = signature;
    bytes[32..].copy_from_slice(&malleated.to_bytes());
    assert!(!verdict(public, body, &bytes), "S + L was accepted");
}

fn small_order_r(golden: &mut Golden) {
    let public = *sample::key(SEED).public().as_bytes();
    let body = b"anything at all";
    for (name, encodings) in [
        ("R of small order", &SMALL_ORDER[..]),
        ("R of small order, not canonically encoded", &SMALL_ORDER_NOT_CANONICAL[..]),
    ] {
        for encoding in encodings {
            let r = bytes32(encoding);
            // With R neutral this S satisfies the equation; with the others, times the cofactor.
            let s = challenge(&r, &public, body).times(secret_scalar());
            let signature = [r, s.to_bytes()].concat().try_into().unwrap();
            assert!(!verdict(public, body, &signature), "{name}: {encoding}");
            entry(golden, name, public, body, r, s);
        }
    }
}

/// The defence is needed: without the strict rule the forged signature passes.
#[test]
fn a_lenient_verifier_accepts_what_is_refused_here() {
    let public = *sample::key(SEED).public().as_bytes();
    let body = b"anything at all";
    let neutral = bytes32(SMALL_ORDER[0]);
    let s = challenge(&neutral, &public, body).times(secret_scalar());
    let signature: [u8; 64] = [neutral, s.to_bytes()].concat().try_into().unwrap();
    let lenient = VerifyingKey::from_bytes(&public).unwrap();
    let message = preimage(Purpose::Instruction, &CHAIN, body);
    let given = ed25519_dalek::Signature::from_bytes(&signature);
    assert!(lenient.verify(&message, &given).is_ok());
    assert!(!verdict(public, body, &signature));
}

/// R off the prime-order subgroup: the equation holds only after multiplying by the cofactor.
fn mixed_order_r(golden: &mut Golden) {
    let public = *sample::key(SEED).public().as_bytes();
    let body = b"an instruction";
    // A nonce whose point is known: the validator key's.
    let nonce = secret_scalar_of(sample::VALIDATORS[0]);
    let point = *sample::key(sample::VALIDATORS[0]).public().as_bytes();
    let r = sum(&point, &bytes32(SMALL_ORDER[4]));
    let s = challenge(&r, &public, body).times(secret_scalar()).plus(nonce);
    let signature = [r, s.to_bytes()].concat().try_into().unwrap();
    assert!(!verdict(public, body, &signature), "the cofactor was multiplied in");
    entry(golden, "R of mixed order, good only times the cofactor", public, body, r, s);
}

/// A key off the prime-order subgroup may be enrolled. A signature by it holds or not without the
/// cofactor, and every verifier must say the same.
fn mixed_order_key(golden: &mut Golden) {
    let honest = *sample::key(SEED).public().as_bytes();
    let mixed = sum(&honest, &bytes32(SMALL_ORDER[4]));
    let nonce = secret_scalar_of(sample::VALIDATORS[0]);
    let r = *sample::key(sample::VALIDATORS[0]).public().as_bytes();
    let mut seen = [false; 2];
    for number in 0_u8.. {
        let body = [number];
        let k = challenge(&r, &mixed, &body);
        let s = k.times(secret_scalar()).plus(nonce);
        let signature = [r, s.to_bytes()].concat().try_into().unwrap();
        let holds = k.0[0].is_multiple_of(8);
        assert_eq!(verdict(mixed, &body, &signature), holds);
        if !seen[usize::from(holds)] {
            seen[usize::from(holds)] = true;
            let name = if holds {
                "a key of mixed order, and a challenge that is a multiple of 8"
            } else {
                "a key of mixed order, and a challenge that is no multiple of 8"
            };
            entry(golden, name, mixed, &body, r, s);
        }
        if seen == [true; 2] {
            return;
        }
    }
}

fn keys_refused(golden: &mut Golden) {
    golden.remark("Refused as keys: points of small order.");
    for encoding in SMALL_ORDER.iter().chain(&SMALL_ORDER_NOT_CANONICAL) {
        let key = bytes32(encoding);
        assert_eq!(PublicKey::parse(&key), Err(KeyFault::LowOrder), "{encoding}");
        golden.bytes("key", &key);
    }
    golden.remark("Refused as keys: y not below p.");
    let mut on_the_curve = 0;
    for above in 2..=18_u8 {
        for sign in [0x7f, 0xff] {
            let mut key = [0xff; 32];
            key[0] = 0xed + above;
            key[31] = sign;
            assert_eq!(PublicKey::parse(&key), Err(KeyFault::NotAPoint), "p + {above}");
            // Only those tell a strict reader from one that reduces y first.
            if VerifyingKey::from_bytes(&key).is_ok() {
                on_the_curve += 1;
                golden.bytes("key", &key);
            }
        }
    }
    assert!(on_the_curve > 4, "the encodings prove nothing");
    golden.remark("Refused as a key: no point of the curve has this y.");
    let mut off_the_curve = [0; 32];
    off_the_curve[0] = 2;
    assert_eq!(PublicKey::parse(&off_the_curve), Err(KeyFault::NotAPoint));
    golden.bytes("key", &off_the_curve);
    for length in [0, 31, 33] {
        assert_eq!(PublicKey::parse(&vec![9; length]), Err(KeyFault::Length));
    }
}

/// The sum of two points.
fn sum(first: &[u8; 32], second: &[u8; 32]) -> [u8; 32] {
    let point = |encoding| VerifyingKey::from_bytes(encoding).unwrap().to_edwards();
    (point(first) + point(second)).compress().to_bytes()
}

fn secret_scalar() -> Scalar {
    secret_scalar_of(SEED)
}

fn secret_scalar_of(seed: u8) -> Scalar {
    let mut bytes: [u8; 32] = Sha512::digest([seed; 32])[..32].try_into().unwrap();
    bytes[0] &= 0xf8;
    bytes[31] = bytes[31] & 0x7f | 0x40;
    Scalar::reduced(&bytes)
}

fn challenge(r: &[u8; 32], key: &[u8; 32], body: &[u8]) -> Scalar {
    let message = preimage(Purpose::Instruction, &CHAIN, body);
    Scalar::reduced(
        &Sha512::new().chain_update(r).chain_update(key).chain_update(message).finalize(),
    )
}

/// A number below 2^256, least significant word first; arithmetic is modulo the group order L.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Scalar([u64; 4]);

/// L = 2^252 + 27742317777372353535851937790883648493.
const ORDER: Scalar = Scalar([0x5812_631a_5cf5_d3ed, 0x14de_f9de_a2f7_9cd6, 0, 1 << 60]);

impl Scalar {
    fn from_bytes(bytes: [u8; 32]) -> Self {
        let word = |n: usize| u64::from_le_bytes(bytes[8 * n..8 * n + 8].try_into().unwrap());
        Self([word(0), word(1), word(2), word(3)])
    }

    fn to_bytes(self) -> [u8; 32] {
        let bytes: Vec<u8> = self.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        bytes.try_into().unwrap()
    }

    /// A little-endian number of any length, modulo L.
    fn reduced(bytes: &[u8]) -> Self {
        let one = Self([1, 0, 0, 0]);
        Self::bits(bytes).fold(Self([0; 4]), |sum, bit| {
            let twice = sum.plus(sum);
            if bit { twice.plus(one) } else { twice }
        })
    }

    fn times(self, other: Self) -> Self {
        Self::bits(&other.to_bytes()).fold(Self([0; 4]), |sum, bit| {
            let twice = sum.plus(sum);
            if bit { twice.plus(self) } else { twice }
        })
    }

    fn plus(self, other: Self) -> Self {
        let sum = self.add(other);
        if sum.0.iter().rev().ge(ORDER.0.iter().rev()) { sum.minus_order() } else { sum }
    }

    /// The same modulo L, but not below it.
    fn plus_order(self) -> Self {
        self.add(ORDER)
    }

    fn add(self, other: Self) -> Self {
        let mut carry = false;
        Self(std::array::from_fn(|n| {
            let (sum, first) = self.0[n].overflowing_add(other.0[n]);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            carry = first || second;
            sum
        }))
    }

    fn minus_order(self) -> Self {
        let mut borrow = false;
        Self(std::array::from_fn(|n| {
            let (rest, first) = self.0[n].overflowing_sub(ORDER.0[n]);
            let (rest, second) = rest.overflowing_sub(u64::from(borrow));
            borrow = first || second;
            rest
        }))
    }

    /// The bits of a little-endian number, most significant first.
    fn bits(bytes: &[u8]) -> impl Iterator<Item = bool> {
        bytes.iter().rev().flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1 == 1))
    }
}
