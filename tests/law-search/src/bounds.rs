//! How far the search goes.

use std::fmt;

use title::{AmendmentReason, Commitment, ReferenceKey, Registers, Time, Title, TitleId};

use crate::cast::Party;

/// The one moment at which everything happens. Offers and holds end after it, at it or before it;
/// that time passes is a step of its own, which moves such an end from one to the next.
pub const NOW: Time = Time(1_000);

/// Every bill lives under it.
pub const NEWEST_RULEBOOK: u32 = 2;
/// Registered, and superseded.
pub const OLDER_RULEBOOK: u32 = 1;
/// The terms every bill names.
pub const TERMS: u32 = 1;
/// One commitment for all: the law compares none of them.
pub const CONTENT: Commitment = Commitment { scheme: 0, root: [0; 32] };

/// How many titles a state has room for.
pub const SLOTS: usize = 4;
/// How many references.
pub const REFERENCES: usize = 2;

/// Which world is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// One title and every act.
    One,
    /// Titles under two references and the acts that link titles.
    Two,
    /// One record and its paper.
    Paper,
}

impl Scope {
    /// All worlds.
    pub const ALL: [Self; 3] = [Self::One, Self::Two, Self::Paper];

    /// The word of the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::One => "one",
            Self::Two => "two",
            Self::Paper => "paper",
        }
    }
}

/// How much of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// What the tests and the planted faults are run with.
    Small,
    /// What the command searches.
    Full,
}

/// The place of a title: its reference and version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot {
    /// Which reference, from 0.
    pub reference: u8,
    /// The version under it, from 1.
    pub version: u32,
}

impl Slot {
    /// The slot of a reference and a version.
    #[must_use]
    pub const fn new(reference: u8, version: u32) -> Self {
        Self { reference, version }
    }

    /// The id of the title there.
    #[must_use]
    pub fn id(self) -> TitleId {
        let version = u8::try_from(self.version).expect("versions are bounded far below 256");
        TitleId([self.reference * 16 + version; 32])
    }

    /// The key of its reference.
    #[must_use]
    pub fn key(self) -> ReferenceKey {
        ReferenceKey([self.reference; 32])
    }
}

/// The bounds of one search.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// Which world.
    pub scope: Scope,
    /// How much of it.
    pub size: Size,
    /// The interchangeable traders.
    pub traders: &'static [Party],
    /// The places of titles. One that begins elsewhere is checked and then forgotten.
    pub slots: Vec<Slot>,
    /// The reasons for an amendment.
    pub reasons: &'static [AmendmentReason],
}

impl Bounds {
    /// The bounds of a scope.
    #[must_use]
    pub fn of(scope: Scope, size: Size) -> Self {
        let full = size == Size::Full;
        let two = &[Party::A, Party::B];
        let (traders, slots): (&'static [Party], _) = match scope {
            Scope::One if full => (&[Party::A, Party::B, Party::C], vec![(0, 1)]),
            Scope::One => (two, vec![(0, 1)]),
            Scope::Two if full => (two, vec![(0, 1), (0, 2), (1, 1), (1, 2)]),
            Scope::Two => (two, vec![(0, 1), (1, 1), (1, 2)]),
            Scope::Paper if full => (two, vec![(0, 1), (0, 2), (0, 3), (1, 1)]),
            Scope::Paper => (two, vec![(0, 1), (0, 2), (1, 1)]),
        };
        let reasons: &'static [AmendmentReason] = match (scope, size) {
            (Scope::Paper, _) => &[AmendmentReason::Split, AmendmentReason::Correction],
            (Scope::One, Size::Small) => &[AmendmentReason::Switch, AmendmentReason::Correction],
            (Scope::Two, Size::Small) => {
                &[AmendmentReason::Switch, AmendmentReason::Split, AmendmentReason::Combine]
            }
            _ => AmendmentReason::ALL,
        };
        let slots = slots.into_iter().map(|(reference, v)| Slot::new(reference, v)).collect();
        Self { scope, size, traders, slots, reasons }
    }

    /// Whoever may be in control: the carrier and the traders.
    pub fn holders(&self) -> impl Iterator<Item = Party> + Clone + use<> {
        let traders = self.traders;
        [Party::Carrier].into_iter().chain(traders.iter().copied())
    }

    /// What the network has registered.
    #[must_use]
    pub fn registers() -> Registers {
        Registers {
            rulebooks: [OLDER_RULEBOOK, NEWEST_RULEBOOK].into(),
            terms_profiles: [TERMS].into(),
        }
    }

    /// The place of a title within the bounds.
    #[must_use]
    pub fn place(&self, id: TitleId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.id() == id)
    }

    /// The title as it is kept. Where several titles are searched, what an ended one once was is
    /// forgotten; that nothing follows an end is searched with one title and all it was.
    #[must_use]
    pub fn kept(&self, title: Title) -> Title {
        if self.scope == Scope::One || title.is_live() {
            return title;
        }
        Title {
            order: title::Order::Blank,
            cancellable: None,
            master: None,
            pledge: None,
            hold: None,
            hand_back: None,
            passage: title::Passage::Never,
            mark: title::Mark::Unmarked,
            ..title
        }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let full = self.size == Size::Full;
        if self.scope == Scope::One {
            write!(f, "one title, all 26 acts and kinds of order")?;
        } else {
            let acts = match self.scope {
                Scope::Paper => "from paper, to paper, void, delivery, amendment, hand-over",
                _ => "issue, surrender, its answers, void; masters",
            };
            write!(f, "{} titles under two references of one carrier; {acts}", self.slots.len())?;
            match (self.scope, full) {
                (Scope::Paper, true) => write!(f, ", offers, holds on the first reference")?,
                (_, true) => write!(f, ", holds on the first reference")?,
                (_, false) => {}
            }
            write!(f, "; replacement of 1 or 2 by 0, 1 or 2; blank and named bills")?;
        }
        write!(f, "; the carrier, {} interchangeable traders", self.traders.len())?;
        write!(f, ", {} reasons to amend", self.reasons.len())?;
        match self.scope {
            Scope::One => write!(
                f,
                "; {} outsiders who try every act; what replaces the title is checked, not followed",
                Party::OUTSIDERS.len()
            ),
            Scope::Two => Ok(()),
            Scope::Paper => {
                write!(f, "; at first a paper original of the first reference, or none")
            }
        }
    }
}
