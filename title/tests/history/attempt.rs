//! Something somebody tries.

use proptest::prelude::*;
use proptest::sample::select;
use title::{ActKind, AmendmentReason, AnnotationKind, RejectionReason};

use super::cast::{Cast, Party};

/// Something somebody tries. Who it is and what it means may depend on where the title stands by
/// then.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    /// Block time since the attempt before.
    pub(crate) after_ms: u64,
    /// The number of the reference aimed at.
    pub(crate) reference: u8,
    pub(crate) wanted: Wanted,
    /// `None` is the party whose turn it is.
    pub(crate) by: Option<Party>,
    /// Through the agent, or itself.
    pub(crate) hand: Hand,
    pub(crate) consents: Consents,
    /// Whoever the act names.
    pub(crate) named: [Party; 2],
    /// Whoever is to be in control next.
    pub(crate) to: Party,
    pub(crate) content: Content,
}

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// This act, whether it fits or not.
    Act(ActKind),
    /// What the title waits for; this act where it waits for nothing.
    Next(ActKind),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hand {
    Own,
    Agent,
}

/// Who signs too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Consents {
    /// Everybody needed.
    Needed,
    /// Nobody.
    Nobody,
    /// Whoever comes along.
    Any,
}

#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) endorsement: Option<u8>,
    pub(crate) order: u8,
    pub(crate) lasts_ms: i64,
    pub(crate) version: u32,
    pub(crate) rulebook: u32,
    pub(crate) terms_profile: u32,
    pub(crate) master: Option<u8>,
    pub(crate) rejection: RejectionReason,
    pub(crate) amendment: AmendmentReason,
    pub(crate) notice: AnnotationKind,
    /// Which part of a change of medium is missing, if any.
    pub(crate) missing: Option<u8>,
    /// How many members of the governance sign, of two that must.
    pub(crate) ordered_by: u32,
    /// How a replacement differs from what was asked.
    pub(crate) shape: u8,
}

/// Histories of up to 80 attempts.
pub(crate) fn attempts(cast: Cast) -> impl Strategy<Value = Vec<Attempt>> {
    prop::collection::vec(attempt(cast), 1..80)
}

fn attempt(cast: Cast) -> impl Strategy<Value = Attempt> {
    let others = match cast {
        Cast::Mixed => Party::ALL.to_vec(),
        Cast::AllInStanding => Party::HOLDERS.to_vec(),
    };
    let anyone = prop_oneof![3 => select(&Party::HOLDERS[..]), 1 => select(others)];
    let by = prop_oneof![6 => Just(None), 1 => anyone.clone().prop_map(Some)];
    let hand = prop_oneof![15 => Just(Hand::Own), 1 => Just(Hand::Agent)];
    let consents = prop_oneof![
        12 => Just(Consents::Needed),
        1 => Just(Consents::Nobody),
        1 => Just(Consents::Any),
    ];
    let named = [anyone.clone(), anyone.clone()];
    (0..3_u64, 0..4_u8, wanted(), by, hand, consents, named, anyone, content()).prop_map(
        |(after_ms, reference, wanted, by, hand, consents, named, to, content)| Attempt {
            after_ms,
            reference,
            wanted,
            by,
            hand,
            consents,
            named,
            to,
            content,
        },
    )
}

fn wanted() -> impl Strategy<Value = Wanted> {
    let kind = select(ActKind::ALL);
    prop_oneof![1 => kind.clone().prop_map(Wanted::Act), 1 => kind.prop_map(Wanted::Next)]
}

fn content() -> impl Strategy<Value = Content> {
    let mostly = |usual: u32| prop_oneof![12 => Just(usual), 1 => 0..4_u32];
    let lasts = prop_oneof![20 => -1..8_i64, 1 => Just(500 * 24 * 60 * 60 * 1000)];
    let stated = (mostly(1), mostly(2), mostly(1), prop::option::weighted(0.3, 0..4_u8));
    let words =
        (select(RejectionReason::ALL), select(AmendmentReason::ALL), select(AnnotationKind::ALL));
    let missing = prop::option::weighted(0.1, 0..2_u8);
    let ordered_by = prop_oneof![4 => Just(2), 1 => 0..3_u32];
    let shape = prop_oneof![6 => Just(0), 1 => 0..8_u8];
    (prop::option::of(0..3_u8), 0..6_u8, lasts, stated, words, missing, ordered_by, shape).prop_map(
        |(endorsement, order, lasts_ms, stated, words, missing, ordered_by, shape)| {
            let (version, rulebook, terms_profile, master) = stated;
            let (rejection, amendment, notice) = words;
            Content {
                endorsement,
                order,
                lasts_ms,
                version,
                rulebook,
                terms_profile,
                master,
                rejection,
                amendment,
                notice,
                missing,
                ordered_by,
                shape,
            }
        },
    )
}
