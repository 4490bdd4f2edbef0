//! The model's refusals: a rule number and what is needed to tell its reasons apart.

use super::words::{BillNo, Moment, Party, Stage, Stands};

/// What a party lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum Want {
    NotEnrolled,
    Suspended,
    Removed,
    Lapsed,
}

/// Why an agent may not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the words say it")]
pub enum NoGrant {
    None,
    OtherActs,
    Lapsed,
}

/// A no, named by its rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the rules stand in docs/title-rules.md under these numbers")]
pub enum No {
    T01(BillNo),
    T02(BillNo, Stage),
    T03(Party, Want),
    T04(NoGrant),
    T05(Party),
    T06Live(BillNo),
    T06Used(u8),
    T07 { stated: u32, next: u32 },
    T08Unknown(u32),
    T08Superseded { rulebook: u32, newest: u32 },
    T09(u32),
    T10(Party),
    T11(Party, Stands),
    T12(Party),
    T13(Party),
    T14 { to: Party, until: Moment },
    T15 { requester: Party },
    T16None(BillNo),
    T16Lapsed { until: Moment },
    T17(BillNo),
    T18(BillNo),
    T19(Party),
    T20(Party),
    T21(Party, Want),
    T22(Party),
    T23 { party: Party, rulebook: u32 },
    T24(BillNo),
    T25 { until: Moment },
    T26One(Party),
    T26Either(Party, Party),
    T27(Party),
    T28 { have: u32 },
    T29 { until: Moment },
    T30 { pledgor: Party },
    T31(BillNo),
    T32(BillNo),
    T33 { stage: Stage, reason: u8, heir: Option<(Party, Stands)> },
    T34Statement,
    T34Paper,
    T35NotLive(BillNo),
    T35Ended(BillNo, Stage),
    T36(Party),
    T37(BillNo),
    T38(BillNo),
    T39 { reason: u8, ends: usize, begins: usize },
    T40(Party, Stands),
    T41 { until: Moment },
    T42(BillNo),
    T43(Party),
    T44(BillNo),
}

/// A reason as the coverage counts it: rule number and, where a rule has several, a word.
pub type Reason = (u8, &'static str);

impl No {
    /// Rule number and, where the rule has several reasons, which.
    #[must_use]
    pub const fn reason(&self) -> Reason {
        match self {
            Self::T01(_) => (1, ""),
            Self::T02(..) => (2, ""),
            Self::T03(_, want) => (3, want.word()),
            Self::T04(NoGrant::None) => (4, "not granted"),
            Self::T04(NoGrant::OtherActs) => (4, "other acts"),
            Self::T04(NoGrant::Lapsed) => (4, "lapsed"),
            Self::T05(_) => (5, ""),
            Self::T06Live(_) => (6, "live"),
            Self::T06Used(_) => (6, "used"),
            Self::T07 { .. } => (7, ""),
            Self::T08Unknown(_) => (8, "unknown"),
            Self::T08Superseded { .. } => (8, "superseded"),
            Self::T09(_) => (9, ""),
            Self::T10(_) => (10, ""),
            Self::T11(..) => (11, ""),
            Self::T12(_) => (12, ""),
            Self::T13(_) => (13, ""),
            Self::T14 { .. } => (14, ""),
            Self::T15 { .. } => (15, ""),
            Self::T16None(_) => (16, "none"),
            Self::T16Lapsed { .. } => (16, "lapsed"),
            Self::T17(_) => (17, ""),
            Self::T18(_) => (18, ""),
            Self::T19(_) => (19, ""),
            Self::T20(_) => (20, ""),
            Self::T21(_, want) => (21, want.word()),
            Self::T22(_) => (22, ""),
            Self::T23 { .. } => (23, ""),
            Self::T24(_) => (24, ""),
            Self::T25 { .. } => (25, ""),
            Self::T26One(_) => (26, "one"),
            Self::T26Either(..) => (26, "either"),
            Self::T27(_) => (27, ""),
            Self::T28 { .. } => (28, ""),
            Self::T29 { .. } => (29, ""),
            Self::T30 { .. } => (30, ""),
            Self::T31(_) => (31, ""),
            Self::T32(_) => (32, ""),
            Self::T33 { .. } => (33, ""),
            Self::T34Statement => (34, "statement"),
            Self::T34Paper => (34, "paper"),
            Self::T35NotLive(_) => (35, "not live"),
            Self::T35Ended(..) => (35, "ended"),
            Self::T36(_) => (36, ""),
            Self::T37(_) => (37, ""),
            Self::T38(_) => (38, ""),
            Self::T39 { .. } => (39, ""),
            Self::T40(..) => (40, ""),
            Self::T41 { .. } => (41, ""),
            Self::T42(_) => (42, ""),
            Self::T43(_) => (43, ""),
            Self::T44(_) => (44, ""),
        }
    }
}

impl Want {
    const fn word(self) -> &'static str {
        match self {
            Self::NotEnrolled => "not enrolled",
            Self::Suspended => "suspended",
            Self::Removed => "removed",
            Self::Lapsed => "lapsed",
        }
    }
}

/// Every reason there is, in the order of the rules' numbers.
pub const REASONS: [Reason; 58] = [
    (1, ""),
    (2, ""),
    (3, "not enrolled"),
    (3, "suspended"),
    (3, "removed"),
    (3, "lapsed"),
    (4, "not granted"),
    (4, "other acts"),
    (4, "lapsed"),
    (5, ""),
    (6, "live"),
    (6, "used"),
    (7, ""),
    (8, "unknown"),
    (8, "superseded"),
    (9, ""),
    (10, ""),
    (11, ""),
    (12, ""),
    (13, ""),
    (14, ""),
    (15, ""),
    (16, "none"),
    (16, "lapsed"),
    (17, ""),
    (18, ""),
    (19, ""),
    (20, ""),
    (21, "not enrolled"),
    (21, "suspended"),
    (21, "removed"),
    (21, "lapsed"),
    (22, ""),
    (23, ""),
    (24, ""),
    (25, ""),
    (26, "one"),
    (26, "either"),
    (27, ""),
    (28, ""),
    (29, ""),
    (30, ""),
    (31, ""),
    (32, ""),
    (33, ""),
    (34, "statement"),
    (34, "paper"),
    (35, "not live"),
    (35, "ended"),
    (36, ""),
    (37, ""),
    (38, ""),
    (39, ""),
    (40, ""),
    (41, ""),
    (42, ""),
    (43, ""),
    (44, ""),
];
