//! Clients and nodes: calls, answers, and what clients do when none comes.

use bytes::Bytes;
use node::store::index::Meta;
use proto::hash::Hash;
use proto::receipt::Receipt;
use title::{TitleId, evolve};

use super::{Event, World};
use crate::bugs::Bug;
use crate::cast::{FOUNDED_MS, Who};
use crate::checks::Violation;
use crate::coverage::Seen;
use crate::life::{Answer, CallId};
use crate::plan::SECOND;
use crate::users::{DEADLINE_MS, Outcome, choose};

/// How long a client lets a node wait for an outcome, and itself for the answer.
const WAIT_US: u64 = 4 * SECOND;
const OVERDUE_US: u64 = 6 * SECOND;

/// In how many acts one has a rival on the same head.
const RIVALS: u64 = 6;

impl World {
    /// A client does the next thing to its bill.
    pub(super) fn act(&mut self, bill: usize) {
        if self.calm || self.users.bills[bill].under_way > 0 {
            return;
        }
        if self.users.bills[bill].title.as_ref().is_some_and(|title| !title.is_live()) {
            let step = u32::try_from(self.users.bills.len()).expect("few bills");
            let at = &mut self.users.bills[bill];
            at.number += step;
            at.title = None;
            at.head = Hash::ZERO;
        }
        self.begin_act(bill);
        if self.users.dice.one_in(RIVALS) && self.users.bills[bill].title.is_some() {
            self.coverage.count(Seen::Rivals);
            self.begin_act(bill);
        }
    }

    pub(super) fn begin_act(&mut self, bill: usize) {
        let now_ms = self.true_ms();
        let users = &mut self.users;
        let at = &users.bills[bill];
        let (number, head, title) = (at.number, at.head, at.title.clone());
        let (by, act) = choose(&self.cast, number, title.as_ref(), now_ms, &mut users.dice);
        // A notice stands on a chain of its own, whose head this client does not follow.
        let Some(head) = self.head_for(&act, number, head) else { return };
        let deadline = now_ms + DEADLINE_MS;
        let id = self.cast.title(number);
        let about = format!("bill {number}: {by:?} {:?}", act.kind());
        let envelope = self.cast.act(by, id, head, deadline, act);
        let op = self.users.begin(&self.cast, Some(bill), Some(id), envelope, self.now_us, about);
        self.hand_in(op);
    }

    fn head_for(&self, act: &title::Act, number: u32, head: Hash) -> Option<Hash> {
        if !matches!(act, title::Act::Annotate { .. }) {
            return Some(head);
        }
        let record = self.read(self.cast.title(number))?;
        Some(record.annotations.head)
    }

    /// What some honest node that runs says of a title.
    fn read(&self, title: TitleId) -> Option<proto::state::TitleRecord> {
        let running = self.machines.iter().filter(|machine| machine.is_honest());
        let mut newest: Option<(u64, _)> = None;
        for life in running.filter_map(|machine| machine.life.as_ref()) {
            if newest.as_ref().is_none_or(|(height, _)| *height < life.head()) {
                newest = Some((life.head(), life.reader.title(&title).ok().flatten()));
            }
        }
        newest.and_then(|(_, record)| record)
    }

    /// The time as it is, in milliseconds since 1970.
    pub(super) fn true_ms(&self) -> u64 {
        FOUNDED_MS + 1_000 + self.now_us / 1_000
    }

    /// Hands an act in at some node.
    pub(super) fn hand_in(&mut self, op: usize) {
        if self.users.ops[op].outcome.is_some() {
            return;
        }
        let to = self.users.dice.index(self.machines.len());
        let call = self.users.call(op);
        let envelope = self.users.ops[op].envelope.clone();
        self.story.tell(self.now_us, || {
            format!("client hands in at machine {to}: {}", self.users.ops[op].about)
        });
        let lost = !self.calm && self.users.dice.per_mille(30);
        if !lost {
            let delay = self.users.dice.between(500, 60_000);
            self.after(delay, Event::Call { to, call, envelope });
        }
        self.after(OVERDUE_US, Event::Overdue { call });
    }

    pub(super) fn call_arrives(
        &mut self,
        to: usize,
        call: CallId,
        envelope: Bytes,
    ) -> Result<(), Violation> {
        if self.machines[to].stands_until_us > self.now_us {
            return Ok(());
        }
        self.with_life(to, None, |life, clock| life.submit(call, envelope, WAIT_US, clock))
    }

    /// An answer on its way to the client; a liar's is forged where it can be.
    pub(super) fn answer_travels(&mut self, machine: usize, call: CallId, answer: Answer) {
        let lying = self.plan.lying_observer && machine == self.lying_observer();
        let answer = if lying || self.machines[machine].lie.is_some() {
            self.forge(call, answer)
        } else {
            answer
        };
        if !self.calm && self.users.dice.per_mille(30) {
            return;
        }
        let delay = self.users.dice.between(500, 60_000);
        self.after(delay, Event::Answered { call, answer });
    }

    fn lying_observer(&self) -> usize {
        self.plan.validators + self.plan.spare
    }

    /// A liar says final of what is not, with a receipt that is not the one; refusals it invents a
    /// client cannot check, so it invents none here.
    fn forge(&mut self, call: CallId, answer: Answer) -> Answer {
        match answer {
            Answer::Final(mut receipts) => {
                if let Some(receipt) = receipts.first_mut()
                    && let Some(forged) = spoiled(receipt, self.users.dice.bits())
                {
                    *receipt = forged;
                }
                Answer::Final(receipts)
            }
            Answer::Unknown | Answer::Ahead(_) => match self.some_receipt(call) {
                Some(receipt) => Answer::Final(vec![receipt]),
                None => answer,
            },
            Answer::Refused(_) => Answer::Unknown,
        }
    }

    /// A good receipt, of another act than asked about.
    fn some_receipt(&self, call: CallId) -> Option<Receipt> {
        let asked = *self.users.calls.get(&call)?;
        let other = self.users.acknowledged.keys().find(|id| **id != self.users.ops[asked].id)?;
        let honest = self.machines.iter().filter(|machine| machine.is_honest());
        let life = honest.filter_map(|machine| machine.life.as_ref()).next()?;
        life.reader.recorded(other).ok().flatten()?.pop()
    }

    pub(super) fn answered(&mut self, call: CallId, answer: Answer) -> Result<(), Violation> {
        let Some(op) = self.users.calls.remove(&call) else { return Ok(()) };
        if self.users.ops[op].outcome.is_some() {
            return Ok(());
        }
        match answer {
            Answer::Final(receipts) => self.take_receipts(op, &receipts),
            Answer::Refused(refusal) if refusal.is_temporary() => self.again_later(op),
            Answer::Refused(refusal) => {
                self.check_refusal(op, &refusal)?;
                self.coverage.count(Seen::Refused);
                let why = format!("{} {refusal}", refusal.rule());
                self.story.tell(self.now_us, || {
                    format!("client is refused ({why}): {}", self.users.ops[op].about)
                });
                self.users.end(op, Outcome::Refused { why, at_us: self.now_us });
                self.look_again(op);
            }
            Answer::Unknown | Answer::Ahead(_) => {
                self.users.ops[op].was_unknown = true;
                self.again_later(op);
            }
        }
        Ok(())
    }

    pub(super) fn overdue(&mut self, call: CallId) {
        if let Some(op) = self.users.calls.remove(&call) {
            self.users.ops[op].was_unknown = true;
            self.again_later(op);
        }
    }

    fn again_later(&mut self, op: usize) {
        let delay = self.users.dice.between(SECOND / 10, SECOND);
        self.after(delay, Event::Retry { op });
    }

    /// Takes what a node calls final only if the receipt proves it.
    fn take_receipts(&mut self, op: usize, receipts: &[Receipt]) {
        let (chain, founders) = (self.cast.chain(), self.cast.genesis().validators());
        let id = self.users.ops[op].id;
        let mut facts = Vec::new();
        let mut height = 0;
        for receipt in receipts {
            match receipt.verify(&chain, founders) {
                Ok(proved) if proved.record.instruction == id => {
                    height = proved.header.height;
                    facts.push(proved.record);
                }
                Ok(_) | Err(_) if self.plan.bug == Some(Bug::ReceiptsUnverified) => {
                    // It takes the act for recorded in the newest block.
                    let height = self.checker.height();
                    self.users.end(op, Outcome::Final { height, at_us: self.now_us });
                    return;
                }
                Ok(_) | Err(_) => {
                    self.coverage.count(Seen::ForgedReceipts);
                    self.again_later(op);
                    return;
                }
            }
        }
        if facts.is_empty() {
            self.again_later(op);
            return;
        }
        if self.users.ops[op].was_unknown {
            self.coverage.count(Seen::UnknownResolved);
        }
        self.story.tell(self.now_us, || {
            format!("client knows it final at {height}: {}", self.users.ops[op].about)
        });
        self.users.end(op, Outcome::Final { height, at_us: self.now_us });
        if let Some(bill) = self.users.ops[op].bill {
            let at = &mut self.users.bills[bill];
            for record in &facts {
                let Some(fact) = record.fact.title() else { continue };
                let follows = record.previous_head == at.head;
                if follows && !fact.event.is_annotation() {
                    at.title = Some(evolve(at.title.take(), fact));
                    at.head = record.chain_after().head;
                }
            }
        } else if let Some(next) = self.planned_voters.take() {
            self.voters = next;
        }
        self.look_again(op);
    }

    /// After an act's end its client reads the bill anew, and goes on.
    fn look_again(&mut self, op: usize) {
        let Some(bill) = self.users.ops[op].bill else { return };
        if let Some(record) = self.read(self.cast.title(self.users.bills[bill].number)) {
            let at = &mut self.users.bills[bill];
            at.head = record.control.head;
            at.title = Some(record.title);
        }
        let delay = self.users.dice.between(20_000, 600_000);
        self.after(delay, Event::Client { bill });
    }

    /// One validator gives way to one that waits, by the governance's signatures.
    pub(super) fn change_set(&mut self) {
        let under_way = self.users.ops.iter().any(|op| op.bill.is_none() && op.outcome.is_none());
        if self.calm || under_way {
            return;
        }
        let all = self.plan.validators + self.plan.spare;
        let waiting: Vec<_> = (0..all).filter(|seat| !self.voters.contains(seat)).collect();
        if waiting.is_empty() {
            return;
        }
        let mut next = self.voters.clone();
        let place = self.dice.index(next.len());
        next[place] = *self.dice.pick(&waiting);
        let Some(head) = self.network_head() else { return };
        let deadline = self.true_ms() + DEADLINE_MS;
        let envelope = self.cast.change_validators(head, deadline, &next);
        let about = format!("{:?} governs: validators {next:?}", Who::Carrier);
        let op = self.users.begin(&self.cast, None, None, envelope, self.now_us, about);
        self.hand_in(op);
        self.planned_voters = Some(next);
    }

    fn network_head(&self) -> Option<Hash> {
        let life = self.machines.iter().find_map(|machine| machine.life.as_ref())?;
        let meta: Meta = life.reader.meta().ok()?;
        Some(life.reader.state(&meta).network().ok()?.chain.head)
    }

    /// A member hands in far more than its share, all at once, at every node.
    pub(super) fn flood(&mut self, many: u32) {
        let deadline = self.true_ms() + DEADLINE_MS;
        for number in 0..many {
            let bill =
                1_000_000 + u32::try_from(self.now_us % 1_000_000).expect("small") * 100 + number;
            let act = self.cast.issue(bill, title::Order::Blank);
            let title = self.cast.title(bill);
            let envelope = self.cast.act(Who::Carrier, title, Hash::ZERO, deadline, act);
            let to = self.users.dice.index(self.machines.len());
            let call = CallId(u64::MAX - u64::from(bill));
            self.after(
                u64::from(number) * 100,
                Event::Call { to, call, envelope: envelope.into() },
            );
        }
    }
}

/// A receipt with one bit flipped, if that is still one.
fn spoiled(receipt: &Receipt, chance: u64) -> Option<Receipt> {
    let mut bytes = receipt.encode();
    let index = usize::try_from(chance >> 8).ok()? % bytes.len();
    bytes[index] ^= 1 << (chance & 7);
    Receipt::decode(&bytes).ok().filter(|forged| forged != receipt)
}
