//! A small ledger for unit tests: four validators, four members, and titles on it. Everything is
//! signed and hashed as on a real one; only nobody votes, the certificate is just made.

use std::collections::BTreeMap;

use proto::account::{Account, Policy};
use proto::block::{Block, Header, envelopes_root};
use proto::certificate::CommitCertificate;
use proto::fact::{ChainHead, Fact, FactRecord};
use proto::feed::{BlockFacts, Feed};
use proto::genesis::Genesis;
use proto::handover::Handover;
use proto::hash::{Hash, Tag, tagged};
use proto::ids::{MemberId, title_id};
use proto::instruction::{Draft, Subject, Submission, approve, seal};
use proto::keys::SecretKey;
use proto::merkle::Tree;
use proto::pb::api::v1::{CommittedBlock, FactsOfBlock};
use proto::pb::ledger::v1 as pb;
use proto::receipt::Receipt;
use proto::registry;
use proto::signing::Purpose;
use proto::validators::{Address, ValidatorSet};
use proto::vote::{VoteBody, VoteKind};
use title::{
    Act, Acting, Capacities, Capacity, Commitment, Instruction, Issue, Order, PartyId,
    ReferenceKey, Time, Title, TitleId, Titles,
};

use crate::known::Known;
use crate::network::Network;
use crate::profile;
use crate::proven::{Given, ProvedTitle, prove};
use crate::session::Session;
use crate::wallet::Wallet;

/// A member of the test network, with one account of one key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Firm {
    pub(crate) name: &'static str,
    pub(crate) lei: &'static str,
    capacity: Capacity,
    pub(crate) seed: u8,
}

pub(crate) const LINE: Firm = firm("Heron Line", "999900HERONLINE00106", Capacity::Carrier, 11);
pub(crate) const SHIPPER: Firm =
    firm("Quillon Spice", "999900QUILLONSPICE70", Capacity::Trader, 12);
pub(crate) const BANK: Firm = firm("Harbour Bank", "999900HARBOURBANK092", Capacity::Bank, 13);
pub(crate) const BUYER: Firm = firm("Tessel Trading", "999900TESSELTRADE052", Capacity::Trader, 14);

pub(crate) const fn firm(
    name: &'static str,
    lei: &'static str,
    capacity: Capacity,
    seed: u8,
) -> Firm {
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
        Account::new(self.member(), policy, commitment)
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
            ..pb::Member::default()
        }
    }
}

/// The network: every firm with one account, and `more` accounts beside them.
pub(crate) fn network_with(more: &[(Firm, u8)]) -> Network {
    let firms = [LINE, SHIPPER, BANK, BUYER];
    let validators = VALIDATORS
        .map(|seed| pb::Validator { key: key(seed).public().as_bytes().to_vec(), power: 1 });
    let terms = |number, law: &str| pb::TermsProfile {
        number,
        governing_law: law.to_owned(),
        convention: "Hague-Visby".to_owned(),
    };
    let network = pb::Network {
        validators: Some(pb::ValidatorSet { validators: validators.to_vec() }),
        rulebooks: vec![1],
        terms_profiles: vec![terms(1, "English law"), terms(2, "Elbonian law")],
        governance_threshold: 3,
        ..pb::Network::default()
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
            witnesses: Vec::new(),
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

/// One chain of facts, as a node would give it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chain {
    pub(crate) head: ChainHead,
    pub(crate) leaves: Vec<Vec<u8>>,
    pub(crate) receipts: Vec<pb::Receipt>,
}

impl Chain {
    pub(crate) fn given(&self) -> Given<'_> {
        Given { leaves: &self.leaves, receipt: self.receipts.last() }
    }
}

/// The blocks of the test network, each with the facts of one instruction.
pub(crate) struct Ledger {
    pub(crate) network: Network,
    /// The title that acts are on unless they say otherwise.
    pub(crate) id: TitleId,
    pub(crate) titles: Titles,
    pub(crate) chains: BTreeMap<Subject, Chain>,
    /// The facts of the registry, in order.
    pub(crate) registry: Vec<FactRecord>,
    pub(crate) blocks: Vec<CommittedBlock>,
    pub(crate) handovers: Vec<Handover>,
    voters: Vec<u8>,
    next_voters: Vec<u8>,
    parent: Hash,
    time_ms: u64,
}

impl Ledger {
    pub(crate) fn new() -> Self {
        let network = network();
        Self {
            id: title_id(&network.chain(), &REFERENCE, 1),
            titles: Titles::new(),
            chains: BTreeMap::new(),
            registry: Vec::new(),
            blocks: Vec::new(),
            handovers: Vec::new(),
            voters: VALIDATORS.to_vec(),
            next_voters: VALIDATORS.to_vec(),
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

    /// The title that acts are on.
    pub(crate) fn title(&self) -> Option<&Title> {
        self.titles.get(&self.id)
    }

    /// Its control chain.
    pub(crate) fn control(&self) -> Chain {
        self.chain(Subject::TitleControl(self.id))
    }

    pub(crate) fn chain(&self, subject: Subject) -> Chain {
        self.chains.get(&subject).cloned().unwrap_or_default()
    }

    /// A title as a wallet proves it.
    pub(crate) fn proved(&self, title: &TitleId) -> ProvedTitle {
        let control = self.chain(Subject::TitleControl(*title));
        let notices = self.chain(Subject::TitleAnnotations(*title));
        prove(&self.network, title, control.given(), notices.given()).unwrap()
    }

    /// Every title there is, as a wallet proves it.
    pub(crate) fn known(&self) -> Known {
        let mut known = Known::default();
        self.titles.keys().for_each(|title| known.add(self.proved(title)));
        known
    }

    /// An instruction of one firm on the title that acts are on.
    pub(crate) fn instruction(&self, firm: &Firm, with: &[Firm], act: Act) -> Instruction {
        let mut with: Vec<_> = with.iter().map(Firm::party).collect();
        with.sort();
        Instruction { by: Acting::own(firm.party()), with, title: self.id, act }
    }

    /// Records an act that the law allows, in a block of its own.
    pub(crate) fn record(&mut self, firm: &Firm, act: Act) -> FactRecord {
        self.record_with(firm, &[], act).remove(0)
    }

    /// Records an act that others sign too; gives all its facts.
    pub(crate) fn record_with(&mut self, firm: &Firm, with: &[Firm], act: Act) -> Vec<FactRecord> {
        self.time_ms += 1_000;
        let instruction = self.instruction(firm, with, act);
        let known = self.known();
        let (titles, references) = (known.titles(), known.references());
        let facts = self.network.foresee(&titles, &references, &instruction, self.now()).unwrap();
        let envelope = self.envelope(firm, with, instruction);
        let submission = Submission::open(&envelope, &self.network.chain()).unwrap();
        let facts = facts.into_iter().map(Fact::from);
        let records = facts.enumerate().map(|(index, fact)| {
            let chain = self.chain(fact.subject());
            FactRecord {
                height: self.blocks.len() as u64 + 1,
                index: u32::try_from(index).unwrap(),
                instruction: submission.id(),
                approvals_hash: submission.approvals_hash(),
                presentations_hash: submission.presentations_hash(),
                sequence: chain.head.length + 1,
                previous_head: chain.head.head,
                fact,
            }
        });
        let records: Vec<_> = records.collect();
        self.commit(&records, envelope);
        records
    }

    /// Lets the validators of these seeds vote after the next block that is recorded.
    pub(crate) fn hand_over_to(&mut self, seeds: &[u8]) {
        self.next_voters = seeds.to_vec();
    }

    /// Records an act on the registry, in a block of its own.
    pub(crate) fn decide(&mut self, firm: &Firm, with: &[Firm], act: registry::Act) -> FactRecord {
        self.time_ms += 1_000;
        let mut parties: Vec<_> = with.iter().map(Firm::party).collect();
        parties.sort();
        let by = Acting::own(firm.party());
        let instruction = registry::Instruction { by, with: parties, act };
        let fact = self.network.foresee_registry(&instruction, self.now()).unwrap().remove(0);
        let chain = self.chain(fact.chain.into());
        let (network, deadline_ms) = (self.network.chain(), self.time_ms + 600_000);
        let draft =
            Draft::on_registry(network, deadline_ms, fact.chain, chain.head.head, instruction);
        let envelope = sealed(&draft, firm, with);
        let submission = Submission::open(&envelope, &network).unwrap();
        let record = FactRecord {
            height: self.blocks.len() as u64 + 1,
            index: 0,
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: chain.head.length + 1,
            previous_head: chain.head.head,
            fact: fact.into(),
        };
        self.commit(std::slice::from_ref(&record), envelope);
        self.registry.push(record.clone());
        self.network.take_in(self.registry.clone()).unwrap();
        record
    }

    /// The instruction, drawn up on the heads that stand and with a deadline that has not come.
    pub(crate) fn draft(&self, instruction: Instruction) -> Draft {
        Draft {
            chain: self.network.chain(),
            deadline_ms: self.time_ms + 600_000,
            expected: self.known().expected(&instruction),
            instruction: instruction.into(),
        }
    }

    fn envelope(&self, firm: &Firm, with: &[Firm], instruction: Instruction) -> Vec<u8> {
        sealed(&self.draft(instruction), firm, with)
    }

    fn commit(&mut self, records: &[FactRecord], envelope: Vec<u8>) {
        let leaves: Vec<_> = records.iter().map(FactRecord::encode).collect();
        let tree = Tree::of(leaves.clone());
        let envelopes = vec![envelope];
        let count = u32::try_from(records.len()).unwrap();
        let header = self.header(records[0].height, tree.root(), count, envelopes_root(&envelopes));
        let certificate = self.certificate(&header, &self.voters[..3]);
        for (record, leaf) in records.iter().zip(leaves) {
            let inclusion = tree.inclusion(record.index.into()).unwrap();
            let receipt = Receipt::new(leaf.clone(), inclusion, &header, certificate.clone());
            let chain = self.chains.entry(record.subject()).or_default();
            chain.head = record.chain_after();
            chain.leaves.push(leaf);
            chain.receipts.push(receipt.after(self.handovers.clone()).to_message());
            if let Fact::Title(fact) = &record.fact {
                let after = title::evolve(self.titles.remove(&fact.title), fact);
                self.titles.insert(fact.title, after);
            }
        }
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

    fn header(
        &self,
        height: u64,
        facts_root: Hash,
        facts_count: u32,
        envelopes_root: Hash,
    ) -> Header {
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
            facts_count,
            headers_root: Hash::ZERO,
            state_root: Hash::ZERO,
            evidence_root: Hash::ZERO,
            snapshot_root: None,
            envelopes_root,
        }
    }

    /// The facts of a block, as a node would send them.
    pub(crate) fn facts_of(&self, height: u64) -> FactsOfBlock {
        let committed = &self.blocks[usize::try_from(height - 1).unwrap()];
        let leaves = self.chains.values().flat_map(|chain| chain.leaves.iter());
        let records = leaves.map(|leaf| (FactRecord::decode(leaf).unwrap(), leaf));
        let mut own: Vec<_> = records.filter(|(record, _)| record.height == height).collect();
        own.sort_by_key(|(record, _)| record.index);
        FactsOfBlock {
            header: Block::decode(&committed.block).unwrap().header.encode(),
            certificate: committed.certificate.clone(),
            records: own.into_iter().map(|(_, leaf)| leaf.clone()).collect(),
            handovers: committed.handovers.clone(),
        }
    }

    /// The blocks' facts, checked from the genesis file on; and the feed after the last.
    pub(crate) fn fed(&self) -> (Vec<BlockFacts>, Feed) {
        let mut feed = Feed::from_height(self.network.genesis(), 1);
        let heights = 1..=self.blocks.len() as u64;
        let blocks = heights.map(|height| feed.take(&self.facts_of(height)).unwrap()).collect();
        (blocks, feed)
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

fn sealed(draft: &Draft, firm: &Firm, with: &[Firm]) -> Vec<u8> {
    let body = draft.body();
    let signers = [firm].into_iter().chain(with);
    let approvals: Vec<_> =
        signers.map(|signer| approve(&draft.chain, &body, &key(signer.seed))).collect();
    seal(body, &approvals)
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
        master: None,
    }
}

/// The title of the next version of the test bill.
pub(crate) fn second_version() -> TitleId {
    title_id(&network().chain(), &REFERENCE, 2)
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
