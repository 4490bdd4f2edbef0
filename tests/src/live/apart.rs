//! Where a network answers otherwise than the law alone, and why. There is no other such place.
//!
//! Such a line is played all the same, and the answer stated here is expected of it.

use ebl_scenario::{ActLine, NamedAct};

/// Why a line is played otherwise than written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Apart {
    /// Two bills of one reference and version begin in one act.
    BeginsTwice,
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
            Self::EndingStanding => None,
        }
    }
}

/// Whether a network answers a line otherwise than it is written.
#[must_use]
pub fn of(line: &ActLine) -> Option<Apart> {
    let NamedAct::Replace { begins, .. } = &line.act else { return None };
    let mut bills: Vec<_> = begins.iter().map(|begin| &begin.bill).collect();
    bills.sort();
    bills.windows(2).any(|pair| pair[0] == pair[1]).then_some(Apart::BeginsTwice)
}
