//! Where a network answers otherwise than the law alone, and why. There is no other such place.
//!
//! Such a line is played all the same, and the answer stated here is expected of it.

use ebl_scenario::{ActLine, By, NamedAct};

/// Why a line is played otherwise than written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// Two bills of one reference and version begin in one act.
    BeginsTwice,
    /// Who signs has no keys on the ledger.
    WithoutKeys,
    /// A standing ends by itself.
    EndingStanding,
}

impl Apart {
    /// What differs, and why.
    #[must_use]
    pub const fn why(self) -> &'static str {
        match self {
            Self::BeginsTwice => {
                "answered L-03: the wire has no spelling for an act that begins one title twice"
            }
            Self::WithoutKeys => {
                "answered T-03: whose keys must sign is asked before any rule about the title"
            }
            Self::EndingStanding => {
                "the registry knows no standing that ends by itself; the governance suspends the \
                 party when it is over"
            }
        }
    }

    /// The rule that the network answers with, for a line on a bill.
    #[must_use]
    pub const fn rule(self) -> Option<&'static str> {
        match self {
            Self::BeginsTwice => Some("L-03"),
            Self::WithoutKeys => Some("T-03"),
            Self::EndingStanding => None,
        }
    }
}

/// Whether a network answers a line otherwise than it is written.
#[must_use]
pub fn of(line: &ActLine, is_enrolled: impl Fn(&str) -> bool) -> Option<Apart> {
    let written = line.refused.as_ref().map(|refusal| refusal.rule.as_str());
    if let NamedAct::Replace { begins, .. } = &line.act {
        let mut bills: Vec<_> = begins.iter().map(|begin| &begin.bill).collect();
        bills.sort();
        if bills.windows(2).any(|pair| pair[0] == pair[1]) {
            return Some(Apart::BeginsTwice);
        }
    }
    let actor = match &line.by {
        By::Party { actor, .. } => Some(actor),
        By::Governance(_) => None,
    };
    let mut signers = actor.into_iter().chain(&line.with);
    (written != Some("T-03") && !signers.all(|name| is_enrolled(name)))
        .then_some(Apart::WithoutKeys)
}
