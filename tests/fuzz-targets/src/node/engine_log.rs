//! What a validator remembers of its signatures: the engine's log, and the memory beside it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use arc_malachitebft_codec::Codec;
use arc_malachitebft_core_consensus::SignedConsensusMsg;
use arc_malachitebft_core_types::{NilOrVal, Round, SignedMessage, VoteType};
use bytes::Bytes;
use node::consensus::codec::EblCodec;
use node::consensus::context::{Address, EblContext, Height, Vote};
use node::consensus::log_check::{LogMemory, Voter, check_log};
use node::consensus::signer::{SignatureGuard, Slot, SlotKind};
use node::store::vfs::create_whole;
use node::store::vfs::memory::MemoryDisk;
use proto::hash::{Hash, Tag, tagged};
use proto::keys::{SecretKey, Signature};
use proto::validators;

use crate::input::Input;
use crate::target::Seed;

const LOG: &str = "/engine/consensus.wal";
const MEMORY: &str = "/engine/signed";
const HEIGHT: u64 = 5;
/// Bytes of the log's header, and fewest of an entry with a vote: frame, tag, length, address, signature.
const HEADER_BYTES: usize = 12;
const LEAST_VOTE_BYTES: usize = 13 + 9 + 32 + 64;
/// Bytes of a record of the memory, and of what its checksum covers.
const RECORD_BYTES: usize = 128;
const COVERED_BYTES: usize = 53;
/// Records of the memory.
const RECORDS: usize = 1024;

/// A write-ahead log, held against a validator that locked at one height. Whatever the log is, the
/// validator is let vote only if the log is of that height and has room for the vote that locked, and
/// what is left of the log is found whole a second time, or is set aside.
///
/// # Panics
///
/// Where that does not hold.
pub fn engine_log(bytes: &[u8]) {
    static SIGNED: OnceLock<SignatureGuard> = OnceLock::new();
    let guard = SIGNED.get_or_init(locked_in_the_third_round);
    let disk = disk_with(LOG, bytes);
    let memory = check(&disk, guard, HEIGHT);
    if memory == LogMemory::Whole {
        let height = bytes.get(4..12).map(|height| height == HEIGHT.to_be_bytes());
        assert_eq!(height, Some(true), "the log of another height passes for whole");
        assert!(bytes.len() >= HEADER_BYTES + LEAST_VOTE_BYTES, "the lock was forgotten");
        let left = disk.content(Path::new(LOG));
        assert!(bytes.starts_with(&left), "more was changed than an end cut off");
        assert_eq!(check(&disk, guard, HEIGHT), LogMemory::Whole);
        assert_eq!(disk.content(Path::new(LOG)), left, "it was cut a second time");
    }
    let _other_height = check(&disk, guard, HEIGHT + 1);
}

fn check(disk: &MemoryDisk, guard: &SignatureGuard, height: u64) -> LogMemory {
    static VALIDATORS: OnceLock<validators::ValidatorSet> = OnceLock::new();
    let validators = VALIDATORS.get_or_init(|| {
        let keys = (1..5).map(|number| (SecretKey::from_seed(&[number; 32]).public(), 1));
        validators::ValidatorSet::new(&keys.collect::<Vec<_>>()).expect("four different keys")
    });
    let blocks = BTreeSet::new();
    let voter = Voter { guard, own: own(), height, validators, blocks: &blocks };
    check_log(disk, Path::new(LOG), &voter).expect("a short file on a sound disk is read")
}

/// The memory of signatures, with records put over it; each with its checksum made good where its first
/// byte is odd. One that opens lets nothing be signed that could be a second signature, and remembers
/// what it admits.
///
/// # Panics
///
/// Where that does not hold.
pub fn signature_memory(bytes: &[u8]) {
    static NAMED: OnceLock<MemoryDisk> = OnceLock::new();
    let disk = NAMED.get_or_init(|| disk_with(MEMORY, &[])).after_restart();
    disk.corrupt(Path::new(MEMORY), memory_file(bytes));
    let Ok(guard) = SignatureGuard::open(&disk, Path::new(MEMORY)) else { return };
    let last = guard.last_height();
    let remembered = guard.signed_at(last);
    for slot in &remembered {
        assert!(guard.admit(*slot, other_body()).is_err(), "another body is signed");
    }
    if last > 0 {
        let before = Slot { kind: SlotKind::Prevote, height: last - 1, round: 0 };
        assert!(guard.admit(before, Hash([1; 32])).is_err(), "an earlier height is signed");
    }
    let Some(height) = last.checked_add(1) else { return };
    let next = Slot { kind: SlotKind::Prevote, height, round: 0 };
    if guard.admit(next, Hash([1; 32])).is_ok() {
        drop(guard);
        let again = SignatureGuard::open(&disk.after_power_cut(1), Path::new(MEMORY));
        let again = again.expect("what was signed is remembered");
        assert_eq!(again.signed_at(height), [next]);
        assert!(
            again.admit(next, Hash([2; 32])).is_err(),
            "another body is signed after a restart"
        );
    }
}

fn disk_with(file: &str, content: &[u8]) -> MemoryDisk {
    let disk = MemoryDisk::default();
    create_whole(&disk, Path::new(file), content).expect("a sound disk");
    disk
}

/// A fingerprint that no input can hold.
fn other_body() -> Hash {
    static OTHER: OnceLock<Hash> = OnceLock::new();
    *OTHER.get_or_init(|| tagged(Tag::RecordChecksum, &[b"signed", b"another body"]))
}

/// Records at places of the ring: mode, place, counter, height, round, kind, fingerprint.
fn memory_file(bytes: &[u8]) -> Vec<u8> {
    let mut file = vec![0; RECORDS * RECORD_BYTES];
    let mut input = Input::new(bytes);
    for _ in 0..64 {
        if input.is_empty() {
            break;
        }
        let mode = input.byte();
        let place = usize::from(u16::from_be_bytes(input.array())) % RECORDS;
        let record = &mut file[place * RECORD_BYTES..][..RECORD_BYTES];
        record[..COVERED_BYTES].copy_from_slice(&input.array::<COVERED_BYTES>());
        let checksum = match mode & 1 {
            0 => input.array(),
            _ => tagged(Tag::RecordChecksum, &[&record[..COVERED_BYTES]]).0,
        };
        record[COVERED_BYTES..][..32].copy_from_slice(&checksum);
        if mode & 2 != 0 {
            file.truncate(file.len() - place);
            break;
        }
    }
    file
}

fn locked_in_the_third_round() -> SignatureGuard {
    let disk = MemoryDisk::default();
    let guard = SignatureGuard::open(&disk, Path::new(MEMORY)).expect("a sound disk");
    for round in 0..3 {
        let slot = Slot::of_vote(&vote(VoteType::Prevote, round)).expect("it has a round");
        guard.admit(slot, Hash([9; 32])).expect("it is later than the one before");
    }
    let slot = Slot::of_vote(&vote(VoteType::Precommit, 2)).expect("it has a round");
    guard.admit(slot, Hash([9; 32])).expect("it is of another kind");
    guard
}

fn own() -> Address {
    Address(validators::Address([0x0a; 32]))
}

fn vote(kind: VoteType, round: u32) -> Vote {
    Vote {
        kind,
        height: Height(HEIGHT),
        round: Round::new(round),
        value: NilOrVal::Val(Hash([9; 32])),
        address: own(),
    }
}

fn message(vote: Vote) -> Bytes {
    let signed: SignedConsensusMsg<EblContext> =
        SignedConsensusMsg::Vote(SignedMessage::new(vote, Signature([0x5b; 64])));
    EblCodec.encode(&signed).expect("it has a round")
}

/// A log of some rounds, as the engine writes it, the last with its precommit if it is the third.
fn log(rounds: u32) -> Vec<u8> {
    let mut log = [&1_u32.to_be_bytes()[..], &HEIGHT.to_be_bytes()].concat();
    let prevotes = (0..rounds).map(|round| vote(VoteType::Prevote, round));
    let lock = (rounds > 2).then(|| vote(VoteType::Precommit, 2));
    for vote in prevotes.chain(lock) {
        let message = message(vote);
        let data = [&[1][..], &(message.len() as u64).to_be_bytes(), &message].concat();
        log.push(0);
        log.extend((data.len() as u64).to_be_bytes());
        log.extend(crc32fast::hash(&data).to_be_bytes());
        log.extend(data);
    }
    log
}

pub(super) fn engine_log_seeds() -> Vec<Seed> {
    vec![log(0), log(1), log(2), log(3)]
}

pub(super) fn signature_memory_seeds() -> Vec<Seed> {
    let record = |mode: u8, counter: u64, height: u64, round: u32, kind: u8| {
        let place = u16::try_from(counter % RECORDS as u64).expect("the ring is short");
        let mut seed = vec![mode];
        seed.extend(place.to_be_bytes());
        seed.extend(counter.to_be_bytes());
        seed.extend(height.to_be_bytes());
        seed.extend(round.to_be_bytes());
        seed.push(kind);
        seed.extend([9; 32]);
        seed
    };
    vec![
        record(1, 1, 5, 0, 2),
        [record(1, 1, 5, 0, 1), record(1, 2, 5, 0, 2), record(1, 3, 5, 0, 3)].concat(),
        [record(1, 1, 5, 0, 2), record(1, 3, 5, 1, 2)].concat(),
        [record(1, 1, 5, 0, 2), record(3, 2, 5, 1, 2)].concat(),
        [record(1, 1, 5, 0, 2), record(1, u64::MAX, 5, 1, 2)].concat(),
    ]
}
