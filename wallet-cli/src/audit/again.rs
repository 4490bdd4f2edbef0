//! The command line that goes on where an audit ended.

use title::AnnotationKind;

use super::bills::Kind;
use crate::args::AuditArgs;

/// What to type to go on with block `next`.
#[must_use]
pub fn command(args: &AuditArgs, next: u64) -> String {
    let mut words = vec!["ebl".to_owned(), "audit".to_owned()];
    let mut add = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
    args.party.iter().for_each(|party| add("--party", party));
    args.title.iter().for_each(|title| add("--title", title));
    args.acts.iter().for_each(|act| add("--act", act));
    args.bill_kinds.iter().map(|kind| Kind::word(*kind)).for_each(|kind| add("--bill-kind", kind));
    args.terms_profiles.iter().for_each(|number| add("--terms-profile", &number.to_string()));
    args.notices
        .iter()
        .map(|kind| AnnotationKind::word(*kind))
        .for_each(|kind| add("--notice", kind));
    args.holdings.iter().for_each(|party| add("--holdings", party));
    match (&args.state, &args.holdings) {
        (Some(path), _) => add("--state", &path.to_string_lossy()),
        // What a party has follows from every act, so that without a memory all are gone through.
        (None, Some(_)) => {}
        (None, None) => add("--from", &next.to_string()),
    }
    words.join(" ")
}

/// A value as a shell takes it for one word.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:@%+=,".contains(c);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests;
