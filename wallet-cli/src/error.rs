//! What can go wrong in `ebl`, and how it is said: what happened, then which, why, what next.

use std::io;

use proto::reason::Reason;
use thiserror::Error;

use crate::act::{SettleError, SignError, UnknownOutcome};
use crate::address_book::AddressBookError;
use crate::attachments::AttachmentError;
use crate::audit::AuditError;
use crate::bill_order::OrderFault;
use crate::bill_terms::TermsFault;
use crate::commands::accept::OpeningError;
use crate::commands::card::CardError;
use crate::commands::check::DocumentError;
use crate::commands::endorsement_chain::ChainError;
use crate::commands::evidence::EvidenceError;
use crate::commands::explain::NoSuchRule;
use crate::commands::governance::ValidatorsError;
use crate::commands::head::CompareError;
use crate::commands::issue::IssueError;
use crate::commands::replace::ReplaceError;
use crate::commands::two_histories::SplitError;
use crate::commands::verify::ReceiptError;
use crate::commands::watch::WatchError;
use crate::exit::Exit;
use crate::head::HeadError;
use crate::home::HomeError;
use crate::keystore::{KeystoreError, PassphraseError};
use crate::names::NameError;
use crate::node::NodeError;
use crate::outbox::OutboxError;
use crate::print::PrintError;
use crate::profile::ProfileError;
use crate::proven::ProofError;
use crate::refused::Refused;
use crate::shelf::PackageError;
use crate::signing::SigningError;
use crate::statement::StatementError;
use crate::title_name::TitleNameError;
use crate::ui::UiError;

/// An error that a user can act on. Its `Display` says *what*; the rest is here.
pub trait Explain: std::error::Error {
    /// Which, why, and what to do next: one or two sentences.
    fn hint(&self) -> String;

    /// How the program ends because of it.
    fn exit(&self) -> Exit;

    /// The number of the rule that said no, where a rule did.
    fn rule(&self) -> Option<&str> {
        None
    }

    /// What a script may need beside the words, as `error.details` in JSON.
    fn details(&self) -> serde_json::Value {
        serde_json::Value::Null
    }
}

/// The details of a file that proves nothing: the word for why.
#[must_use]
pub fn because(reason: Reason) -> serde_json::Value {
    serde_json::json!({ "reason": reason.word() })
}

/// Every way in which a command fails.
#[derive(Debug, Error)]
pub enum WalletError {
    /// The command line.
    #[error(transparent)]
    Usage(#[from] UsageError),
    /// A key.
    #[error(transparent)]
    Keystore(#[from] KeystoreError),
    /// A passphrase.
    #[error(transparent)]
    Passphrase(#[from] PassphraseError),
    /// A profile.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// The address book.
    #[error(transparent)]
    AddressBook(#[from] AddressBookError),
    /// A file of the wallet home.
    #[error(transparent)]
    Home(#[from] HomeError),
    /// A question that was not answered with yes.
    #[error(transparent)]
    Ui(#[from] UiError),
    /// A name of a party.
    #[error(transparent)]
    Names(#[from] NameError),
    /// A name of a title.
    #[error(transparent)]
    TitleName(#[from] TitleNameError),
    /// A node that could not be asked.
    #[error(transparent)]
    Node(#[from] NodeError),
    /// A node's newest block.
    #[error(transparent)]
    Head(#[from] HeadError),
    /// A trail in a file.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A node's answer that is not proved.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A key or account that cannot sign.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// A rule's no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Sent, and the outcome is not known.
    #[error(transparent)]
    Unknown(#[from] UnknownOutcome),
    /// Called final without a proof.
    #[error(transparent)]
    Settle(#[from] SettleError),
    /// A transport document.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// A bill package.
    #[error(transparent)]
    Package(#[from] PackageError),
    /// A document and what it is issued or accepted as.
    #[error(transparent)]
    Order(#[from] OrderFault),
    /// A bill that cannot be written as an endorsement chain.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The terms of a bill.
    #[error(transparent)]
    Terms(#[from] TermsFault),
    /// What an issue needs beside the document.
    #[error(transparent)]
    Issue(#[from] IssueError),
    /// A package that is not its title's.
    #[error(transparent)]
    Opening(#[from] OpeningError),
    /// A file that cannot be attached.
    #[error(transparent)]
    Attachment(#[from] AttachmentError),
    /// A statement that cannot be made or read.
    #[error(transparent)]
    Statement(#[from] StatementError),
    /// What replaces a bill.
    #[error(transparent)]
    Replace(#[from] ReplaceError),
    /// A signing file.
    #[error(transparent)]
    Signing(#[from] SigningError),
    /// A change of the validators.
    #[error(transparent)]
    Validators(#[from] ValidatorsError),
    /// A rule that there is none of.
    #[error(transparent)]
    Explain(#[from] NoSuchRule),
    /// A member card.
    #[error(transparent)]
    Card(#[from] CardError),
    /// An instruction in the outbox.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// A receipt in a file.
    #[error(transparent)]
    Receipt(#[from] ReceiptError),
    /// An evidence file.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A file of two histories.
    #[error(transparent)]
    Split(#[from] SplitError),
    /// A copy that cannot be printed.
    #[error(transparent)]
    Print(#[from] PrintError),
    /// A stream of blocks that does not verify.
    #[error(transparent)]
    Watch(#[from] WatchError),
    /// An audit that stops before its end.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// Standard input, output or error, or the guard around them.
    #[error(transparent)]
    Console(#[from] ConsoleError),
}

impl WalletError {
    /// What happened, without "Error:".
    #[must_use]
    pub fn what(&self) -> String {
        self.explain().to_string()
    }

    /// Which, why, and what to do next, without "Hint:".
    #[must_use]
    pub fn hint(&self) -> String {
        self.explain().hint()
    }

    /// How the program ends.
    #[must_use]
    pub fn exit_code(&self) -> Exit {
        self.explain().exit()
    }

    /// The number of the rule that said no, where a rule did.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.explain().rule()
    }

    /// What a script may need beside the words.
    #[must_use]
    pub fn details(&self) -> serde_json::Value {
        self.explain().details()
    }

    fn explain(&self) -> &dyn Explain {
        match self {
            Self::Usage(error) => error,
            Self::Keystore(error) => error,
            Self::Passphrase(error) => error,
            Self::Profile(error) => error,
            Self::AddressBook(error) => error,
            Self::Home(error) => error,
            Self::Ui(error) => error,
            Self::Names(error) => error,
            Self::TitleName(error) => error,
            Self::Node(error) => error,
            Self::Head(error) => error,
            Self::Compare(error) => error,
            Self::Proof(error) => error,
            Self::Sign(error) => error,
            Self::Refused(error) => error,
            Self::Unknown(error) => error,
            Self::Settle(error) => error,
            Self::Document(error) => error,
            Self::Package(error) => error,
            Self::Order(error) => error,
            Self::Chain(error) => error,
            Self::Terms(error) => error,
            Self::Issue(error) => error,
            Self::Opening(error) => error,
            Self::Attachment(error) => error,
            Self::Statement(error) => error,
            Self::Replace(error) => error,
            Self::Signing(error) => error,
            Self::Validators(error) => error,
            Self::Explain(error) => error,
            Self::Card(error) => error,
            Self::Outbox(error) => error,
            Self::Receipt(error) => error,
            Self::Evidence(error) => error,
            Self::Split(error) => error,
            Self::Print(error) => error,
            Self::Watch(error) => error,
            Self::Audit(error) => error,
            Self::Console(error) => error,
        }
    }
}

/// A command line that was not understood; the text is the argument parser's.
#[derive(Debug, Error)]
#[error("{}", first_line(.0))]
pub struct UsageError(pub Box<clap::Error>);

impl Explain for UsageError {
    fn hint(&self) -> String {
        "ebl --help lists the commands, ebl COMMAND --help their arguments".to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// What surrounds the program failed it.
#[derive(Debug, Error)]
pub enum ConsoleError {
    /// The result could not be written.
    #[error("cannot write the result: {source}")]
    Output {
        /// What the system said.
        source: io::Error,
    },
    /// Nobody reads what is written any more.
    #[error("whoever read what is written has gone away")]
    ReaderGone,
    /// Core dumps, which would hold keys, could not be switched off.
    #[error("cannot switch off core dumps: {source}")]
    CoreDumps {
        /// What the system said.
        source: io::Error,
    },
}

impl Explain for ConsoleError {
    fn hint(&self) -> String {
        match self {
            Self::Output { .. } => {
                "the command itself was carried out; see where its output goes".to_owned()
            }
            Self::ReaderGone => {
                "what it did not take counts as not shown; run the same again to go on from there"
                    .to_owned()
            }
            Self::CoreDumps { .. } => {
                "a dump would hold keys, so nothing was done; run ebl where limits can be set"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        Exit::Internal
    }
}

fn first_line(error: &clap::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line).to_owned()
}
