//! A small network of invented members, with fixed keys: what the tests of the wire format sign,
//! hash and prove.

pub(crate) mod registry;

use proto::account::{Account, Policy, identity_commitment};
use proto::block::{Block, Header};
use proto::certificate::CommitCertificate;
use proto::fact::{ChainHead, FactRecord};
use proto::genesis::Genesis;
use proto::handover::Handover;
use proto::hash::Hash;
use proto::ids::{ChainId, MemberId, title_id};
use proto::instruction::{Draft, Submission, approve, seal};
use proto::keys::SecretKey;
use proto::merkle::Tree;
use proto::pb::ledger::v1 as pb;
use proto::receipt::Receipt;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Endorsement, Event, Fact, Instruction, Issue,
    Order, PartyId, ReferenceKey, Time, TitleId,
};

/// 1 January 2026.
pub(crate) const FOUNDED_MS: u64 = 1_767_225_600_000;
/// The time of the sample block.
pub(crate) const BLOCK_MS: u64 = FOUNDED_MS + 86_400_000;
/// The height of the sample block.
pub(crate) const HEIGHT: u64 = 2;
/// Seeds of the validators' keys.
pub(crate) const VALIDATORS: [u8; 4] = [101, 102, 103, 104];

/// The secret key whose seed is `n`, 32 times.
pub(crate) fn key(n: u8) -> SecretKey {
    SecretKey::from_seed(&[n; 32])
}

/// A member's account, and the seeds of its keys.
pub(crate) struct Actor {
    pub(crate) name: &'static str,
    pub(crate) lei: &'static str,
    pub(crate) capacity: Capacity,
    pub(crate) country: &'static str,
    pub(crate) threshold: u32,
    pub(crate) seeds: &'static [u8],
}

pub(crate) const LINE: Actor = Actor {
    name: "Northwind Line",
    lei: "0000NORTHWINDLINE085",
    capacity: Capacity::Carrier,
    country: "NL",
    threshold: 1,
    seeds: &[1],
};
pub(crate) const SHIPPER: Actor = Actor {
    name: "Acme Looms",
    lei: "0000ACMELOOMS0000024",
    capacity: Capacity::Trader,
    country: "IN",
    threshold: 1,
    seeds: &[2],
};
/// Dual control: two of three officers.
pub(crate) const BANK: Actor = Actor {
    name: "Harbour Bank",
    lei: "0000HARBOURBANK00051",
    capacity: Capacity::Bank,
    country: "SG",
    threshold: 2,
    seeds: &[3, 4, 5],
};
pub(crate) const CUSTOMS: Actor = Actor {
    name: "Port Authority",
    lei: "0000PORTAUTHORITY087",
    capacity: Capacity::Authority,
    country: "NL",
    threshold: 1,
    seeds: &[6],
};
const ACTORS: [&Actor; 4] = [&LINE, &SHIPPER, &BANK, &CUSTOMS];

impl Actor {
    pub(crate) fn member(&self) -> MemberId {
        MemberId::of(pb::IdentifierScheme::Lei, self.lei)
    }

    pub(crate) fn policy(&self) -> Policy {
        let keys: Vec<_> = self.seeds.iter().map(|seed| key(*seed).public()).collect();
        Policy::new(self.threshold, &keys).expect("the sample's policies are good")
    }

    /// The account. Its statement is signed by its first key, its salt is that key's seed.
    pub(crate) fn account(&self) -> Account {
        let (member, policy, seed) = (self.member(), self.policy(), self.seeds[0]);
        let statement = [member.0, policy.root().0].concat();
        // The account is older than the chain: the statement stands under no chain id.
        let none = ChainId([0; 32]);
        let signature = key(seed).sign(Purpose::Identity, &none, &statement);
        let identity_commitment =
            identity_commitment(&[seed; 32], &member, &policy.root(), &signature);
        Account::new(member, policy, identity_commitment)
    }

    pub(crate) fn party(&self) -> PartyId {
        self.account().party()
    }

    pub(crate) fn record(&self) -> pb::Member {
        pb::Member {
            id: self.member().0.to_vec(),
            legal_name: self.name.to_owned(),
            scheme: pb::IdentifierScheme::Lei.into(),
            identifier: self.lei.to_owned(),
            capacities: Capacities::of(&[self.capacity]).bits().into(),
            jurisdiction: self.country.to_owned(),
            rulebook: 1,
            status: pb::MemberStatus::Active.into(),
            chain: None,
        }
    }
}

/// The validators, each with voting power 1.
pub(crate) fn validators() -> ValidatorSet {
    set(&VALIDATORS)
}

/// The validators of these seeds, each with voting power 1.
pub(crate) fn set(seeds: &[u8]) -> ValidatorSet {
    let entries: Vec<_> = seeds.iter().map(|seed| (key(*seed).public(), 1)).collect();
    ValidatorSet::new(&entries).expect("the sample's sets are good")
}

pub(crate) fn genesis_message() -> pb::Genesis {
    let profile = pb::TermsProfile {
        number: 1,
        governing_law: "English law".to_owned(),
        convention: "Hague-Visby Rules".to_owned(),
    };
    pb::Genesis {
        format: 1,
        network_name: "Sample network".to_owned(),
        time_ms: FOUNDED_MS,
        rules: 1,
        heartbeat_ms: 60_000,
        clock_drift_ms: 5_000,
        network: Some(pb::Network {
            validators: Some(validators().to_message()),
            rulebooks: vec![1],
            terms_profiles: vec![profile],
            governance_threshold: 3,
            ..pb::Network::default()
        }),
        members: ACTORS.iter().map(|actor| actor.record()).collect(),
        accounts: ACTORS.iter().map(|actor| actor.account().to_message()).collect(),
    }
}

pub(crate) fn genesis() -> Genesis {
    Genesis::from_message(genesis_message()).expect("the sample's genesis is good")
}

pub(crate) fn chain() -> ChainId {
    genesis().chain()
}

/// An issue to the shipper's order, held by the shipper.
pub(crate) fn issue(order: Order) -> Issue {
    Issue {
        reference: ReferenceKey([0xb1; 32]),
        version: 1,
        order,
        controller: SHIPPER.party(),
        rulebook: 1,
        terms_profile: 1,
        document: Commitment { scheme: 0, root: [0xd0; 32] },
        master: None,
    }
}

pub(crate) fn to_order(actor: &Actor) -> Order {
    Order::Named { party: actor.party(), may_endorse: true }
}

/// The title that the sample's issue makes.
pub(crate) fn bill(chain: &ChainId) -> TitleId {
    title_id(chain, &ReferenceKey([0xb1; 32]), 1)
}

/// An instruction on the sample's title, by an account, on a head.
pub(crate) fn draft(chain: &ChainId, by: &Actor, act: Act, head: Hash) -> Draft {
    let instruction = Instruction::new(Acting::own(by.party()), bill(chain), act);
    Draft::on_head(*chain, BLOCK_MS + 3_600_000, head, instruction)
}

/// The envelope of a draft, signed with the keys of these seeds.
pub(crate) fn envelope(draft: &Draft, seeds: &[u8]) -> Vec<u8> {
    let body = draft.body();
    let approvals: Vec<_> =
        seeds.iter().map(|seed| approve(&draft.chain, &body, &key(*seed))).collect();
    seal(body, &approvals)
}

/// A block that records an issue, an offer to the bank, and the bank's acceptance.
pub(crate) struct Committed {
    pub(crate) records: Vec<FactRecord>,
    pub(crate) block: Block,
    pub(crate) certificate: CommitCertificate,
}

pub(crate) fn committed() -> Committed {
    let chain = chain();
    let bank = BANK.party();
    let until = Time(BLOCK_MS + 7_200_000);
    let endorsement = Endorsement::ToOrder(bank);
    let issue = issue(to_order(&SHIPPER));
    let offer = Act::Offer { to: bank, endorsement: Some(endorsement), until };
    let order = Some(endorsement.order());
    let story = [
        (&LINE, Act::Issue(issue), Event::Issued(issue)),
        (&SHIPPER, offer, Event::Offered { to: bank, endorsement: Some(endorsement), until }),
        (&BANK, Act::Accept, Event::Accepted { from: SHIPPER.party(), to: bank, order }),
    ];
    let mut head = ChainHead::default();
    let mut records = Vec::new();
    let mut envelopes = Vec::new();
    for (index, (by, act, event)) in (0..).zip(story) {
        let envelope =
            envelope(&draft(&chain, by, act, head.head), &by.seeds[..by.threshold as usize]);
        let record = record(&chain, &envelope, index, head, by.party(), event);
        head = record.chain_after();
        envelopes.push(envelope);
        records.push(record);
    }
    let header = header(&chain, &records, &envelopes);
    let certificate = certificate(&chain, &header, &VALIDATORS[..3]);
    Committed { records, block: Block { header, envelopes }, certificate }
}

fn record(
    chain: &ChainId,
    envelope: &[u8],
    index: u32,
    before: ChainHead,
    by: PartyId,
    event: Event,
) -> FactRecord {
    let submission = Submission::open(envelope, chain).expect("the sample's envelopes are good");
    FactRecord {
        height: HEIGHT,
        index,
        instruction: submission.id(),
        approvals_hash: submission.approvals_hash(),
        presentations_hash: submission.presentations_hash(),
        sequence: before.length + 1,
        previous_head: before.head,
        fact: Fact {
            title: bill(chain),
            by: Acting::own(by),
            with: vec![],
            at: Time(BLOCK_MS),
            event,
        }
        .into(),
    }
}

fn header(chain: &ChainId, records: &[FactRecord], envelopes: &[Vec<u8>]) -> Header {
    let leaves = Tree::of(records.iter().map(FactRecord::encode));
    let parent = Hash([0xaa; 32]);
    Header {
        rules: 1,
        chain: *chain,
        height: HEIGHT,
        time_ms: BLOCK_MS,
        parent,
        proposer: Address::of(&key(VALIDATORS[0]).public()),
        validators: validators().hash(),
        next_validators: validators().hash(),
        facts_root: leaves.root(),
        facts_count: u32::try_from(records.len()).expect("three facts"),
        headers_root: Tree::of([parent.0.to_vec()]).root(),
        state_root: Hash([0x57; 32]),
        evidence_root: Hash::ZERO,
        snapshot_root: None,
        envelopes_root: Tree::of(envelopes.iter().cloned()).root(),
    }
}

/// The header of an empty block after which other validators vote.
pub(crate) fn handover_header(height: u64, from: &[u8], to: &[u8]) -> Header {
    Header {
        height,
        time_ms: BLOCK_MS + height,
        validators: set(from).hash(),
        next_validators: set(to).hash(),
        ..header(&chain(), &[], &[])
    }
}

/// Such a block's hand-over, signed by three of those who voted until then.
pub(crate) fn handover(height: u64, from: &[u8], to: &[u8]) -> Handover {
    let header = handover_header(height, from, to);
    let certificate = certificate(&chain(), &header, &from[..3]);
    Handover::new(header, certificate, set(to))
}

/// A certificate for a header by the validators of these seeds.
pub(crate) fn certificate(chain: &ChainId, header: &Header, seeds: &[u8]) -> CommitCertificate {
    let block = header.hash();
    let signatures = seeds
        .iter()
        .map(|seed| {
            let key = key(*seed);
            let validator = Address::of(&key.public());
            let vote = VoteBody {
                kind: VoteKind::Precommit,
                height: header.height,
                round: 1,
                block: Some(block),
                validator,
            };
            (validator, key.sign(Purpose::Vote, chain, &vote.encode()))
        })
        .collect();
    CommitCertificate::new(header.height, 1, block, signatures)
}

impl Committed {
    /// The same facts in a block at another height, by other validators.
    pub(crate) fn by(mut self, height: u64, seeds: &[u8]) -> Self {
        self.records.iter_mut().for_each(|record| record.height = height);
        let header = &mut self.block.header;
        header.height = height;
        header.validators = set(seeds).hash();
        header.next_validators = header.validators;
        header.facts_root = Tree::of(self.records.iter().map(FactRecord::encode)).root();
        self.certificate = certificate(&chain(), header, seeds);
        self
    }

    /// The receipt of one of the block's facts.
    pub(crate) fn receipt(&self, index: usize) -> Receipt {
        let tree = Tree::of(self.records.iter().map(FactRecord::encode));
        let inclusion = tree.inclusion(index as u64).expect("the block has this fact");
        let record = self.records[index].encode();
        Receipt::new(record, inclusion, &self.block.header, self.certificate.clone())
    }
}
