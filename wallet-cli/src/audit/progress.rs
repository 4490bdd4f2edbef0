//! How far an audit came.

use proto::feed::{BlockFacts, Feed, Seen};

use super::memory::Checked;
use super::row::Row;
use super::statement::{AllRuns, BlockView, Continues};

/// How far an audit came, and what it counted on the way.
#[derive(Debug)]
pub struct Progress {
    /// What the first block continues.
    pub continues: Continues,
    /// The first block of this run.
    pub first: Option<BlockView>,
    /// What this run and those before it checked.
    pub checked: Option<Checked>,
    /// Blocks of this run.
    pub blocks: u64,
    /// Their facts.
    pub facts: u64,
    /// How many of those were shown.
    pub shown: u64,
    /// How many of those shown are on a bill whose kind is not known.
    pub unknown: u64,
}

impl Progress {
    /// Before the first block of this run.
    #[must_use]
    pub fn new(continues: Continues, checked: Option<Checked>) -> Self {
        Self { continues, first: None, checked, blocks: 0, facts: 0, shown: 0, unknown: 0 }
    }

    /// Counts a block that was checked.
    pub fn block(&mut self, block: &BlockFacts) {
        let facts = u64::from(block.header.facts_count);
        self.blocks += 1;
        self.facts += facts;
        self.first.get_or_insert_with(|| BlockView {
            height: block.header.height,
            time_ms: block.header.time_ms,
            block: block.hash.to_string(),
        });
        let checked = self.checked.get_or_insert(Checked {
            first_height: block.header.height,
            first_block: block.hash,
            blocks: 0,
            facts: 0,
        });
        checked.blocks += 1;
        checked.facts += facts;
    }

    /// Counts a row that is shown.
    pub fn row(&mut self, row: &Row) {
        self.shown += 1;
        self.unknown += u64::from(row.is_of_unknown_kind());
    }

    /// The last block of this run.
    #[must_use]
    pub fn last(&self, feed: &Feed) -> Option<BlockView> {
        feed.last().filter(|_| self.blocks > 0).map(BlockView::of)
    }

    /// What all runs with the state file checked.
    #[must_use]
    pub fn all_runs(&self) -> Option<AllRuns> {
        self.checked.map(|checked| AllRuns {
            first_height: checked.first_height,
            first_block: checked.first_block.to_string(),
            blocks: checked.blocks,
            facts: checked.facts,
        })
    }
}

impl BlockView {
    /// A block that was seen.
    #[must_use]
    pub fn of(seen: &Seen) -> Self {
        let header = &seen.header;
        let block = header.hash().to_string();
        Self { height: header.height, time_ms: header.time_ms, block }
    }
}
