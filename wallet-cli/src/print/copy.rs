//! What is copied: one verified bill. Names are those of the registry, proved by the evidence, and
//! never the reader's own, so that everybody prints the same copy of one file.

use proto::block::Header;
use proto::evidence::{ProvenFact, ProvenTitle};
use title::{End, Fact, Order, PartyId, Status, Time, Title, TitleId};

use super::catalogue::{Label, Sentence};
use super::language::Language;
use crate::clock;
use crate::document::Document;
use crate::names::Digits;
use crate::network::Network;
use crate::session::digits;

/// One verified bill and the ground it stands on.
pub struct Copy<'a> {
    /// The evidence file, byte for byte.
    pub evidence: &'a [u8],
    /// The ledger, as far as the evidence shows it.
    pub network: &'a Network,
    /// The header that everything is shown under.
    pub header: &'a Header,
    /// How many validators committed it.
    pub signers: usize,
    /// How many vote at its height.
    pub validators: usize,
    /// How often other validators took over since genesis.
    pub handovers: usize,
    /// The bill.
    pub bill: &'a ProvenTitle,
    /// Its document, where the file holds it; it opens the bill's commitment.
    pub document: Option<&'a Document>,
}

impl Copy<'_> {
    /// The title as it stands.
    pub(super) fn title(&self) -> &Title {
        &self.bill.record.title
    }

    /// How the bill is called: by its reference where the document says it, by its title otherwise.
    pub(super) fn name(&self) -> String {
        match &self.bill.package {
            Some(package) => package.reference.clone(),
            None => short(&self.title().id),
        }
    }

    /// Why the copy is not the bill.
    pub(super) const fn warning(&self) -> Label {
        match self.bill.record.title.status {
            Status::Ended(End::Paper) => Label::PaperIsTheOriginal,
            _ => Label::NotTheOriginal,
        }
    }

    pub(super) fn time(&self) -> String {
        clock::show(Time(self.header.time_ms))
    }

    /// A party by its registered name and the beginning of its digits.
    pub(super) fn party(&self, party: &PartyId) -> String {
        match self.network.member(party) {
            Some(member) => format!("{} ({})", member.legal_name, Digits(party)),
            None => Digits(party).to_string(),
        }
    }

    /// To whose order a bill stands.
    pub(super) fn order(&self, order: &Order, language: Language) -> String {
        let sentence = |sentence: Sentence<'_>| sentence.words(language);
        match order {
            Order::Straight { shipper, consignee } => {
                let (shipper, consignee) = (&self.party(shipper), &self.party(consignee));
                sentence(Sentence::StraightTo { shipper, consignee })
            }
            Order::Named { party, may_endorse: true } => {
                sentence(Sentence::ToTheOrderOf { who: &self.party(party) })
            }
            Order::Named { party, may_endorse: false } => {
                sentence(Sentence::ToNamedOnly { who: &self.party(party) })
            }
            Order::Blank => Label::InBlank.words(language).to_owned(),
        }
    }

    /// The fact by which the bill began, and its block.
    pub(super) fn beginning(&self) -> &ProvenFact {
        self.bill.control.first().expect("evidence of a title has the fact it began with")
    }

    pub(super) const fn kind(order: &Order) -> Label {
        match order {
            Order::Straight { .. } => Label::StraightBill,
            Order::Named { .. } => Label::OrderBill,
            Order::Blank => Label::BlankBill,
        }
    }
}

/// The fact of a title that a proof is of.
pub(super) fn of_title(fact: &ProvenFact) -> &Fact {
    fact.record.fact.title().expect("evidence of a title has facts of titles alone")
}

/// The beginning of a title's digits.
pub(super) fn short(title: &TitleId) -> String {
    format!("{}…", &digits(title)[..16])
}
