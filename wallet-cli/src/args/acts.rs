//! The arguments of the commands that change a bill.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use title::RejectionReason;

use super::bills::BillArgs;
use crate::clock::Moment;

/// How long an instruction may be recorded.
#[derive(Clone, Copy, Debug, Args)]
pub struct SigningArgs {
    /// For how many minutes the ledger may record it; after that it never will
    #[arg(
        long,
        value_name = "N",
        default_value_t = 10,
        value_parser = clap::value_parser!(u32).range(1..=10_080)
    )]
    pub deadline_minutes: u32,
}

/// An act that needs nothing but the bill.
#[derive(Clone, Debug, Args)]
pub struct ActArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl issue`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("kind").args(["order", "bearer", "straight"]))]
pub struct IssueArgs {
    /// The transport document, JSON (DCSA bill of lading 3)
    pub document: PathBuf,
    /// Who is in control of the bill first
    #[arg(long, value_name = "NAME")]
    pub to: String,
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
    /// Where to write the bill package; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub package: PathBuf,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl offer`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("endorsement")
    .args(["endorse_to_order", "endorse_final", "endorse_blank"]))]
pub struct OfferArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// To whom control is offered
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// Endorse to this party's order; takes effect on acceptance
    #[arg(long, value_name = "NAME")]
    pub endorse_to_order: Option<String>,
    /// Endorse to this party, who may not endorse on; takes effect on acceptance
    #[arg(long, value_name = "NAME")]
    pub endorse_final: Option<String>,
    /// Endorse in blank; takes effect on acceptance
    #[arg(long)]
    pub endorse_blank: bool,
    /// For how many days the offer stands
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        conflicts_with = "until",
        value_parser = clap::value_parser!(u32).range(1..=365)
    )]
    pub days: u32,
    /// Until when the offer stands, in UTC: 2026-11-30, 2026-11-30T17:00 or 2026-11-30T17:00:00Z
    #[arg(long, value_name = "MOMENT")]
    pub until: Option<Moment>,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl accept`
#[derive(Clone, Debug, Args)]
pub struct AcceptArgs {
    /// Which bill, and its package
    #[command(flatten)]
    pub bill: BillArgs,
    /// Accept although the package is missing, altered or says something else than the ledger
    #[arg(long)]
    pub without_package: bool,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl endorse`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("endorsement").args(["to_order", "final_to", "blank"]).required(true))]
pub struct EndorseArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// To this party's order; it may endorse on
    #[arg(long, value_name = "NAME")]
    pub to_order: Option<String>,
    /// To this party, who may not endorse on
    #[arg(long = "final", value_name = "NAME")]
    pub final_to: Option<String>,
    /// In blank: whoever controls the bill may claim the cargo
    #[arg(long)]
    pub blank: bool,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl reject-surrender`
#[derive(Clone, Debug, Args)]
pub struct RejectArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Why the bill is sent back
    #[arg(long, value_name = "WORD", value_parser = reason())]
    pub reason: RejectionReason,
    /// How long it may be recorded
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// The words for reasons, which help and completions list.
fn reason() -> impl TypedValueParser<Value = RejectionReason> {
    PossibleValuesParser::new(RejectionReason::ALL.map(RejectionReason::word)).map(|word| {
        let found = RejectionReason::ALL.into_iter().find(|reason| reason.word() == word);
        found.expect("only these words pass")
    })
}
