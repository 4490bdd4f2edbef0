//! The network: what its genesis file founds, and what its registry became by proved facts.
//!
//! The genesis file is what the user chose to trust. Members, accounts, grants, rulebooks, terms and
//! the governance change by facts of the registry; those that a node proves are folded here, and
//! nothing is taken on a node's word. A node can withhold the newest of them; the ledger then
//! refuses what they forbid. Validators are proved by hand-overs that begin with those of the file.

use std::collections::BTreeMap;

use proto::account::{Policy, Signer};
use proto::fact::{Fact, FactRecord};
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::{ChainId, MemberId};
use proto::instruction::Subject;
use proto::keys::PublicKey;
use proto::registry::{self, Grant, Member, Record, Records, TermsProfile};
use proto::validators::ValidatorSet;
use thiserror::Error;
use title::{Instruction, Lack, Parties, PartyId, References, Refusal, Standing, Time, Titles};

/// A network that was founded by a genesis file.
#[derive(Clone, Debug)]
pub struct Network {
    genesis: Genesis,
    records: Records,
    network: registry::Network,
    /// The facts taken in, in order.
    facts: Vec<FactRecord>,
}

/// Facts of the registry that its rules do not allow where they stand. They are proved by now, so
/// either a quorum is dishonest or a node withholds what came between.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("fact {sequence} of the registry, in block {height}, breaks its rules{}", why(refusal.as_ref()))]
pub struct UnlawfulRegistry {
    /// Its position in its chain, from 1.
    pub sequence: u64,
    /// Its block.
    pub height: u64,
    /// The rule's no, where one says no.
    pub refusal: Option<registry::Refusal>,
}

impl Network {
    /// The network of a genesis file.
    #[must_use]
    pub fn new(genesis: Genesis) -> Self {
        let records = Records {
            members: genesis.members().clone(),
            accounts: genesis.accounts().clone(),
            grants: BTreeMap::new(),
        };
        Self { records, network: genesis.network().clone(), facts: Vec::new(), genesis }
    }

    /// The network as an evidence file shows it, proved by that file: only those it names.
    #[must_use]
    pub fn shown(genesis: Genesis, records: Records, network: registry::Network) -> Self {
        Self { genesis, records, network, facts: Vec::new() }
    }

    /// Takes in proved facts of the registry, all there are, in any order.
    ///
    /// # Errors
    ///
    /// [`UnlawfulRegistry`]; the network is then as it was.
    pub fn take_in(&mut self, mut facts: Vec<FactRecord>) -> Result<(), UnlawfulRegistry> {
        facts.sort_by_key(|record| (record.height, record.index));
        let mut after = Self::new(self.genesis.clone());
        for record in &facts {
            after.fold(record)?;
        }
        *self = after;
        Ok(())
    }

    fn fold(&mut self, record: &FactRecord) -> Result<(), UnlawfulRegistry> {
        let unlawful = |refusal| UnlawfulRegistry {
            sequence: record.sequence,
            height: record.height,
            refusal,
        };
        let Fact::Registry(fact) = &record.fact else { return Err(unlawful(None)) };
        let (by, with, act) = (fact.by, fact.with.clone(), fact.event.clone());
        let instruction = registry::Instruction { by, with, act };
        // What the rules refuse cannot be folded, and must not be believed.
        let allowed = self.foresee_registry(&instruction, fact.at);
        if allowed.map_err(|refusal| unlawful(Some(refusal)))? != [fact.clone()] {
            return Err(unlawful(None));
        }
        for after in registry::evolve(&self.view(fact.at), fact, record.chain_after()) {
            self.write(after);
        }
        self.facts.push(record.clone());
        Ok(())
    }

    fn write(&mut self, record: Record) {
        let Records { members, accounts, grants } = &mut self.records;
        match record {
            Record::Member(member) => drop(members.insert(member.id(), member)),
            Record::Account(account) => drop(accounts.insert(account.party(), account)),
            Record::Grant(grant) => {
                grants.insert((grant.principal, grant.agent), grant);
            }
            Record::Network(network) => self.network = network,
        }
    }

    /// The chain id.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.genesis.chain()
    }

    /// Who votes from height 1: where trust in all later validators begins.
    #[must_use]
    pub fn validators(&self) -> &ValidatorSet {
        self.genesis.validators()
    }

    /// The genesis file.
    #[must_use]
    pub fn genesis(&self) -> &Genesis {
        &self.genesis
    }

    /// What holds for the whole network.
    #[must_use]
    pub fn network(&self) -> &registry::Network {
        &self.network
    }

    /// The records of the registry.
    #[must_use]
    pub fn records(&self) -> &Records {
        &self.records
    }

    /// A registered terms profile: governing law and convention.
    #[must_use]
    pub fn terms(&self, number: u32) -> Option<&TermsProfile> {
        self.network.terms_profiles.get(&number)
    }

    /// The signing policy of a party.
    #[must_use]
    pub fn policy(&self, party: &PartyId) -> Option<&Policy> {
        self.records.accounts.get(party).map(|account| &account.policy)
    }

    /// The policies that say whose signatures are a party's.
    #[must_use]
    pub fn signer(&self, party: &PartyId) -> Option<Signer> {
        self.records.signer(*party)
    }

    /// Whether a key can sign for a party: its own, or a holder's of a joint account.
    #[must_use]
    pub fn signs_for(&self, party: &PartyId, key: &PublicKey) -> bool {
        let has = |policy: &Policy| policy.keys().iter().any(|entry| entry.key == *key);
        self.signer(party)
            .is_some_and(|signer| has(&signer.policy) || signer.holders.values().any(has))
    }

    /// The facts of the registry that were taken in, in the order of their blocks.
    #[must_use]
    pub fn facts(&self) -> &[FactRecord] {
        &self.facts
    }

    /// The head of a chain of the registry; `None` for a title's.
    #[must_use]
    pub fn head(&self, chain: &Subject) -> Option<Hash> {
        match chain {
            Subject::Network => Some(self.network.chain.head),
            Subject::Member(id) => {
                Some(self.records.members.get(id).map_or(Hash::ZERO, |member| member.chain.head))
            }
            Subject::TitleControl(_) | Subject::TitleAnnotations(_) => None,
        }
    }

    /// The first moment that may still come after what is proved of the registry.
    #[must_use]
    pub fn earliest(&self) -> Time {
        Time(self.facts.last().map_or(0, |record| record.fact.at().0.saturating_add(1)))
    }

    /// The member behind a party.
    #[must_use]
    pub fn member(&self, party: &PartyId) -> Option<&Member> {
        self.records.member_of(*party)
    }

    /// The id of the member behind a party.
    #[must_use]
    pub fn member_id(&self, party: &PartyId) -> Option<MemberId> {
        self.records.accounts.get(party).map(|account| account.member)
    }

    /// The members.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &Member)> {
        self.records.members.iter().map(|(id, member)| (*id, member))
    }

    /// The parties there are.
    pub fn parties(&self) -> impl Iterator<Item = PartyId> {
        self.records.accounts.keys().copied()
    }

    /// The accounts of a member, as parties; joint ones that it opened included.
    #[must_use]
    pub fn parties_of(&self, member: &MemberId) -> Vec<PartyId> {
        let accounts = self.records.accounts.iter();
        accounts.filter(|(_, account)| account.member == *member).map(|(party, _)| *party).collect()
    }

    /// What a party allows others to do in its name, revoked grants left out.
    pub fn grants_of(&self, principal: PartyId) -> impl Iterator<Item = &Grant> {
        let grants = self.records.grants.values();
        grants.filter(move |grant| grant.principal == principal && !grant.is_revoked())
    }

    /// What the registry says of a party.
    ///
    /// # Errors
    ///
    /// The [`Lack`] of a party that may neither act nor be named.
    pub fn standing(&self, party: &PartyId) -> Result<Standing, Lack> {
        self.records.standing(*party)
    }

    /// Asks the law what an instruction would do, or why it would be refused: the answer every
    /// node will give if nothing else comes first.
    ///
    /// # Errors
    ///
    /// The law's [`Refusal`].
    pub fn foresee(
        &self,
        titles: &Titles,
        references: &References,
        instruction: &Instruction,
        now: Time,
    ) -> Result<Vec<title::Fact>, Refusal> {
        let mut parties = Parties::default();
        for party in instruction.parties(titles) {
            parties.insert(party, self.standing(&party));
        }
        for Grant { principal, agent, authority } in self.records.grants.values() {
            parties.authorise(*principal, *agent, *authority);
        }
        let view = title::View {
            titles,
            references,
            parties: &parties,
            registers: &self.network.registers(),
            mandate: self.view(now).mandate(&instruction.by, &instruction.with),
            now,
        };
        title::apply(&view, instruction)
    }

    /// Asks the registry the same of an instruction of its own.
    ///
    /// # Errors
    ///
    /// The registry's refusal.
    pub fn foresee_registry(
        &self,
        instruction: &registry::Instruction,
        now: Time,
    ) -> Result<Vec<registry::Fact>, registry::Refusal> {
        registry::apply(&self.view(now), instruction)
    }

    fn view(&self, now: Time) -> registry::View<'_> {
        registry::View { records: &self.records, network: &self.network, now }
    }
}

fn why(refusal: Option<&registry::Refusal>) -> String {
    refusal.map_or(String::new(), |refusal| format!(": {refusal} (rule {})", refusal.rule()))
}

#[cfg(test)]
mod tests;
