//! What a node says, checked against the genesis file before anybody relies on it.
//!
//! The facts of a title are hash-linked, so one receipt, for the last of them, proves all: the
//! quorum signed a block that holds the last fact, and that fact names the head of everything
//! before it. The title is then folded from its facts by the law itself. Notices stand on a second
//! chain, which is proved alike. That nothing came after is proved by the state of the node's newest
//! block (`proven/newest.rs`). A node that holds back whole blocks shows an old one, whose time is told; an
//! instruction signed on an old head is refused by the ledger (L-07).

mod newest;

use proto::block::Header;
use proto::fact::{ChainHead, FactRecord, RecordFault};
use proto::instruction::Subject;
use proto::pb::ledger::v1 as pb;
use proto::receipt::{Proved, Receipt, ReceiptFault};
use proto::registry::Member;
use proto::state::StateFault;
use proto::state_proof::StateEntryFault;
use proto::trail::TrailFault;
use thiserror::Error;
use title::invariants::{self, Broken};
use title::{Event, Issue, Status, Title, TitleId};

use crate::error::Explain;
use crate::exit::Exit;
use crate::network::{Network, UnlawfulRegistry};
use crate::node::{LIST, Node, NodeError};

/// A title with all its facts, proved.
#[derive(Clone, Debug)]
pub struct ProvedTitle {
    /// The title as of its last fact.
    pub title: Title,
    /// Its control chain.
    pub control: ChainHead,
    /// The facts of that chain, oldest first.
    pub records: Vec<FactRecord>,
    /// Its annotation chain.
    pub annotations: ChainHead,
    /// The notices on it, oldest first.
    pub notices: Vec<FactRecord>,
    /// The block of the last fact of the control chain.
    pub header: Header,
    /// How many validators signed that block.
    pub signers: usize,
    /// How many there were.
    pub validators: usize,
    /// The block as of which these facts are all: where a node was asked, its newest.
    pub as_of: Header,
}

/// Why what a node said is not proved.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ProofFault {
    /// A fact record that is none.
    #[error("fact {sequence}: {fault}")]
    Record {
        /// Its position in the chain, from 1.
        sequence: u64,
        /// Why.
        fault: RecordFault,
    },
    /// A fact of another title, or not the next one of this.
    #[error("fact {sequence} does not continue the history of this title")]
    Gap {
        /// Its position in the chain, from 1.
        sequence: u64,
    },
    /// A title record that is none.
    #[error(transparent)]
    State(#[from] StateFault),
    /// The receipt proves nothing.
    #[error(transparent)]
    Receipt(#[from] ReceiptFault),
    /// The node has facts and no receipt for them.
    #[error("the node gave no receipt for fact {sequence}")]
    NoReceipt {
        /// Its position in the chain, from 1.
        sequence: u64,
    },
    /// The receipt is for another fact than the last of the history.
    #[error("the receipt is not for the last fact of the history")]
    OtherFact,
    /// The facts are no history that the law allows.
    #[error("fact {sequence} breaks the law: {broken:?}")]
    Unlawful {
        /// Its position in the chain, from 1.
        sequence: u64,
        /// Which promise.
        broken: Broken,
    },
    /// Something comes before the issue, is issued twice, or follows the end.
    #[error("fact {sequence} cannot stand where it does")]
    OutOfPlace {
        /// Its position in the chain, from 1.
        sequence: u64,
    },
    /// Facts of the registry that its rules do not allow.
    #[error(transparent)]
    Registry(#[from] UnlawfulRegistry),
    /// The node's newest block leads nowhere, or not on from what was seen before.
    #[error("its newest block is not proved: {0}")]
    Newest(#[from] TrailFault),
    /// It answers from an older block than it has proved before.
    #[error("it answers as of its block {shown}, and has shown block {seen} before")]
    Older {
        /// The block it answers from.
        shown: u64,
        /// The newest that it has proved.
        seen: u64,
    },
    /// It says that it is behind what the wallet has seen, and shows a block that is not.
    #[error(
        "it does not lead on from block {seen}, which was seen before, and shows block {shown} all the same"
    )]
    Around {
        /// The block it shows.
        shown: u64,
        /// The newest that the wallet has seen.
        seen: u64,
    },
    /// What that block's state says of the title is not proved.
    #[error(transparent)]
    Entry(#[from] StateEntryFault),
    /// The node left facts out, or shows a block that is older than its facts.
    #[error(
        "it gave {given} facts of the title, and as of its block {height} there are {recorded}"
    )]
    Facts {
        /// How many it gave of the control chain.
        given: u64,
        /// How many there are.
        recorded: u64,
        /// Its newest block.
        height: u64,
    },
    /// The same of notices.
    #[error(
        "it gave {given} notices of the title, and as of its block {height} there are {recorded}"
    )]
    Notices {
        /// How many it gave of the annotation chain.
        given: u64,
        /// How many there are.
        recorded: u64,
        /// Its newest block.
        height: u64,
    },
    /// As many facts, which make another title than the state has.
    #[error("its facts make another title than its block {height} records")]
    OtherTitle {
        /// Its newest block.
        height: u64,
    },
    /// More facts than any title has.
    #[error("the history has more than {MOST_FACTS} facts")]
    TooLong,
}

/// A title that could not be had, or not be proved.
#[derive(Debug, Error)]
pub enum ProofError {
    /// The node could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// The node's answer is not proved.
    #[error("{endpoint} gave an answer that is not proved: {fault}")]
    Unproved {
        /// Who said it.
        endpoint: crate::profile::Endpoint,
        /// Why.
        fault: Box<ProofFault>,
    },
}

impl Explain for ProofError {
    fn hint(&self) -> String {
        match self {
            Self::Node(error) => error.hint(),
            Self::Unproved { .. } => {
                "nothing was signed; ask another node, and tell the network's governance".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Node(error) => error.exit(),
            Self::Unproved { .. } => Exit::Unverified,
        }
    }
}

impl ProvedTitle {
    /// What the title began with.
    ///
    /// # Panics
    ///
    /// Never: a proved history begins so.
    #[must_use]
    pub fn beginning(&self) -> &Event {
        let first = self.records.first().expect("a proved title has at least its first fact");
        &of_title(first).event
    }

    /// What stands on the ledger as its content since it began.
    ///
    /// # Panics
    ///
    /// Never: a proved history begins with it.
    #[must_use]
    pub fn issue(&self) -> &Issue {
        self.beginning().issue().expect("a proved history begins with what was issued")
    }

    /// The latest moment that its facts prove to have come.
    #[must_use]
    pub fn newest_ms(&self) -> u64 {
        let last = self.records.last().into_iter().chain(self.notices.last());
        last.map(|record| record.fact.at().0).max().unwrap_or_default()
    }
}

/// The fact in a record of a title's chain.
///
/// # Panics
///
/// For a record of another chain.
#[must_use]
pub fn of_title(record: &FactRecord) -> &title::Fact {
    record.fact.title().expect("a title's chains hold facts of the title")
}

/// Asks a node for a title and proves the answer, and that it is the whole of it as of the node's
/// newest block; `None` where there is no such title, which is proved too.
///
/// # Errors
///
/// [`ProofError`].
pub fn title(
    node: &mut Node,
    network: &Network,
    id: &TitleId,
) -> Result<Option<ProvedTitle>, ProofError> {
    let mut attempt = 1;
    loop {
        let control = fetch(node, Subject::TitleControl(*id))?;
        let notices = fetch(node, Subject::TitleAnnotations(*id))?;
        let newest = newest::ask(node, network, id)?;
        let whole = newest.confirm(&control.history.chain, &notices.history.chain);
        match whole.and_then(|()| newest.put_together(network, control, notices)) {
            // A block came between the questions, or another node answered the second.
            Err(ProofFault::Facts { .. } | ProofFault::Notices { .. }) if attempt < ATTEMPTS => {
                attempt += 1;
            }
            proved => return proved.map_err(|fault| unproved(node, fault)),
        }
    }
}

/// Asks a node for everything that happened to the registry, and takes it in once it is proved.
///
/// Which chains there are is taken from the node's list of members: one that hides a chain could
/// as well hide its facts.
///
/// # Errors
///
/// [`ProofError`].
pub fn registry(node: &mut Node, network: &mut Network) -> Result<(), ProofError> {
    let mut facts = chain(node, network, Subject::Network)?;
    for bytes in node.members()?.members {
        let member = Member::decode(&bytes).map_err(|fault| unproved(node, fault.into()))?;
        if member.chain.length > 0 {
            facts.extend(chain(node, network, Subject::Member(member.id()))?);
        }
    }
    network.take_in(facts).map_err(|fault| unproved(node, fault.into()))
}

/// All facts of a chain, proved.
fn chain(
    node: &mut Node,
    network: &Network,
    subject: Subject,
) -> Result<Vec<FactRecord>, ProofError> {
    let fetched = fetch(node, subject)?;
    if !fetched.history.records.is_empty() {
        fetched.close(network).map_err(|fault| unproved(node, fault))?;
    }
    Ok(fetched.history.records)
}

fn fetch(node: &mut Node, subject: Subject) -> Result<Fetched, ProofError> {
    let mut history = History::new(subject);
    loop {
        let page = node.history(&subject, history.chain.length + 1)?;
        history.extend(&page).map_err(|fault| unproved(node, fault))?;
        if page.len() < LIST as usize {
            break;
        }
    }
    let receipt = match history.chain.length {
        0 => None,
        last => node.receipt(&subject, last)?,
    };
    Ok(Fetched { history, receipt })
}

fn unproved(node: &Node, fault: ProofFault) -> ProofError {
    ProofError::Unproved { endpoint: node.endpoint().clone(), fault: Box::new(fault) }
}

/// What a node gave of one chain.
#[derive(Clone, Copy, Debug, Default)]
pub struct Given<'a> {
    /// Fact records, oldest first.
    pub leaves: &'a [Vec<u8>],
    /// The receipt of the last of them.
    pub receipt: Option<&'a pb::Receipt>,
}

/// Proves that these are the first facts of a title, without a gap, and what title they make; and
/// that the notices are its own.
///
/// # Errors
///
/// The first [`ProofFault`].
pub fn prove(
    network: &Network,
    id: &TitleId,
    control: Given<'_>,
    notices: Given<'_>,
) -> Result<ProvedTitle, ProofFault> {
    let read = |subject, given: Given<'_>| -> Result<Fetched, ProofFault> {
        let mut history = History::new(subject);
        history.extend(given.leaves)?;
        Ok(Fetched { history, receipt: given.receipt.cloned() })
    };
    let control = read(Subject::TitleControl(*id), control)?;
    put_together(network, control, read(Subject::TitleAnnotations(*id), notices)?)
}

/// Proves two linked histories, each by the receipt for its last fact.
fn put_together(
    network: &Network,
    control: Fetched,
    notices: Fetched,
) -> Result<ProvedTitle, ProofFault> {
    let Proved { header, signers, validators, .. } = control.close(network)?;
    if !notices.history.records.is_empty() {
        notices.close(network)?;
    }
    let records = control.history.records;
    Ok(ProvedTitle {
        title: fold(&records)?,
        control: control.history.chain,
        records,
        annotations: notices.history.chain,
        notices: notices.history.records,
        as_of: header.clone(),
        header,
        signers,
        validators,
    })
}

/// Checks a receipt against the founding validators and those that they handed over to.
///
/// # Errors
///
/// The first [`ReceiptFault`].
pub fn receipt(network: &Network, message: &pb::Receipt) -> Result<Proved, ReceiptFault> {
    Receipt::from_message(message)?.verify(&network.chain(), network.validators())
}

/// A linked history, and the receipt that is to prove it.
struct Fetched {
    history: History,
    receipt: Option<pb::Receipt>,
}

impl Fetched {
    fn close(&self, network: &Network) -> Result<Proved, ProofFault> {
        let sequence = self.history.chain.length;
        let receipt = self.receipt.as_ref().ok_or(ProofFault::NoReceipt { sequence })?;
        let proved = self::receipt(network, receipt)?;
        if self.history.records.last() == Some(&proved.record) {
            Ok(proved)
        } else {
            Err(ProofFault::OtherFact)
        }
    }
}

/// Facts of one chain, each continuing the one before. Nothing else of a node's answer is kept, so
/// that what does not link costs no memory.
struct History {
    subject: Subject,
    records: Vec<FactRecord>,
    chain: ChainHead,
}

impl History {
    fn new(subject: Subject) -> Self {
        Self { subject, records: Vec::new(), chain: ChainHead::default() }
    }

    /// Reads more leaves.
    fn extend(&mut self, leaves: &[Vec<u8>]) -> Result<(), ProofFault> {
        for leaf in leaves {
            let sequence = self.chain.length + 1;
            let record =
                FactRecord::decode(leaf).map_err(|fault| ProofFault::Record { sequence, fault })?;
            let continues = record.subject() == self.subject
                && record.sequence == sequence
                && record.previous_head == self.chain.head;
            if !continues {
                return Err(ProofFault::Gap { sequence });
            }
            if self.records.len() == MOST_FACTS {
                return Err(ProofFault::TooLong);
            }
            self.chain = record.chain_after();
            self.records.push(record);
        }
        Ok(())
    }
}

fn fold(records: &[FactRecord]) -> Result<Title, ProofFault> {
    let mut title: Option<Title> = None;
    for record in records {
        title = Some(fold_next(title.as_ref(), record)?);
    }
    title.ok_or(ProofFault::OutOfPlace { sequence: 1 })
}

/// Folds the next fact of a title's control chain by the law. It is proved by now; what the law
/// could not fold is refused all the same, since a quorum that signed it would be dishonest and the
/// wallet must not crash.
///
/// # Errors
///
/// [`ProofFault::OutOfPlace`] or [`ProofFault::Unlawful`].
///
/// # Panics
///
/// For a record of another chain.
pub fn fold_next(before: Option<&Title>, record: &FactRecord) -> Result<Title, ProofFault> {
    let (fact, sequence) = (of_title(record), record.sequence);
    let issues = fact.event.issue().is_some();
    let ended = before.is_some_and(|title| matches!(title.status, Status::Ended(_)));
    if issues != before.is_none() || ended {
        return Err(ProofFault::OutOfPlace { sequence });
    }
    let after = title::evolve(before.cloned(), fact);
    invariants::check_step(before, fact, &after)
        .map_err(|broken| ProofFault::Unlawful { sequence, broken })?;
    Ok(after)
}

const MOST_FACTS: usize = 65_536;

/// How often a title is asked for where a block may have come between.
const ATTEMPTS: usize = 3;

#[cfg(test)]
mod tests;
