//! Keys and signatures, beside a second library.

use proto::ids::ChainId;
use proto::keys::{KeyFault, PreparedKey, PublicKey, SecretKey, Signature};
use proto::signing::{Purpose, preimage};
use ring::signature::{ED25519, UnparsedPublicKey};

use crate::input::Input;
use crate::target::{Seed, chosen};
use crate::vectors::ED25519 as DOUBTFUL;

/// The chain of the vectors of doubtful signatures.
const CHAIN: ChainId = ChainId([0x11; 32]);

/// A public key. One that is admitted is its 32 bytes and nothing else.
///
/// # Panics
///
/// Where that does not hold.
pub fn public_key(bytes: &[u8]) {
    match PublicKey::parse(bytes) {
        Ok(key) => assert_eq!(key.as_bytes(), bytes),
        Err(fault) => assert_eq!(fault == KeyFault::Length, bytes.len() != 32),
    }
}

/// A signature. With an even first byte: key, signature and body as they stand; it is accepted exactly
/// where another library accepts it and R is not of low order, by the key and by the key prepared. With an odd one: a signature that is made
/// here and then changed; it holds exactly where nothing was changed.
///
/// # Panics
///
/// Where that does not hold.
pub fn signature(bytes: &[u8]) {
    let mut input = Input::new(bytes);
    match input.byte() & 1 {
        0 => as_it_stands(&mut input),
        _ => changed(&mut input),
    }
}

fn as_it_stands(input: &mut Input<'_>) {
    let (key, signature, body) = (input.array::<32>(), input.array::<64>(), input.rest());
    let Ok(key) = PublicKey::parse(&key) else { return };
    let ours = key.verify(Purpose::Instruction, &CHAIN, body, &Signature(signature));
    let signed = preimage(Purpose::Instruction, &CHAIN, body);
    let other = UnparsedPublicKey::new(&ED25519, key.as_bytes()).verify(&signed, &signature);
    let prepared = PreparedKey::of(&key.decoded());
    let likewise = prepared.verify(Purpose::Instruction, &CHAIN, body, &Signature(signature));
    assert_eq!(ours, likewise, "a key and the same key prepared disagree about a signature");
    let weak = PublicKey::parse(&signature[..32]) == Err(KeyFault::LowOrder);
    assert_eq!(ours, other.is_ok() && !weak, "two libraries disagree about a signature");
}

fn changed(input: &mut Input<'_>) {
    let key = SecretKey::from_seed(&[input.byte() & 3; 32]);
    let purpose = PURPOSES[input.below(PURPOSES.len())];
    let (signature_mask, chain_mask) = (input.array::<64>(), input.byte());
    let (purpose_then, key_then) = (input.byte(), input.byte());
    let body = input.rest();
    let mut signature = key.sign(purpose, &CHAIN, body).0;
    for (byte, mask) in signature.iter_mut().zip(signature_mask) {
        *byte ^= mask;
    }
    let mut chain = CHAIN;
    chain.0[31] ^= chain_mask;
    let other = PURPOSES[usize::from(purpose_then) % PURPOSES.len()];
    let purpose_then = if purpose_then == 0 { purpose } else { other };
    let public = match key_then {
        0 => key.public(),
        seed => SecretKey::from_seed(&[seed; 32]).public(),
    };
    let holds = public.verify(purpose_then, &chain, body, &Signature(signature));
    let unchanged = signature_mask == [0; 64]
        && chain_mask == 0
        && purpose_then == purpose
        && public == key.public();
    assert_eq!(holds, unchanged, "a signature holds for something else than was signed");
}

const PURPOSES: [Purpose; 6] = [
    Purpose::Instruction,
    Purpose::Vote,
    Purpose::Proposal,
    Purpose::ProposalPart,
    Purpose::ValidatorProof,
    Purpose::Identity,
];

pub(super) fn public_key_seeds() -> Vec<Seed> {
    let mut keys = DOUBTFUL.all("key");
    keys.sort();
    keys.dedup();
    keys
}

pub(super) fn signature_seeds() -> Vec<Seed> {
    let keys = DOUBTFUL.all("key");
    let bodies = DOUBTFUL.all("body");
    let parts = keys.into_iter().zip(DOUBTFUL.all("signature")).zip(bodies);
    let given = parts.map(|((key, signature), body)| chosen(0, &[key, signature, body].concat()));
    let made = [&[0, 0][..], &[0; 64], &[0, 0, 0], b"body"].concat();
    given.chain([chosen(1, &made)]).collect()
}
