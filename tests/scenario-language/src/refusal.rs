//! How a line names the rule that says no.

use std::fmt;

use title::{MediumPart, Refusal, Unauthorised};

/// The rules that have several reasons; a line that such a rule refuses says which.
pub const REASONS: [(&str, &[&str]); 7] = [
    ("T-04", &["not granted", "other acts", "run out"]),
    ("T-06", &["live", "used"]),
    ("T-08", &["unknown", "superseded"]),
    ("T-16", &["no offer", "lapsed"]),
    ("T-34", &["no statement", "no paper"]),
    ("T-35", &["not live", "ended"]),
    ("T-41", &["past", "too long"]),
];

/// The rule that says no.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedRefusal {
    /// Such as `T-10`.
    pub rule: String,
    /// Which of the rule's reasons, where it has several.
    pub reason: Option<&'static str>,
}

impl ExpectedRefusal {
    /// A refusal as a scenario writes it.
    #[must_use]
    pub fn of(refusal: &Refusal) -> Self {
        Self { rule: refusal.rule().to_owned(), reason: reason(refusal) }
    }
}

impl fmt::Display for ExpectedRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rule)?;
        match self.reason {
            Some(reason) => write!(f, ", {reason}"),
            None => Ok(()),
        }
    }
}

/// The reasons of a rule; none where it has only one.
#[must_use]
pub fn reasons(rule: &str) -> &'static [&'static str] {
    REASONS.iter().find(|(number, _)| *number == rule).map_or(&[], |(_, reasons)| *reasons)
}

fn reason(refusal: &Refusal) -> Option<&'static str> {
    Some(match refusal {
        Refusal::NoAuthority { why: Unauthorised::NotGranted, .. } => "not granted",
        Refusal::NoAuthority { why: Unauthorised::OtherActs, .. } => "other acts",
        Refusal::NoAuthority { why: Unauthorised::Lapsed, .. } => "run out",
        Refusal::AlreadyIssued { .. } => "live",
        Refusal::ReferenceUsed { .. } => "used",
        Refusal::UnknownRulebook { .. } => "unknown",
        Refusal::RulebookSuperseded { .. } => "superseded",
        Refusal::NoOffer { .. } => "no offer",
        Refusal::OfferLapsed { .. } => "lapsed",
        Refusal::MediumIncomplete { missing: MediumPart::Statement } => "no statement",
        Refusal::MediumIncomplete { missing: MediumPart::Paper } => "no paper",
        Refusal::MasterNotLive { .. } => "not live",
        Refusal::MasterEnded { .. } => "ended",
        Refusal::HoldPeriod { until, now } if until <= now => "past",
        Refusal::HoldPeriod { .. } => "too long",
        _ => return None,
    })
}
