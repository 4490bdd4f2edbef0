//! The arguments of the commands by which a carrier begins, replaces and ends bills.

use std::path::PathBuf;

use clap::{ArgGroup, Args};

use super::bills::BillArgs;
use super::signing::SigningArgs;

/// To whose order a bill is issued, as far as its document does not say.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("kind").args(["order", "bearer", "straight"]))]
pub struct BillOrderArgs {
    /// To whose order the bill stands, where the document names nobody: the shipper
    #[arg(long, value_name = "NAME")]
    pub order: Option<String>,
    /// Issue in blank: whoever controls the bill may claim the cargo
    #[arg(long)]
    pub bearer: bool,
    /// Issue only if the document is a straight bill
    #[arg(long)]
    pub straight: bool,
    /// The shipper, where a straight bill does not identify it by a member's code
    #[arg(long, value_name = "NAME")]
    pub shipper: Option<String>,
    /// The consignee, where a straight bill does not identify it by a member's code
    #[arg(long, value_name = "NAME")]
    pub consignee: Option<String>,
}

/// The terms of new bills, and the files that belong to them.
#[derive(Clone, Debug, Args)]
pub struct NewBillArgs {
    /// The registered terms profile: governing law and convention; the profile's if absent
    #[arg(long, value_name = "N")]
    pub terms: Option<u32>,
    /// The rulebook the bill lives under; the profile's if absent
    #[arg(long, value_name = "N")]
    pub rulebook: Option<u32>,
    /// Where disputes under the bill are heard; the profile's if absent
    #[arg(long, value_name = "TEXT")]
    pub forum: Option<String>,
    /// Who answers for the carriage; the profile's if absent
    #[arg(long, value_name = "NAME")]
    pub accountable_party: Option<String>,
    /// A file that belongs to the document; repeat for several
    #[arg(long = "attach", value_name = "FILE")]
    pub attachments: Vec<PathBuf>,
    /// For a house bill: the master bill under which its cargo travels, by any of its names
    #[arg(long, value_name = "BILL")]
    pub master: Option<String>,
}

/// `ebl issue`
#[derive(Clone, Debug, Args)]
pub struct IssueArgs {
    /// The transport document, JSON (DCSA bill of lading 3)
    pub document: PathBuf,
    /// Who is in control of the bill first
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// To whose order
    #[command(flatten)]
    pub order: BillOrderArgs,
    /// The terms and files of the bill
    #[command(flatten)]
    pub bill: NewBillArgs,
    /// Issue in place of a paper bill: a scan of it, after you have withdrawn it
    #[arg(long, value_name = "FILE", requires = "statement")]
    pub from_paper: Option<PathBuf>,
    /// The statement that the bill is electronic from now on, and the paper without effect
    #[arg(long, value_name = "TEXT", requires = "from_paper")]
    pub statement: Option<String>,
    /// Where to write the bill package; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub package: PathBuf,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl replace`
#[derive(Clone, Debug, Args)]
pub struct ReplaceArgs {
    /// The bills that end, each surrendered for amendment: references, first digits of their
    /// titles, or all 64
    #[arg(value_name = "BILL", required = true)]
    pub bills: Vec<String>,
    /// The transport document of a bill that begins; repeat for several
    #[arg(long = "with", value_name = "DOCUMENT", required = true)]
    pub documents: Vec<PathBuf>,
    /// Where to write its bill package; once for each document, in the same order
    #[arg(long = "package", value_name = "FILE", required = true)]
    pub packages: Vec<PathBuf>,
    /// The terms and files of the new bills
    #[command(flatten)]
    pub bill: NewBillArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl to-paper`
#[derive(Clone, Debug, Args)]
pub struct ToPaperArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// A scan of the paper bill that takes the record's place
    #[arg(long, value_name = "FILE")]
    pub paper: PathBuf,
    /// The statement that the bill is paper from now on, and the record without effect
    #[arg(long, value_name = "TEXT")]
    pub statement: String,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}
