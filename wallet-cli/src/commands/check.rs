//! `ebl check`: whether a transport document could be a bill, without a node or a key.

use std::fmt;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

use crate::args::CheckArgs;
use crate::document::{self, BillKind, Document, Fault, IntakeFault, Report, Stage, inspect};
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::output::{Outcome, counted};

/// A transport document that cannot be used.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// The file could not be opened.
    #[error("cannot read {}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file holds no document.
    #[error("{}: {fault}", path.display())]
    Intake {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: IntakeFault,
    },
    /// The document breaks rules.
    #[error("{}", refusal(path, report, *stage))]
    Faults {
        /// The file.
        path: PathBuf,
        /// For what it was inspected.
        stage: Stage,
        /// What was found.
        report: Box<Report>,
    },
}

impl Explain for DocumentError {
    fn hint(&self) -> String {
        match self {
            Self::File { .. } => "check the path, and that you may read the file".to_owned(),
            Self::Intake { .. } => {
                "a transport document is one JSON object in UTF-8, as the DCSA standard draws it"
                    .to_owned()
            }
            Self::Faults { report, .. } => {
                let first = report.refusals.first().map(|fault| fault.finding.hint());
                first.unwrap_or("the carrier corrects the document").to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Document
    }

    fn details(&self) -> serde_json::Value {
        match self {
            Self::File { .. } | Self::Intake { .. } => serde_json::Value::Null,
            Self::Faults { report, .. } => serde_json::json!({
                "faults": views(&report.refusals),
                "warnings": views(&report.warnings),
                "omitted": report.omitted,
            }),
        }
    }
}

/// Checks a document.
///
/// # Errors
///
/// [`DocumentError`].
pub fn check(args: &CheckArgs) -> Result<Checked, WalletError> {
    let stage = if args.import { Stage::Accept } else { Stage::Issue };
    let (document, report) = sound(&args.document, stage)?;
    Ok(Checked {
        document: args.document.clone(),
        kind: kind_word(&report).to_owned(),
        reference: document.text("/transportDocumentReference").map(str::to_owned),
        warnings: views(&report.warnings),
        omitted: report.omitted,
    })
}

/// Reads a document and refuses it with every fault at once.
///
/// # Errors
///
/// [`DocumentError`].
pub(super) fn sound(path: &Path, stage: Stage) -> Result<(Document, Report), DocumentError> {
    let file =
        File::open(path).map_err(|source| DocumentError::File { path: path.to_owned(), source })?;
    let document = document::read(file)
        .map_err(|fault| DocumentError::Intake { path: path.to_owned(), fault })?;
    let report = inspect(&document, stage);
    if report.passes() {
        return Ok((document, report));
    }
    Err(DocumentError::Faults { path: path.to_owned(), stage, report: Box::new(report) })
}

/// A document that could be a bill.
#[derive(Serialize)]
pub struct Checked {
    document: PathBuf,
    kind: String,
    reference: Option<String>,
    warnings: Vec<FaultView>,
    omitted: usize,
}

/// A fault in both renderings.
#[derive(Clone, Debug, Serialize)]
pub struct FaultView {
    rule: String,
    pointer: String,
    what: String,
    hint: &'static str,
    #[serde(skip)]
    line: String,
}

/// Faults as results show them.
pub(super) fn views(faults: &[Fault]) -> Vec<FaultView> {
    let view = |fault: &Fault| FaultView {
        rule: format!("D-{:02}", fault.finding.rule()),
        pointer: fault.pointer.as_str().to_owned(),
        what: fault.finding.to_string(),
        hint: fault.finding.hint(),
        line: fault.to_string(),
    };
    faults.iter().map(view).collect()
}

impl fmt::Display for FaultView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line)
    }
}

impl fmt::Display for Checked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} can be a {}", self.document.display(), self.kind)?;
        for warning in &self.warnings {
            writeln!(f, "  warning: {warning}")?;
        }
        match self.omitted {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more warnings"),
        }
    }
}

impl Outcome for Checked {
    fn command(&self) -> &'static str {
        "check"
    }
}

fn kind_word(report: &Report) -> &'static str {
    match report.kind {
        Some(BillKind::Straight) => "straight bill",
        Some(BillKind::ToOrder) => "bill to order",
        Some(BillKind::Bearer) => "bill to order that names nobody",
        None => unreachable!("a document without a kind does not pass"),
    }
}

fn refusal(path: &Path, report: &Report, stage: Stage) -> String {
    let act = match stage {
        Stage::Issue => "cannot be issued",
        Stage::Accept => "cannot be accepted",
    };
    let faults = counted(report.refusals.len(), "fault");
    let mut text = format!("{} {act}, {faults}:", path.display());
    for fault in &report.refusals {
        text.push_str(&format!("\n  {fault}"));
    }
    for fault in &report.warnings {
        text.push_str(&format!("\n  warning: {fault}"));
    }
    if report.omitted > 0 {
        text.push_str(&format!("\n  and {} more", report.omitted));
    }
    text
}
