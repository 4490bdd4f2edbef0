//! What checking a proof costs, as a multiple of checking one signature.
//!
//! A multiple is the same on a slow machine and on a fast one, and nearly so on a busy one: both
//! sides of it are the shortest of several tries.

use std::hint::black_box;
use std::time::{Duration, Instant};

use ed25519_dalek::{Signer, SigningKey};
use proto::evidence::{Claim, Evidence, Proven};
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::receipt::Receipt;
use proto::state::StateKey;
use proto::state_proof::StateEntry;

use crate::ledger::QUORUM;
use crate::measure::Proofs;

/// Tries of which the shortest counts.
const TRIES: usize = 25;
/// Signatures checked in one try.
const SIGNATURES: u8 = 64;
/// Bytes of what is signed: about as many as a validator's vote has.
const SIGNED_BYTES: usize = 160;

/// What checking costs on a ledger of a size.
#[derive(Clone, Copy, Debug)]
pub struct Costs {
    /// One signature, by `verify_strict` of ed25519-dalek alone.
    pub one: Duration,
    /// A record of the state.
    pub present: Cost,
    /// That a record is absent.
    pub absent: Cost,
    /// A receipt without hand-overs.
    pub first_receipt: Cost,
    /// A receipt with its hand-overs.
    pub last_receipt: Cost,
    /// Everything about a bill.
    pub bill: Cost,
    /// That a reference was never used.
    pub unused: Cost,
}

/// What checking one proof costs.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// The time, from its bytes on.
    pub time: Duration,
    /// Signatures that have to be checked for it.
    pub signatures: usize,
}

impl Cost {
    /// The time as a multiple of the time of one signature.
    #[must_use]
    pub fn multiple(&self, one: Duration) -> f64 {
        self.time.as_secs_f64() / one.as_secs_f64()
    }
}

impl Costs {
    /// Checks the proofs of a ledger, again and again.
    ///
    /// # Panics
    ///
    /// When a proof does not hold: an honest node took them.
    #[must_use]
    pub fn of(proofs: &Proofs, genesis: &Genesis) -> Self {
        let (bill, unused) = (proofs.bill.encode(), proofs.unused.encode());
        let chain = genesis.chain();
        let receipt = |bytes: &[u8]| {
            let receipt = Receipt::decode(bytes).expect("a node's receipt is one");
            drop(receipt.verify(&chain, genesis.validators()).expect("a node's receipt holds"));
        };
        let file = |bytes: &[u8]| {
            let file = Evidence::decode(bytes).expect("a node's evidence is a file");
            file.verify(Some(&chain)).expect("a node's evidence holds")
        };
        let quorums = proofs.bill.handovers.len() * QUORUM;
        Self {
            one: one_signature(),
            present: entries(&proofs.present, &proofs.state_root),
            absent: entries(&proofs.absent, &proofs.state_root),
            first_receipt: Cost {
                time: shortest(1, || receipt(&proofs.first_receipt)),
                signatures: QUORUM,
            },
            last_receipt: Cost {
                time: shortest(1, || receipt(&proofs.last_receipt)),
                signatures: QUORUM + quorums,
            },
            bill: Cost {
                time: shortest(1, || drop(file(&bill))),
                signatures: quorums + signatures_of(&file(&bill)),
            },
            unused: Cost {
                time: shortest(1, || drop(file(&unused))),
                signatures: quorums + signatures_of(&file(&unused)),
            },
        }
    }
}

/// Signatures in a file beside those of its hand-overs.
fn signatures_of(proven: &Proven) -> usize {
    let Claim::Title(title) = &proven.claim else { return proven.signers };
    let facts = title.control.iter().chain(&title.annotations);
    proven.signers + facts.map(|fact| fact.signers + fact.approvals.len()).sum::<usize>()
}

/// Reads and checks entries of the state: the time of one.
fn entries(entries: &[(StateKey, StateEntry)], root: &Hash) -> Cost {
    let encoded: Vec<_> = entries.iter().map(|(key, entry)| (key, entry.encode())).collect();
    let time = shortest(encoded.len(), || {
        for (key, bytes) in &encoded {
            let entry = StateEntry::decode(bytes).expect("a node's entry is one");
            black_box(entry.verify(key, root).expect("a node's entry holds"));
        }
    });
    Cost { time, signatures: 0 }
}

/// The time that `verify_strict` takes for one signature.
fn one_signature() -> Duration {
    let signed: Vec<_> = (1..=SIGNATURES)
        .map(|number| {
            let key = SigningKey::from_bytes(&[number; 32]);
            let message = [number; SIGNED_BYTES];
            (key.verifying_key(), message, key.sign(&message))
        })
        .collect();
    shortest(signed.len(), || {
        for (key, message, signature) in &signed {
            black_box(key.verify_strict(message, signature)).expect("it was signed so");
        }
    })
}

/// The shortest time that `act` takes, of its `parts` each.
fn shortest(parts: usize, mut act: impl FnMut()) -> Duration {
    let tries = (0..TRIES).map(|_| {
        let started = Instant::now();
        act();
        started.elapsed()
    });
    tries.min().expect("there are tries") / u32::try_from(parts).expect("parts are few")
}
