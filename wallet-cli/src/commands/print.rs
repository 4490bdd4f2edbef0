//! `ebl print`: the copy of a bill on paper, out of evidence that verifies.

use std::fmt;
use std::path::PathBuf;

use proto::evidence::{Claim, Proven};
use proto::limits::EVIDENCE_BYTES;
use proto::receipt::Receipt;
use proto::two_histories::TwoHistories;
use serde::Serialize;

use crate::args::PrintArgs;
use crate::commands::evidence::{self, EvidenceError, Trust};
use crate::error::WalletError;
use crate::home;
use crate::network::Network;
use crate::output::{Outcome, counted};
use crate::print::{self, Copy, DOCUMENT_NAME, EVIDENCE_NAME, PrintError};
use crate::session::digits;
use crate::wallet::Wallet;

/// A copy that was written.
#[derive(Serialize)]
pub struct Written {
    file: PathBuf,
    bytes: usize,
    pages: usize,
    language: &'static str,
    title: String,
    reference: Option<String>,
    chain_id: String,
    trust: Trust,
    height: u64,
    block: String,
    /// What the code for cameras says.
    code: String,
    attached: Vec<&'static str>,
    /// Letters that no font at hand has, each printed as its number.
    not_shown: Vec<char>,
}

/// Carries out `ebl print`.
///
/// # Errors
///
/// [`WalletError`]; nothing is then written.
pub fn run(wallet: &Wallet, args: &PrintArgs) -> Result<Written, WalletError> {
    let bytes = home::read(&args.file, EVIDENCE_BYTES)?;
    // What is nothing else either was most likely damaged on its way, and then its fault is told.
    if Receipt::decode(&bytes).is_ok() || TwoHistories::is_meant(&bytes) {
        return Err(PrintError::NoEvidence.into());
    }
    let (proven, trust) = evidence::check(wallet, &args.ledger, &bytes)?;
    let Proven { genesis, header, signers, validators, handovers, network, records, claim } =
        proven;
    let Claim::Title(bill) = claim else { return Err(PrintError::NoBill.into()) };
    let network = Network::shown(genesis, records, network);
    let document = bill.open_document(network.records()).map_err(EvidenceError::from)?;
    let copy = Copy {
        evidence: &bytes,
        network: &network,
        header: &header,
        signers,
        validators,
        handovers,
        bill: &bill,
        document: document.as_ref(),
    };
    let printed = print::print(&copy, args.language, &args.fonts)?;
    home::create(&args.out, &printed.bytes)?;
    let attached_document = document.as_ref().map(|_| DOCUMENT_NAME);
    Ok(Written {
        file: args.out.clone(),
        bytes: printed.bytes.len(),
        pages: printed.pages,
        language: args.language.tag(),
        title: digits(&bill.record.title.id),
        reference: bill.package.as_ref().map(|package| package.reference.clone()),
        chain_id: network.chain().to_string(),
        trust,
        height: header.height,
        block: header.hash().to_string(),
        code: print::code_text(&bill.record.title.id, &header),
        attached: [EVIDENCE_NAME].into_iter().chain(attached_document).collect(),
        not_shown: printed.missing.into_iter().collect(),
    })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pages = counted(self.pages, "page");
        writeln!(f, "{}: {pages}, {} bytes", self.file.display(), self.bytes)?;
        writeln!(f, "  as of      block {}", self.height)?;
        writeln!(f, "  title      {}", self.title)?;
        writeln!(f, "  block      {}", self.block)?;
        writeln!(f, "  attached   {}", self.attached.join(", "))?;
        if self.attached.len() == 1 {
            writeln!(f, "The evidence holds no transport document, so none is printed.")?;
        }
        if self.trust == Trust::Nobody {
            writeln!(f, "Not checked: that this is the ledger you mean. Give --chain.")?;
        }
        Ok(())
    }
}

impl Outcome for Written {
    fn command(&self) -> &'static str {
        "print"
    }

    fn hint(&self) -> Option<String> {
        if self.not_shown.is_empty() {
            return Some(
                "it is a copy; the record on the ledger is the original, and the paper alone \
                 proves nothing"
                    .to_owned(),
            );
        }
        let letters: Vec<_> =
            self.not_shown.iter().map(|it| format!("U+{:04X}", u32::from(*it))).collect();
        Some(format!(
            "no font at hand has {}, so their numbers are printed instead; give a font that has \
             them with --font",
            letters.join(", ")
        ))
    }
}
