//! Which bills a party has, from every act since block 1.
//!
//! No index of holders is committed, so that no node can prove a list to be complete. The acts can:
//! nobody comes to have to do with a title but by a fact that names him (as
//! `title/tests/histories.rs` holds of any history), and the feed leaves no fact out. So a title is
//! the party's from the first fact that names it, until a fact after which it is named no more. What
//! came before that first fact is known from the feed itself; in a run that goes on from an earlier
//! one, from the node's history, which the head in the fact proves.

use std::collections::BTreeSet;
use std::fmt;

use proto::fact::FactRecord;
use proto::feed::Seen;
use proto::state::TitleRecord;
use serde::Serialize;
use title::{PartyId, Status, Time, Title, TitleId};

use super::bills::Bills;
use super::statement::BlockView;
use crate::network::Network;
use crate::node::Node;
use crate::output::Outcome;
use crate::proven::ProofError;
use crate::session::Session;
use crate::view::{PartyView, TitleView};

/// What a party has to do with a live bill.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Interest {
    /// It is in control.
    Controls,
    /// It may accept an offer of control, in a transfer or a pledge.
    OfferedTo,
    /// The bill stands to it: it is order party, or shipper or consignee of a straight bill.
    StandsTo,
    /// It pledged the bill, and gets control back on release.
    PledgedBy,
    /// It surrendered the bill, and gets control back if the carrier refuses.
    SurrenderedBy,
    /// It issued the bill.
    IssuedBy,
}

/// The titles that a party has to do with. Each is followed among the bills.
#[derive(Debug)]
pub struct Holdings {
    party: PartyId,
    titles: BTreeSet<TitleId>,
}

/// What goes from one run to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Whose titles.
    pub party: PartyId,
    /// They, as of the last block that was checked, in order of id.
    pub titles: Vec<TitleRecord>,
}

/// A bill that the party has to do with. Field names never change their meaning within a version of
/// the JSON output.
#[derive(Clone, Debug, Serialize)]
pub struct Holding {
    /// `holding`, which tells it from the statement that follows the last one.
    pub record: &'static str,
    /// The height after which it is so.
    pub height: u64,
    /// What the party has to do with it.
    pub interests: Vec<Interest>,
    /// The bill, as it reads at that block's time.
    #[serde(flatten)]
    pub bill: TitleView,
}

/// What the statement says of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HoldingsView {
    /// Whose they are.
    pub party: PartyView,
    /// The block after which it is so; absent where there is none.
    pub as_of: Option<BlockView>,
    /// How many bills it controls.
    pub controls: usize,
    /// With how many others it has to do.
    pub others: usize,
}

impl Holdings {
    /// The titles of a party, before the first block.
    #[must_use]
    pub fn new(party: PartyId) -> Self {
        Self { party, titles: BTreeSet::new() }
    }

    /// Goes on from an earlier run.
    pub fn go_on(kept: Kept, bills: &mut Bills) -> Self {
        let titles = kept.titles.iter().map(|record| record.title.id).collect();
        kept.titles.into_iter().for_each(|record| bills.go_on_with(record));
        Self { party: kept.party, titles }
    }

    /// Whose they are.
    #[must_use]
    pub fn party(&self) -> PartyId {
        self.party
    }

    /// What another run needs to go on.
    #[must_use]
    pub fn kept(&self, bills: &Bills) -> Kept {
        let titles = self.titles.iter().filter_map(|id| bills.record(id)).collect();
        Kept { party: self.party, titles }
    }

    /// Takes in the next fact, after the bills have taken it in.
    ///
    /// # Errors
    ///
    /// [`ProofError`], where the node has to be asked for a title that began before this run.
    pub fn follow(
        &mut self,
        record: &FactRecord,
        bills: &mut Bills,
        node: &mut Node,
        network: &Network,
    ) -> Result<(), ProofError> {
        let Some(fact) = self.concerning(record) else { return Ok(()) };
        let title = bills.learn(&fact.title, record, node, network)?;
        self.note(title);
        Ok(())
    }

    /// The fact in a record, if something may change by it for the party.
    fn concerning<'r>(&self, record: &'r FactRecord) -> Option<&'r title::Fact> {
        let fact = record.fact.title().filter(|fact| !fact.event.is_annotation())?;
        let concerns = self.titles.contains(&fact.title) || fact.parties().contains(&self.party);
        concerns.then_some(fact)
    }

    /// Takes in what a title has become.
    fn note(&mut self, title: &Title) {
        if title.is_live() && title.parties().contains(&self.party) {
            self.titles.insert(title.id);
        } else {
            self.titles.remove(&title.id);
        }
    }

    /// The bills as of a block: first those that the party controls. An offer that has run out by
    /// then is none.
    #[must_use]
    pub fn bills(&self, bills: &Bills, as_of: &Seen, session: &Session<'_>) -> Vec<Holding> {
        let (height, now) = (as_of.header.height, Time(as_of.header.time_ms));
        let titles = self.titles.iter().filter_map(|id| bills.title(id));
        let holdings = titles.map(|title| Holding {
            record: "holding",
            height,
            interests: interests(&title.at(now), self.party),
            bill: TitleView::of(title, session, now),
        });
        let mut holdings: Vec<_> = holdings.filter(|it| !it.interests.is_empty()).collect();
        holdings.sort_by_key(|holding| !holding.is_controlled());
        holdings
    }
}

/// What a party has to do with a title, as it reads at some moment. The same parties as
/// [`Title::parties`] has, and why.
fn interests(title: &Title, party: PartyId) -> Vec<Interest> {
    let (offered, surrendered) = match title.status {
        Status::Offered { offer, .. } => (offer.to == party, false),
        Status::Surrendered { requester, .. } => (false, requester == party),
        Status::Active { .. } | Status::Ended(_) => (false, false),
    };
    let found = [
        (Interest::Controls, title.controller() == Some(party)),
        (Interest::OfferedTo, offered),
        (Interest::StandsTo, title.order.parties().contains(&party)),
        (Interest::PledgedBy, title.pledge.is_some_and(|pledge| pledge.pledgor == party)),
        (Interest::SurrenderedBy, surrendered),
        (Interest::IssuedBy, title.carrier == party),
    ];
    found.into_iter().filter_map(|(interest, is_so)| is_so.then_some(interest)).collect()
}

impl Interest {
    const fn in_words(self) -> &'static str {
        match self {
            Self::Controls => "in control",
            Self::OfferedTo => "offered to it",
            Self::StandsTo => "stands to it",
            Self::PledgedBy => "pledged by it",
            Self::SurrenderedBy => "surrendered by it",
            Self::IssuedBy => "issued by it",
        }
    }
}

impl Holding {
    /// Whether the party is in control.
    #[must_use]
    pub fn is_controlled(&self) -> bool {
        self.interests.contains(&Interest::Controls)
    }
}

impl HoldingsView {
    /// What there is to say of bills.
    #[must_use]
    pub fn of(party: PartyView, as_of: Option<BlockView>, bills: &[Holding]) -> Self {
        let controls = bills.iter().filter(|bill| bill.is_controlled()).count();
        Self { party, as_of, controls, others: bills.len() - controls }
    }
}

impl fmt::Display for Holding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let interests: Vec<_> = self.interests.iter().map(|it| it.in_words()).collect();
        write!(f, "{}  {}: {}", &self.bill.title[..8], interests.join(", "), self.bill.in_words)
    }
}

impl Outcome for Holding {
    fn command(&self) -> &'static str {
        "audit"
    }
}

#[cfg(test)]
mod tests;
