//! The network as its genesis file founds it: members, their accounts, validators and registers.
//!
//! The genesis file is what the user chose to trust. No act changes membership yet, so everything
//! the law asks about a party is answered from here and never from a node. Validators do change:
//! who votes later is proved by the hand-overs that begin with those of this file.

use std::collections::{BTreeMap, BTreeSet};

use prost::Message;
use proto::account::Policy;
use proto::genesis::Genesis;
use proto::ids::{ChainId, MemberId};
use proto::pb::ledger::v1 as pb;
use proto::state::StateKey;
use proto::validators::ValidatorSet;
use title::{
    Fact, Instruction, Lack, Mandate, Parties, PartyId, References, Refusal, Registers, Standing,
    Time, Titles, View,
};

/// A network that was founded by a genesis file.
#[derive(Clone, Debug)]
pub struct Network {
    genesis: Genesis,
    members: BTreeMap<MemberId, pb::Member>,
    registers: Registers,
    terms: BTreeMap<u32, pb::TermsProfile>,
    governance_threshold: u32,
}

impl Network {
    /// The network of a genesis file.
    #[must_use]
    pub fn new(genesis: Genesis) -> Self {
        let members = genesis.members().iter().map(|member| {
            let id = MemberId::from_slice(&member.id).expect("checked when the file was read");
            (id, member.clone())
        });
        let network = record(&genesis);
        let terms = network.terms_profiles.into_iter().map(|terms| (terms.number, terms));
        let terms: BTreeMap<_, _> = terms.collect();
        let registers = Registers {
            rulebooks: network.rulebooks.into_iter().collect(),
            terms_profiles: terms.keys().copied().collect(),
        };
        let governance_threshold = network.governance_threshold;
        Self { members: members.collect(), registers, terms, governance_threshold, genesis }
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

    /// Rulebooks and terms profiles that bills may name.
    #[must_use]
    pub fn registers(&self) -> &Registers {
        &self.registers
    }

    /// A registered terms profile: governing law and convention.
    #[must_use]
    pub fn terms(&self, number: u32) -> Option<&pb::TermsProfile> {
        self.terms.get(&number)
    }

    /// The signing policy of a party.
    #[must_use]
    pub fn policy(&self, party: &PartyId) -> Option<&Policy> {
        self.genesis.accounts().get(party).map(|account| &account.policy)
    }

    /// The member behind a party.
    #[must_use]
    pub fn member(&self, party: &PartyId) -> Option<&pb::Member> {
        self.members.get(&self.member_id(party)?)
    }

    /// The id of the member behind a party.
    #[must_use]
    pub fn member_id(&self, party: &PartyId) -> Option<MemberId> {
        self.genesis.accounts().get(party).map(|account| account.member)
    }

    /// The members.
    pub fn members(&self) -> impl Iterator<Item = (MemberId, &pb::Member)> {
        self.members.iter().map(|(id, member)| (*id, member))
    }

    /// The accounts of a member, as parties.
    #[must_use]
    pub fn parties_of(&self, member: &MemberId) -> Vec<PartyId> {
        let accounts = self.genesis.accounts().iter();
        accounts.filter(|(_, account)| account.member == *member).map(|(party, _)| *party).collect()
    }

    /// What the registry says of a party.
    ///
    /// # Errors
    ///
    /// The [`Lack`] of a party that may neither act nor be named.
    pub fn standing(&self, party: &PartyId) -> Result<Standing, Lack> {
        let member = self.member(party).ok_or(Lack::NotEnrolled)?;
        proto::state::standing(member)
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
    ) -> Result<Vec<Fact>, Refusal> {
        let mut parties = Parties::default();
        for party in instruction.parties(titles) {
            parties.insert(party, self.standing(&party));
        }
        let view = View {
            titles,
            references,
            parties: &parties,
            registers: &self.registers,
            mandate: self.mandate(instruction),
            now,
        };
        title::apply(&view, instruction)
    }

    /// How many members of the governance sign an instruction, each counted once.
    fn mandate(&self, instruction: &Instruction) -> Mandate {
        let mut governors = BTreeSet::new();
        let mut outsider = None;
        for party in [&instruction.by.actor].into_iter().chain(&instruction.with) {
            match self.member_id(party) {
                Some(member) => drop(governors.insert(member)),
                None => outsider = outsider.or(Some(*party)),
            }
        }
        let have = u32::try_from(governors.len()).expect("an instruction has few signers");
        Mandate { have, need: self.governance_threshold, outsider }
    }
}

fn record(genesis: &Genesis) -> pb::Network {
    let entries = genesis.entries();
    let network = entries.get(&StateKey::Network).expect("every genesis has its network record");
    pb::Network::decode(network.as_slice()).expect("the genesis wrote it just now")
}
