//! What a run reached: acts, reasons, stages.

use crate::adapter::Outcome;
use crate::model::{Deed, Kind, REASONS, Reason, Stage, World};

/// How often each thing happened. Adding up in any order gives the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coverage {
    accepted: [u64; Kind::ALL.len()],
    refused: [u64; Kind::ALL.len()],
    reasons: [u64; REASONS.len()],
    /// How often each act met a bill at each stage.
    cells: [[u64; Kind::ALL.len()]; Stage::ALL.len()],
}

impl Default for Coverage {
    fn default() -> Self {
        Self {
            accepted: [0; Kind::ALL.len()],
            refused: [0; Kind::ALL.len()],
            reasons: [0; REASONS.len()],
            cells: [[0; Kind::ALL.len()]; Stage::ALL.len()],
        }
    }
}

/// Something a run should have reached and did not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gap {
    /// The act was never accepted.
    NeverAccepted(Kind),
    /// The reason was never given.
    NeverGiven(Reason),
    /// No bill was ever met at this stage.
    NeverMet(Stage),
}

impl Coverage {
    /// Counts which stage an act meets, before it is done.
    pub fn meets(&mut self, world: &World, deed: &Deed, now: u64) {
        if let Some(bill) = world.bill(deed.bill) {
            self.cells[bill.read(now).stage as usize][deed.kind as usize] += 1;
        }
    }

    /// Counts how an act was answered.
    pub fn counts(&mut self, kind: Kind, outcome: &Outcome) {
        match outcome {
            Outcome::Noted => {}
            Outcome::Accepted => self.accepted[kind as usize] += 1,
            Outcome::Refused(no) => {
                self.refused[kind as usize] += 1;
                let reason = no.reason();
                let place = REASONS.iter().position(|other| same(other, &reason));
                self.reasons[place.expect("every reason is listed")] += 1;
            }
        }
    }

    /// Adds what another part of the run reached.
    pub fn add(&mut self, other: &Self) {
        add(&mut self.accepted, &other.accepted);
        add(&mut self.refused, &other.refused);
        add(&mut self.reasons, &other.reasons);
        for (row, others) in self.cells.iter_mut().zip(&other.cells) {
            add(row, others);
        }
    }

    /// How many acts were accepted.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.accepted.iter().sum()
    }

    /// How many acts were refused.
    #[must_use]
    pub fn refused(&self) -> u64 {
        self.refused.iter().sum()
    }

    /// Each act, how often it was accepted and refused.
    pub fn acts(&self) -> impl Iterator<Item = (Kind, u64, u64)> {
        Kind::ALL
            .into_iter()
            .map(|kind| (kind, self.accepted[kind as usize], self.refused[kind as usize]))
    }

    /// Each reason and how often it was given.
    pub fn reasons(&self) -> impl Iterator<Item = (Reason, u64)> {
        REASONS.into_iter().zip(self.reasons)
    }

    /// How many pairs of a stage and an act that changes a bill came up, and how many there are.
    #[must_use]
    pub fn cells(&self) -> (usize, usize) {
        let seen = self.cells.iter().flatten().filter(|count| **count > 0).count();
        (seen, Stage::ALL.len() * Kind::ALL.len())
    }

    /// What was not reached.
    #[must_use]
    pub fn gaps(&self) -> Vec<Gap> {
        let acts = self.acts().filter(|(_, accepted, _)| *accepted == 0);
        let reasons = self.reasons().filter(|(_, count)| *count == 0);
        let stages =
            Stage::ALL.into_iter().filter(|s| self.cells[*s as usize].iter().sum::<u64>() == 0);
        acts.map(|(kind, ..)| Gap::NeverAccepted(kind))
            .chain(reasons.map(|(reason, _)| Gap::NeverGiven(reason)))
            .chain(stages.map(Gap::NeverMet))
            .collect()
    }
}

fn add(sums: &mut [u64], more: &[u64]) {
    for (sum, more) in sums.iter_mut().zip(more) {
        *sum += more;
    }
}

fn same(one: &Reason, other: &Reason) -> bool {
    one.0 == other.0 && one.1 == other.1
}
