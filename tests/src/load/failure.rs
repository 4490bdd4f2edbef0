//! Why a run's figures are worth nothing.

use thiserror::Error;

use super::run::Measured;
use super::window::Counts;

/// Something that must not happen to an honest client.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Failure {
    /// An answer said "final" and proved nothing.
    #[error("{count} answers say \"final\" and prove nothing: {flaw}")]
    NotProved {
        /// How many.
        count: usize,
        /// Why.
        flaw: String,
    },
    /// A rule said no to what it allows.
    #[error("{count} proper instructions were refused by {rule}")]
    Refused {
        /// How many.
        count: usize,
        /// Its number.
        rule: String,
    },
    /// The outcome was asked for in vain.
    #[error("nobody can say what became of {count} instructions")]
    Lost {
        /// How many.
        count: usize,
    },
    /// An act is neither recorded nor refused, turned away or unknown.
    #[error("{handed_in} instructions were handed in, and as many are not accounted for")]
    NotAccountedFor {
        /// How many were handed in.
        handed_in: usize,
    },
    /// Nothing was recorded while a clock ran.
    #[error("no instruction became final while the clock ran")]
    Nothing,
}

impl Failure {
    /// All failures of a run.
    #[must_use]
    pub fn of(measured: &Measured) -> Vec<Self> {
        let windows = measured.windows.iter().chain(&measured.overload);
        let counts = windows.map(|window| &window.counts);
        let mut all: Vec<_> = counts.chain([&measured.set_up.counts]).flat_map(found).collect();
        if measured.windows.iter().all(|window| window.recorded() == 0) {
            all.push(Self::Nothing);
        }
        all
    }
}

fn found(counts: &Counts) -> Vec<Failure> {
    let not_proved = counts.flaws.iter();
    let refused = counts.refused.iter();
    let mut all: Vec<_> = not_proved
        .map(|(flaw, count)| Failure::NotProved { count: *count, flaw: flaw.clone() })
        .chain(refused.map(|(rule, count)| Failure::Refused { count: *count, rule: rule.clone() }))
        .collect();
    if counts.unknown > 0 {
        all.push(Failure::Lost { count: counts.unknown });
    }
    if !counts.add_up() {
        all.push(Failure::NotAccountedFor { handed_in: counts.handed_in });
    }
    all
}
