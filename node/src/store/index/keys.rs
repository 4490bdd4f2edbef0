//! Every key of the index, spelled once. All share one space, told apart by their first byte,
//! so that one batch writes a whole block.
//!
//! ```text
//! 01                                      -> meta: height, state version, roots
//! 02 nibble path, a nibble a byte         -> newest tree node there, a leaf with its value
//! 03 key hash (32)                        no row: what names a value in rows 0f
//! 04 height (8)                           -> header bytes, and the state version after it
//! 05 height (8) first index (4)           -> fact records, some in a row (`packed`)
//! 06 subject kind (1) id (32) sequence (8) -> height (8) index (4)                      [look-up]
//! 07 instruction id (32)                  -> height (8) first index (4) count (4)      [look-up]
//! 08 party (32) title (32)                -> nothing: the party has to do with it      [look-up]
//! 09 party (32)                           -> account bytes
//! 0a member (32)                          -> member bytes
//! 0b height (8)                           -> certificate bytes
//! 0c                                      -> nothing: the index is not to be trusted
//! 0d height (8)                           -> the validators that this block hands over to
//! 0e principal (32) agent (32)            -> grant bytes
//! 0f version (8) first name               -> what this version wrote over, from that name on, in order of
//!                                            name: nodes by their rows 02, values by 03 (`replaced`)
//! 10                                      -> height (8): up to it, blocks are still being fetched
//! 11 height (8)                           -> header hash, of blocks up to that height
//! 12                                      -> which runs of look-ups there are (`runs`)
//! 13 run (8) first key                    -> look-ups of a run, from that key on
//! ```
//!
//! Look-ups have no rows of their own in the store: they share those of runs.
//!
//! Numbers are big-endian, so that ranges ascend.

use jmt::Version;
use jmt::storage::NibblePath;
use proto::ids::{InstructionId, MemberId};
use proto::instruction::Subject;
use title::{PartyId, TitleId};

pub(super) const META: &[u8] = &[1];
pub(super) const NODES: &[u8] = &[2];
pub(super) const AFTER_NODES: &[u8] = &[3];
pub(super) const ACCOUNTS: &[u8] = &[9];
pub(super) const MEMBERS: &[u8] = &[10];
pub(super) const FORGOTTEN: &[u8] = &[12];
pub(super) const REPLACED: &[u8] = &[15];
pub(super) const AFTER_REPLACED: &[u8] = &[16];
pub(super) const BASE: &[u8] = &[16];
pub(super) const RUNS: &[u8] = &[18];
/// Before every key of a run's rows is this, and after them is nothing.
const RUN: u8 = 19;
pub(super) const AFTER_RUNS: &[u8] = &[RUN + 1];
/// Where look-ups begin, and where other rows go on after them.
pub(super) const LOOK_UPS: &[u8] = &[6];
pub(super) const AFTER_LOOK_UPS: &[u8] = &[9];
/// Where look-ups of parties begin, after all those that a block's facts are found by.
pub(super) const PARTIES: &[u8] = &[8];

pub(super) fn is_look_up(key: &[u8]) -> bool {
    (LOOK_UPS..AFTER_LOOK_UPS).contains(&key)
}

/// Before every row of a run.
pub(super) fn run(id: u64) -> Vec<u8> {
    join(RUN, &[&id.to_be_bytes()])
}

/// The row of a run that begins with a look-up.
pub(super) fn run_from(id: u64, look_up: &[u8]) -> Vec<u8> {
    join(RUN, &[&id.to_be_bytes(), look_up])
}

/// A node lies right before those below it, so that what one change writes lies close together.
pub(super) fn node(path: &NibblePath) -> Vec<u8> {
    let nibbles: Vec<u8> = path.nibbles().map(u8::from).collect();
    join(2, &[&nibbles])
}

/// Where a leaf would lie at the end of its path, below which nothing is: it is the last node up to
/// there.
pub(super) fn end_of_path(key_hash: &[u8; 32]) -> Vec<u8> {
    let nibbles: Vec<u8> = key_hash.iter().flat_map(|byte| [byte >> 4, byte & 0x0f]).collect();
    join(2, &[&nibbles])
}

pub(super) fn value(key_hash: &[u8; 32]) -> Vec<u8> {
    join(3, &[key_hash])
}

pub(super) fn header(height: u64) -> Vec<u8> {
    join(4, &[&height.to_be_bytes()])
}

pub(super) fn facts(height: u64, first: u32) -> Vec<u8> {
    join(5, &[&height.to_be_bytes(), &first.to_be_bytes()])
}

pub(super) fn facts_of(height: u64) -> Vec<u8> {
    join(5, &[&height.to_be_bytes()])
}

pub(super) fn chain_fact(subject: &Subject, sequence: u64) -> Vec<u8> {
    let (kind, id) = subject.to_wire();
    let kind = u8::try_from(kind as i32).expect("the kinds of subject are few");
    join(6, &[&[kind], &id, &sequence.to_be_bytes()])
}

pub(super) fn instruction(id: &InstructionId) -> Vec<u8> {
    join(7, &[id.as_bytes()])
}

pub(super) fn party_title(party: &PartyId, title: &TitleId) -> Vec<u8> {
    join(8, &[&party.0, &title.0])
}

pub(super) fn party_titles(party: &PartyId) -> Vec<u8> {
    join(8, &[&party.0])
}

pub(super) fn account(party: &PartyId) -> Vec<u8> {
    join(9, &[&party.0])
}

pub(super) fn member(id: &MemberId) -> Vec<u8> {
    join(10, &[id.as_bytes()])
}

pub(super) fn certificate(height: u64) -> Vec<u8> {
    join(11, &[&height.to_be_bytes()])
}

pub(super) fn handover(height: u64) -> Vec<u8> {
    join(13, &[&height.to_be_bytes()])
}

pub(super) fn grant(principal: &PartyId, agent: &PartyId) -> Vec<u8> {
    join(14, &[&principal.0, &agent.0])
}

pub(super) fn grants_of(principal: &PartyId) -> Vec<u8> {
    join(14, &[&principal.0])
}

pub(super) fn header_hash(height: u64) -> Vec<u8> {
    join(17, &[&height.to_be_bytes()])
}

/// Where what a version wrote over is found, from a name on.
pub(super) fn replaced(version: Version, first_name: &[u8]) -> Vec<u8> {
    join(15, &[&version.to_be_bytes(), first_name])
}

/// The version of such a key.
pub(super) fn replaced_by(key: &[u8]) -> Option<Version> {
    let version = key.strip_prefix(REPLACED)?.first_chunk()?;
    Some(Version::from_be_bytes(*version))
}

fn join(kind: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![kind];
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}
