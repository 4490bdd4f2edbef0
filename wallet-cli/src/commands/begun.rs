//! The documents behind the bills that an instruction begins, for whoever is asked to sign it.

use std::path::PathBuf;

use proto::document::BillPackage;
use proto::instruction::Submission;
use title::{Act, Issue, TitleId};

use crate::bill_terms::BillTerms;
use crate::commands::accept::OpeningError;
use crate::document::{self, OpeningFault};
use crate::legal_terms;
use crate::session::Session;
use crate::shelf;

/// What the packages show of the bills that would begin, each opened against the instruction; and
/// which bills begin unseen.
///
/// # Errors
///
/// [`OpeningError`] for a package that is not of one of these bills, or says something else.
pub(super) fn notes(
    session: &Session<'_>,
    submission: &Submission,
    packages: &[PathBuf],
) -> Result<Vec<String>, OpeningError> {
    let mut begins = begins(submission);
    let mut lines = Vec::new();
    for path in packages {
        let package = shelf::read(path)?;
        let place = begins.iter().position(|(title, _)| *title == package.title_id);
        let (_, issue) = begins.remove(place.ok_or(OpeningFault::NotCommitted)?);
        let notes = open(session, submission, &package, &issue)?;
        lines.extend(notes.iter().map(|note| format!("  {} {note}", package.reference)));
    }
    lines.extend(begins.iter().map(|(title, _)| {
        format!(
            "  note        the document of title {title} is not shown; --package FILE checks it \
             against what you sign"
        )
    }));
    Ok(lines)
}

fn begins(submission: &Submission) -> Vec<(TitleId, Issue)> {
    let Some(instruction) = submission.instruction().title() else { return vec![] };
    match &instruction.act {
        Act::Issue(issue) | Act::IssueFromPaper { issue, .. } => vec![(instruction.title, *issue)],
        Act::Replace { begins, .. } => {
            begins.iter().map(|begin| (begin.title, begin.issue)).collect()
        }
        _ => vec![],
    }
}

fn open(
    session: &Session<'_>,
    submission: &Submission,
    package: &BillPackage,
    issue: &Issue,
) -> Result<Vec<String>, OpeningError> {
    let carrier = submission.by().principal();
    let carrier = session.network.member_id(&carrier).ok_or(OpeningError::UnknownCarrier)?;
    let document = document::open(package, &carrier, &issue.document)?;
    let terms = BillTerms::read(package)?;
    terms.agree(issue.terms_profile, issue.rulebook)?;
    let mut notes = legal_terms::notes(&session.network, &terms);
    notes.extend(legal_terms::date_note(&document));
    notes.push("the package holds the document that you sign".to_owned());
    Ok(notes)
}

#[cfg(test)]
mod tests;
