//! What a node says, checked against the genesis file before anybody relies on it.
//!
//! The facts of a title are hash-linked, so one receipt, for the last of them, proves all: the
//! quorum signed a block that holds the last fact, and that fact names the head of everything
//! before it. The title is then folded from its facts by the law itself. A node can withhold the
//! newest facts; an instruction signed on an old head is refused by the ledger (L-07).

use proto::block::Header;
use proto::fact::{ChainHead, FactRecord, RecordFault};
use proto::pb::ledger::v1 as pb;
use proto::receipt::{Proved, Receipt, ReceiptFault};
use proto::state::StateFault;
use thiserror::Error;
use title::invariants::{self, Broken};
use title::{Event, Status, Title, TitleId};

use crate::error::Explain;
use crate::exit::Exit;
use crate::network::Network;
use crate::node::{LIST, Node, NodeError};

/// A title with all its facts, proved.
#[derive(Clone, Debug)]
pub struct ProvedTitle {
    /// The title as of its last fact.
    pub title: Title,
    /// Its control chain.
    pub control: ChainHead,
    /// Its facts, oldest first.
    pub records: Vec<FactRecord>,
    /// The block of the last fact.
    pub header: Header,
    /// How many validators signed that block.
    pub signers: usize,
    /// How many there were.
    pub validators: usize,
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

/// Asks a node for a title and proves the answer; `None` where the node knows no such title.
///
/// # Errors
///
/// [`ProofError`].
pub fn title(
    node: &mut Node,
    network: &Network,
    id: &TitleId,
) -> Result<Option<ProvedTitle>, ProofError> {
    let unproved = |node: &Node, fault| ProofError::Unproved {
        endpoint: node.endpoint().clone(),
        fault: Box::new(fault),
    };
    let mut history = History::default();
    loop {
        let page = node.history(id, history.chain.length + 1)?;
        history.extend(id, &page).map_err(|fault| unproved(node, fault))?;
        if page.len() < LIST as usize {
            break;
        }
    }
    if history.records.is_empty() {
        return Ok(None);
    }
    let receipt = node.receipt(id, history.chain.length)?;
    let proved = close(network, history, receipt.as_ref());
    proved.map(Some).map_err(|fault| unproved(node, fault))
}

/// Proves that these are the first facts of a title, without a gap, and what title they make.
///
/// # Errors
///
/// The first [`ProofFault`].
pub fn prove(
    network: &Network,
    id: &TitleId,
    leaves: &[Vec<u8>],
    receipt: Option<&pb::Receipt>,
) -> Result<ProvedTitle, ProofFault> {
    let mut history = History::default();
    history.extend(id, leaves)?;
    close(network, history, receipt)
}

/// Proves a linked history by the receipt for its last fact.
fn close(
    network: &Network,
    history: History,
    receipt: Option<&pb::Receipt>,
) -> Result<ProvedTitle, ProofFault> {
    let History { records, chain: control } = history;
    let sequence = control.length;
    let receipt = receipt.ok_or(ProofFault::NoReceipt { sequence })?;
    let Proved { record, header, signers, validators } = self::receipt(network, receipt)?;
    if records.last() != Some(&record) {
        return Err(ProofFault::OtherFact);
    }
    let title = fold(&records)?;
    Ok(ProvedTitle { title, control, records, header, signers, validators })
}

/// Checks a receipt against the founding validators and those that they handed over to.
///
/// # Errors
///
/// The first [`ReceiptFault`].
pub fn receipt(network: &Network, message: &pb::Receipt) -> Result<Proved, ReceiptFault> {
    Receipt::from_message(message)?.verify(&network.chain(), network.validators())
}

/// Facts of one title, each continuing the one before. Nothing else of a node's answer is kept, so
/// that what does not link costs no memory.
#[derive(Default)]
struct History {
    records: Vec<FactRecord>,
    chain: ChainHead,
}

impl History {
    /// Reads more leaves.
    fn extend(&mut self, id: &TitleId, leaves: &[Vec<u8>]) -> Result<(), ProofFault> {
        for leaf in leaves {
            let sequence = self.chain.length + 1;
            let record =
                FactRecord::decode(leaf).map_err(|fault| ProofFault::Record { sequence, fault })?;
            let continues = record.fact.title == *id
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

/// Folds the facts by the law. They are proved by now; what the law could not fold is refused
/// all the same, since a quorum that signed it would be dishonest and the wallet must not crash.
fn fold(records: &[FactRecord]) -> Result<Title, ProofFault> {
    let mut title: Option<Title> = None;
    for FactRecord { fact, sequence, .. } in records {
        let sequence = *sequence;
        let issues = matches!(fact.event, Event::Issued(_));
        let ended = title.as_ref().is_some_and(|title| matches!(title.status, Status::Ended(_)));
        if issues != title.is_none() || ended {
            return Err(ProofFault::OutOfPlace { sequence });
        }
        let after = title::evolve(title.clone(), fact);
        invariants::check_step(title.as_ref(), fact, &after)
            .map_err(|broken| ProofFault::Unlawful { sequence, broken })?;
        title = Some(after);
    }
    title.ok_or(ProofFault::OutOfPlace { sequence: 1 })
}

const MOST_FACTS: usize = 65_536;

#[cfg(test)]
mod tests;
