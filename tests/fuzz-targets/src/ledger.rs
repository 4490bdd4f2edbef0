//! Everything that is signed, hashed or proved, and the law: readers of `proto`, rules of `title`.

mod endorsements;
mod founding;
mod histories;
mod instruction;
mod keys;
mod law;
mod messages;
mod papers;
mod paths;
mod proofs;
mod recorded;
mod registry;
mod snapshots;
mod texts;

pub use endorsements::endorsement_chain;
pub use founding::{genesis, member_card};
pub use histories::history;
pub use instruction::{body, envelope};
pub use keys::{public_key, signature};
pub use law::law;
pub use messages::message;
pub use papers::{bill_package, signing_file, statement};
pub use paths::{disclosure, inclusion};
pub use proofs::{certificate, evidence, handover, receipt};
pub use recorded::{block, fact, header, state_value};
pub use registry::registry;
pub use snapshots::snapshot;
pub use texts::{identifier, reference};

use crate::target::{Seed, Target};

/// The targets of this group.
pub const TARGETS: &[Target] = &[
    target("envelope", envelope, instruction::envelope_seeds),
    target("body", body, instruction::body_seeds),
    target("fact", fact, recorded::fact_seeds),
    target("header", header, recorded::header_seeds),
    target("block", block, recorded::block_seeds),
    target("state_value", state_value, recorded::state_value_seeds),
    target("certificate", certificate, proofs::certificate_seeds),
    target("handover", handover, proofs::handover_seeds),
    target("receipt", receipt, proofs::receipt_seeds),
    target("evidence", evidence, proofs::evidence_seeds),
    target("history", history, histories::seeds),
    target("snapshot", snapshot, snapshots::seeds),
    target("inclusion", inclusion, paths::inclusion_seeds),
    target("disclosure", disclosure, paths::disclosure_seeds),
    target("genesis", genesis, founding::genesis_seeds),
    target("member_card", member_card, founding::member_card_seeds),
    target("signing_file", signing_file, papers::signing_file_seeds),
    target("bill_package", bill_package, papers::bill_package_seeds),
    target("statement", statement, papers::statement_seeds),
    target("endorsement_chain", endorsement_chain, endorsements::seeds),
    target("message", message, messages::seeds),
    target("public_key", public_key, keys::public_key_seeds),
    target("signature", signature, keys::signature_seeds),
    target("reference", reference, texts::reference_seeds),
    target("identifier", identifier, texts::identifier_seeds),
    target("law", law, law::seeds),
    target("registry", registry, registry::seeds),
];

const fn target(name: &'static str, run: fn(&[u8]), seeds: fn() -> Vec<Seed>) -> Target {
    Target { name, run, seeds }
}
