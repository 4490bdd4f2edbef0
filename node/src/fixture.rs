//! A tiny ledger for tests: real keys, a real genesis, real envelopes.

mod node;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use proto::account::{Account, Policy};
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::{ChainId, MemberId, title_id};
use proto::instruction::{Draft, Submission, approve, seal};
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;
use proto::registry;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, PartyId,
    ReferenceKey, Time, TitleId,
};

use crate::ledger::propose::Candidate;

pub(crate) use self::node::Node;

/// The moment of founding.
pub(crate) const FOUNDED_MS: u64 = 1_800_000_000_000;
/// The deadline of every instruction made here.
pub(crate) const DEADLINE_MS: u64 = FOUNDED_MS + 3_600_000;

/// Who takes part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Carrier,
    Shipper,
    Bank,
    Customs,
}

/// A founded network and all its keys.
pub(crate) struct World {
    pub(crate) genesis: Arc<Genesis>,
    members: Vec<(SecretKey, PartyId)>,
}

/// The key of a validator: the first four are founders.
pub(crate) fn voter(index: u8) -> SecretKey {
    SecretKey::from_seed(&[index + 1; 32])
}

/// Which sets the blocks of a chain hand over to, without an instruction.
static PLANS: Mutex<BTreeMap<(ChainId, u64), ValidatorSet>> = Mutex::new(BTreeMap::new());
/// How many networks are no other test's.
static ALONE: AtomicU32 = AtomicU32::new(0);

/// Plans that block `height` of a chain lets these vote from the next one on.
pub(crate) fn plan(chain: ChainId, height: u64, voters: &[u8]) -> ValidatorSet {
    let entries: Vec<_> = voters.iter().map(|index| (voter(*index).public(), 1)).collect();
    let set = ValidatorSet::new(&entries).unwrap();
    PLANS.lock().unwrap().insert((chain, height), set.clone());
    set
}

fn next_name() -> String {
    format!("fixture {}", ALONE.fetch_add(1, Ordering::Relaxed))
}

/// The set that a block hands over to by plan.
pub(crate) fn planned(chain: &ChainId, height: u64) -> Option<ValidatorSet> {
    PLANS.lock().unwrap().get(&(*chain, height)).cloned()
}

impl World {
    /// A network of four validators and four members.
    pub(crate) fn new() -> Self {
        Self::named("fixture", FOUNDED_MS)
    }

    /// A network that no other test has, so that changes of its validators can be planned.
    pub(crate) fn alone() -> Self {
        Self::named(&next_name(), FOUNDED_MS)
    }

    /// Such a network, founded long enough ago for blocks of this machine's time.
    pub(crate) fn running() -> Self {
        Self::named(&next_name(), 1_700_000_000_000)
    }

    /// Plans that block `height` lets these vote from the next one on.
    pub(crate) fn plan(&self, height: u64, voters: &[u8]) -> ValidatorSet {
        plan(self.genesis.chain(), height, voters)
    }

    fn named(network: &str, founded_ms: u64) -> Self {
        let validators: Vec<_> = (0..4).map(voter).collect();
        let capacities = [Capacity::Carrier, Capacity::Trader, Capacity::Bank, Capacity::Authority];
        let names = ["Heron Line", "Marsh Mills", "Harbour Bank", "Reed Customs"];
        let mut members = Vec::new();
        let mut founded = Vec::new();
        let mut accounts = Vec::new();
        for (number, (name, capacity)) in (50u8..).zip(names.into_iter().zip(capacities)) {
            let key = SecretKey::from_seed(&[number; 32]);
            let identifier = format!("0000000{number}");
            let id = MemberId::of(pb::IdentifierScheme::Duns, &identifier);
            let policy = Policy::new(1, &[key.public()]).unwrap();
            let account = Account::new(id, policy, Hash([number; 32]));
            members.push((key, account.party()));
            accounts.push(account.to_message());
            founded.push(pb::Member {
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
        let keys = validators
            .iter()
            .map(|key| pb::Validator { key: key.public().as_bytes().to_vec(), power: 1 });
        let terms = pb::TermsProfile {
            number: 1,
            governing_law: "Law of the test".to_owned(),
            convention: "none".to_owned(),
        };
        let genesis = Genesis::from_message(pb::Genesis {
            network_name: network.to_owned(),
            time_ms: founded_ms,
            heartbeat_ms: 5_000,
            clock_drift_ms: 5_000,
            network: Some(pb::Network {
                validators: Some(pb::ValidatorSet { validators: keys.collect() }),
                rulebooks: vec![1],
                terms_profiles: vec![terms],
                governance_threshold: 3,
                ..pb::Network::default()
            }),
            members: founded,
            accounts,
            ..pb::Genesis::default()
        });
        Self { genesis: Arc::new(genesis.unwrap()), members }
    }

    pub(crate) fn party(&self, who: Who) -> PartyId {
        self.members[who as usize].1
    }

    pub(crate) fn key(&self, who: Who) -> &SecretKey {
        &self.members[who as usize].0
    }

    pub(crate) fn member(&self, who: Who) -> MemberId {
        self.genesis.accounts()[&self.party(who)].member
    }

    /// An act on the registry, signed by members' accounts, the first as the one who acts.
    pub(crate) fn registry(&self, signers: &[Who], head: Hash, act: registry::Act) -> Candidate {
        let chain = match act.kind().is_governance() {
            true => registry::Chain::Network,
            false => registry::Chain::Member(self.member(signers[0])),
        };
        let mut with: Vec<_> = signers[1..].iter().map(|who| self.party(*who)).collect();
        with.sort_unstable();
        let by = Acting::own(self.party(signers[0]));
        let instruction = registry::Instruction { by, with, act };
        let draft = Draft::on_registry(self.genesis.chain(), DEADLINE_MS, chain, head, instruction);
        self.approved(&draft, signers)
    }

    /// A draft, approved by these members.
    pub(crate) fn approved(&self, draft: &Draft, by: &[Who]) -> Candidate {
        let keys: Vec<_> = by.iter().map(|who| self.key(*who)).collect();
        self.approved_with(draft, &keys)
    }

    /// A draft, approved with these keys.
    pub(crate) fn approved_with(&self, draft: &Draft, keys: &[&SecretKey]) -> Candidate {
        let (chain, body) = (self.genesis.chain(), draft.body());
        let approvals: Vec<_> = keys.iter().map(|key| approve(&chain, &body, key)).collect();
        let envelope = seal(body, &approvals);
        let submission = Arc::new(Submission::open(&envelope, &chain).unwrap());
        Candidate { submission, envelope: envelope.into() }
    }

    /// The title of the bill with this number.
    pub(crate) fn title(&self, number: u8) -> TitleId {
        title_id(&self.genesis.chain(), &ReferenceKey([number; 32]), 1)
    }

    /// A bill in blank, issued to the shipper.
    pub(crate) fn issue(&self, number: u8) -> Candidate {
        let act = Act::Issue(self.bill(number, 1));
        self.sign(Who::Carrier, self.title(number), Hash::ZERO, act)
    }

    /// The content of a bill in blank for the shipper.
    pub(crate) fn bill(&self, number: u8, version: u32) -> Issue {
        Issue {
            reference: ReferenceKey([number; 32]),
            version,
            order: Order::Blank,
            controller: self.party(Who::Shipper),
            rulebook: 1,
            terms_profile: 1,
            document: Commitment { scheme: 0, root: [number; 32] },
            master: None,
        }
    }

    /// An offer of a bill, an hour long.
    pub(crate) fn offer(&self, by: Who, number: u8, head: Hash, to: Who) -> Candidate {
        let until = Time(DEADLINE_MS);
        let act = Act::Offer { to: self.party(to), endorsement: None, until };
        self.sign(by, self.title(number), head, act)
    }

    /// Any act on one chain of facts, signed by a member.
    pub(crate) fn sign(&self, by: Who, title: TitleId, head: Hash, act: Act) -> Candidate {
        let chain = self.genesis.chain();
        let instruction = Instruction::new(Acting::own(self.party(by)), title, act);
        self.approved(&Draft::on_head(chain, DEADLINE_MS, head, instruction), &[by])
    }

    /// The address of a validator.
    pub(crate) fn address(&self, validator: usize) -> Address {
        let index = u8::try_from(validator).unwrap();
        Address::of(&voter(index).public())
    }

    /// A commit certificate for a block, signed by the first `signers` validators.
    pub(crate) fn certify(&self, height: u64, block: Hash, signers: usize) -> CommitCertificate {
        self.certify_by(height, block, &[0, 1, 2, 3][..signers])
    }

    /// A commit certificate for a block, signed by these.
    pub(crate) fn certify_by(&self, height: u64, block: Hash, voters: &[u8]) -> CommitCertificate {
        let signatures = voters.iter().map(|index| {
            let key = voter(*index);
            let validator = Address::of(&key.public());
            let kind = VoteKind::Precommit;
            let vote = VoteBody { kind, height, round: 0, block: Some(block), validator };
            (validator, key.sign(Purpose::Vote, &self.genesis.chain(), &vote.encode()))
        });
        CommitCertificate::new(height, 0, block, signatures.collect())
    }
}
