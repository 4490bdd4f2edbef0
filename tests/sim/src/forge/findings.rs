//! What a good file proves, in a form that another verifier can compare with what it finds.

use proto::document::bytes_hash;
use proto::evidence::{Claim, Proven, ProvenFact, ProvenTitle};
use serde::Serialize;
use title::PartyId;

/// What a file proves: all of it as of one block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Findings {
    chain: String,
    height: u64,
    block: String,
    handovers: usize,
    #[serde(flatten)]
    about: About,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
enum About {
    Bill(Bill),
    UnusedReference { carrier: String, reference: String },
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Bill {
    title: String,
    version: u32,
    status: &'static str,
    controller: Option<String>,
    carrier: String,
    rulebook: u32,
    terms_profile: u32,
    facts: Vec<Line>,
    notices: Vec<Line>,
    /// SHA-256 of the document.
    document: Option<String>,
    attachments: usize,
    answered: Option<String>,
}

/// A fact, and the bill after its block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    height: u64,
    block: String,
    instruction: String,
    actor: String,
    keys: Vec<String>,
    status: &'static str,
    controller: Option<String>,
}

impl Findings {
    /// The findings of a file that was verified, its document opened.
    #[must_use]
    pub fn of(proven: &Proven) -> Self {
        let about = match &proven.claim {
            Claim::Title(title) => About::Bill(Bill::of(title)),
            Claim::Unused(unused) => About::UnusedReference {
                carrier: hex::encode(unused.carrier.0),
                reference: unused.reference.as_str().to_owned(),
            },
        };
        Self {
            chain: proven.genesis.chain().to_string(),
            height: proven.header.height,
            block: hex::encode(proven.header.hash().0),
            handovers: proven.handovers,
            about,
        }
    }
}

impl Bill {
    fn of(proven: &ProvenTitle) -> Self {
        let title = &proven.record.title;
        let package = proven.package.as_ref();
        let line = |fact| Line::of(fact, proven);
        Self {
            title: hex::encode(title.id.0),
            version: title.version,
            status: title.status.word(),
            controller: digits(title.controller()),
            carrier: hex::encode(title.carrier.0),
            rulebook: title.rulebook,
            terms_profile: title.terms_profile,
            facts: proven.control.iter().map(line).collect(),
            notices: proven.annotations.iter().map(line).collect(),
            document: package.map(|package| hex::encode(bytes_hash(&package.document).0)),
            attachments: package.map_or(0, |package| package.attachments.len()),
            answered: proven.answered.map(|challenge| hex::encode(challenge.0)),
        }
    }
}

impl Line {
    fn of(fact: &ProvenFact, bill: &ProvenTitle) -> Self {
        let title = bill.at(fact.record.height).expect("no fact of a bill is before its issue");
        let keys = fact.approvals.iter();
        Self {
            height: fact.record.height,
            block: hex::encode(fact.header.hash().0),
            instruction: fact.record.instruction.to_string(),
            actor: hex::encode(fact.record.fact.by().actor.0),
            keys: keys.map(|approval| hex::encode(approval.key.as_bytes())).collect(),
            status: title.status.word(),
            controller: digits(title.controller()),
        }
    }
}

fn digits(party: Option<PartyId>) -> Option<String> {
    party.map(|party| hex::encode(party.0))
}
