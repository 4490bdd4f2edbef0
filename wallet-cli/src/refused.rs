//! A rule's no, from the wallet's preview or from the ledger.

use proto::registry::{self, Named};
use thiserror::Error;
use title::{Consent, Refusal, TitleId};

use crate::error::Explain;
use crate::exit::Exit;
use crate::output::one_line;
use crate::session::Session;

/// A rule's no, with parties named as the user knows them.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{what}")]
pub struct Refused {
    /// The rule's number: T- for the law, L- for the ledger.
    pub rule: String,
    what: String,
    next: String,
    by: By,
}

/// Who said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    /// The law, asked here before anything was signed.
    Preview,
    /// A node that knows no such title. There is no proof of absence yet.
    Absent,
    /// A node, for the ledger. There is no proof of a no.
    Node,
}

impl Refused {
    /// The law's no to what is about to be signed.
    #[must_use]
    pub fn here(refusal: &Refusal, title: &TitleId, session: &Session<'_>) -> Self {
        let names = session.names();
        let explained = refusal.explain(&|party| names.short(party));
        Self {
            rule: refusal.rule().to_owned(),
            what: in_names(&explained.what, Some(title), session),
            next: next(refusal, explained.next),
            by: By::Preview,
        }
    }

    /// The registry's no to what is about to be signed.
    #[must_use]
    pub fn registry(refusal: &registry::Refusal, session: &Session<'_>) -> Self {
        let names = session.names();
        let explained = refusal.explain(&|named| match named {
            Named::Party(party) => names.short(&party),
            Named::Member(member) => names.member(&member),
        });
        let next = match refusal {
            registry::Refusal::NotGoverned { .. } => collected(explained.next),
            _ => explained.next.to_owned(),
        };
        let rule = refusal.rule().to_owned();
        Self { rule, what: explained.what, next, by: By::Preview }
    }

    /// The node's answer that there is no such title, which nothing proves.
    #[must_use]
    pub fn no_such_title(title: &TitleId, session: &Session<'_>) -> Self {
        let refusal = Refusal::UnknownTitle { title: *title };
        Self { by: By::Absent, ..Self::here(&refusal, title, session) }
    }

    /// The ledger's no to what was handed in; `title` where it is known here.
    #[must_use]
    pub fn by_ledger(
        refused: &proto::pb::api::v1::Refused,
        title: Option<&TitleId>,
        session: &Session<'_>,
    ) -> Self {
        Self {
            rule: shortened(&refused.rule),
            what: in_names(&shortened(&refused.what), title, session),
            next: shortened(&refused.next),
            by: By::Node,
        }
    }
}

impl Explain for Refused {
    fn hint(&self) -> String {
        let done = match self.by {
            By::Preview => "nothing was signed",
            By::Absent => "so the node says; nothing was signed",
            By::Node => "so the node says, and that nothing was recorded",
        };
        format!("{} (rule {}; {done})", self.next, self.rule)
    }

    fn exit(&self) -> Exit {
        Exit::Refused
    }

    fn rule(&self) -> Option<&str> {
        Some(&self.rule)
    }
}

/// What to do next, with the option that does it where this wallet has one.
fn next(refusal: &Refusal, next: &str) -> String {
    match refusal {
        Refusal::MissingConsent { of: Consent::OfEither(..), .. } => format!(
            "{next}: say which of the two with --signed-too NAME, and collect the signatures with \
             --collect FILE"
        ),
        Refusal::NotOrdered { .. } => collected(next),
        _ => next.to_owned(),
    }
}

fn collected(next: &str) -> String {
    format!(
        "{next}: name them with --signed-too NAME, and collect the signatures with --collect FILE"
    )
}

/// The ledger writes parties and titles by their first digits; those that have names here get
/// them.
fn in_names(text: &str, title: Option<&TitleId>, session: &Session<'_>) -> String {
    let mut text = text.to_owned();
    if let Some(title) = title {
        text = text.replace(&format!("title {title}"), &session.bill(title));
    }
    for party in session.network.parties() {
        text = text.replace(&party.to_string(), &session.names().short(&party));
    }
    text
}

/// What a node says has no business being longer than this.
fn shortened(text: &str) -> String {
    const MOST: usize = 400;
    one_line(&text.chars().take(MOST).collect::<String>())
}

#[cfg(test)]
mod tests;
