//! A small ledger, block by block as section 10 of the wire format says, from the sample's genesis
//! file on. It records what it is told; that a node would record the same is the law's matter.

use std::collections::BTreeMap;

use proto::block::Header;
use proto::checkpoint::Checkpoint;
use proto::document::{Attachment, BillPackage, Field, File, MasterSalt, Tree as Document};
use proto::evidence::{Evidence, FactProof, Subject as About, TitleEvidence};
use proto::fact::{ChainHead, Fact, FactRecord};
use proto::handover::Handover;
use proto::hash::Hash;
use proto::ids::title_id;
use proto::instruction::{Draft, Subject, Submission};
use proto::merkle::Tree;
use proto::receipt::Receipt;
use proto::reference::{NormalReference, reference_key_v0};
use proto::registry::{self, Chain, Network, Record};
use proto::state::{ReferenceRecord, StateKey, TitleRecord};
use proto::state_proof::{Found, StateEntry};
use proto::validators::Address;
use title::{Act, Acting, Event, Instruction, Time, TitleId};

use crate::sample::{self, Actor, BANK, LINE, SHIPPER};
use crate::second_opinion::{rfc6962, sha256, state_root, way};

/// What one instruction does.
pub(crate) enum Deed {
    /// An act on the bill, and the fact that it gives.
    OnBill { by: &'static Actor, act: Box<Act>, event: Box<Event> },
    /// The governance lets these vote from the next block on.
    Validators(&'static [u8]),
}

/// The ledger as it stands, and everything that was committed.
pub(crate) struct Ledger {
    pub(crate) state: BTreeMap<StateKey, Vec<u8>>,
    pub(crate) voters: &'static [u8],
    pub(crate) committed: Vec<Checkpoint>,
    pub(crate) handovers: Vec<Handover>,
    pub(crate) control: Vec<FactProof>,
    pub(crate) annotations: Vec<FactProof>,
}

/// The carrier's reference of the bill.
pub(crate) const REFERENCE: &str = "NWL-2601/17";
const SALT: MasterSalt = MasterSalt([0x5a; 32]);
const DOCUMENT: &[u8] = br#"{"transportDocumentReference": "NWL-2601/17", "weight": 12.50}"#;

/// The bill's package, before normalisation of its reference.
pub(crate) fn package() -> BillPackage {
    BillPackage {
        document: DOCUMENT.to_vec(),
        attachments: vec![tally()],
        master_salt: SALT,
        reference: "nwl-2601 / 17".to_owned(),
        reference_scheme: 0,
        chain_id: sample::chain(),
        title_id: bill(),
        version: 1,
    }
}

/// The bill.
pub(crate) fn bill() -> TitleId {
    title_id(&sample::chain(), &issue().reference, 1)
}

/// Its issue, to the shipper's order.
pub(crate) fn issue() -> title::Issue {
    let reference = NormalReference::new(REFERENCE).unwrap();
    let field = |pointer: &str, raw: &str| Field {
        pointer: pointer.to_owned(),
        raw: raw.as_bytes().to_vec(),
    };
    let fields =
        vec![field("/transportDocumentReference", "\"NWL-2601/17\""), field("/weight", "12.50")];
    let tally = tally();
    let bytes_hash = Hash(sha256(&[&tally.content]));
    let file = File { name: tally.name, media_type: tally.media_type, bytes_hash };
    let document = Document::new(DOCUMENT, fields, vec![file], &SALT).unwrap();
    title::Issue {
        reference: reference_key_v0(&sample::chain(), &LINE.member(), &reference),
        document: document.commitment(),
        ..sample::issue(sample::to_order(&SHIPPER))
    }
}

fn tally() -> Attachment {
    Attachment {
        name: "tally.txt".to_owned(),
        media_type: "text/plain".to_owned(),
        content: b"40 cases".to_vec(),
    }
}

impl Ledger {
    /// The ledger that the sample's genesis file founds.
    pub(crate) fn founded() -> Self {
        Self {
            state: sample::genesis().entries(),
            voters: &sample::VALIDATORS,
            committed: Vec::new(),
            handovers: Vec::new(),
            control: Vec::new(),
            annotations: Vec::new(),
        }
    }

    /// Commits a block of these deeds by the first three of those who vote.
    pub(crate) fn block(&mut self, deeds: Vec<Deed>) {
        let (chain, height) = (sample::chain(), self.committed.len() as u64 + 1);
        let time_ms = sample::FOUNDED_MS + 1_000 * height;
        let votes_now = self.voters;
        let (mut envelopes, mut records) = (Vec::new(), Vec::new());
        for (index, deed) in (0..).zip(deeds) {
            let (envelope, record) = self.record(deed, height, index, time_ms);
            envelopes.push(envelope);
            records.push(record);
        }
        let header = self.header(height, time_ms, &records, &envelopes, votes_now);
        let certificate = sample::certificate(&chain, &header, &votes_now[..3]);
        let leaves = Tree::of(records.iter().map(FactRecord::encode));
        for (record, envelope) in records.into_iter().zip(envelopes) {
            let inclusion = leaves.inclusion(u64::from(record.index)).unwrap();
            let receipt = Receipt::new(record.encode(), inclusion, &header, certificate.clone());
            match record.subject() {
                Subject::TitleControl(_) => self.control.push(FactProof { receipt, envelope }),
                Subject::TitleAnnotations(_) => {
                    self.annotations.push(FactProof { receipt, envelope });
                }
                Subject::Member(_) | Subject::Network => {}
            }
        }
        if header.next_validators != header.validators {
            let next = sample::set(self.voters);
            self.handovers.push(Handover::new(header.clone(), certificate.clone(), next));
        }
        self.committed.push(Checkpoint { header, certificate });
    }

    /// Signs a deed and writes what it does.
    fn record(&mut self, deed: Deed, height: u64, index: u32, at: u64) -> (Vec<u8>, FactRecord) {
        let at = Time(at);
        let (envelope, chain, fact): (_, _, Fact) = match deed {
            Deed::OnBill { by, act, event } => {
                let before = self.title_record().unwrap_or_default();
                let chain = if event.is_annotation() { before.1 } else { before.0 };
                let instruction = Instruction::new(Acting::own(by.party()), bill(), *act);
                let draft = Draft::on_head(sample::chain(), DEADLINE_MS, chain.head, instruction);
                let fact = title::Fact {
                    title: bill(),
                    by: Acting::own(by.party()),
                    with: vec![],
                    at,
                    event: *event,
                };
                (sample::envelope(&draft, &by.seeds[..by.threshold as usize]), chain, fact.into())
            }
            Deed::Validators(voters) => {
                let network = self.network();
                let mut with = vec![SHIPPER.party(), BANK.party()];
                with.sort_unstable();
                let (by, event) = (
                    Acting::own(LINE.party()),
                    registry::Act::ChangeValidators(sample::set(voters)),
                );
                let instruction =
                    registry::Instruction { by, with: with.clone(), act: event.clone() };
                let (id, head) = (sample::chain(), network.chain.head);
                let draft = Draft::on_registry(id, DEADLINE_MS, Chain::Network, head, instruction);
                self.voters = voters;
                let fact = registry::Fact { chain: Chain::Network, by, with, at, event };
                (sample::envelope(&draft, &[1, 2, 3, 4]), network.chain, fact.into())
            }
        };
        let submission = Submission::open(&envelope, &sample::chain()).unwrap();
        let record = FactRecord {
            height,
            index,
            instruction: submission.id(),
            approvals_hash: submission.approvals_hash(),
            presentations_hash: submission.presentations_hash(),
            sequence: chain.length + 1,
            previous_head: chain.head,
            fact,
        };
        self.write(&record);
        (envelope, record)
    }

    fn write(&mut self, record: &FactRecord) {
        let after = record.chain_after();
        let Some(fact) = record.fact.title() else {
            let (chain, validators) = (after, sample::set(self.voters));
            let network = Network { chain, validators, ..self.network() };
            self.state.insert(StateKey::Network, Record::Network(network).encode());
            return;
        };
        let before = self.state.get(&StateKey::Title(bill()));
        let before = before.map(|value| TitleRecord::decode(value).unwrap());
        let (mut control, mut annotations) = self.title_record().unwrap_or_default();
        *(if fact.event.is_annotation() { &mut annotations } else { &mut control }) = after;
        let title = title::evolve(before.map(|record| record.title), fact);
        let reference = ReferenceRecord { live: Some(title.id), versions: title.version };
        self.state.insert(StateKey::Reference(title.reference), reference.encode());
        let record = TitleRecord { title, control, annotations };
        self.state.insert(StateKey::Title(bill()), record.encode());
    }

    /// The heads of the bill's chains, control first.
    fn title_record(&self) -> Option<(ChainHead, ChainHead)> {
        let value = self.state.get(&StateKey::Title(bill()))?;
        let record = TitleRecord::decode(value).unwrap();
        Some((record.control, record.annotations))
    }

    fn network(&self) -> Network {
        Network::decode(&self.state[&StateKey::Network]).unwrap()
    }

    fn header(
        &self,
        height: u64,
        time_ms: u64,
        records: &[FactRecord],
        envelopes: &[Vec<u8>],
        votes_now: &[u8],
    ) -> Header {
        let chain = sample::chain();
        let parents: Vec<_> =
            self.committed.iter().map(|block| block.header.hash().0.to_vec()).collect();
        let leaves: Vec<_> = records.iter().map(FactRecord::encode).collect();
        Header {
            rules: 1,
            chain,
            height,
            time_ms,
            parent: parents.last().map_or(Hash(chain.0), |hash| Hash::from_slice(hash).unwrap()),
            proposer: Address::of(&sample::key(votes_now[0]).public()),
            validators: sample::set(votes_now).hash(),
            next_validators: sample::set(self.voters).hash(),
            facts_root: Hash(rfc6962(&leaves)),
            facts_count: u32::try_from(records.len()).unwrap(),
            headers_root: Hash(rfc6962(&parents)),
            state_root: Hash(state_root(&self.pairs())),
            evidence_root: Hash::ZERO,
            snapshot_root: None,
            envelopes_root: Hash(rfc6962(envelopes)),
        }
    }

    fn pairs(&self) -> Vec<([u8; 32], Vec<u8>)> {
        self.state.iter().map(|(key, value)| (key.hash().0, value.clone())).collect()
    }

    /// What stands under a key of the state, or that nothing does.
    pub(crate) fn entry(&self, key: &StateKey) -> StateEntry {
        let pairs = self.pairs();
        let own = key.hash().0;
        let (siblings, found) = way(&pairs, &own);
        let value = |key: [u8; 32]| pairs.iter().find(|pair| pair.0 == key).unwrap().1.clone();
        let found = match found {
            None => Found::Nothing,
            Some(found) if found == own => Found::Value(value(own)),
            Some(other) => {
                let value_hash = Hash(sha256(&[&value(other)]));
                Found::Other { key: Hash(other), value_hash }
            }
        };
        StateEntry::new(found, siblings.into_iter().map(Hash).collect())
    }

    /// The newest block again with the state as it stands now, as only a quorum could sign it.
    pub(crate) fn committed_anew(&self) -> Checkpoint {
        let mut newest = self.committed.last().unwrap().clone();
        newest.header.state_root = Hash(state_root(&self.pairs()));
        let signers = &self.voters[..3];
        newest.certificate = sample::certificate(&sample::chain(), &newest.header, signers);
        newest
    }

    /// Everything about the bill, with its package.
    pub(crate) fn evidence(&self) -> Evidence {
        self.file(About::Title(TitleEvidence {
            title: bill(),
            record: self.entry(&StateKey::Title(bill())),
            reference: self.entry(&StateKey::Reference(issue().reference)),
            control: self.control.clone(),
            annotations: self.annotations.clone(),
            package: Some(package().encode().unwrap()),
            answer: None,
        }))
    }

    /// That nothing was issued under a reference of the carrier.
    pub(crate) fn absence(&self, reference: &str) -> Evidence {
        let normal = NormalReference::new(reference).unwrap();
        let key = reference_key_v0(&sample::chain(), &LINE.member(), &normal);
        let entry = self.entry(&StateKey::Reference(key));
        let (carrier, reference) = (LINE.member(), reference.to_owned());
        self.file(About::Unused { carrier, reference, entry })
    }

    fn file(&self, subject: About) -> Evidence {
        let genesis = sample::genesis();
        Evidence {
            genesis: genesis.encode(),
            handovers: self.handovers.clone(),
            checkpoint: self.committed_anew(),
            network: self.entry(&StateKey::Network),
            members: genesis
                .members()
                .keys()
                .map(|id| self.entry(&StateKey::Member(*id)))
                .collect(),
            accounts: genesis
                .accounts()
                .keys()
                .map(|party| self.entry(&StateKey::Account(*party)))
                .collect(),
            subject,
        }
    }
}

/// The last moment at which what is signed here may be recorded.
const DEADLINE_MS: u64 = sample::BLOCK_MS;
