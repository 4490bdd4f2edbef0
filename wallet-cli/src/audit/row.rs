//! An act as an audit shows it: what stands on the ledger, and names.

use std::fmt;

use proto::fact::FactRecord;
use proto::feed::BlockFacts;
use serde::Serialize;
use title::Time;

use super::bills::{Bill, Kind};
use super::filter;
use crate::clock;
use crate::output::Outcome;
use crate::session::Session;
use crate::view::FactView;
use crate::words;

/// One act. Field names never change their meaning within a version of the JSON output.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `act`, which tells it from the statement that follows the last one.
    pub record: &'static str,
    /// The fact.
    #[serde(flatten)]
    pub fact: FactView,
    /// Position among the facts of its block, from 0.
    pub index: u32,
    /// The hash of its block: 64 digits.
    pub block: String,
    /// The kind of fact, such as `pledged` where the act is `accept`.
    pub event: &'static str,
    /// `order`, `bearer` or `straight`, after the act, or `unknown` where the node did not prove
    /// which; absent for a fact of the registry.
    pub bill: Option<&'static str>,
    /// The bill's terms profile.
    pub terms_profile: Option<u32>,
    /// The rulebook the bill lives under.
    pub rulebook: Option<u32>,
    /// What a notice is about.
    pub notice: Option<&'static str>,
}

impl Row {
    /// A fact of a block that was checked.
    #[must_use]
    pub fn of(
        record: &FactRecord,
        block: &BlockFacts,
        bill: Option<Bill>,
        session: &Session<'_>,
    ) -> Self {
        Self {
            record: "act",
            fact: FactView::of(record, session),
            index: record.index,
            block: block.hash.to_string(),
            event: words::record_word(&record.fact),
            bill: bill.map(|bill| bill.kind.map_or(UNKNOWN, Kind::word)),
            terms_profile: bill.map(|bill| bill.terms_profile),
            rulebook: bill.map(|bill| bill.rulebook),
            notice: filter::notice(&record.fact),
        }
    }

    /// Whether it is on a bill whose kind the node did not prove.
    #[must_use]
    pub fn is_of_unknown_kind(&self) -> bool {
        self.bill == Some(UNKNOWN)
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = clock::show(Time(self.fact.time_ms));
        let title = self.fact.title.as_deref().map_or("registry", |title| &title[..8]);
        let place = format!("{}.{}", self.fact.height, self.index);
        let bill = self.bill.unwrap_or("");
        write!(f, "{place:>8}  {time}  {title}  {bill:8}  {}", self.fact.in_words)
    }
}

impl Outcome for Row {
    fn command(&self) -> &'static str {
        "audit"
    }
}

const UNKNOWN: &str = "unknown";
