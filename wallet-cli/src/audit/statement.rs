//! What an audit checked, and with it what is complete.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;
use title::Time;

use super::filter::Filter;
use super::holdings::HoldingsView;
use super::selection::Selection;
use crate::clock;
use crate::output::{Outcome, counted};

/// A block that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BlockView {
    /// Its height.
    pub height: u64,
    /// Its time, in milliseconds since 1970.
    pub time_ms: u64,
    /// The hash of its header: 64 digits.
    pub block: String,
}

/// What the first block continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Continues {
    /// The genesis file: nothing came before it.
    Genesis,
    /// The block that an earlier run saw last.
    EarlierRun,
    /// Nothing that was looked at: what came before is not said.
    Nothing,
}

/// What all runs with one state file checked together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AllRuns {
    /// The height of the first block.
    pub first_height: u64,
    /// Its hash.
    pub first_block: String,
    /// How many blocks, without a gap.
    pub blocks: u64,
    /// How many facts they recorded.
    pub facts: u64,
}

/// Which of the acts were shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FilterView {
    /// From which block on.
    pub from: Option<u64>,
    /// From which moment on, in milliseconds since 1970.
    pub since_ms: Option<u64>,
    /// Up to which moment, its whole second included, in milliseconds since 1970.
    pub until_ms: Option<u64>,
    /// Which of the acts in between.
    #[serde(flatten)]
    pub selection: Selection,
}

/// What an audit checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Statement {
    /// `statement`, which tells it from the acts before it.
    pub record: &'static str,
    /// The network's name.
    pub network: String,
    /// Its chain id: 64 digits.
    pub chain_id: String,
    /// The first block of this run; absent where there was none to check.
    pub first: Option<BlockView>,
    /// The last one.
    pub last: Option<BlockView>,
    /// What the first one continues.
    pub continues: Continues,
    /// How many blocks were checked, without a gap.
    pub blocks: u64,
    /// How many facts they recorded, all of which were checked.
    pub facts: u64,
    /// Which of those were to be shown.
    pub filter: FilterView,
    /// How many of those were shown.
    pub shown: u64,
    /// How many of those shown are on a bill whose kind the node did not prove.
    pub unknown_kind: u64,
    /// Which bills the party that was asked about has.
    pub holdings: Option<HoldingsView>,
    /// What all runs with the state file checked.
    pub all_runs: Option<AllRuns>,
    /// Where the acts were written, if not here.
    pub out: Option<PathBuf>,
    /// How to go on.
    pub go_on: String,
}

impl Statement {
    fn continues(&self, first: u64) -> String {
        match self.continues {
            Continues::Genesis => "block 1 continues the genesis file".to_owned(),
            Continues::EarlierRun => {
                format!("block {first} continues the block that an earlier run saw last")
            }
            Continues::Nothing => {
                format!("nothing is said of what came before block {first}")
            }
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write_checked(f)?;
        self.holdings.iter().try_for_each(|holdings| write!(f, "{holdings}"))
    }
}

impl Statement {
    fn write_checked(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { network, chain_id, blocks, facts, shown, filter, .. } = self;
        let (Some(first), Some(last)) = (&self.first, &self.last) else {
            writeln!(f, "Complete: there is no block to check.")?;
            writeln!(f, "  network    {network} ({chain_id})")?;
            return writeln!(f, "  go on      {}", self.go_on);
        };
        let (blocks, facts) = (counted_long(*blocks, "block"), counted_long(*facts, "fact"));
        writeln!(
            f,
            "Complete: blocks {} to {}. {blocks} with {facts}, each signed by a quorum of the \
             validators; {shown} shown.",
            first.height, last.height,
        )?;
        writeln!(f, "  network    {network} ({chain_id})")?;
        writeln!(f, "  first      {first}")?;
        writeln!(f, "  last       {last}")?;
        writeln!(f, "  begin      {}", self.continues(first.height))?;
        if self.holdings.is_none() {
            writeln!(f, "  filter     {filter}")?;
        }
        if let Some(all) = &self.all_runs {
            let (blocks, facts) =
                (counted_long(all.blocks, "block"), counted_long(all.facts, "fact"));
            writeln!(f, "  all runs   {blocks} with {facts}, from block {}", all.first_height)?;
        }
        self.out.iter().try_for_each(|out| writeln!(f, "  written to {}", out.display()))?;
        writeln!(f, "  go on      {}", self.go_on)?;
        self.write_limits(f)
    }

    fn write_limits(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Nothing between first and last was left out: each block names the one before it, how \
             many facts it recorded, and the root over them."
        )?;
        if self.unknown_kind > 0 {
            writeln!(
                f,
                "Not proved by the node: which kind of bill {} on; shown as unknown, whatever kind \
                 was asked for.",
                match self.unknown_kind {
                    1 => "1 notice is".to_owned(),
                    many => format!("{many} notices are"),
                }
            )?;
        }
        writeln!(f, "Not proved: that there is no block after the last one.")?;
        writeln!(f, "Not shown: what any document says; no document is on the ledger.")
    }
}

impl FilterView {
    /// A filter as it is said.
    #[must_use]
    pub fn of(filter: &Filter) -> Self {
        Self {
            from: filter.from,
            since_ms: filter.since.map(|since| since.0),
            until_ms: filter.until.map(|until| until.0),
            selection: filter.selection.clone(),
        }
    }
}

impl fmt::Display for FilterView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.selection)?;
        self.from.iter().try_for_each(|from| write!(f, "; from block {from}"))?;
        let moment = |moment: &u64| clock::show(Time(*moment));
        self.since_ms.iter().try_for_each(|since| write!(f, "; since {}", moment(since)))?;
        self.until_ms.iter().try_for_each(|until| write!(f, "; until {}", moment(until)))
    }
}

impl fmt::Display for HoldingsView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { party, controls, others, .. } = self;
        let controls = counted(*controls, "live bill");
        match &self.as_of {
            Some(block) => writeln!(f, "As of {block}:")?,
            None => writeln!(f, "Before the first block:")?,
        }
        writeln!(f, "{party} controls {controls}, and has to do with {others} more.")?;
        writeln!(
            f,
            "No bill of its own is left out: it follows from every fact since the genesis file. \
             Other accounts of its member have their own."
        )
    }
}

impl fmt::Display for BlockView {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { height, time_ms, block } = self;
        write!(f, "block {height}, {}, {block}", clock::show(Time(*time_ms)))
    }
}

impl Outcome for Statement {
    fn command(&self) -> &'static str {
        "audit"
    }
}

fn counted_long(number: u64, noun: &str) -> String {
    usize::try_from(number).map_or_else(|_| format!("{number} {noun}s"), |it| counted(it, noun))
}
