//! Who signs. All of them are invented; their keys follow from the seed.

use std::fs;
use std::iter;
use std::path::{Path, PathBuf};

use proto::hash::Hash;
use proto::ids::ChainId;
use title::{Act, Capacity, Endorsement, PartyId, Time, TitleId};

use super::course::{Course, Order, Signer, Step};
use crate::harness::member::{Member, Signed, in_an_hour_ms};

/// The members of a network under load.
pub struct Cast {
    seed: u64,
    carrier: Member,
    holders: Vec<Holder>,
}

struct Holder {
    member: Member,
    party: PartyId,
}

impl Cast {
    /// One carrier, and [`HOLDERS`] traders.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        let holder = |number| {
            let name = format!("Sample Trader {number} of Load {seed}");
            let member = Member::new(&name, Capacity::Trader);
            Holder { party: member.party(), member }
        };
        let carrier = Member::new(&format!("Heron Line of Load {seed}"), Capacity::Carrier);
        Self { seed, carrier, holders: (1..=HOLDERS).map(holder).collect() }
    }

    /// Writes their cards into a folder.
    ///
    /// # Panics
    ///
    /// When they cannot be written.
    #[must_use]
    pub fn write_cards(&self, folder: &Path) -> Vec<PathBuf> {
        let holders = self.holders.iter().map(|holder| &holder.member);
        let write = |member: &Member| {
            let path = folder.join(format!("{}.card", member.name()));
            fs::write(&path, member.card().encode()).expect("the folder can be written to");
            path
        };
        iter::once(&self.carrier).chain(holders).map(write).collect()
    }

    /// Signs the next act of a title. None once the bill's life is over.
    ///
    /// # Panics
    ///
    /// For a course that acts on a title before it is issued.
    #[must_use]
    pub fn sign(&self, chain: &ChainId, course: &Course) -> Option<(Step, Signed)> {
        let (signer, step) = course.next()?;
        let signer = self.member(signer);
        let signed = match step {
            Step::Issue { holder } => {
                let reference = format!("load {} {}", self.seed, course.number());
                signer.issue(chain, &reference, self.party(holder))
            }
            _ => {
                let (title, head): (TitleId, Hash) = course.place().expect("an issue comes first");
                signer.sign(chain, title, head, self.act(step))
            }
        };
        Some((step, signed))
    }

    fn act(&self, step: Step) -> Act {
        match step {
            Step::Issue { .. } => unreachable!("an issue is signed by itself"),
            Step::Endorse { to } => Act::Endorse(Endorsement::ToOrder(self.party(to))),
            Step::Offer { to, order } => {
                let to = self.party(to);
                let endorsement = match order {
                    Order::Endorsed => Some(Endorsement::ToOrder(to)),
                    Order::Unchanged => None,
                };
                Act::Offer { to, endorsement, until: Time(in_an_hour_ms()) }
            }
            Step::Accept => Act::Accept,
            Step::Surrender => Act::SurrenderForDelivery,
            Step::Deliver => Act::AcceptSurrender,
        }
    }

    fn member(&self, signer: Signer) -> &Member {
        match signer {
            Signer::Carrier => &self.carrier,
            Signer::Holder(number) => &self.holders[number % HOLDERS].member,
        }
    }

    fn party(&self, holder: usize) -> PartyId {
        self.holders[holder % HOLDERS].party
    }
}

/// So many that a member's quota, 2,048 waiting instructions at a node, stops no load of offers and
/// acceptances: together they fill a node's room for 16,384 first.
pub const HOLDERS: usize = 16;
