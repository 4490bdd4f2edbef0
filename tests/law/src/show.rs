//! A history in words: one line for each step.

use std::fmt;

use crate::adapter::Step;
use crate::histories::{NAMES, START};
use crate::model::{
    Birth, Change, Crowd, Deed, Enrolment, Form, Kind, Party, Stands, Takes, VERSIONS, each,
};

/// A step as a line.
pub struct Line<'a>(pub &'a Step);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Step::Registry(change) => registry(f, change),
            Step::Act(now, deed) => {
                write!(f, "+{:<5} ", now - START)?;
                act(f, deed)
            }
        }
    }
}

fn registry(f: &mut fmt::Formatter<'_>, change: &Change) -> fmt::Result {
    write!(f, "       registry: ")?;
    match change {
        Change::Person(party, person) => {
            let enrolment = match person.enrolment {
                Enrolment::Good(None) => "good".into(),
                Enrolment::Good(Some(last)) => format!("good until +{}", relative(last)),
                Enrolment::Bad(want) => format!("{want:?}"),
            };
            let takes = match person.takes {
                Takes::Asked => "asked",
                Takes::Unasked => "unasked",
            };
            let accepted = person.accepted;
            write!(f, "{} {enrolment}, rulebook {accepted}, takes {takes}", name(*party))
        }
        Change::Grant(grant) => write!(
            f,
            "{} may act for {} (acts {:026b}) until +{}",
            name(grant.agent),
            name(grant.principal),
            grant.acts,
            relative(grant.until)
        ),
        Change::Revoke(agent, principal) => {
            write!(f, "{} may not act for {}", name(*agent), name(*principal))
        }
        Change::Quorum(quorum) => write!(f, "an order needs {quorum}"),
        Change::Rulebook(number) => write!(f, "rulebook {number} adopted"),
    }
}

fn act(f: &mut fmt::Formatter<'_>, deed: &Deed) -> fmt::Result {
    write!(f, "{}", name(deed.actor))?;
    if let Some(principal) = deed.behalf {
        write!(f, " for {}", name(principal))?;
    }
    if deed.with != 0 {
        write!(f, " with {}", names(deed.with))?;
    }
    write!(f, ": {:?} {}", deed.kind, number(deed.bill))?;
    for also in &deed.also {
        write!(f, " and {}", number(*also))?;
    }
    if deed.word != 0 {
        write!(f, ", word {}", deed.word)?;
    }
    if let Some(to) = deed.to {
        write!(f, ", to {}", name(to))?;
    }
    if let Some(stands) = deed.stands {
        write!(f, ", standing {}", order(stands))?;
    }
    if matches!(deed.kind, Kind::Offer | Kind::Pledge | Kind::Hold) {
        write!(f, ", until +{}", relative(deed.until))?;
    }
    if matches!(deed.kind, Kind::IssueFromPaper | Kind::ToPaper) {
        write!(f, ", statement {:?}, paper {:?}", deed.paper, deed.second_paper)?;
    }
    deed.births.iter().try_for_each(|one| birth(f, one))
}

fn birth(f: &mut fmt::Formatter<'_>, birth: &Birth) -> fmt::Result {
    write!(
        f,
        "\n         begins R{}v{} with {}, standing {}, rulebook {}, profile {}",
        birth.reference,
        birth.version,
        name(birth.holder),
        order(birth.stands),
        birth.rulebook,
        birth.profile
    )?;
    match birth.master {
        Some(master) => write!(f, ", under {}", number(master)),
        None => Ok(()),
    }
}

fn order(stands: Stands) -> String {
    match stands.form {
        Form::Straight => format!("straight {} to {}", name(stands.a), name(stands.b)),
        Form::Open => format!("to order of {}", name(stands.a)),
        Form::Final => format!("to {} only", name(stands.a)),
        Form::Bearer => "to bearer".into(),
    }
}

fn names(crowd: Crowd) -> String {
    each(crowd).map(name).collect::<Vec<_>>().join(", ")
}

fn name(party: Party) -> &'static str {
    NAMES[usize::from(party)]
}

fn number(bill: u16) -> String {
    format!("R{}v{}", bill / VERSIONS as u16, bill % VERSIONS as u16)
}

/// A moment after the start, or before it.
fn relative(moment: u64) -> i128 {
    i128::from(moment) - i128::from(START)
}
