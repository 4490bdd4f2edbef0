//! What must hold in every run, asked after every block and at the end.

mod ending;
mod evidence;
mod histories;
mod states;
mod times;
mod violation;

pub use evidence::{Fork, kept_evidence};
pub use histories::check_histories;
pub use states::check_states;
pub use violation::Violation;

use std::collections::{BTreeMap, BTreeSet};

use node::consensus::context::Address;
use node::reader::Reader;
use proto::block::Block;
use proto::certificate::CommitCertificate;
use proto::fact::FactRecord;
use proto::hash::Hash;
use proto::ids::{ChainId, InstructionId};
use proto::validators::ValidatorSet;
use title::invariants::{check_all, check_step};
use title::{Title, TitleId, evolve};

use crate::coverage::{Coverage, Seen};

/// Where an instruction was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The block.
    pub height: u64,
    /// Among its facts.
    pub index: u32,
}

/// What is known to be committed, and checked.
pub struct Checker {
    chain: ChainId,
    /// The block of each height, from 1, and who votes on the next.
    canon: Vec<(Hash, ValidatorSet)>,
    certificates: Vec<CommitCertificate>,
    /// The times of the blocks, in milliseconds since 1970.
    times_ms: Vec<u64>,
    /// The instructions that the blocks hold.
    executed: BTreeSet<InstructionId>,
    fork: Option<Fork>,
    founders: ValidatorSet,
    titles: BTreeMap<TitleId, Title>,
    recorded: BTreeMap<InstructionId, Position>,
    signed: BTreeMap<(Address, u64, u32, u8), Vec<u8>>,
    doubly: BTreeSet<Address>,
}

impl Checker {
    /// Nothing is committed.
    #[must_use]
    pub fn new(chain: ChainId, founders: &ValidatorSet) -> Self {
        Self {
            chain,
            canon: Vec::new(),
            certificates: Vec::new(),
            times_ms: Vec::new(),
            executed: BTreeSet::new(),
            fork: None,
            founders: founders.clone(),
            titles: BTreeMap::new(),
            recorded: BTreeMap::new(),
            signed: BTreeMap::new(),
            doubly: BTreeSet::new(),
        }
    }

    /// The greatest height that anybody committed.
    #[must_use]
    pub fn height(&self) -> u64 {
        self.canon.len() as u64
    }

    /// Where an instruction was recorded, if it was.
    #[must_use]
    pub fn position(&self, id: &InstructionId) -> Option<Position> {
        self.recorded.get(id).copied()
    }

    /// The fork that was found, if one was.
    #[must_use]
    pub fn fork(&self) -> Option<&Fork> {
        self.fork.as_ref()
    }

    /// Who was seen to sign two different things for one place.
    #[must_use]
    pub fn double_signers(&self) -> &BTreeSet<Address> {
        &self.doubly
    }

    /// Checks what a machine committed since `checked`.
    ///
    /// # Errors
    ///
    /// The first [`Violation`].
    pub fn committed(
        &mut self,
        machine: usize,
        reader: &Reader,
        checked: u64,
        head: u64,
        coverage: &mut Coverage,
    ) -> Result<(), Violation> {
        for height in checked + 1..=head {
            let fault = |why: String| Violation::Node { machine, why };
            let block = reader.block(height).map_err(|error| fault(error.to_string()))?;
            let (bytes, certificate) =
                block.ok_or_else(|| fault(format!("height {height} is not in its log")))?;
            let block = Block::decode(&bytes).map_err(|error| fault(error.to_string()))?;
            let hash = block.header.hash();
            let index = usize::try_from(height - 1).expect("runs are short");
            if let Some((committed, _)) = self.canon.get(index) {
                if *committed != hash {
                    let committed = *committed;
                    let one = self.certificates[index].clone();
                    self.fork = Some(Fork { one, other: certificate });
                    return Err(Violation::Fork { height, machine, found: hash, committed });
                }
                self.has_quorum(machine, height, hash, &certificate)?;
                continue;
            }
            let set = index.checked_sub(1).map_or(&self.founders, |below| &self.canon[below].1);
            let verified = certificate.verify(&self.chain, set);
            let not = |why: String| Violation::NotCertified { height, machine, why };
            verified.map_err(|error| not(error.to_string()))?;
            if certificate.height != height || certificate.block != hash {
                return Err(not("the certificate is for another block".to_owned()));
            }
            if certificate.round > 0 {
                coverage.count(Seen::CommittedAboveRoundZero);
            }
            let meta = reader.meta().map_err(|error| fault(error.to_string()))?;
            let records = reader.facts(height).map_err(|error| fault(error.to_string()))?;
            let next = if meta.height == height {
                reader.validators(&meta).map_err(|error| fault(error.to_string()))?.as_ref().clone()
            } else {
                set.clone()
            };
            if next.hash() != set.hash() {
                coverage.count(Seen::SetChanges);
            }
            coverage.count(Seen::Blocks);
            coverage.add(Seen::Facts, records.len() as u64);
            self.instructions(&block)?;
            self.canon.push((hash, next));
            self.times_ms.push(block.header.time_ms);
            self.certificates.push(certificate);
            self.fold(machine, reader, height, &records)?;
        }
        Ok(())
    }

    /// Whether a certificate names a quorum for a block. Every machine's is counted; the signatures
    /// of the first are checked when it comes, and those of one height of each machine at the end.
    fn has_quorum(
        &self,
        machine: usize,
        height: u64,
        block: Hash,
        certificate: &CommitCertificate,
    ) -> Result<(), Violation> {
        let set = self.voters_of(height);
        let signers = certificate.signatures.iter().map(|(address, _)| *address);
        let signers: BTreeSet<_> = signers.collect();
        let known = signers.iter().filter_map(|address| set.find(address));
        let signed = known.map(|validator| validator.power).sum();
        let is_for_it = certificate.height == height && certificate.block == block;
        if is_for_it && set.is_quorum(signed) {
            return Ok(());
        }
        let why = format!("{signed} of {} signed", set.total_power());
        Err(Violation::NotCertified { height, machine, why })
    }

    /// Folds a block's facts and compares the state with them.
    fn fold(
        &mut self,
        machine: usize,
        reader: &Reader,
        height: u64,
        records: &[FactRecord],
    ) -> Result<(), Violation> {
        let mut touched = BTreeSet::new();
        for record in records {
            let position = Position { height, index: record.index };
            self.recorded.entry(record.instruction).or_insert(position);
            let Some(fact) = record.fact.title() else { continue };
            let before = self.titles.get(&fact.title).cloned();
            let after = evolve(before.clone(), fact);
            let law = |broken| Violation::Law { height, title: fact.title, broken };
            check_step(before.as_ref(), fact, &after).map_err(law)?;
            touched.insert(fact.title);
            self.titles.insert(fact.title, after);
        }
        if let Err(broken) = check_all(self.titles.values()) {
            let title = *touched.first().expect("a block without facts changes no title");
            return Err(Violation::Law { height, title, broken });
        }
        let at_head = reader.head().is_ok_and(|head| head.height == height);
        for title in touched.into_iter().filter(|_| at_head) {
            self.compare(machine, reader, title)?;
        }
        Ok(())
    }

    fn compare(&self, machine: usize, reader: &Reader, title: TitleId) -> Result<(), Violation> {
        let stands = reader.title(&title);
        let stands = stands.map_err(|error| Violation::Node { machine, why: error.to_string() })?;
        if stands.map(|record| record.title).as_ref() != self.titles.get(&title) {
            return Err(Violation::StateIsNotItsFacts { title, machine });
        }
        Ok(())
    }

    /// Takes note of what a key signed and published.
    ///
    /// # Errors
    ///
    /// [`Violation::SignedTwice`] when an honest one signed something else there before.
    pub fn signed(
        &mut self,
        slot: (Address, u64, u32, u8),
        body: Vec<u8>,
        is_honest: bool,
    ) -> Result<(), Violation> {
        let (validator, height, round, _) = slot;
        if let Some(before) = self.signed.get(&slot) {
            if *before != body {
                self.doubly.insert(validator);
                if is_honest {
                    return Err(Violation::SignedTwice { validator, height, round });
                }
            }
            return Ok(());
        }
        self.signed.insert(slot, body);
        Ok(())
    }
}
