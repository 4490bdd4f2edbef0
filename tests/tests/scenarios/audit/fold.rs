//! What an audit must show, folded a second time: from the instructions in the blocks, as they were
//! signed, and not from the facts that a node made of them.

use std::collections::BTreeMap;

use proto::block::Block;
use proto::ids::ChainId;
use proto::instruction::{Instruction, Submission};
use proto::registry;
use serde_json::{Value, json};
use title::{Act, ActKind, Acting, Begin, Direction, Endorsement, Issue, Order, PartyId, TitleId};

/// The rows of blocks, from block 1 on, without names and words.
pub(super) fn rows(blocks: &[Block], chain: &ChainId) -> Vec<Value> {
    let mut fold = Fold::default();
    let mut rows = Vec::new();
    for block in blocks {
        let mut index = 0;
        for envelope in &block.envelopes {
            let submission = Submission::open(envelope, chain).unwrap();
            for part in fold.act(&submission) {
                rows.push(row(block, index, &submission, part));
                index += 1;
            }
        }
        assert_eq!(block.header.facts_count, index, "block {}", block.header.height);
    }
    rows
}

/// A row of the audit, cut down to what the fold knows.
pub(super) fn cut_down(row: &Value) -> Value {
    let party = |party: &Value| party["party"].clone();
    let with: Vec<_> = row["with"].as_array().unwrap().iter().map(party).collect();
    let mut cut = json!({"by": row["by"]["party"], "agent": row["agent"]["party"], "with": with});
    for field in FIELDS {
        cut[field] = row[field].clone();
    }
    cut
}

const FIELDS: [&str; 14] = [
    "height",
    "time_ms",
    "block",
    "index",
    "instruction",
    "title",
    "chain",
    "sequence",
    "act",
    "bill",
    "terms_profile",
    "rulebook",
    "notice",
    "record",
];

/// What one act does to one chain of facts.
struct Part {
    title: Option<TitleId>,
    chain: &'static str,
    sequence: u64,
    act: &'static str,
    bill: Option<Bill>,
    notice: Option<&'static str>,
}

#[derive(Clone, Copy)]
struct Bill {
    kind: &'static str,
    terms_profile: u32,
    rulebook: u32,
    /// What an acceptance makes of the kind.
    on_acceptance: Option<&'static str>,
    /// What a hand-back or a cancelled endorsement makes of it.
    before: &'static str,
}

#[derive(Default)]
struct Fold {
    bills: BTreeMap<TitleId, Bill>,
    lengths: BTreeMap<(&'static str, Vec<u8>), u64>,
}

impl Fold {
    fn act(&mut self, submission: &Submission) -> Vec<Part> {
        match submission.instruction() {
            Instruction::Registry(instruction) => vec![self.registry(submission, instruction)],
            Instruction::Title(instruction) => match &instruction.act {
                Act::Replace { also, begins } => {
                    let mut ends = also.clone();
                    ends.push(instruction.title);
                    ends.sort();
                    let ended: Vec<_> =
                        ends.iter().map(|title| self.on_title(*title, &instruction.act)).collect();
                    let mut begins = begins.clone();
                    begins.sort_by_key(|begin| begin.title);
                    let begun = begins.iter().map(|Begin { title, issue }| {
                        self.bills.insert(*title, begun(issue));
                        self.on_title(*title, &instruction.act)
                    });
                    ended.into_iter().chain(begun.collect::<Vec<_>>()).collect()
                }
                act => vec![self.on_title(instruction.title, act)],
            },
        }
    }

    fn registry(&mut self, submission: &Submission, instruction: &registry::Instruction) -> Part {
        // Who acts about itself continues its member's chain, which the instruction names.
        let (_, subject) = submission.expected()[0].subject.to_wire();
        let is_governance = instruction.act.kind().is_governance();
        let chain = if is_governance { "network" } else { "member" };
        let sequence = self.next(chain, &subject);
        let act = instruction.act.kind().name();
        Part { title: None, chain, sequence, act, bill: None, notice: None }
    }

    fn on_title(&mut self, title: TitleId, act: &Act) -> Part {
        let (chain, notice) = match act {
            Act::Annotate { kind, .. } => ("notices", Some(kind.word())),
            _ => ("title", None),
        };
        let after = match act {
            Act::Issue(issue) | Act::IssueFromPaper { issue, .. } => begun(issue),
            act => changed(self.bills[&title], act),
        };
        self.bills.insert(title, after);
        let sequence = self.next(chain, &title.0);
        Part {
            title: Some(title),
            chain,
            sequence,
            act: typed(act.kind()),
            bill: Some(after),
            notice,
        }
    }

    fn next(&mut self, chain: &'static str, subject: &[u8]) -> u64 {
        let length = self.lengths.entry((chain, subject.to_vec())).or_default();
        *length += 1;
        *length
    }
}

fn begun(issue: &Issue) -> Bill {
    let kind = kind(&issue.order);
    let Issue { terms_profile, rulebook, .. } = *issue;
    Bill { kind, terms_profile, rulebook, on_acceptance: None, before: kind }
}

fn changed(bill: Bill, act: &Act) -> Bill {
    let to = |kind: &'static str| Bill { kind, before: bill.kind, on_acceptance: None, ..bill };
    match act {
        Act::Offer { endorsement, .. } => {
            Bill { on_acceptance: endorsement.as_ref().map(endorsed), ..bill }
        }
        Act::Pledge { .. } => Bill { on_acceptance: None, ..bill },
        Act::Accept => to(bill.on_acceptance.unwrap_or(bill.kind)),
        Act::HandOver { endorsement, .. }
        | Act::Release { direction: Some(Direction { endorsement, .. }) } => {
            to(endorsement.as_ref().map_or(bill.kind, endorsed))
        }
        Act::Endorse(endorsement) => to(endorsed(endorsement)),
        Act::HandBack | Act::CancelEndorsement => to(bill.before),
        Act::Enforce if bill.kind != "straight" => to("order"),
        Act::Reassign { stands: Some(order), .. } => to(kind(order)),
        _ => bill,
    }
}

fn endorsed(endorsement: &Endorsement) -> &'static str {
    kind(&endorsement.order())
}

const fn kind(order: &Order) -> &'static str {
    match order {
        Order::Straight { .. } => "straight",
        Order::Named { .. } => "order",
        Order::Blank => "bearer",
    }
}

/// The act as a user types it.
fn typed(kind: ActKind) -> &'static str {
    match kind {
        ActKind::Issue | ActKind::IssueFromPaper => "issue",
        ActKind::SurrenderForDelivery => "surrender",
        ActKind::SurrenderForAmendment => "request-amendment",
        ActKind::SurrenderForPaper => "request-paper",
        other => other.name(),
    }
}

fn row(block: &Block, index: u32, submission: &Submission, part: Part) -> Value {
    let Acting { actor, represented } = *submission.by();
    let digits = |party: &PartyId| hex::encode(party.0);
    let with: Vec<_> = submission.instruction().with().iter().map(digits).collect();
    json!({
        "record": "act",
        "height": block.header.height,
        "time_ms": block.header.time_ms,
        "block": hex::encode(block.header.hash().0),
        "index": index,
        "instruction": hex::encode(submission.id().0),
        "title": part.title.map(|title| hex::encode(title.0)),
        "chain": part.chain,
        "sequence": part.sequence,
        "act": part.act,
        "by": digits(&represented.unwrap_or(actor)),
        "agent": represented.map(|_| digits(&actor)),
        "with": with,
        "bill": part.bill.map(|bill| bill.kind),
        "terms_profile": part.bill.map(|bill| bill.terms_profile),
        "rulebook": part.bill.map(|bill| bill.rulebook),
        "notice": part.notice,
    })
}
