//! A tiny ledger for tests: real keys, a real genesis, real envelopes.

use std::sync::Arc;

use proto::account::{Account, Policy};
use proto::certificate::CommitCertificate;
use proto::genesis::Genesis;
use proto::hash::Hash;
use proto::ids::{MemberId, title_id};
use proto::instruction::{Draft, Submission, approve, seal};
use proto::keys::SecretKey;
use proto::pb::ledger::v1 as pb;
use proto::signing::Purpose;
use proto::validators::Address;
use proto::vote::{VoteBody, VoteKind};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, PartyId,
    ReferenceKey, Time, TitleId,
};

use crate::ledger::propose::Candidate;

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
    pub(crate) validators: Vec<SecretKey>,
    members: Vec<(SecretKey, PartyId)>,
}

impl World {
    /// A network of four validators and four members.
    pub(crate) fn new() -> Self {
        let validators: Vec<_> = (1..=4).map(|seed| SecretKey::from_seed(&[seed; 32])).collect();
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
            let account = Account { member: id, policy, identity_commitment: Hash([number; 32]) };
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
                suspended: false,
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
            network_name: "fixture".to_owned(),
            time_ms: FOUNDED_MS,
            heartbeat_ms: 5_000,
            clock_drift_ms: 5_000,
            network: Some(pb::Network {
                validators: Some(pb::ValidatorSet { validators: keys.collect() }),
                rulebooks: vec![1],
                terms_profiles: vec![terms],
                governance_threshold: 3,
                chain: None,
            }),
            members: founded,
            accounts,
            ..pb::Genesis::default()
        });
        Self { genesis: Arc::new(genesis.unwrap()), validators, members }
    }

    pub(crate) fn party(&self, who: Who) -> PartyId {
        self.members[who as usize].1
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

    /// A draft, approved by these members.
    pub(crate) fn approved(&self, draft: &Draft, by: &[Who]) -> Candidate {
        let chain = self.genesis.chain();
        let body = draft.body();
        let approvals: Vec<_> =
            by.iter().map(|who| approve(&chain, &body, &self.members[*who as usize].0)).collect();
        let envelope = seal(body, &approvals);
        let submission = Arc::new(Submission::open(&envelope, &chain).unwrap());
        Candidate { submission, envelope: envelope.into() }
    }

    /// The address of a validator.
    pub(crate) fn address(&self, validator: usize) -> Address {
        Address::of(&self.validators[validator].public())
    }

    /// A commit certificate for a block, signed by the first `signers` validators.
    pub(crate) fn certify(&self, height: u64, block: Hash, signers: usize) -> CommitCertificate {
        let signatures = self.validators[..signers].iter().map(|key| {
            let validator = Address::of(&key.public());
            let kind = VoteKind::Precommit;
            let vote = VoteBody { kind, height, round: 0, block: Some(block), validator };
            (validator, key.sign(Purpose::Vote, &self.genesis.chain(), &vote.encode()))
        });
        CommitCertificate::new(height, 0, block, signatures.collect())
    }
}
