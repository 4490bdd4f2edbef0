//! Who is there, what they are allowed, and which bills there are.

use super::deed::Kind;
use super::no::{NoGrant, Want};
use super::words::{
    Bill, BillNo, Crowd, Moment, PARTIES, Party, REFERENCES, VERSIONS, bill_no, only,
};

/// Capacities, as bits in the order of their numbers on the ledger.
pub mod capacity {
    /// Issues bills.
    pub const CARRIER: u8 = 1;
    /// Holds title in trade.
    pub const TRADER: u8 = 2;
    /// Holds title for finance.
    pub const BANK: u8 = 4;
    /// Customs, port or another authority.
    pub const AUTHORITY: u8 = 8;
    /// Insurer.
    pub const INSURER: u8 = 16;
    /// Terminal or warehouse.
    pub const TERMINAL: u8 = 32;
    /// Acts for others.
    pub const AGENT: u8 = 64;
    /// Whoever has one of these may hold title.
    pub const HOLDERS: u8 = CARRIER | TRADER | BANK;
}

/// How the registry knows a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Enrolment {
    /// Enrolled, until further notice or a last moment.
    Good(Option<Moment>),
    /// Not, or no more.
    Bad(Want),
}

/// How a party takes what it is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// By accepting.
    Asked,
    /// At once.
    Unasked,
}

/// One party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    /// How the registry knows it.
    pub enrolment: Enrolment,
    /// Its capacities.
    pub capacities: u8,
    /// The newest rulebook it accepted.
    pub accepted: u32,
    /// How it takes what it is given.
    pub takes: Takes,
}

/// That one party may act for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Who acts.
    pub agent: Party,
    /// For whom.
    pub principal: Party,
    /// The acts, bit n for the act numbered n.
    pub acts: u32,
    /// The last moment.
    pub until: Moment,
}

impl Grant {
    fn same_pair(&self, other: &Self) -> bool {
        (self.agent, self.principal) == (other.agent, other.principal)
    }
}

/// A change of what the registry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A party is as stated from now on.
    Person(Party, Person),
    /// A grant, in place of an earlier one of the same pair.
    Grant(Grant),
    /// No grant of this agent for this principal any more.
    Revoke(Party, Party),
    /// How many of the governance an order needs.
    Quorum(u32),
    /// A rulebook is adopted.
    Rulebook(u32),
}

/// Everything a rule may read.
#[derive(Clone, Debug)]
pub struct World {
    /// The parties.
    pub people: [Person; PARTIES],
    /// Who may act for whom: one grant for each pair.
    pub grants: Vec<Grant>,
    /// Who is of the governance.
    pub council: Crowd,
    /// How many of it an order needs.
    pub quorum: u32,
    /// Rulebooks adopted, bit n for number n.
    pub rulebooks: u32,
    /// Terms profiles registered, bit n for number n.
    pub profiles: u32,
    /// The bills, by number.
    pub bills: [Option<Bill>; REFERENCES * VERSIONS],
}

impl World {
    /// What a party lacks to sign or be named at a moment.
    ///
    /// # Errors
    ///
    /// What it lacks.
    pub fn person(&self, party: Party, now: Moment) -> Result<&Person, Want> {
        let person = &self.people[usize::from(party)];
        match person.enrolment {
            Enrolment::Bad(want) => Err(want),
            Enrolment::Good(Some(last)) if last < now => Err(Want::Lapsed),
            Enrolment::Good(_) => Ok(person),
        }
    }

    /// Whether an agent may do this for a principal at a moment.
    ///
    /// # Errors
    ///
    /// Why not.
    pub fn grant(
        &self,
        agent: Party,
        principal: Party,
        kind: Kind,
        now: Moment,
    ) -> Result<(), NoGrant> {
        let grant = self
            .grants
            .iter()
            .find(|grant| grant.agent == agent && grant.principal == principal)
            .ok_or(NoGrant::None)?;
        if grant.acts & (1 << kind as u32) == 0 {
            return Err(NoGrant::OtherActs);
        }
        if grant.until < now {
            return Err(NoGrant::Lapsed);
        }
        Ok(())
    }

    /// The newest rulebook.
    #[must_use]
    pub const fn newest(&self) -> u32 {
        31 - self.rulebooks.leading_zeros()
    }

    /// A bill, if there is one of this number.
    #[must_use]
    pub fn bill(&self, number: BillNo) -> Option<&Bill> {
        self.bills.get(usize::from(number))?.as_ref()
    }

    /// All bills of a reference.
    pub fn of_reference(&self, reference: u8) -> impl Iterator<Item = (BillNo, &Bill)> {
        (1..VERSIONS as u32).filter_map(move |version| {
            let number = bill_no(reference, version);
            self.bill(number).map(|bill| (number, bill))
        })
    }

    /// The live bill of a reference, if there is one.
    #[must_use]
    pub fn live(&self, reference: u8) -> Option<BillNo> {
        self.of_reference(reference).find(|(_, bill)| !bill.stage.over()).map(|(number, _)| number)
    }

    /// How many of these parties are of the governance.
    #[must_use]
    pub const fn councillors(&self, signers: Crowd) -> u32 {
        (signers & self.council).count_ones()
    }

    /// Whether a party is of the governance.
    #[must_use]
    pub const fn in_council(&self, party: Party) -> bool {
        self.council & only(party) != 0
    }

    /// Changes who is there or what they are allowed.
    pub fn change(&mut self, change: Change) {
        match change {
            Change::Person(party, person) => self.people[usize::from(party)] = person,
            Change::Grant(grant) => {
                self.grants.retain(|other| !grant.same_pair(other));
                self.grants.push(grant);
            }
            Change::Revoke(agent, principal) => {
                self.grants.retain(|other| (other.agent, other.principal) != (agent, principal));
            }
            Change::Quorum(quorum) => self.quorum = quorum,
            Change::Rulebook(number) => self.rulebooks |= 1 << number,
        }
    }

    /// Puts what the law allowed on record.
    pub fn record(&mut self, changes: &[(BillNo, Bill)]) {
        for (number, bill) in changes {
            self.bills[usize::from(*number)] = Some(*bill);
        }
    }
}
