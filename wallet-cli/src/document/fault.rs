//! What can be wrong with a document that is good JSON: one numbered rule per finding.
//!
//! The rules are DCSA's for a transport document (Bill of Lading 3.0), those of its schema and
//! those its schema cannot say, and the few that this ledger adds: D-07, D-08, D-09 and D-30. Two
//! more of ours only warn: D-33 and, since DCSA allows foreign numbers, D-29 for containers.

use std::fmt;

use proto::reference::ReferenceFault;
use thiserror::Error;

use super::identifiers::{Identifier, IdentifierFault};
use super::rules::Stage;
use super::{Kind, Pointer};

/// One thing wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where.
    pub pointer: Pointer,
    /// What.
    pub finding: Finding,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (rule D-{:02})", self.pointer, self.finding, self.finding.rule())
    }
}

/// What a fault does to the act at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Shown before signing.
    Warn,
    /// Stops issue, and stops accept unless it is overridden explicitly.
    Refuse,
}

/// What is wrong. [`Finding::rule`] gives the number that stands in front of each variant.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Finding {
    /// D-01.
    #[error("this field is required and missing")]
    Missing,
    /// D-02.
    #[error("this must be {expected}, and is {found}")]
    WrongType {
        /// The type the standard gives.
        expected: Kind,
        /// The type found.
        found: Kind,
    },
    /// D-03.
    #[error("the text has {characters} characters, and at most {most} are allowed")]
    TextTooLong {
        /// Characters found.
        characters: usize,
        /// Most allowed.
        most: usize,
    },
    /// D-04.
    #[error("the text is blank")]
    Blank,
    /// D-05.
    #[error("the text begins or ends with white space")]
    EdgeSpace,
    /// D-06.
    #[error("{:?} is not one of {}", shorten(found), allowed.join(", "))]
    UnknownCode {
        /// The code found.
        found: String,
        /// The codes of the standard.
        allowed: &'static [&'static str],
    },
    /// D-07.
    #[error("a sea waybill is not a document of title, so nobody can hold or transfer it")]
    SeaWaybill,
    /// D-08.
    #[error("the status is {:?} instead of ISSUED", shorten(status))]
    NotIssued {
        /// The status found.
        status: String,
    },
    /// D-09.
    #[error("the document says that it is not electronic")]
    NotElectronic,
    /// D-10.
    #[error("a bill to order names no consignee; who is entitled is the endorsee, or the bearer")]
    ConsigneeOnToOrder,
    /// D-11.
    #[error("a straight bill must name its consignee")]
    StraightWithoutConsignee,
    /// D-12.
    #[error("a straight bill cannot be endorsed, so it names no endorsee")]
    EndorseeOnStraight,
    /// D-13.
    #[error("a bill to order must say whom to notify on arrival")]
    NobodyToNotify,
    /// D-14.
    #[error("an electronic bill has no copies to count")]
    CopiesCounted,
    /// D-15.
    #[error("an electronic bill is one original, and this one counts {originals}")]
    TooManyOriginals {
        /// With and without charges together.
        originals: u64,
    },
    /// D-16.
    #[error("the kind of bill (shipped on board or received for shipment) needs {field}")]
    LoadingDateMissing {
        /// The date that is missing.
        field: &'static str,
    },
    /// D-17.
    #[error("a bill is shipped on board or received for shipment: only one of the dates can stand")]
    BothLoadingDates,
    /// D-18.
    #[error("an issued bill needs its issueDate")]
    IssueDateMissing,
    /// D-19.
    #[error("{:?} is no calendar date of the form 2026-01-31", shorten(found))]
    NotADate {
        /// The text found.
        found: String,
    },
    /// D-20.
    #[error("a declared value and its currency stand together: {missing} is missing")]
    DeclaredValueHalf {
        /// The missing half.
        missing: &'static str,
    },
    /// D-21.
    #[error("inland carriage needs its place: {missing} is missing")]
    CarriageWithoutPlace {
        /// The place that is missing.
        missing: &'static str,
    },
    /// D-22.
    #[error("{:?} is not among the utilizedTransportEquipments", shorten(reference))]
    UnlistedEquipment {
        /// The equipment reference.
        reference: String,
    },
    /// D-23.
    #[error("the equipment {:?} is listed twice", shorten(reference))]
    RepeatedEquipment {
        /// The equipment reference.
        reference: String,
    },
    /// D-24.
    #[error("dangerous goods need a packageCode or imoPackagingCode")]
    DangerousWithoutPackaging,
    /// D-25.
    #[error("dangerous goods need a UNNumber or NANumber")]
    DangerousWithoutNumber,
    /// D-26.
    #[error("a reefer needs activeReeferSettings unless isNonOperatingReefer is true")]
    ReeferWithoutSettings,
    /// D-27.
    #[error("this party has neither an address nor an identifying code")]
    PartyUnreachable,
    /// D-28.
    #[error("this party needs an identifying code")]
    PartyWithoutCode,
    /// D-29.
    #[error("{:?} is no valid {identifier}: {fault}", shorten(found))]
    Identifier {
        /// What it should be.
        identifier: Identifier,
        /// The text found.
        found: String,
        /// Why it is not.
        fault: IdentifierFault,
    },
    /// D-30.
    #[error("the reference cannot be used: {fault}")]
    Reference {
        /// Why not.
        fault: ReferenceFault,
    },
    /// D-31.
    #[error("{:?} is not a number between {least} and {most}", shorten(found))]
    OutOfRange {
        /// The number as received.
        found: String,
        /// Least allowed.
        least: u64,
        /// Most allowed.
        most: u64,
    },
    /// D-32.
    #[error("there are {found} entries, and at most {most} are allowed")]
    TooManyEntries {
        /// Entries found.
        found: usize,
        /// Most allowed.
        most: usize,
    },
    /// D-33.
    #[error("the text holds the invisible character U+{:04X}, which may change how it reads",
        u32::from(*character))]
    InvisibleCharacter {
        /// The first such character.
        character: char,
    },
    /// D-34.
    #[error("this place has neither a UNLocationCode nor another name")]
    PlaceUnnamed,
}

impl Finding {
    /// The rule's number: D-01 is 1.
    #[must_use]
    pub fn rule(&self) -> u8 {
        match self {
            Self::Missing => 1,
            Self::WrongType { .. } => 2,
            Self::TextTooLong { .. } => 3,
            Self::Blank => 4,
            Self::EdgeSpace => 5,
            Self::UnknownCode { .. } => 6,
            Self::SeaWaybill => 7,
            Self::NotIssued { .. } => 8,
            Self::NotElectronic => 9,
            Self::ConsigneeOnToOrder => 10,
            Self::StraightWithoutConsignee => 11,
            Self::EndorseeOnStraight => 12,
            Self::NobodyToNotify => 13,
            Self::CopiesCounted => 14,
            Self::TooManyOriginals { .. } => 15,
            Self::LoadingDateMissing { .. } => 16,
            Self::BothLoadingDates => 17,
            Self::IssueDateMissing => 18,
            Self::NotADate { .. } => 19,
            Self::DeclaredValueHalf { .. } => 20,
            Self::CarriageWithoutPlace { .. } => 21,
            Self::UnlistedEquipment { .. } => 22,
            Self::RepeatedEquipment { .. } => 23,
            Self::DangerousWithoutPackaging => 24,
            Self::DangerousWithoutNumber => 25,
            Self::ReeferWithoutSettings => 26,
            Self::PartyUnreachable => 27,
            Self::PartyWithoutCode => 28,
            Self::Identifier { .. } => 29,
            Self::Reference { .. } => 30,
            Self::OutOfRange { .. } => 31,
            Self::TooManyEntries { .. } => 32,
            Self::InvisibleCharacter { .. } => 33,
            Self::PlaceUnnamed => 34,
        }
    }

    /// What the finding does at `stage`. We are strict with what we issue. Of what others issued,
    /// matters of form are only reported, since real documents of real carriers fail them.
    #[must_use]
    pub fn severity(&self, stage: Stage) -> Severity {
        match self {
            Self::InvisibleCharacter { .. }
            | Self::Identifier { identifier: Identifier::Container, .. } => Severity::Warn,
            Self::Identifier { .. }
            | Self::TextTooLong { .. }
            | Self::TooManyEntries { .. }
            | Self::EdgeSpace => match stage {
                Stage::Issue => Severity::Refuse,
                Stage::Accept => Severity::Warn,
            },
            Self::Missing
            | Self::WrongType { .. }
            | Self::Blank
            | Self::UnknownCode { .. }
            | Self::SeaWaybill
            | Self::NotIssued { .. }
            | Self::NotElectronic
            | Self::ConsigneeOnToOrder
            | Self::StraightWithoutConsignee
            | Self::EndorseeOnStraight
            | Self::NobodyToNotify
            | Self::CopiesCounted
            | Self::TooManyOriginals { .. }
            | Self::LoadingDateMissing { .. }
            | Self::BothLoadingDates
            | Self::IssueDateMissing
            | Self::NotADate { .. }
            | Self::DeclaredValueHalf { .. }
            | Self::CarriageWithoutPlace { .. }
            | Self::UnlistedEquipment { .. }
            | Self::RepeatedEquipment { .. }
            | Self::DangerousWithoutPackaging
            | Self::DangerousWithoutNumber
            | Self::ReeferWithoutSettings
            | Self::PartyUnreachable
            | Self::PartyWithoutCode
            | Self::Reference { .. }
            | Self::OutOfRange { .. }
            | Self::PlaceUnnamed => Severity::Refuse,
        }
    }

    /// What to do next, where the finding alone does not say it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::SeaWaybill => {
                "send a sea waybill to the consignee; to make it transferable, issue a bill of \
                 lading (BOL) instead"
            }
            Self::NotIssued { .. } => {
                "set transportDocumentStatus to ISSUED in the document that is to be the bill"
            }
            Self::NotElectronic => "set isElectronic to true, or issue on paper",
            Self::ConsigneeOnToOrder => {
                "name the consignee as endorsee, or set isToOrder to false for a straight bill"
            }
            Self::StraightWithoutConsignee => {
                "add documentParties.consignee, or set isToOrder to true"
            }
            Self::EndorseeOnStraight => {
                "remove the endorsee, or set isToOrder to true and remove the consignee"
            }
            Self::NobodyToNotify => {
                "add documentParties.notifyParties, or set isNotifyParty on the endorsee"
            }
            Self::Reference { .. } => {
                "write the reference in plain letters, digits and marks, 20 at most"
            }
            Self::InvisibleCharacter { .. } => {
                "compare the text with the carrier's print before you rely on it"
            }
            Self::Identifier { identifier: Identifier::Container, .. } => {
                "DCSA allows other numbers; check this one against the seal list"
            }
            Self::Missing
            | Self::WrongType { .. }
            | Self::TextTooLong { .. }
            | Self::Blank
            | Self::EdgeSpace
            | Self::UnknownCode { .. }
            | Self::CopiesCounted
            | Self::TooManyOriginals { .. }
            | Self::LoadingDateMissing { .. }
            | Self::BothLoadingDates
            | Self::IssueDateMissing
            | Self::NotADate { .. }
            | Self::DeclaredValueHalf { .. }
            | Self::CarriageWithoutPlace { .. }
            | Self::UnlistedEquipment { .. }
            | Self::RepeatedEquipment { .. }
            | Self::DangerousWithoutPackaging
            | Self::DangerousWithoutNumber
            | Self::ReeferWithoutSettings
            | Self::PartyUnreachable
            | Self::PartyWithoutCode
            | Self::Identifier { .. }
            | Self::OutOfRange { .. }
            | Self::TooManyEntries { .. }
            | Self::PlaceUnnamed => "the carrier corrects the document before it becomes a bill",
        }
    }
}

/// A text from a document, short enough for a message.
fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
