//! Sign bytes: every message of the schema has one form.

use prost::Message;
use proto::pb::{bill::v1 as bill, ledger::v1 as ledger, peer::v1 as peer};
use proto::wire::{WireError, count_entries, decode_bounded, decode_canonical};

use crate::target::{Seed, choice, chosen};
use crate::vectors::{BLOCKS, FACTS, FILES, IDENTITY, INSTRUCTIONS, STATE};

/// Bytes of a message that are read.
const LIMIT: usize = 1 << 20;

/// Any message of the schema; the first byte says which. Whatever the strict decoder admits encodes to
/// the very same bytes, so that two byte strings never decode to equal messages. Whatever the lenient
/// one admits, the strict one admits once it is written anew, and then it says the same.
///
/// # Panics
///
/// Where that does not hold.
pub fn message(bytes: &[u8]) {
    let Some((kind, bytes)) = choice(bytes, MESSAGES.len()) else { return };
    MESSAGES[kind](bytes);
}

const MESSAGES: [fn(&[u8]); 27] = [
    check::<ledger::Envelope>,
    check::<ledger::InstructionBody>,
    check::<ledger::FactRecord>,
    check::<ledger::Block>,
    check::<ledger::Header>,
    check::<ledger::CommitCertificate>,
    check::<ledger::Vote>,
    check::<ledger::Receipt>,
    check::<ledger::Handover>,
    check::<ledger::TitleRecord>,
    check::<ledger::Genesis>,
    check::<ledger::MemberCard>,
    check::<ledger::RegistryAct>,
    check::<ledger::Network>,
    check::<ledger::ValidatorSet>,
    check::<bill::BillPackage>,
    check::<bill::Statement>,
    check::<bill::SigningFile>,
    check::<peer::ConsensusMessage>,
    check::<peer::LivenessMessage>,
    check::<peer::StreamMessage>,
    check::<peer::ValidatorProof>,
    check::<peer::ProposedBlock>,
    check::<peer::SyncStatus>,
    check::<peer::SyncResponse>,
    check::<peer::GossipRequest>,
    check::<peer::GossipResponse>,
];

fn check<M: Message + Default + PartialEq>(bytes: &[u8]) {
    let strict = decode_canonical::<M>(bytes, LIMIT);
    let lenient = decode_bounded::<M>(bytes, LIMIT);
    match (&strict, &lenient) {
        (Ok(message), Ok(same)) => {
            assert!(message == same);
            assert_eq!(message.encode_to_vec(), bytes, "a message has two forms");
            assert!((0..64).map(|field| fields(bytes, field)).sum::<usize>() <= bytes.len());
        }
        (Err(WireError::NotCanonical), Ok(message)) => {
            let written = message.encode_to_vec();
            assert_ne!(written, bytes, "the one form was refused");
            let again =
                decode_canonical::<M>(&written, LIMIT).expect("what is written is canonical");
            assert!(again == *message, "a message changed when it was written");
        }
        (Err(_), Err(_)) => {}
        _ => {
            panic!("the strict decoder admits what the lenient one does not, or names it otherwise")
        }
    }
}

fn fields(bytes: &[u8], number: u32) -> usize {
    count_entries(bytes, number).expect("a canonical message has fields that can be told apart")
}

pub(super) fn seeds() -> Vec<Seed> {
    vec![
        chosen(0, &INSTRUCTIONS.first("envelope")),
        chosen(1, &INSTRUCTIONS.first("body")),
        chosen(2, &FACTS.first("leaf")),
        chosen(3, &BLOCKS.first("block")),
        chosen(4, &BLOCKS.first("header")),
        chosen(5, &BLOCKS.first("certificate")),
        chosen(6, &BLOCKS.first("vote body")),
        chosen(7, &BLOCKS.first("receipt")),
        chosen(8, &BLOCKS.first("handover")),
        chosen(9, &STATE.first("burdened in every way")),
        chosen(10, &IDENTITY.first("genesis file")),
        chosen(14, &IDENTITY.first("validator set")),
        chosen(16, &FILES.first("statement")),
        chosen(17, &FILES.first("signed by both")),
    ]
}
