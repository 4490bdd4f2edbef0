//! What a scenario hands in at the nodes of a network, each time at another one, and looks up
//! there.

use std::collections::BTreeMap;

use proto::block::Header;
use proto::hash::Hash;
use proto::ids::{ChainId, InstructionId};
use proto::instruction::{Draft, Expected, Subject, subjects};
use proto::receipt::Receipt;
use proto::registry;
use title::{Acting, PartyId, Time};

use super::cast::Cast;
use crate::harness::client::{Client, Outcome, Registry};
use crate::harness::member::{approved, in_an_hour_ms};
use crate::harness::wait::{PATIENCE, until};

/// The nodes of a network, taken in turn.
pub struct Ledger {
    clients: Vec<Client>,
    chain: ChainId,
    turn: usize,
    height: u64,
    last_deadline_ms: u64,
}

/// What came of an instruction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is final.
    Final,
    /// This rule said no.
    Refused(String),
}

impl Ledger {
    /// The nodes behind these clients.
    #[must_use]
    pub fn new(chain: ChainId, clients: Vec<Client>) -> Self {
        Self { clients, chain, turn: 0, height: 0, last_deadline_ms: 0 }
    }

    /// The chain.
    #[must_use]
    pub fn chain(&self) -> ChainId {
        self.chain
    }

    /// The next node, once it has every block that an answer came from.
    ///
    /// # Panics
    ///
    /// When it does not catch up.
    pub fn next_node(&mut self) -> Client {
        self.turn = (self.turn + 1) % self.clients.len();
        let client = self.clients[self.turn].clone();
        until("the node has the blocks of the others", PATIENCE, || {
            (client.height().ok()? >= self.height).then_some(())
        });
        client
    }

    /// The newest block's time at the next node.
    ///
    /// # Panics
    ///
    /// When it does not answer.
    pub fn now_ms(&mut self) -> u64 {
        self.next_node().time_ms()
    }

    /// Waits until the newest block of every node is later than a moment.
    ///
    /// # Panics
    ///
    /// When it does not become so.
    pub fn pass(&self, moment_ms: u64) {
        for client in &self.clients {
            until("block time passes a deadline", PATIENCE, || {
                (client.time_ms() > moment_ms).then_some(())
            });
        }
    }

    /// Hands in an act on titles, signed by all who must.
    ///
    /// # Panics
    ///
    /// When no outcome comes.
    pub fn act(&mut self, cast: &Cast, instruction: &title::Instruction) -> Answer {
        let client = self.next_node();
        let heads = subjects(instruction).into_iter();
        let expected: Vec<_> =
            heads.map(|subject| Expected { subject, head: head_of(&client, &subject) }).collect();
        let instruction = instruction.clone().into();
        let deadline_ms = self.deadline_ms();
        let draft = Draft { chain: self.chain, deadline_ms, expected, instruction };
        self.hand_in(cast, &client, &draft)
    }

    /// Hands in an act on the registry, signed by all who must.
    ///
    /// # Panics
    ///
    /// When no outcome comes, or a party acts whom nobody knows.
    pub fn register(
        &mut self,
        cast: &Cast,
        by: PartyId,
        with: Vec<PartyId>,
        act: registry::Act,
    ) -> Answer {
        let client = self.next_node();
        let Registry { members, network } = client.registry();
        let (continues, head) = if act.kind().is_governance() {
            (registry::Chain::Network, network.chain.head)
        } else {
            let id = cast.signer(by).id();
            let member = members.get(&id).expect("who acts is enrolled");
            (registry::Chain::Member(id), member.chain.head)
        };
        let instruction = registry::Instruction { by: Acting::own(by), with, act };
        let deadline_ms = self.deadline_ms();
        let draft = Draft::on_registry(self.chain, deadline_ms, continues, head, instruction);
        self.hand_in(cast, &client, &draft)
    }

    fn hand_in(&mut self, cast: &Cast, client: &Client, draft: &Draft) -> Answer {
        let (by, with) = (draft.instruction.by(), draft.instruction.with());
        // A set: who signs twice has one key all the same.
        let signers: BTreeMap<_, _> = std::iter::once(by.actor)
            .chain(with.iter().copied())
            .map(|party| (party, cast.signer(party)))
            .collect();
        let (id, envelope) = approved(draft, &signers.into_values().collect::<Vec<_>>());
        // A node that has just recorded an act may still hold it to be waiting, and then says that
        // the head is busy, which passes. A stale head would not, and no act here names one.
        let first = until("no other act is waiting on the same head", PATIENCE, || {
            let answer = client.try_submit(&envelope).expect("the node answers");
            (answer != Outcome::Refused(BUSY.to_owned())).then_some(answer)
        });
        self.settled(client, id, draft.deadline_ms, first)
    }

    fn settled(
        &mut self,
        client: &Client,
        id: InstructionId,
        deadline_ms: u64,
        first: Outcome,
    ) -> Answer {
        let mut outcome = Some(first);
        until("the outcome is known", PATIENCE, || {
            match outcome.take().unwrap_or_else(|| client.outcome_of(id, deadline_ms)) {
                Outcome::Final(receipts) => {
                    let heights = receipts.iter().map(height_of);
                    self.height = heights.max().expect("an instruction records a fact");
                    Some(Answer::Final)
                }
                Outcome::Refused(rule) => Some(Answer::Refused(rule)),
                Outcome::Unknown => None,
            }
        })
    }

    /// No two instructions have one deadline, so that none is taken for another's duplicate.
    fn deadline_ms(&mut self) -> u64 {
        self.last_deadline_ms = in_an_hour_ms().max(self.last_deadline_ms + 1);
        self.last_deadline_ms
    }
}

/// Another act on the same head waits: [`proto::refusal::Refusal::HeadBusy`].
const BUSY: &str = "L-07";

fn height_of(receipt: &Receipt) -> u64 {
    let header = receipt.to_message().header;
    Header::decode(&header).expect("the node sends what it recorded").height
}

fn head_of(client: &Client, subject: &Subject) -> Hash {
    let (title, is_control) = match subject {
        Subject::TitleControl(title) => (title, true),
        Subject::TitleAnnotations(title) => (title, false),
        Subject::Member(_) | Subject::Network => unreachable!("an act on titles continues theirs"),
    };
    let Some(record) = client.title(*title) else { return Hash::ZERO };
    if is_control { record.control.head } else { record.annotations.head }
}

/// A title's facts, those of its control chain first, and the title as it reads at a node now.
#[must_use]
pub fn read(client: &Client, id: title::TitleId) -> Option<(title::Title, Vec<title::Fact>)> {
    let record = client.title(id)?;
    let chains = [Subject::TitleControl(id), Subject::TitleAnnotations(id)];
    let facts = chains.iter().flat_map(|chain| client.facts(chain));
    let facts = facts.filter_map(|record| record.fact.title().cloned()).collect();
    Some((record.title.at(Time(client.time_ms())), facts))
}
