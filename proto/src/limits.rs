//! What the wire may carry. Every limit is checked before what it bounds is decoded: bytes on the
//! length, the entries of envelopes, bodies and blocks by counting them on the wire.

/// Bytes of an instruction body.
pub const BODY_BYTES: usize = 64 * 1024;
/// Approvals of one envelope.
pub const APPROVALS: usize = 32;
/// Presentations of one envelope that are read before they are refused; no rules version knows any.
pub const PRESENTATIONS: usize = 32;
/// Bytes of a whole envelope: room for several post-quantum signatures of 3.3 KB.
pub const ENVELOPE_BYTES: usize = 256 * 1024;
/// Chains of facts one instruction may continue.
pub const SUBJECTS: usize = 64;
/// Parties that sign an instruction beside the one who acts.
pub const SIGNERS: usize = 31;
/// Titles that one replacement ends beside the first, and titles that it begins.
pub const REPLACEMENT_TITLES: usize = 16;
/// Instructions in one block.
pub const BLOCK_INSTRUCTIONS: usize = 4096;
/// Bytes of a whole block.
pub const BLOCK_BYTES: usize = 2 * 1024 * 1024;
/// Bytes of all fact records of a block. A replacement of sixteen bills by sixteen, signed by all
/// who may, makes records of about 77 KB of an envelope of 7.5 KB; nothing makes more of less.
pub const BLOCK_FACTS_BYTES: usize = 24 * 1024 * 1024;
const _: () = assert!(BLOCK_FACTS_BYTES == 12 * BLOCK_BYTES);
/// Bytes of a header.
pub const HEADER_BYTES: usize = 1024;
/// Bytes of a fact record: room for every signer, and for every title or validator it may name.
pub const RECORD_BYTES: usize = 8192;
/// Bytes of the network's record.
pub const NETWORK_BYTES: usize = 64 * 1024;
/// Validators of one set.
pub const VALIDATORS: usize = 128;
/// Leaves of one account: keys, and accounts of joint holders.
pub const POLICY_KEYS: usize = 32;
/// Accounts among the leaves of a joint account.
pub const POLICY_ACCOUNTS: usize = 8;
/// Members that govern.
pub const GOVERNORS: usize = 64;
/// Governors that must sign an act of the governance: two officers of each fit into one envelope.
pub const GOVERNANCE_THRESHOLD: usize = 16;
const _: () = assert!(2 * GOVERNANCE_THRESHOLD <= APPROVALS);
/// Rulebooks ever adopted.
pub const RULEBOOKS: usize = 256;
/// Registered terms profiles.
pub const TERMS_PROFILES: usize = 64;
/// Bytes of a commit certificate.
pub const CERTIFICATE_BYTES: usize = 64 * 1024;
/// Changes of the validator set that one receipt leads through: one a month for twenty years.
pub const HANDOVERS: usize = 256;
/// Bytes of a hand-over: a header of 1,024, a certificate of 128 signatures of 102 each and a set of
/// 128 validators of 42 each are 19,456; the rest is room for the fields around them.
pub const HANDOVER_BYTES: usize = 20 * 1024;
/// Bytes of a receipt: 128 KiB for the fact, its path, its header and its certificate, and as many
/// hand-overs as it may have, each of the longest.
pub const RECEIPT_BYTES: usize = 5_373_952;
const _: () = assert!(RECEIPT_BYTES == 128 * 1024 + HANDOVERS * HANDOVER_BYTES);
/// Bytes of a genesis file.
pub const GENESIS_BYTES: usize = 4 * 1024 * 1024;
/// Hashes in an inclusion path: a tree of 2^63 leaves.
pub const PATH: usize = 63;
/// Bytes of a checkpoint: a header, a certificate, and the fields around them.
pub const CHECKPOINT_BYTES: usize = 66_576;
const _: () = assert!(CHECKPOINT_BYTES == HEADER_BYTES + CERTIFICATE_BYTES + 16);
/// Sibling subtrees on the way of a state entry: one for each bit of its key.
pub const SIBLINGS: usize = 256;
/// Bytes of a state entry: the longest value, and 256 siblings of 34 bytes with room for the rest.
pub const STATE_ENTRY_BYTES: usize = 73 * 1024;
const _: () = assert!(STATE_ENTRY_BYTES == NETWORK_BYTES + 9 * 1024);
/// Facts of one chain in an evidence file.
pub const EVIDENCE_FACTS: usize = 16_384;
/// Members, and accounts, in an evidence file.
pub const EVIDENCE_RECORDS: usize = 4096;
/// Bytes of a fact proof: a receipt without hand-overs, an envelope, and the fields around them.
pub const FACT_PROOF_BYTES: usize = 393_280;
const _: () = assert!(FACT_PROOF_BYTES == 128 * 1024 + ENVELOPE_BYTES + 64);
/// Bytes of an evidence file: a bill package of 16 MiB, a genesis file, the longest walk of
/// hand-overs, and 32 MiB of facts and records.
pub const EVIDENCE_BYTES: usize = 64 * 1024 * 1024;
/// Bytes of a trail: a checkpoint, and as many hand-overs as it may have, each of the longest.
pub const TRAIL_BYTES: usize = 5_310_496;
const _: () = assert!(TRAIL_BYTES == CHECKPOINT_BYTES + 16 + HANDOVERS * (HANDOVER_BYTES + 4));
/// Bytes of a file of two histories: a genesis file, two trails, and the fields around them.
pub const TWO_HISTORIES_BYTES: usize = 14_815_360;
const _: () = assert!(TWO_HISTORIES_BYTES == GENESIS_BYTES + 2 * TRAIL_BYTES + 64);
/// Bytes of a witness's signature with what it says.
pub const COSIGNATURE_BYTES: usize = 256;
/// Entries of one part of a state snapshot.
pub const STATE_PART_ITEMS: usize = 8192;
/// Bytes of one part of a state snapshot: a mebibyte of entries, 256 siblings of 34 bytes with room
/// for the rest.
pub const STATE_PART_BYTES: usize = 1_057_792;
const _: () = assert!(STATE_PART_BYTES == 1024 * 1024 + 9 * 1024);
/// Bytes of one run of the hashes of headers: 16,384 of 32 bytes, and the path of 63 with room for the
/// rest.
pub const HEADERS_PART_BYTES: usize = 527_360;
const _: () = assert!(HEADERS_PART_BYTES == 16_384 * 32 + 3 * 1024);
