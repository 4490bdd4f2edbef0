//! The arguments of the audit.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args, ValueEnum};
use proto::registry;
use title::{ActKind, AnnotationKind};

use super::notices;
use crate::audit::bills::Kind;
use crate::clock::{Begin, Moment};
use crate::words;

/// `ebl audit`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("begin").args(["from", "since"]))]
#[command(group = ArgGroup::new("end").args(["to", "until"]))]
pub struct AuditArgs {
    /// The first block to show; the first one there is if absent
    #[arg(long, value_name = "HEIGHT", value_parser = clap::value_parser!(u64).range(1..))]
    pub from: Option<u64>,
    /// Show what happened from this moment on, in UTC; a day alone means its first second
    #[arg(long, value_name = "MOMENT")]
    pub since: Option<Begin>,
    /// The last block to show; the newest one if absent
    #[arg(long, value_name = "HEIGHT", value_parser = clap::value_parser!(u64).range(1..))]
    pub to: Option<u64>,
    /// Show what happened up to this moment, in UTC; a day alone means its last second
    #[arg(long, value_name = "MOMENT")]
    pub until: Option<Moment>,
    /// Go on with blocks as they come, up to --to or --until
    #[arg(long)]
    pub follow: bool,
    /// Show only acts that name this party: who acted, for whom, who signed too, or whom it is about
    #[arg(long, value_name = "NAME")]
    pub party: Option<String>,
    /// Show only acts on this bill: all 64 digits of its title, at least the first 4, or its
    /// reference where its package is known here
    #[arg(long, value_name = "BILL")]
    pub title: Option<String>,
    /// Show only acts of this kind; repeat for several
    #[arg(long = "act", value_name = "WORD", value_parser = PossibleValuesParser::new(act_words()))]
    pub acts: Vec<String>,
    /// Show only acts on bills of this kind, after the act; repeat for several
    ///
    /// An act on a bill whose kind the node does not prove is shown too, with the kind `unknown`.
    #[arg(long = "bill-kind", value_name = "WORD", value_enum)]
    pub bill_kinds: Vec<Kind>,
    /// Show only acts on bills under these terms, by their number; repeat for several
    #[arg(long = "terms-profile", value_name = "NUMBER")]
    pub terms_profiles: Vec<u32>,
    /// Show only notices about this; repeat for several
    #[arg(long = "notice", value_name = "WORD", value_parser = notices::kind())]
    pub notices: Vec<AnnotationKind>,
    /// Instead of acts, show at the end which live bills this party has: those it controls, and those
    /// it was offered, pledged, surrendered or issued or that stand to it
    ///
    /// It follows from every act since block 1, so it needs all of them: there is no --from and no
    /// --since. The answer is as of the last block that was checked.
    #[arg(
        long,
        value_name = "NAME",
        conflicts_with_all = [
            "party", "title", "acts", "bill_kinds", "terms_profiles", "notices", "follow",
        ]
    )]
    pub holdings: Option<String>,
    /// How the acts are written: one line of text each, one line of JSON each (as with --json), or a
    /// Parquet file
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table")]
    pub format: RowFormat,
    /// Write the acts to this new file; an existing file is not overwritten
    #[arg(long, value_name = "FILE", required_if_eq("format", "parquet"))]
    pub out: Option<PathBuf>,
    /// Go on after the block that this file remembers, and remember the last one here; made if absent
    ///
    /// A node that now shows another block than the one remembered is reported. With a file that is
    /// there already, --from and --since only hide rows. Give the same filter, or --holdings, each
    /// time: what another one would have shown of the blocks gone through cannot be shown any more.
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

/// How acts are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RowFormat {
    /// For people.
    Table,
    /// For scripts.
    Json,
    /// For an analyst's tools.
    Parquet,
}

/// Every word that the acts of a row may have.
fn act_words() -> BTreeSet<&'static str> {
    let acts = ActKind::ALL.iter().map(|kind| words::verb(*kind));
    acts.chain(registry::ActKind::ALL.map(registry::ActKind::name)).collect()
}
