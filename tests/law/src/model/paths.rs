//! The law as lists: for each act, the questions it is asked, first to last. The first no is the
//! answer.

use super::deed::Kind;

/// One question. Its rule number stands in its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    Exists01,
    Lives02,
    SignersStand03,
    Granted04,
    IsCarrier05,
    ReferenceFree06,
    VersionOne07,
    RulebookNewest08,
    ProfileKnown09,
    CarrierMayTake23,
    Medium34,
    MasterLives35,
    HolderMayTake23,
    NamedMayTake23,
    Holds10,
    Entitled11,
    OfferedToIt12,
    Issued13,
    NotOffered14,
    NotAsked15,
    OfferStands16,
    OfferReadsSo16,
    Asked17,
    NotStraight18,
    MayEndorse19,
    ToAnother20,
    ReceiverMayTake23,
    EndorseeMayTake23,
    HasUndo24,
    Deadline25,
    Consents26And43,
    Annotator27,
    Council28,
    NotStopped29,
    NotPledged30,
    Pledged31,
    Stopped32,
    AnswerFits33,
    MasterDelivered35,
    TakesUnasked36,
    HasGiver37,
    NeverPassed38,
    StopPeriod41,
    CargoDelivered42,
    CouncilOnly43,
    SameKind44,
    WhenEndorsedEntitled11,
    WhenEndorsedNotStraight18,
    WhenEndorsedMayEndorse19,
}

use Question::{
    Annotator27, AnswerFits33, Asked17, CargoDelivered42, CarrierMayTake23, Consents26And43,
    Council28, CouncilOnly43, Deadline25, EndorseeMayTake23, Entitled11, Exists01, Granted04,
    HasGiver37, HasUndo24, HolderMayTake23, Holds10, IsCarrier05, Issued13, Lives02,
    MasterDelivered35, MasterLives35, MayEndorse19, Medium34, NamedMayTake23, NeverPassed38,
    NotAsked15, NotOffered14, NotPledged30, NotStopped29, NotStraight18, OfferReadsSo16,
    OfferStands16, OfferedToIt12, Pledged31, ProfileKnown09, ReceiverMayTake23, ReferenceFree06,
    RulebookNewest08, SameKind44, SignersStand03, StopPeriod41, Stopped32, TakesUnasked36,
    ToAnother20, VersionOne07, WhenEndorsedEntitled11, WhenEndorsedMayEndorse19,
    WhenEndorsedNotStraight18,
};

/// The questions of groups 1 and 2, which every act on one bill begins with.
const OPENING: &[Question] = &[Exists01, Lives02, SignersStand03, Granted04];

/// The questions of a free bill.
const FREE: &[Question] = &[NotStopped29, NotOffered14, NotAsked15, NotPledged30];

/// The path of an act on one bill: its lists, one after the other. A replacement has several
/// bills and its own path, in `replacement.rs`.
#[must_use]
pub(super) const fn path(kind: Kind) -> [&'static [Question]; 4] {
    match kind {
        Kind::Issue => [&[SignersStand03, Granted04], BIRTH, CLOSE_OF_BIRTH, &[]],
        Kind::IssueFromPaper => [&[SignersStand03, Granted04], BIRTH, &[Medium34], CLOSE_OF_BIRTH],
        Kind::Offer => [OPENING, &[Holds10], FREE, OFFER],
        Kind::HandOver => [OPENING, &[Holds10], FREE, HAND_OVER],
        Kind::Withdraw => {
            [OPENING, &[Holds10], &[NotStopped29, NotAsked15, OfferReadsSo16], NOBODY]
        }
        Kind::Accept => [OPENING, &[OfferStands16, OfferedToIt12], &[NotStopped29], ACCEPT],
        Kind::Decline => [OPENING, &[OfferStands16, OfferedToIt12], &[NotStopped29], NOBODY],
        Kind::HandBack => [OPENING, &[Holds10], FREE, &[Consents26And43, HasGiver37]],
        Kind::Endorse => [OPENING, &[Holds10, Entitled11], FREE, ENDORSE],
        Kind::CancelEndorsement => [OPENING, &[Holds10], FREE, &[Consents26And43, HasUndo24]],
        Kind::Sign => [OPENING, &[Holds10], &[NotStopped29, NotOffered14, NotAsked15], NOBODY],
        Kind::Pledge => [OPENING, &[Holds10, Entitled11], FREE, PLEDGE],
        Kind::Release => [OPENING, &[Holds10], PLEDGED, RELEASE],
        Kind::Enforce => [OPENING, &[Holds10], PLEDGED, NOBODY],
        Kind::SurrenderForDelivery => [OPENING, &[Holds10, Entitled11], FREE, NOBODY],
        Kind::SurrenderForAmendment => {
            [OPENING, &[Holds10], FREE, &[Consents26And43, ReceiverMayTake23, EndorseeMayTake23]]
        }
        Kind::SurrenderForPaper => [OPENING, &[Holds10], FREE, NOBODY],
        Kind::AcceptSurrender => {
            [OPENING, &[Issued13], ANSWER, &[Consents26And43, MasterDelivered35]]
        }
        Kind::RejectSurrender => [OPENING, &[Issued13], &[NotStopped29, Asked17], NOBODY],
        Kind::ToPaper => [OPENING, &[Issued13], ANSWER, &[Consents26And43, Medium34]],
        Kind::Void => [OPENING, &[Issued13], FREE, &[Consents26And43, NeverPassed38]],
        Kind::Annotate => {
            [&[Exists01, SignersStand03, Granted04], &[Annotator27], NOBODY, &[CargoDelivered42]]
        }
        Kind::Hold => [OPENING, &[Council28], &[CouncilOnly43], &[StopPeriod41]],
        Kind::Lift => [OPENING, &[Council28], &[CouncilOnly43], &[Stopped32]],
        Kind::Reassign => [OPENING, &[Council28], &[CouncilOnly43], REASSIGN],
        Kind::Replace => [&[], &[], &[], &[]],
    }
}

const NOBODY: &[Question] = &[Consents26And43];
const PLEDGED: &[Question] = &[NotStopped29, NotOffered14, NotAsked15, Pledged31];
const ANSWER: &[Question] = &[NotStopped29, Asked17, AnswerFits33];
const BIRTH: &[Question] = &[
    IsCarrier05,
    ReferenceFree06,
    VersionOne07,
    RulebookNewest08,
    ProfileKnown09,
    CarrierMayTake23,
];
const CLOSE_OF_BIRTH: &[Question] =
    &[MasterLives35, HolderMayTake23, NamedMayTake23, Consents26And43];
const OFFER: &[Question] = &[
    Consents26And43,
    WhenEndorsedEntitled11,
    WhenEndorsedNotStraight18,
    WhenEndorsedMayEndorse19,
    ToAnother20,
    ReceiverMayTake23,
    EndorseeMayTake23,
    Deadline25,
];
const HAND_OVER: &[Question] = &[
    Consents26And43,
    WhenEndorsedEntitled11,
    WhenEndorsedNotStraight18,
    WhenEndorsedMayEndorse19,
    ToAnother20,
    ReceiverMayTake23,
    EndorseeMayTake23,
    TakesUnasked36,
];
const ACCEPT: &[Question] = &[Consents26And43, ReceiverMayTake23, EndorseeMayTake23];
const ENDORSE: &[Question] = &[Consents26And43, NotStraight18, MayEndorse19, EndorseeMayTake23];
const PLEDGE: &[Question] =
    &[Consents26And43, MayEndorse19, ToAnother20, ReceiverMayTake23, Deadline25];
const RELEASE: &[Question] = &[
    Consents26And43,
    ToAnother20,
    WhenEndorsedNotStraight18,
    ReceiverMayTake23,
    EndorseeMayTake23,
];
const REASSIGN: &[Question] = &[ReceiverMayTake23, EndorseeMayTake23, SameKind44];
