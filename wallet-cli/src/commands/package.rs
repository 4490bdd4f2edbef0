//! `ebl package show`: what a bill package holds.

use std::fmt;

use proto::document::BillPackage;
use serde::Serialize;

use crate::args::PackageShowArgs;
use crate::bill_terms::{self, BillTerms};
use crate::commands::check::{DocumentError, FaultView, views};
use crate::document::{Document, Stage, inspect};
use crate::error::WalletError;
use crate::output::{Outcome, one_line};
use crate::session::digits;
use crate::shelf;

/// What a bill package holds. Nothing of it is compared with the ledger.
#[derive(Serialize)]
pub struct Shown {
    reference: String,
    title: String,
    chain_id: String,
    version: u32,
    document_bytes: usize,
    kind: Option<String>,
    shipper: Option<String>,
    consignee: Option<String>,
    endorsee: Option<String>,
    vessel: Option<String>,
    port_of_loading: Option<String>,
    port_of_discharge: Option<String>,
    terms: Option<BillTerms>,
    attachments: Vec<File>,
    faults: Vec<FaultView>,
    warnings: Vec<FaultView>,
}

#[derive(Serialize)]
struct File {
    name: String,
    media_type: String,
    bytes: usize,
}

/// Carries out `ebl package show`.
///
/// # Errors
///
/// [`WalletError`].
pub fn show(args: &PackageShowArgs) -> Result<Shown, WalletError> {
    let package = shelf::read(&args.file)?;
    let document = Document::from_bytes(package.document.clone())
        .map_err(|fault| DocumentError::Intake { path: args.file.clone(), fault: fault.into() })?;
    Ok(describe(&package, &document))
}

fn describe(package: &BillPackage, document: &Document) -> Shown {
    let text = |pointer: &str| document.text(pointer).map(str::to_owned);
    let party = |role: &str| text(&format!("/documentParties/{role}/partyName"));
    let port = |key: &str| {
        let place = format!("/transports/{key}");
        let named = text(&format!("{place}/locationName"));
        named.or_else(|| text(&format!("{place}/UNLocationCode")))
    };
    let report = inspect(document, Stage::Accept);
    let own = |file: &&proto::document::Attachment| file.name != bill_terms::FILE_NAME;
    let attachments = package.attachments.iter().filter(own).map(|file| File {
        name: file.name.clone(),
        media_type: file.media_type.clone(),
        bytes: file.content.len(),
    });
    Shown {
        reference: package.reference.clone(),
        title: digits(&package.title_id),
        chain_id: package.chain_id.to_string(),
        version: package.version,
        document_bytes: package.document.len(),
        kind: report.kind.map(|kind| kind.to_string()),
        shipper: party("shipper"),
        consignee: party("consignee"),
        endorsee: party("endorsee"),
        vessel: text("/transports/vesselVoyages/0/vesselName"),
        port_of_loading: port("portOfLoading"),
        port_of_discharge: port("portOfDischarge"),
        terms: BillTerms::read(package).ok(),
        attachments: attachments.collect(),
        faults: views(&report.refusals),
        warnings: views(&report.warnings),
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "bill         {} (title {})", one_line(&self.reference), self.title)?;
        let rows = [
            ("kind", &self.kind),
            ("shipper", &self.shipper),
            ("consignee", &self.consignee),
            ("endorsee", &self.endorsee),
            ("vessel", &self.vessel),
            ("loading", &self.port_of_loading),
            ("discharge", &self.port_of_discharge),
        ];
        for (label, text) in rows {
            if let Some(text) = text {
                writeln!(f, "{label:12} {}", one_line(text))?;
            }
        }
        if let Some(terms) = &self.terms {
            writeln!(
                f,
                "terms        profile {}, rulebook {}",
                terms.terms_profile, terms.rulebook
            )?;
            writeln!(f, "forum        {}", terms.forum)?;
            writeln!(f, "accountable  {}", terms.accountable_party)?;
        }
        writeln!(f, "document     {} bytes", self.document_bytes)?;
        for File { name, media_type, bytes } in &self.attachments {
            writeln!(f, "attachment   {name} ({media_type}, {bytes} bytes)")?;
        }
        self.faults.iter().try_for_each(|fault| writeln!(f, "fault        {fault}"))?;
        self.warnings.iter().try_for_each(|fault| writeln!(f, "warning      {fault}"))
    }
}

impl Outcome for Shown {
    fn command(&self) -> &'static str {
        "package show"
    }

    fn hint(&self) -> Option<String> {
        let hint = "nothing here was compared with the ledger; ebl show --package FILE does that";
        Some(hint.to_owned())
    }
}
