//! The sample network's registry, as its acts change it.

use proto::account::Account;
use proto::fact::ChainHead;
use proto::hash::Hash;
use proto::ids::MemberId;
use proto::instruction::{Draft, Submission, seal};
use proto::registry::{
    Act, Chain, Grant, Instruction, Member, MemberStatus, Network, Record, Records, View, apply,
    evolve,
};
use title::{PartyId, Time};

use super::deed::newcomers;
use crate::vectors::genesis;

/// What the ledger knows.
pub(super) struct World {
    records: Records,
    network: Network,
    now: Time,
    recorded: usize,
}

impl World {
    pub(super) fn founded() -> Self {
        let records = Records {
            members: genesis().members().clone(),
            accounts: genesis().accounts().clone(),
            ..Records::default()
        };
        Self {
            records,
            network: genesis().network().clone(),
            now: Time(genesis().time_ms() + 1),
            recorded: 0,
        }
    }

    /// How many facts were recorded.
    #[cfg(test)]
    pub(super) fn recorded(&self) -> usize {
        self.recorded
    }

    /// One of the accounts there are, or one that there is not.
    pub(super) fn party(&self, byte: u8) -> PartyId {
        let index = usize::from(byte & 7);
        self.records.accounts.keys().nth(index).copied().unwrap_or(PartyId([0xee; 32]))
    }

    /// One of the members there are or may be.
    pub(super) fn member(&self, byte: u8) -> MemberId {
        let index = usize::from(byte & 7);
        let known = genesis().members().keys().copied().chain(newcomers());
        known.into_iter().nth(index).unwrap_or(MemberId([0xee; 32]))
    }

    /// Plays what reaches the registry: what an envelope can say.
    pub(super) fn submit(&mut self, instruction: &Instruction) {
        let chain = self.records.chain_of(instruction).unwrap_or(Chain::Network);
        let deadline = self.now.0;
        let draft =
            Draft::on_registry(genesis().chain(), deadline, chain, Hash::ZERO, instruction.clone());
        let Ok(submission) = Submission::open(&seal(draft.body(), &[]), &genesis().chain()) else {
            return;
        };
        assert_eq!(
            *submission.instruction(),
            instruction.clone().into(),
            "the wire changed an act"
        );
        self.play(instruction);
    }

    fn play(&mut self, instruction: &Instruction) {
        self.now.0 += 1;
        let whole = View { records: &self.records, network: &self.network, now: self.now };
        let answer = apply(&whole, instruction);
        let listed = self.listed(instruction);
        let view = View { records: &listed, ..whole };
        assert_eq!(apply(&view, instruction), answer, "a rule read what is not listed");
        match answer {
            Err(refusal) => {
                assert!(refusal.rule().starts_with("G-"));
                assert!(!refusal.to_string().is_empty() && !refusal.next().is_empty());
            }
            Ok(facts) => {
                self.recorded += facts.len();
                for fact in &facts {
                    let view = View { records: &listed, network: &self.network, now: self.now };
                    let head = ChainHead::default();
                    let changed = evolve(&view, fact, head);
                    changed.into_iter().for_each(|record| self.put(record));
                }
                self.check();
            }
        }
    }

    fn put(&mut self, record: Record) {
        let bytes = record.encode();
        match record {
            Record::Member(member) => {
                assert_eq!(Member::decode(&bytes).as_ref(), Ok(&member));
                self.records.members.insert(member.id(), member);
            }
            Record::Account(account) => {
                assert_eq!(Account::decode(&bytes).as_ref(), Ok(&account));
                self.records.accounts.insert(account.party(), account);
            }
            Record::Grant(grant) => {
                assert_eq!(Grant::decode(&bytes).as_ref(), Ok(&grant));
                self.records.grants.insert((grant.principal, grant.agent), grant);
            }
            Record::Network(network) => {
                assert_eq!(Network::decode(&bytes).as_ref(), Ok(&network));
                self.network = network;
            }
        }
    }

    /// Whoever governs can still be as many as must sign; an account has its member and its holders.
    fn check(&self) {
        let active = |member: &&MemberId| {
            let found = self.records.members.get(*member);
            found.is_some_and(|member| member.status == MemberStatus::Active)
        };
        let governors = self.network.governors.iter().filter(active).count();
        let threshold = self.network.threshold as usize;
        assert!((1..=governors).contains(&threshold), "{governors} cannot be {threshold}");
        for account in self.records.accounts.values() {
            assert!(self.records.members.contains_key(&account.member));
            for holder in account.policy.accounts() {
                let held = self.records.accounts.get(holder).expect("a holder is enrolled");
                assert!(held.policy.accounts().is_empty(), "joint accounts nest");
            }
        }
    }

    /// What a node looks up for an instruction.
    fn listed(&self, instruction: &Instruction) -> Records {
        let mut records = Records::default();
        for party in instruction.accounts() {
            let Some(account) = self.records.accounts.get(&party) else { continue };
            for known in std::iter::once(&party).chain(account.policy.accounts()) {
                let account = self.records.accounts[known].clone();
                records
                    .members
                    .insert(account.member, self.records.members[&account.member].clone());
                records.accounts.insert(*known, account);
            }
        }
        let mut members = instruction.members();
        if matches!(instruction.act, Act::SuspendMember(_) | Act::RemoveMember(_)) {
            members.extend(&self.network.governors);
        }
        for id in members {
            if let Some(member) = self.records.members.get(&id) {
                records.members.insert(id, member.clone());
            }
        }
        if let Some(key) = instruction.grant()
            && let Some(grant) = self.records.grants.get(&key)
        {
            records.grants.insert(key, *grant);
        }
        records
    }
}
