//! What an evidence file proves, in plain words, and what it does not.

mod error;
mod render;

use proto::document::BillPackage;
use proto::evidence::{Claim, Compared, Evidence, Proven, ProvenFact, ProvenTitle};
use proto::ids::ChainId;
use proto::limits::EVIDENCE_BYTES;
use proto::wire::count_entries;
use serde::Serialize;
use title::{Time, Title};

pub use self::error::EvidenceError;
use crate::address_book::AddressBook;
use crate::args::{Instant, LedgerArgs, VerifyArgs};
use crate::commands::not_proved::Open;
use crate::error::WalletError;
use crate::legal_terms::LawView;
use crate::names::Names;
use crate::network::Network;
use crate::profile::{self, ProfileError};
use crate::session::digits;
use crate::shelf::Shelf;
use crate::view::{OrderView, PartyView};
use crate::wallet::Wallet;
use crate::words;

/// Whose word the reader takes for which ledger it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Trust {
    /// The genesis file of the profile in use.
    Profile,
    /// A genesis file named on the command line.
    Genesis,
    /// A chain id named on the command line.
    ChainId,
    /// The file's own genesis alone.
    Nobody,
}

/// What an evidence file proves.
#[derive(Serialize)]
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

/// What a reader asks of a file beside whether it holds.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Question {
    /// Who was in control then.
    at: Option<Instant>,
    /// Whether the answer in it was compared with a challenge of the reader's own.
    challenged: bool,
}

/// A committed block.
#[derive(Serialize)]
struct Place {
    height: u64,
    time_ms: u64,
    block: String,
    signers: usize,
    validators: usize,
}

#[derive(Serialize)]
#[serde(tag = "about", rename_all = "kebab-case")]
enum About {
    Bill(Box<Bill>),
    UnusedReference { reference: String, carrier: String, identifier: String },
}

/// A bill with its whole history.
#[derive(Serialize)]
struct Bill {
    title: String,
    reference: Option<String>,
    version: u32,
    status: String,
    controller: Option<PartyView>,
    order: OrderView,
    order_in_words: String,
    carrier: PartyView,
    rulebook: u32,
    law: Option<LawView>,
    facts: Vec<Line>,
    notices: Vec<Line>,
    at: Option<At>,
    document: Option<Document>,
    /// The challenge that the party in control has answered.
    answered: Option<String>,
}

/// One fact, and whose signatures stand under it.
#[derive(Serialize)]
struct Line {
    sequence: u64,
    height: u64,
    time_ms: u64,
    by: PartyView,
    act: &'static str,
    in_words: String,
    signed_by: Vec<String>,
    signers: usize,
    validators: usize,
}

/// Who was in control at a point asked about.
#[derive(Serialize)]
struct At {
    height: u64,
    controller: Option<PartyView>,
    in_words: String,
}

/// The document in the file, which opens the bill's commitment.
#[derive(Serialize)]
struct Document {
    sha256: String,
    attachments: usize,
}

/// Whether a file is evidence rather than a receipt: only evidence has a claim.
#[must_use]
pub fn is_evidence(bytes: &[u8]) -> bool {
    let claims = [16, 17].into_iter().filter_map(|number| count_entries(bytes, number).ok());
    bytes.len() <= EVIDENCE_BYTES && claims.sum::<usize>() > 0
}

/// Which ledger is meant, and who says so.
///
/// # Errors
///
/// [`WalletError`] for a genesis file or a profile that cannot be read.
pub(super) fn ledger_meant(
    wallet: &Wallet,
    ledger: &LedgerArgs,
) -> Result<(Option<ChainId>, Trust), WalletError> {
    Ok(match (&ledger.genesis, ledger.chain) {
        (Some(path), _) => (Some(profile::read_genesis(path)?.chain()), Trust::Genesis),
        (None, Some(chain)) => (Some(ChainId(chain.0)), Trust::ChainId),
        (None, None) => match wallet.profile() {
            Ok(profile) => (Some(profile.chain_id), Trust::Profile),
            // Whoever was handed a file may have no wallet at all.
            Err(ProfileError::Unknown { known, .. }) if known.is_empty() => (None, Trust::Nobody),
            Err(error) => return Err(error.into()),
        },
    })
}

/// Checks an evidence file against the ledger that is meant, and says on whose word that one is.
///
/// # Errors
///
/// [`WalletError`].
pub(super) fn check(
    wallet: &Wallet,
    ledger: &LedgerArgs,
    bytes: &[u8],
) -> Result<(Proven, Trust), WalletError> {
    let (chain, trust) = ledger_meant(wallet, ledger)?;
    let evidence = Evidence::decode(bytes).map_err(EvidenceError::from)?;
    let proven = evidence.verify(chain.as_ref()).map_err(EvidenceError::from)?;
    Ok((proven, trust))
}

/// Carries out `ebl verify` of an evidence file.
///
/// # Errors
///
/// [`WalletError`].
pub fn verify(wallet: &Wallet, args: &VerifyArgs, bytes: &[u8]) -> Result<Verdict, WalletError> {
    let (proven, trust) = check(wallet, &args.ledger, bytes)?;
    if let Some(challenge) = args.challenge {
        let Claim::Title(title) = &proven.claim else {
            return Err(EvidenceError::NotAnswered { answered: false }.into());
        };
        if title.answered.map(|answered| answered.0) != Some(challenge.0) {
            return Err(EvidenceError::NotAnswered { answered: title.answered.is_some() }.into());
        }
    }
    let question = Question { at: args.at, challenged: args.challenge.is_some() };
    Verdict::of(proven, trust, question, &wallet.address_book()?, &Shelf::load(&wallet.home)?)
}

impl Verdict {
    /// Puts into words what was proved. A document in the file must open the bill's commitment.
    ///
    /// # Errors
    ///
    /// [`EvidenceError::Opening`], or [`EvidenceError::Later`] for a point after the checkpoint.
    pub(super) fn of(
        proven: Proven,
        trust: Trust,
        question: Question,
        book: &AddressBook,
        shelf: &Shelf,
    ) -> Result<Self, WalletError> {
        let Question { at, challenged: challenge } = question;
        let compared = Compared { chain: trust != Trust::Nobody, challenge };
        let not_proved = proven.not_proved(compared).into_iter().map(Open::from).collect();
        let Proven { genesis, header, signers, validators, handovers, network, records, claim } =
            proven;
        let network = Network::shown(genesis, records, network);
        let names = Names { book, network: &network };
        let time = Time(header.time_ms);
        if at.is_some_and(|at| at.is_after(header.height, time)) {
            return Err(EvidenceError::Later { shown: header.height, time }.into());
        }
        let about = match &claim {
            Claim::Title(title) => About::Bill(Box::new(Bill::of(title, at, &names, shelf)?)),
            Claim::Unused(unused) => {
                let carrier = network.records().members.get(&unused.carrier);
                let carrier = carrier.expect("the carrier's record was verified with the claim");
                About::UnusedReference {
                    reference: unused.reference.as_str().to_owned(),
                    carrier: carrier.legal_name.clone(),
                    identifier: carrier.identifier.clone(),
                }
            }
        };
        Ok(Self {
            network: network.genesis().network_name().to_owned(),
            chain_id: network.chain().to_string(),
            trust,
            rules: header.rules,
            as_of: Place {
                height: header.height,
                time_ms: header.time_ms,
                block: header.hash().to_string(),
                signers,
                validators,
            },
            handovers,
            about,
            not_proved,
        })
    }

    /// What a reader who trusts the file's own genesis alone does next.
    pub(super) fn hint(&self) -> Option<String> {
        let says = "give the chain id that the ledger's members publish with --chain";
        (self.trust == Trust::Nobody).then(|| says.to_owned())
    }

    /// The chain id, all digits.
    #[must_use]
    pub fn chain_id(&self) -> &str {
        &self.chain_id
    }
}

impl Bill {
    fn of(
        proven: &ProvenTitle,
        at: Option<Instant>,
        names: &Names<'_>,
        shelf: &Shelf,
    ) -> Result<Self, WalletError> {
        let title = &proven.record.title;
        let package = proven.package.as_ref();
        proven.open_document(names.network.records()).map_err(EvidenceError::from)?;
        let document = package.map(Document::of);
        let known = shelf.reference(&title.id).map(ToString::to_string);
        let line = |fact: &ProvenFact| Line::of(fact, names, shelf);
        Ok(Self {
            title: digits(&title.id),
            reference: package.map(|package| package.reference.clone()).or(known),
            version: title.version,
            status: words::status(title, names),
            controller: title.controller().map(|party| PartyView::of(&party, names)),
            order: OrderView::of(&title.order, names),
            order_in_words: words::order(&title.order, names),
            carrier: PartyView::of(&title.carrier, names),
            rulebook: title.rulebook,
            law: LawView::of(names.network, title.terms_profile),
            facts: proven.control.iter().map(line).collect(),
            notices: proven.annotations.iter().map(line).collect(),
            at: at.map(|at| At::of(proven, at, names)),
            document,
            answered: proven.answered.map(|challenge| hex::encode(challenge.0)),
        })
    }
}

impl Document {
    fn of(package: &BillPackage) -> Self {
        Self {
            sha256: proto::document::bytes_hash(&package.document).to_string(),
            attachments: package.attachments.len(),
        }
    }
}

impl Line {
    fn of(fact: &ProvenFact, names: &Names<'_>, shelf: &Shelf) -> Self {
        let record = &fact.record;
        Self {
            sequence: record.sequence,
            height: record.height,
            time_ms: record.fact.at().0,
            by: PartyView::of(&record.fact.by().principal(), names),
            act: words::record_verb(&record.fact),
            in_words: words::record(&record.fact, &|title| shelf.bill(title), names),
            signed_by: fact.approvals.iter().map(|by| hex::encode(by.key.as_bytes())).collect(),
            signers: fact.signers,
            validators: fact.validators,
        }
    }
}

impl At {
    fn of(proven: &ProvenTitle, at: Instant, names: &Names<'_>) -> Self {
        let height = match at {
            Instant::Height(height) => height,
            Instant::Moment(moment) => {
                // Moments are shown in whole seconds: one that is given so covers all of its second.
                let rest = if moment.0.0.is_multiple_of(1_000) { 999 } else { 0 };
                let last = Time(moment.0.0.saturating_add(rest));
                let before = proven.control.iter().filter(|fact| fact.record.fact.at() <= last);
                before.map(|fact| fact.record.height).max().unwrap_or(0)
            }
        };
        let title: Option<Title> = proven.at(height);
        let in_words = match &title {
            Some(title) => format!("the bill was {}", words::status(title, names)),
            None => "the bill had not been issued".to_owned(),
        };
        let controller = title.and_then(|title| title.controller());
        Self { height, in_words, controller: controller.map(|it| PartyView::of(&it, names)) }
    }
}

impl Instant {
    fn is_after(self, height: u64, time: Time) -> bool {
        match self {
            Self::Height(asked) => asked > height,
            Self::Moment(asked) => asked.0 > time,
        }
    }
}
