//! What a rule of the registry reads, and what the registry tells the law of titles.

use std::collections::{BTreeMap, BTreeSet};

use title::{Acting, Capacities, Lack, Mandate, PartyId, Standing, Time};

use super::act::{Chain, Instruction};
use super::record::{Grant, Member, MemberStatus, Network};
use crate::account::{Account, Signer};
use crate::ids::MemberId;

/// The records an instruction touches, as last written. Whoever looks up an account looks up the
/// member behind it too, and the accounts among its leaves with theirs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Records {
    /// Members, by id; one that is not listed does not exist.
    pub members: BTreeMap<MemberId, Member>,
    /// Accounts, by party; one that is not listed does not exist.
    pub accounts: BTreeMap<PartyId, Account>,
    /// Grants, by principal and agent; one that is not listed was never given.
    pub grants: BTreeMap<(PartyId, PartyId), Grant>,
}

/// Everything a rule may read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The records of [`Instruction::accounts`], [`Instruction::members`],
    /// [`Instruction::grant`], and of every governor.
    pub records: &'a Records,
    /// The network's record.
    pub network: &'a Network,
    /// The block's time.
    pub now: Time,
}

impl Records {
    /// The member behind a party.
    ///
    /// # Panics
    ///
    /// On an account whose member was not looked up with it.
    #[must_use]
    pub fn member_of(&self, party: PartyId) -> Option<&Member> {
        self.accounts.get(&party).map(|account| self.member(account.member))
    }

    fn member(&self, id: MemberId) -> &Member {
        self.members.get(&id).expect("an account is looked up with the member behind it")
    }

    /// What the law reads of a party. A joint account has the worst of its holders' standings:
    /// what any of them lacks, the capacities that all have, the oldest rulebook among them.
    ///
    /// # Errors
    ///
    /// The [`Lack`] that keeps the party from acting or being named.
    pub fn standing(&self, party: PartyId) -> Result<Standing, Lack> {
        let account = self.accounts.get(&party).ok_or(Lack::NotEnrolled)?;
        let mut standing = self.member(account.member).standing()?;
        for holder in account.policy.accounts() {
            let other = self.member_of(*holder).ok_or(Lack::NotEnrolled)?.standing()?;
            standing.capacities = both(standing.capacities, other.capacities);
            standing.rulebook = standing.rulebook.min(other.rulebook);
        }
        standing.handing = account.handing;
        Ok(standing)
    }

    /// The policies that say whose signatures are a party's; `None` for a party nobody knows.
    #[must_use]
    pub fn signer(&self, party: PartyId) -> Option<Signer> {
        let policy = self.accounts.get(&party)?.policy.clone();
        let holders = policy.accounts().iter().filter_map(|holder| {
            self.accounts.get(holder).map(|account| (*holder, account.policy.clone()))
        });
        Some(Signer { party, holders: holders.collect(), policy })
    }

    /// The chain that an instruction continues: the network's for an act of the governance, else
    /// that of the member behind the one who acts. `None` where nobody knows that party.
    #[must_use]
    pub fn chain_of(&self, instruction: &Instruction) -> Option<Chain> {
        if instruction.act.kind().is_governance() {
            return Some(Chain::Network);
        }
        self.member_of(instruction.by.principal()).map(|member| Chain::Member(member.id()))
    }
}

impl View<'_> {
    /// How far the signers of an instruction speak for the governance (G-01, T-28): how many
    /// governors in good standing are among them, each counted once whatever accounts sign. A
    /// joint account is no governor's own, and nobody governs through an agent: such a signer is
    /// an outsider.
    #[must_use]
    pub fn mandate(&self, by: &Acting, with: &[PartyId]) -> Mandate {
        let mut governors = BTreeSet::new();
        let mut outsider = None;
        let actor = (by.actor, by.represented.is_none());
        for (party, is_own) in [actor].into_iter().chain(with.iter().map(|party| (*party, true))) {
            match self.governor(party).filter(|_| is_own) {
                Some(member) => {
                    governors.insert(member);
                }
                None => outsider = outsider.or(Some(party)),
            }
        }
        let have = u32::try_from(governors.len()).expect("signers are few");
        Mandate { have, need: self.network.threshold, outsider }
    }

    /// The governor in good standing whose own account a party is.
    fn governor(&self, party: PartyId) -> Option<MemberId> {
        let account = self.records.accounts.get(&party)?;
        let is_own = account.policy.accounts().is_empty();
        (is_own && self.governs(account.member)).then_some(account.member)
    }

    fn governs(&self, member: MemberId) -> bool {
        self.network.governors.contains(&member) && self.is_active(member)
    }

    pub(super) fn is_active(&self, member: MemberId) -> bool {
        let member = self.records.members.get(&member);
        member.is_some_and(|member| member.status == MemberStatus::Active)
    }

    /// How many governors are in good standing, `without` left out.
    pub(super) fn active_governors(&self, without: MemberId) -> usize {
        let governors = self.network.governors.iter().copied();
        governors.filter(|member| *member != without && self.is_active(*member)).count()
    }
}

fn both(one: Capacities, other: Capacities) -> Capacities {
    Capacities::from_bits(one.bits() & other.bits()).expect("bits known to both sets are known")
}
