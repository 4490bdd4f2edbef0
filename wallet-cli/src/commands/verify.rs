//! `ebl verify`: what a receipt or an evidence file proves, without any node.

use std::fmt;

use proto::evidence::{Evidence, NotProved};
use proto::handover::HandoverFault;
use proto::ids::ChainId;
use proto::limits::EVIDENCE_BYTES;
use proto::receipt::{Proved, Receipt, ReceiptFault};
use proto::two_histories::TwoHistories;
use serde::Serialize;
use thiserror::Error;

use crate::args::VerifyArgs;
use crate::commands::evidence::{self, EvidenceError, Verdict};
use crate::commands::not_proved::Open;
use crate::commands::two_histories::{self, SplitView};
use crate::error::{Explain, WalletError, because};
use crate::exit::Exit;
use crate::home;
use crate::names::Names;
use crate::network::Network;
use crate::output::Outcome;
use crate::profile;
use crate::session::digits;
use crate::shelf::Shelf;
use crate::view::{PartyView, chain_word};
use crate::wallet::Wallet;
use crate::{clock, words};

/// A receipt that cannot be had, or proves nothing.
#[derive(Debug, Error)]
pub enum ReceiptError {
    /// It proves nothing.
    #[error("the receipt proves nothing: {0}")]
    Fault(#[from] ReceiptFault),
    /// The bill has fewer facts.
    #[error("the bill has {last} facts, so there is no fact {sequence}")]
    NoSuchFact {
        /// What was asked for.
        sequence: u64,
        /// How many there are.
        last: u64,
    },
    /// A receipt has no history to look back on.
    #[error("a receipt shows one fact, so --at and --challenge mean nothing for it")]
    NoHistory,
    /// The node did not give the receipt of a fact it has.
    #[error("the node gave no receipt for fact {sequence}")]
    NotGiven {
        /// Which fact.
        sequence: u64,
    },
}

impl Explain for ReceiptError {
    fn hint(&self) -> String {
        match self {
            Self::Fault(ReceiptFault::OtherChain { .. }) => {
                "check it against the genesis file of the network it was made on".to_owned()
            }
            Self::Fault(
                ReceiptFault::OtherValidators
                | ReceiptFault::Handover { fault: HandoverFault::Gap, .. },
            ) => "a hand-over between validators is missing from it; ask for it again, or for \
                 another node's"
                .to_owned(),
            Self::Fault(_) => {
                "it was damaged or forged; ask for it again, or for another node's".to_owned()
            }
            Self::NoSuchFact { .. } => "ebl history lists the facts of the bill".to_owned(),
            Self::NoHistory => {
                "ebl prove writes an evidence file, which shows a whole history".to_owned()
            }
            Self::NotGiven { .. } => "ask another node".to_owned(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Fault(_) | Self::NotGiven { .. } => Exit::Unverified,
            Self::NoSuchFact { .. } | Self::NoHistory => Exit::Usage,
        }
    }

    fn details(&self) -> serde_json::Value {
        match self {
            Self::Fault(fault) => because(fault.reason()),
            Self::NoSuchFact { .. } | Self::NoHistory | Self::NotGiven { .. } => {
                serde_json::Value::Null
            }
        }
    }
}

/// What a receipt proves.
#[derive(Serialize)]
pub struct Verified {
    network: String,
    chain_id: String,
    /// Absent for a fact of the registry.
    title: Option<String>,
    reference: Option<String>,
    sequence: u64,
    /// `title`, `notices`, `member` or `network`: whose chain it continues.
    chain: &'static str,
    act: &'static str,
    by: PartyView,
    instruction: String,
    height: u64,
    time_ms: u64,
    block: String,
    state_root: String,
    signers: usize,
    validators: usize,
    in_words: String,
    not_proved: Vec<Open>,
}

/// What a file proves.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Checked {
    /// One fact.
    Receipt(Box<Verified>),
    /// Everything about a bill, or that a reference was never used.
    Evidence(Box<Verdict>),
    /// That validators signed two histories.
    TwoHistories(Box<SplitView>),
}

/// Carries out `ebl verify`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(wallet: &Wallet, args: &VerifyArgs) -> Result<Checked, WalletError> {
    let bytes = home::read(&args.file, EVIDENCE_BYTES)?;
    if evidence::is_evidence(&bytes) {
        let verdict = evidence::verify(wallet, args, &bytes)?;
        return Ok(Checked::Evidence(Box::new(verdict)));
    }
    if TwoHistories::is_meant(&bytes) {
        let split = two_histories::verify(wallet, args, &bytes)?;
        return Ok(Checked::TwoHistories(Box::new(split)));
    }
    receipt(wallet, args, &bytes).map(|verified| Checked::Receipt(Box::new(verified)))
}

fn receipt(wallet: &Wallet, args: &VerifyArgs, bytes: &[u8]) -> Result<Verified, WalletError> {
    let receipt = match Receipt::decode(bytes) {
        Ok(receipt) => receipt,
        Err(fault) => return Err(no_receipt(bytes, fault)),
    };
    let network = Network::new(match &args.ledger.genesis {
        Some(path) => profile::read_genesis(path)?,
        None => wallet.profile()?.genesis(&wallet.home)?,
    });
    if args.at.is_some() || args.challenge.is_some() {
        return Err(ReceiptError::NoHistory.into());
    }
    let (ours, theirs) = (args.ledger.chain.map(|chain| ChainId(chain.0)), network.chain());
    if let Some(ours) = ours.filter(|ours| *ours != theirs) {
        return Err(ReceiptError::Fault(ReceiptFault::OtherChain { theirs, ours }).into());
    }
    let proved =
        receipt.verify(&network.chain(), network.validators()).map_err(ReceiptError::Fault)?;
    let book = wallet.address_book()?;
    let shelf = Shelf::load(&wallet.home)?;
    Ok(describe(&proved, &network, &Names { book: &book, network: &network }, &shelf))
}

/// What is no receipt either is most likely evidence that was cut or changed on its way.
fn no_receipt(bytes: &[u8], fault: ReceiptFault) -> WalletError {
    match Evidence::decode(bytes) {
        Err(damage) => EvidenceError::from(damage).into(),
        Ok(_) => ReceiptError::Fault(fault).into(),
    }
}

fn describe(proved: &Proved, network: &Network, names: &Names<'_>, shelf: &Shelf) -> Verified {
    let Proved { record, header, signers, validators } = proved;
    let fact = &record.fact;
    Verified {
        network: network.genesis().network_name().to_owned(),
        chain_id: network.chain().to_string(),
        title: fact.title().map(|fact| digits(&fact.title)),
        sequence: record.sequence,
        chain: chain_word(&record.subject()),
        act: words::record_verb(fact),
        by: PartyView::of(&fact.by().principal(), names),
        instruction: record.instruction.to_string(),
        height: header.height,
        time_ms: header.time_ms,
        block: header.hash().to_string(),
        state_root: header.state_root.to_string(),
        signers: *signers,
        validators: *validators,
        in_words: words::record(fact, &|title| shelf.bill(title), names),
        reference: fact.title().and_then(|fact| Some(shelf.reference(&fact.title)?.to_string())),
        not_proved: open(fact.title().is_some()),
    }
}

/// What a receipt leaves open.
fn open(is_of_bill: bool) -> Vec<Open> {
    let later = if is_of_bill { "this is still how the bill stands" } else { "this still holds" };
    let later = Open::new("later-facts", format!("that {later}; a later fact may follow"));
    let says = "what the transport document says; its package shows that";
    let document = is_of_bill.then(|| Open::new(NotProved::Document.word(), says));
    [later].into_iter().chain(document).collect()
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "Proved: {}", self.in_words)?;
        writeln!(f, "  who        {}", self.by)?;
        self.title.iter().try_for_each(|title| writeln!(f, "  title      {title}"))?;
        writeln!(f, "  when       {}", clock::show(title::Time(self.time_ms)))?;
        let (what, of) = match self.chain {
            "notices" => ("notice", "title"),
            chain => ("fact", chain),
        };
        writeln!(f, "  where      {what} {} of the {of}, block {}", self.sequence, self.height)?;
        writeln!(f, "  network    {} ({})", self.network, self.chain_id)?;
        writeln!(f, "  signed by  {} of {} validators", self.signers, self.validators)?;
        self.not_proved.iter().try_for_each(|open| write!(f, "{open}"))
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Receipt(verified) => write!(f, "{verified}"),
            Self::Evidence(verdict) => write!(f, "{verdict}"),
            Self::TwoHistories(split) => write!(f, "{split}"),
        }
    }
}

impl Outcome for Checked {
    fn command(&self) -> &'static str {
        "verify"
    }

    fn hint(&self) -> Option<String> {
        match self {
            Self::Evidence(verdict) => verdict.hint(),
            Self::Receipt(_) | Self::TwoHistories(_) => None,
        }
    }
}

#[cfg(test)]
mod tests;
