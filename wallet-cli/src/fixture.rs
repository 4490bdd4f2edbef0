//! A small ledger for unit tests: four validators, four members, and one title on it. Everything
//! is signed and hashed as on a real one; only nobody votes, the certificate is just made.

use proto::account::{Account, Policy};
use proto::block::{Block, Header, envelopes_root};
use proto::certificate::CommitCertificate;
use proto::fact::{ChainHead, FactRecord};
use proto::genesis::Genesis;
use proto::handover::Handover;
use proto::hash::{Hash, Tag, tagged};
use proto::ids::{MemberId, title_id};
use proto::instruction::{Draft, Submission, approve, seal};
use proto::keys::SecretKey;
use proto::merkle::Tree;
use proto::pb::api::v1::CommittedBlock;
use proto::pb::ledger::v1 as pb;
use proto::receipt::Receipt;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, PartyId,
    ReferenceKey, Time, Title, TitleId,
};

use crate::network::Network;
use crate::profile;
use crate::session::Session;
use crate::wallet::Wallet;

/// A member of the test network, with one account of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Firm {
    pub(crate) name: &'static str,
    pub(crate) lei: &'static str,
    capacity: Capacity,
    seed: u8,
}

pub(crate) const LINE: Firm = firm("Heron Line", "999900HERONLINE00106", Capacity::Carrier, 11);
pub(crate) const SHIPPER: Firm =
    firm("Quillon Spice", "999900QUILLONSPICE70", Capacity::Trader, 12);
pub(crate) const BANK: Firm = firm("Harbour Bank", "999900HARBOURBANK092", Capacity::Bank, 13);
pub(crate) const BUYER: Firm = firm("Tessel Trading", "999900TESSELTRADE052", Capacity::Trader, 14);

const fn firm(name: &'static str, lei: &'static str, capacity: Capacity, seed: u8) -> Firm {
    Firm { name, lei, capacity, seed }
}

impl Firm {
    pub(crate) fn member(&self) -> MemberId {
        MemberId::of(pb::IdentifierScheme::Lei, self.lei)
    }

    pub(crate) fn party(&self) -> PartyId {
        self.account(self.seed).party()
    }

    fn account(&self, seed: u8) -> Account {
        let policy = Policy::new(1, &[key(seed).public()]).unwrap();
        let commitment = tagged(Tag::Identity, &[&[seed]]);
        Account { member: self.member(), policy, identity_commitment: commitment }
    }

    fn record(&self) -> pb::Member {
        pb::Member {
            id: self.member().0.to_vec(),
            legal_name: self.name.to_owned(),
            scheme: pb::IdentifierScheme::Lei.into(),
            identifier: self.lei.to_owned(),
            capacities: Capacities::of(&[self.capacity]).bits().into(),
            jurisdiction: "NL".to_owned(),
            rulebook: 1,
            suspended: false,
            chain: None,
        }
    }
}

/// The network: every firm with one account, and `more` accounts beside them.
pub(crate) fn network_with(more: &[(Firm, u8)]) -> Network {
    let firms = [LINE, SHIPPER, BANK, BUYER];
    let validators = VALIDATORS
        .map(|seed| pb::Validator { key: key(seed).public().as_bytes().to_vec(), power: 1 });
    let terms = pb::TermsProfile {
        number: 1,
        governing_law: "English law".to_owned(),
        convention: "Hague-Visby".to_owned(),
    };
    let network = pb::Network {
        validators: Some(pb::ValidatorSet { validators: validators.to_vec() }),
        rulebooks: vec![1],
        terms_profiles: vec![terms],
        governance_threshold: 3,
        chain: None,
    };
    let own = firms.iter().map(|firm| firm.account(firm.seed));
    let others = more.iter().map(|(firm, seed)| firm.account(*seed));
    let message = pb::Genesis {
        network_name: "harbour".to_owned(),
        time_ms: FOUNDED_MS,
        heartbeat_ms: 60_000,
        clock_drift_ms: 5_000,
        network: Some(network),
        members: firms.iter().map(Firm::record).collect(),
        accounts: own.chain(others).map(|account| account.to_message()).collect(),
        ..pb::Genesis::default()
    };
    Network::new(Genesis::from_message(message).unwrap())
}

pub(crate) fn network() -> Network {
    network_with(&[])
}

/// A wallet home in a folder of its own, with a profile that acts as one of the firms.
pub(crate) struct Place {
    folder: tempfile::TempDir,
    wallet: Wallet,
}

impl Place {
    pub(crate) fn of(firm: &Firm) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let genesis = folder.path().join("genesis");
        std::fs::write(&genesis, network().genesis().encode()).unwrap();
        let options = crate::args::Options {
            home: Some(folder.path().join("home")),
            profile: None,
            json: false,
            yes: false,
            passphrase_file: None,
        };
        let wallet = Wallet::locate(&options).unwrap();
        let draft = profile::Draft {
            label: profile::USUAL_PROFILE.parse().unwrap(),
            nodes: vec!["http://127.0.0.1:7443".parse().unwrap()],
            genesis,
            expected_chain: None,
            party: Some(firm.party()),
            key: Some("main".parse().unwrap()),
            tls_ca: None,
            issue: profile::UsualTerms::default(),
        };
        profile::Profile::add(&wallet.home, draft).unwrap();
        Self { folder, wallet }
    }

    pub(crate) fn session(&self) -> Session<'_> {
        Session::open(&self.wallet).unwrap()
    }

    pub(crate) fn wallet(&self) -> &Wallet {
        &self.wallet
    }

    pub(crate) fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }
}

/// The blocks of the test network, each with one fact of one title.
pub(crate) struct Ledger {
    pub(crate) network: Network,
    pub(crate) id: TitleId,
    pub(crate) title: Option<Title>,
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) receipts: Vec<pb::Receipt>,
    pub(crate) blocks: Vec<CommittedBlock>,
    pub(crate) handovers: Vec<Handover>,
    voters: Vec<u8>,
    next_voters: Vec<u8>,
    control: ChainHead,
    parent: Hash,
    time_ms: u64,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let network = network();
        Self {
            id: title_id(&network.chain(), &REFERENCE, 1),
            title: None,
            leaves: Vec::new(),
            receipts: Vec::new(),
            blocks: Vec::new(),
            handovers: Vec::new(),
            voters: VALIDATORS.to_vec(),
            next_voters: VALIDATORS.to_vec(),
            control: ChainHead::default(),
            parent: Hash(network.chain().0),
            time_ms: FOUNDED_MS,
            network,
        }
    }

    /// The ledger with a bill in the shipper's hands and to its order.
    pub(crate) fn issued() -> Self {
        let mut ledger = Self::new();
        ledger.record(&LINE, Act::Issue(issue()));
        ledger
    }

    /// The present block time.
    pub(crate) fn now(&self) -> Time {
        Time(self.time_ms)
    }

    /// Records an act that the law allows, in a block of its own.
    pub(crate) fn record(&mut self, firm: &Firm, act: Act) -> FactRecord {
        self.time_ms += 1_000;
        let instruction = Instruction { by: Acting::own(firm.party()), title: self.id, act };
        let fact = self.network.foresee(self.title.as_ref(), &instruction, self.now()).unwrap();
        let envelope = self.envelope(firm, instruction);
        let submission = Submission::open(&envelope, &self.network.chain()).unwrap();
        let record = FactRecord {
            height: self.leaves.len() as u64 + 1,
            index: 0,
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: self.control.length + 1,
            previous_head: self.control.head,
            fact,
        };
        self.commit(&record, envelope);
        self.title = Some(title::evolve(self.title.take(), &fact));
        self.control = record.chain_after();
        record
    }

    /// Lets the validators of these seeds vote after the next block that is recorded.
    pub(crate) fn hand_over_to(&mut self, seeds: &[u8]) {
        self.next_voters = seeds.to_vec();
    }

    fn envelope(&self, firm: &Firm, instruction: Instruction) -> Vec<u8> {
        let chain = self.network.chain();
        let deadline_ms = self.time_ms + 600_000;
        let draft = Draft { chain, deadline_ms, head: self.control.head, instruction };
        let body = draft.body();
        let approval = approve(&chain, &body, &key(firm.seed));
        seal(body, &[approval])
    }

    fn commit(&mut self, record: &FactRecord, envelope: Vec<u8>) {
        let leaf = record.encode();
        let tree = Tree::of([leaf.clone()]);
        let envelopes = vec![envelope];
        let header = self.header(record.height, tree.root(), envelopes_root(&envelopes));
        let certificate = self.certificate(&header, &self.voters[..3]);
        let inclusion = tree.inclusion(0).unwrap();
        let receipt = Receipt::new(leaf.clone(), inclusion, &header, certificate.clone());
        self.receipts.push(receipt.after(self.handovers.clone()).to_message());
        self.leaves.push(leaf);
        self.parent = header.hash();
        let mut handovers = Vec::new();
        if self.next_voters != self.voters {
            let next = set(&self.next_voters);
            let handover = Handover::new(header.clone(), certificate.clone(), next);
            handovers.push(handover.encode());
            self.handovers.push(handover);
            self.voters.clone_from(&self.next_voters);
        }
        let block = Block { header, envelopes }.encode();
        let certificate = Some(certificate.to_message());
        self.blocks.push(CommittedBlock { block, certificate, handovers });
    }

    fn header(&self, height: u64, facts_root: Hash, envelopes_root: Hash) -> Header {
        Header {
            rules: 1,
            chain: self.network.chain(),
            height,
            time_ms: self.time_ms,
            parent: self.parent,
            proposer: Address::of(&key(VALIDATORS[0]).public()),
            validators: set(&self.voters).hash(),
            next_validators: set(&self.next_voters).hash(),
            facts_root,
            facts_count: 1,
            headers_root: Hash::ZERO,
            state_root: Hash::ZERO,
            evidence_root: Hash::ZERO,
            snapshot_root: None,
            envelopes_root,
        }
    }

    /// A certificate by the validators with these seeds.
    pub(crate) fn certificate(&self, header: &Header, seeds: &[u8]) -> CommitCertificate {
        let (height, block) = (header.height, header.hash());
        let sign = |seed: &u8| {
            let validator = Address::of(&key(*seed).public());
            let kind = VoteKind::Precommit;
            let vote = VoteBody { kind, height, round: 0, block: Some(block), validator };
            let signature = key(*seed).sign(Purpose::Vote, &self.network.chain(), &vote.encode());
            (validator, signature)
        };
        CommitCertificate::new(height, 0, block, seeds.iter().map(sign).collect())
    }
}

/// The issue of the test bill: to the order of the shipper, who is in control.
pub(crate) fn issue() -> Issue {
    Issue {
        reference: REFERENCE,
        version: 1,
        order: Order::Named { party: SHIPPER.party(), may_endorse: true },
        controller: SHIPPER.party(),
        rulebook: 1,
        terms_profile: 1,
        document: Commitment { scheme: 0, root: [9; 32] },
    }
}

fn set(seeds: &[u8]) -> ValidatorSet {
    let entries: Vec<_> = seeds.iter().map(|seed| (key(*seed).public(), 1)).collect();
    ValidatorSet::new(&entries).unwrap()
}

pub(crate) fn key(seed: u8) -> SecretKey {
    SecretKey::from_seed(&[seed; 32])
}

pub(crate) const VALIDATORS: [u8; 4] = [1, 2, 3, 4];
const FOUNDED_MS: u64 = 1_790_000_000_000;
const REFERENCE: ReferenceKey = ReferenceKey([7; 32]);
