//! Who takes part: validators and their keys, members and theirs, and the genesis they founded.

use std::sync::Arc;

use proto::account::{Account, Policy};
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::{ChainId, MemberId, title_id};
use proto::instruction::{Draft, approve, seal};
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;
use proto::registry;
use proto::validators::{Address, ValidatorSet};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, PartyId,
    ReferenceKey, TitleId,
};

use crate::papers::opened_by;

/// The moment of founding, in milliseconds since 1970.
pub const FOUNDED_MS: u64 = 1_800_000_000_000;

/// The longest time without a block, in milliseconds.
pub const HEARTBEAT_MS: u32 = 5_000;

/// How far a proposal's time may be from a validator's clock, in milliseconds.
pub const CLOCK_DRIFT_MS: u32 = 5_000;

/// A member of the simulated network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Who {
    /// Issues bills and answers surrender.
    Carrier,
    /// Has the first bill.
    Shipper,
    /// Buys.
    Trader,
    /// Takes pledges.
    Bank,
    /// Audits; moves nothing.
    Customs,
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 5] =
        [Self::Carrier, Self::Shipper, Self::Trader, Self::Bank, Self::Customs];
}

/// A founded network and all its keys.
pub struct Cast {
    genesis: Arc<Genesis>,
    members: Vec<(SecretKey, PartyId, MemberId)>,
    papers: bool,
}

/// The key of a validator by number; the first found the network, the others wait.
#[must_use]
pub fn validator_key(number: usize) -> SecretKey {
    let number = u8::try_from(number).expect("fewer than 100 validators");
    SecretKey::from_seed(&[number + 1; 32])
}

/// The address of a validator by number.
#[must_use]
pub fn validator_address(number: usize) -> Address {
    Address::of(&validator_key(number).public())
}

impl Cast {
    /// A network founded by this many validators.
    #[must_use]
    pub fn found(validators: usize) -> Self {
        let capacities = [
            Capacity::Carrier,
            Capacity::Trader,
            Capacity::Trader,
            Capacity::Bank,
            Capacity::Authority,
        ];
        let names = ["Heron Line", "Marsh Mills", "Fen Trading", "Harbour Bank", "Reed Customs"];
        let mut members = Vec::new();
        let mut founders = Vec::new();
        let mut accounts = Vec::new();
        for (number, (name, capacity)) in (150u8..).zip(names.into_iter().zip(capacities)) {
            let key = SecretKey::from_seed(&[number; 32]);
            let identifier = format!("000000{number}");
            let id = MemberId::of(pb::IdentifierScheme::Duns, &identifier);
            let policy = Policy::new(1, &[key.public()]).expect("one key is a policy");
            let account = Account::new(id, policy, Hash([number; 32]));
            members.push((key, account.party(), id));
            accounts.push(account.to_message());
            founders.push(pb::Member {
                id: id.0.to_vec(),
                legal_name: name.to_owned(),
                scheme: pb::IdentifierScheme::Duns.into(),
                identifier,
                capacities: u32::from(Capacities::of(&[capacity]).bits()),
                jurisdiction: "ZZ".to_owned(),
                rulebook: 1,
                status: pb::MemberStatus::Active.into(),
                chain: None,
            });
        }
        let genesis = Genesis::from_message(pb::Genesis {
            network_name: "simulated".to_owned(),
            time_ms: FOUNDED_MS,
            heartbeat_ms: HEARTBEAT_MS,
            clock_drift_ms: CLOCK_DRIFT_MS,
            network: Some(network(validators)),
            members: founders,
            accounts,
            ..pb::Genesis::default()
        });
        let genesis = genesis.expect("the cast is a genesis");
        Self { genesis: Arc::new(genesis), members, papers: false }
    }

    /// The same network, on which there is a document behind each bill ([`Self::package`]), and not
    /// a number alone.
    #[must_use]
    pub fn with_papers(self) -> Self {
        Self { papers: true, ..self }
    }

    /// The genesis.
    #[must_use]
    pub fn genesis(&self) -> &Arc<Genesis> {
        &self.genesis
    }

    /// The chain id.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.genesis.chain()
    }

    /// A member's party.
    #[must_use]
    pub fn party(&self, who: Who) -> PartyId {
        self.members[who as usize].1
    }

    /// A member's id.
    #[must_use]
    pub fn member(&self, who: Who) -> MemberId {
        self.members[who as usize].2
    }

    /// A member's key.
    #[must_use]
    pub fn key(&self, who: Who) -> &SecretKey {
        &self.members[who as usize].0
    }

    /// Whose party this is.
    #[must_use]
    pub fn who(&self, party: PartyId) -> Option<Who> {
        Who::ALL.into_iter().find(|who| self.party(*who) == party)
    }

    /// The title of the bill with this number.
    #[must_use]
    pub fn title(&self, bill: u32) -> TitleId {
        title_id(&self.chain(), &self.reference(bill), 1)
    }

    fn reference(&self, bill: u32) -> ReferenceKey {
        if self.papers { self.reference_on_paper(bill) } else { reference(bill) }
    }

    fn document(&self, bill: u32) -> Commitment {
        if self.papers { opened_by(&self.package(bill)) } else { commitment(bill) }
    }

    /// The content of the bill with this number, for the shipper.
    #[must_use]
    pub fn issue(&self, bill: u32, order: Order) -> Act {
        Act::Issue(Issue {
            reference: self.reference(bill),
            version: 1,
            order,
            controller: self.party(Who::Shipper),
            rulebook: 1,
            terms_profile: 1,
            document: self.document(bill),
            master: None,
        })
    }

    /// An act on one chain of facts, signed by a member: the envelope.
    #[must_use]
    pub fn act(&self, by: Who, title: TitleId, head: Hash, deadline_ms: u64, act: Act) -> Vec<u8> {
        let instruction = Instruction::new(Acting::own(self.party(by)), title, act);
        let draft = Draft::on_head(self.chain(), deadline_ms, head, instruction);
        self.sealed(&draft, &[by])
    }

    /// A change of the validators, signed by three of the governance: the envelope.
    #[must_use]
    pub fn change_validators(&self, head: Hash, deadline_ms: u64, validators: &[usize]) -> Vec<u8> {
        let entries: Vec<_> =
            validators.iter().map(|number| (validator_key(*number).public(), 1)).collect();
        let set = ValidatorSet::new(&entries).expect("different keys are a set");
        let signers = [Who::Carrier, Who::Shipper, Who::Bank];
        let mut with: Vec<_> = signers[1..].iter().map(|who| self.party(*who)).collect();
        with.sort_unstable();
        let by = Acting::own(self.party(signers[0]));
        let act = registry::Act::ChangeValidators(set);
        let instruction = registry::Instruction { by, with, act };
        let chain = registry::Chain::Network;
        let draft = Draft::on_registry(self.chain(), deadline_ms, chain, head, instruction);
        self.sealed(&draft, &signers)
    }

    fn sealed(&self, draft: &Draft, by: &[Who]) -> Vec<u8> {
        let body = draft.body();
        let approvals: Vec<_> =
            by.iter().map(|who| approve(&self.chain(), &body, self.key(*who))).collect();
        seal(body, &approvals)
    }
}

/// A commitment to something that nobody asks for.
#[must_use]
pub fn commitment(number: u32) -> Commitment {
    Commitment { scheme: 0, root: reference(number).0 }
}

fn reference(bill: u32) -> ReferenceKey {
    let mut key = [0xb1; 32];
    key[..4].copy_from_slice(&bill.to_be_bytes());
    ReferenceKey(key)
}

fn network(validators: usize) -> pb::Network {
    let keys = (0..validators)
        .map(|number| validator_key(number).public())
        .map(|key| pb::Validator { key: key.as_bytes().to_vec(), power: 1 });
    let terms = pb::TermsProfile {
        number: 1,
        governing_law: "Law of the simulation".to_owned(),
        convention: "none".to_owned(),
    };
    pb::Network {
        validators: Some(pb::ValidatorSet { validators: keys.collect() }),
        rulebooks: vec![1],
        terms_profiles: vec![terms],
        governance_threshold: 3,
        ..pb::Network::default()
    }
}
