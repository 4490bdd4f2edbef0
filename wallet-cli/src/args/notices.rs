//! The arguments of notices, and of the acts of the governance on a bill.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use title::AnnotationKind;

use super::acts::StandsArgs;
use super::bills::BillArgs;
use super::signing::SigningArgs;
use crate::clock::Moment;

/// `ebl annotate`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("content").args(["file", "text"]).required(true).multiple(true))]
pub struct AnnotateArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// What the notice is about
    #[arg(long, value_name = "WORD", value_parser = kind())]
    pub kind: AnnotationKind,
    /// What it says, in words
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// A file that it consists of, or that belongs to it
    #[arg(long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// Write what opens its commitment to this new file too, to be handed to others
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// The order behind an act of the governance.
#[derive(Clone, Debug, Args)]
pub struct OrderArgs {
    /// The order, such as a court's; the ledger holds a commitment to it
    #[arg(long, value_name = "FILE")]
    pub order: PathBuf,
    /// Write what opens its commitment to this new file too, to be handed to others
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

/// `ebl hold`
#[derive(Clone, Debug, Args)]
pub struct HoldArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// The order
    #[command(flatten)]
    pub order: OrderArgs,
    /// Until when it is held, in UTC: 2026-11-30, 2026-11-30T17:00 or 2026-11-30T17:00:00Z; at
    /// most 400 days ahead
    #[arg(long, value_name = "MOMENT")]
    pub until: Moment,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl lift`
#[derive(Clone, Debug, Args)]
pub struct LiftArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// The order
    #[command(flatten)]
    pub order: OrderArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl reassign`
#[derive(Clone, Debug, Args)]
pub struct ReassignArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Who gets control
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// To whose order it shall stand
    #[command(flatten)]
    pub stands: StandsArgs,
    /// The order
    #[command(flatten)]
    pub order: OrderArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl open`
#[derive(Clone, Debug, Args)]
pub struct OpenArgs {
    /// The statement's file
    pub file: PathBuf,
}

/// The words for kinds of notice, which help and completions list.
pub(super) fn kind() -> impl TypedValueParser<Value = AnnotationKind> {
    PossibleValuesParser::new(AnnotationKind::ALL.iter().map(|kind| kind.word())).map(|word| {
        let found = AnnotationKind::ALL.iter().find(|kind| kind.word() == word);
        *found.expect("only these words pass")
    })
}
