//! The network as its genesis file founds it: members, their accounts, validators and registers.
//!
//! The genesis file is what the user chose to trust. No act changes membership yet, so everything
//! the law asks about a party is answered from here and never from a node. Validators do change:
//! who votes later is proved by the hand-overs that begin with those of this file.

use std::collections::BTreeMap;

use prost::Message;
use proto::genesis::Genesis;
use proto::ids::{ChainId, MemberId};
use proto::pb::ledger::v1 as pb;
use proto::state::StateKey;
use proto::validators::ValidatorSet;
use title::{
    Act, Instruction, Lack, Parties, PartyId, ReferenceUse, Refusal, Registers, Standing, Status,
    Time, Title, View,
};

/// A network that was founded by a genesis file.
#[derive(Clone, Debug)]
pub struct Network {
    genesis: Genesis,
    members: BTreeMap<MemberId, pb::Member>,
    registers: Registers,
}

impl Network {
    /// The network of a genesis file.
    #[must_use]
    pub fn new(genesis: Genesis) -> Self {
        let members = genesis.members().iter().map(|member| {
            let id = MemberId::from_slice(&member.id).expect("checked when the file was read");
            (id, member.clone())
        });
        Self { members: members.collect(), registers: registers(&genesis), genesis }
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

    /// Asks the law what an instruction would do to a title, or why it would be refused: the
    /// answer every node will give if nothing else comes first.
    ///
    /// # Errors
    ///
    /// The law's [`Refusal`].
    pub fn foresee(
        &self,
        title: Option<&Title>,
        instruction: &Instruction,
        now: Time,
    ) -> Result<title::Fact, Refusal> {
        let mut parties = Parties::default();
        for party in instruction.parties(title) {
            parties.insert(party, self.standing(&party));
        }
        let view = View {
            title: title.filter(|_| !matches!(instruction.act, Act::Issue(_))),
            reference: title.map_or(ReferenceUse::Unused, reference_use),
            parties: &parties,
            registers: &self.registers,
            now,
        };
        let facts = title::apply(&view, instruction)?;
        let [fact] = facts[..] else { unreachable!("every act there is records one fact") };
        Ok(fact)
    }
}

/// What the ledger knows of the reference whose first version this title is.
fn reference_use(title: &Title) -> ReferenceUse {
    match title.status {
        Status::Ended(_) => ReferenceUse::Used,
        Status::Active { .. } | Status::Offered { .. } | Status::Surrendered { .. } => {
            ReferenceUse::Live(title.id)
        }
    }
}

fn registers(genesis: &Genesis) -> Registers {
    let entries = genesis.entries();
    let network = entries.get(&StateKey::Network).expect("every genesis has its network record");
    let network = pb::Network::decode(network.as_slice()).expect("the genesis wrote it just now");
    Registers {
        rulebooks: network.rulebooks.into_iter().collect(),
        terms_profiles: network.terms_profiles.iter().map(|profile| profile.number).collect(),
    }
}
