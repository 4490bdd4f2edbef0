//! What an evidence file proves, as a page shows it.

use proto::document::{BillPackage, OpeningFault, bytes_hash};
use proto::evidence::{Claim, Compared, Evidence, EvidenceFault, Proven, ProvenFact, ProvenTitle};
use proto::ids::ChainId;
use proto::reason::Reason;
use proto::registry::Records;
use serde::Serialize;
use thiserror::Error;
use title::refusal::order_words;
use title::{PartyId, Title, evolve};

#[cfg(test)]
mod tests;

/// Why a file proves nothing here.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Refused {
    /// What was given as chain id is none.
    #[error("a chain id has 64 hexadecimal digits")]
    ChainId,
    /// The file proves nothing.
    #[error("the evidence proves nothing: {0}")]
    Evidence(Box<EvidenceFault>),
    /// The document in it is not the one that was committed to.
    #[error("the document in the evidence is not the bill's: {0}")]
    Opening(#[from] OpeningFault),
}

impl Refused {
    /// The word for why the file proves nothing; none where it was not looked at.
    #[must_use]
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::ChainId => None,
            Self::Evidence(fault) => Some(fault.reason()),
            Self::Opening(fault) => Some(fault.reason()),
        }
    }
}

impl From<EvidenceFault> for Refused {
    fn from(fault: EvidenceFault) -> Self {
        Self::Evidence(Box::new(fault))
    }
}

/// What an evidence file proves, all of it as of one block. Its serialised form is what a page reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    network: String,
    chain_id: String,
    trust: Trust,
    rules: u32,
    as_of: Place,
    handovers: usize,
    #[serde(flatten)]
    about: About,
    not_proved: Vec<Open>,
}

/// One thing that is not proved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Open {
    what: &'static str,
    in_words: String,
}

/// Whose word the reader takes for which ledger it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Trust {
    /// A chain id that was given.
    ChainId,
    /// The file's own genesis alone.
    Nobody,
}

/// A committed block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Place {
    height: u64,
    time_ms: u64,
    block: String,
    signers: usize,
    validators: usize,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
enum About {
    Bill(Box<Bill>),
    UnusedReference { reference: String, carrier: String, identifier: String },
}

/// A bill with its whole history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Bill {
    title: String,
    /// Known only with the document.
    reference: Option<String>,
    version: u32,
    status: &'static str,
    controller: Option<Party>,
    order_in_words: String,
    carrier: Party,
    rulebook: u32,
    law: Option<Law>,
    facts: Vec<Line>,
    notices: Vec<Line>,
    document: Option<Document>,
    /// The challenge that the party in control has answered.
    answered: Option<String>,
}

/// A party, and the member behind it where the file shows that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Party {
    party: String,
    name: Option<String>,
}

/// What the bill's terms profile says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Law {
    governing_law: String,
    convention: String,
}

/// One fact, whose signatures stand under it, and who was in control after it; nobody after the end,
/// and none named for a notice, which moves nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Line {
    sequence: u64,
    height: u64,
    time_ms: u64,
    by: Party,
    act: &'static str,
    controller: Option<Party>,
    signed_by: Vec<String>,
    signers: usize,
    validators: usize,
}

/// The document in the file, which opens the bill's commitment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Document {
    sha256: String,
    attachments: usize,
}

impl Verdict {
    /// Checks a file, and the document in it where there is one.
    ///
    /// # Errors
    ///
    /// [`Refused`].
    pub fn of(file: &[u8], chain: Option<&str>) -> Result<Self, Refused> {
        let chain = chain.map(read_chain).transpose()?;
        let proven = Evidence::decode(file)?.verify(chain.as_ref())?;
        // A page is given no challenge; it shows the one that is answered.
        let compared = Compared { chain: chain.is_some(), challenge: false };
        let open = proven.not_proved(compared).into_iter();
        Ok(Self {
            network: proven.genesis.network_name().to_owned(),
            chain_id: proven.genesis.chain().to_string(),
            trust: chain.map_or(Trust::Nobody, |_| Trust::ChainId),
            rules: proven.header.rules,
            as_of: Place {
                height: proven.header.height,
                time_ms: proven.header.time_ms,
                block: proven.header.hash().to_string(),
                signers: proven.signers,
                validators: proven.validators,
            },
            handovers: proven.handovers,
            about: About::of(&proven)?,
            not_proved: open
                .map(|open| Open { what: open.word(), in_words: open.to_string() })
                .collect(),
        })
    }
}

fn read_chain(digits: &str) -> Result<ChainId, Refused> {
    let mut chain = [0; 32];
    hex::decode_to_slice(digits.trim(), &mut chain).map_err(|_| Refused::ChainId)?;
    Ok(ChainId(chain))
}

impl About {
    fn of(proven: &Proven) -> Result<Self, Refused> {
        match &proven.claim {
            Claim::Title(title) => Ok(Self::Bill(Box::new(Bill::of(title, proven)?))),
            Claim::Unused(unused) => {
                let carrier = proven.records.members.get(&unused.carrier);
                let carrier = carrier.expect("the carrier's record was verified with the claim");
                Ok(Self::UnusedReference {
                    reference: unused.reference.as_str().to_owned(),
                    carrier: carrier.legal_name.clone(),
                    identifier: carrier.identifier.clone(),
                })
            }
        }
    }
}

impl Bill {
    fn of(proven: &ProvenTitle, ground: &Proven) -> Result<Self, OpeningFault> {
        let title = &proven.record.title;
        let records = &ground.records;
        let package = proven.package.as_ref();
        proven.open_document(records)?;
        let terms = ground.network.terms_profiles.get(&title.terms_profile);
        let notice = |fact| Line::of(fact, None, records);
        Ok(Self {
            title: hex::encode(title.id.0),
            reference: package.map(|package| package.reference.clone()),
            version: title.version,
            status: title.status.word(),
            controller: title.controller().map(|party| Party::of(party, records)),
            order_in_words: order_words(&title.order, &|party| Party::of(*party, records).called()),
            carrier: Party::of(title.carrier, records),
            rulebook: title.rulebook,
            law: terms.map(|terms| Law {
                governing_law: terms.governing_law.clone(),
                convention: terms.convention.clone(),
            }),
            facts: history(&proven.control, records),
            notices: proven.annotations.iter().map(notice).collect(),
            document: package.map(Document::of),
            answered: proven.answered.map(|challenge| hex::encode(challenge.0)),
        })
    }
}

/// Every fact of a bill's control chain, with who was in control after it.
fn history(control: &[ProvenFact], records: &Records) -> Vec<Line> {
    let lines = control.iter().scan(None, |title: &mut Option<Title>, proven| {
        let fact = proven.record.fact.title().expect("a bill's chain holds facts of the bill");
        let after = evolve(title.take(), fact);
        let controller = after.controller().map(|party| Party::of(party, records));
        *title = Some(after);
        Some(Line::of(proven, controller, records))
    });
    lines.collect()
}

impl Line {
    fn of(proven: &ProvenFact, controller: Option<Party>, records: &Records) -> Self {
        let ProvenFact { record, approvals, signers, validators, .. } = proven;
        let fact = record.fact.title().expect("a bill's chains hold facts of the bill");
        Self {
            sequence: record.sequence,
            height: record.height,
            time_ms: fact.at.0,
            by: Party::of(fact.by.principal(), records),
            act: fact.event.act().name(),
            controller,
            signed_by: approvals.iter().map(|by| hex::encode(by.key.as_bytes())).collect(),
            signers: *signers,
            validators: *validators,
        }
    }
}

impl Party {
    fn of(party: PartyId, records: &Records) -> Self {
        let name = records.member_of(party).map(|member| member.legal_name.clone());
        Self { party: hex::encode(party.0), name }
    }

    /// The name alone, or all digits where nobody is known behind them.
    fn called(self) -> String {
        self.name.unwrap_or(self.party)
    }
}

impl Document {
    fn of(package: &BillPackage) -> Self {
        Self {
            sha256: bytes_hash(&package.document).to_string(),
            attachments: package.attachments.len(),
        }
    }
}
