//! The end: everything at rest, everything checked.

use proto::refusal::Refusal;

use super::{Ended, World};
use crate::cast::validator_address;
use crate::checks::{Fork, Violation, check_histories, kept_evidence};

impl World {
    /// Whether nothing is left to do: all honest nodes run, hold all blocks, vote where they may,
    /// and no client waits for an outcome. A client may have been told by a liar, with a true receipt, of
    /// a block that no honest node has yet: that one is waited for.
    pub(super) fn is_at_rest(&self) -> bool {
        let told = self.users.acknowledged.values().max().copied().unwrap_or(0);
        self.users.open() == 0
            && told <= self.checker.height()
            && self.machines.iter().filter(|machine| machine.is_honest()).all(|machine| {
                machine
                    .life
                    .as_ref()
                    .is_some_and(|life| life.head() == self.checker.height() && !life.is_silent())
            })
    }

    /// Everything is at rest: each bill gets one more act. A network that records nothing any more
    /// would come to rest as well, once every deadline has passed.
    pub(super) fn hand_in_last_acts(&mut self) {
        self.last_acts_us = Some(self.now_us);
        for bill in 0..self.users.bills.len() {
            self.begin_act(bill);
        }
    }

    /// With nothing wrong any more, no act may wait until its deadline.
    pub(super) fn check_refusal(&self, op: usize, refusal: &Refusal) -> Result<(), Violation> {
        let op = &self.users.ops[op];
        let is_last = self.last_acts_us.is_some_and(|begun| op.invoked_us >= begun);
        if is_last && matches!(refusal, Refusal::DeadlinePassed { .. }) {
            let why = format!("not recorded until its deadline: {}", op.about);
            return Err(Violation::Stalled { why });
        }
        Ok(())
    }

    /// Who hangs, in words.
    pub(super) fn what_hangs(&self) -> Violation {
        let mut why = format!("height {}", self.checker.height());
        for (number, machine) in self.machines.iter().enumerate() {
            let state = match &machine.life {
                None => "down".to_owned(),
                Some(life) => format!(
                    "{} round {}{}{}",
                    life.head(),
                    life.round(),
                    if life.votes() { " votes" } else { "" },
                    if life.is_silent() { " silent" } else { "" }
                ),
            };
            why.push_str(&format!("; machine {number}: {state}"));
        }
        for op in self.users.ops.iter().filter(|op| op.outcome.is_none()).take(4) {
            why.push_str(&format!("; open: {}", op.about));
        }
        Violation::Stalled { why }
    }

    pub(super) fn check_ending(&mut self) -> Result<(), Violation> {
        let certificate_of = 1 + self.dice.below(self.checker.height().max(1));
        for (number, machine) in self.machines.iter().enumerate() {
            if !machine.is_honest() {
                continue;
            }
            let life = machine.life.as_ref().expect("all honest nodes run at rest");
            self.checker.check_log(number, &life.reader, certificate_of)?;
            let acknowledged = &self.users.acknowledged;
            self.checker.check_acknowledged(number, &life.reader, acknowledged)?;
        }
        check_histories(&self.checker, &self.users.ops)
    }

    pub(super) fn end(mut self, violation: Option<Violation>) -> Ended {
        if let Some(violation) = &violation {
            self.story.tell(self.now_us, || format!("VIOLATION: {violation}"));
        }
        let fork = self.checker.fork();
        let accused = match fork {
            Some(fork) => fork.accused(&self.machines),
            None => kept_evidence(&self.machines),
        };
        let seats = 0..self.plan.validators + self.plan.spare;
        let accused = seats.filter(|seat| accused.contains(&validator_address(*seat))).collect();
        let forked_in_one_round = fork.is_some_and(Fork::is_of_one_round);
        Ended {
            violation,
            coverage: self.coverage,
            fingerprint: self.fingerprint,
            height: self.checker.height(),
            took_us: self.now_us,
            story: self.story,
            accused,
            forked_in_one_round,
        }
    }
}
