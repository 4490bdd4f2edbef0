//! `ebl prove` and `ebl prove-unused`: evidence files, checked before they are written.

use std::fmt;
use std::path::{Path, PathBuf};

use proto::document::BillPackage;
use proto::evidence::{Evidence, Subject};
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::evidence_request::About;
use serde::Serialize;

use crate::args::{ProveArgs, ProveUnusedArgs};
use crate::commands::accept::OpeningError;
use crate::commands::evidence::{EvidenceError, Question, Trust, Verdict};
use crate::error::WalletError;
use crate::home;
use crate::output::Outcome;
use crate::session::Session;
use crate::shelf::{self, Shelf};
use crate::title_name;
use crate::ui::Console;
use crate::wallet::Wallet;

/// An evidence file that was written.
#[derive(Serialize)]
pub struct Written {
    #[serde(skip)]
    command: &'static str,
    file: PathBuf,
    bytes: usize,
    proves: Verdict,
}

/// Carries out `ebl prove`.
///
/// # Errors
///
/// [`WalletError`].
pub fn title(
    wallet: &Wallet,
    args: &ProveArgs,
    console: &mut Console<'_>,
) -> Result<Written, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let title = title_name::find(&session, &mut node, &args.bill)?;
    let package = match (&args.bill.package, args.with_document) {
        (_, false) => None,
        (Some(path), true) => Some(shelf::read(path)?),
        (None, true) => Some(Shelf::package(&wallet.home, &title)?.ok_or(OpeningError::Missing)?),
    };
    let bytes = node.evidence(About::Title(title.0.to_vec()))?;
    let evidence = read(bytes)?;
    if evidence.title() != Some(title) {
        return Err(EvidenceError::OtherSubject.into());
    }
    write(&session, "prove", evidence, package.as_ref(), &args.out)
}

/// Carries out `ebl prove-unused`.
///
/// # Errors
///
/// [`WalletError`].
pub fn unused(
    wallet: &Wallet,
    args: &ProveUnusedArgs,
    console: &mut Console<'_>,
) -> Result<Written, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let party = session.names().resolve(&args.carrier)?;
    let account = session.network.records().accounts.get(&party);
    let carrier = account.ok_or(EvidenceError::NoMember { party })?.member;
    let asked =
        pb::UnusedReference { carrier: carrier.0.to_vec(), reference: args.reference.clone() };
    let evidence = read(node.evidence(About::Unused(asked))?)?;
    match &evidence.subject {
        Subject::Unused { carrier: shown, reference, .. }
            if *shown == carrier && same(reference, &args.reference) => {}
        _ => return Err(EvidenceError::OtherSubject.into()),
    }
    write(&session, "prove-unused", evidence, None, &args.out)
}

/// Whether two spellings are one reference.
fn same(one: &str, other: &str) -> bool {
    use proto::reference::NormalReference;
    matches!((NormalReference::new(one), NormalReference::new(other)), (Ok(a), Ok(b)) if a == b)
}

fn read(bytes: Option<Vec<u8>>) -> Result<Evidence, WalletError> {
    let bytes = bytes.ok_or(EvidenceError::NotGiven)?;
    Ok(Evidence::decode(&bytes).map_err(EvidenceError::from)?)
}

/// Checks the file as its reader will, and writes it.
fn write(
    session: &Session<'_>,
    command: &'static str,
    mut evidence: Evidence,
    package: Option<&BillPackage>,
    out: &Path,
) -> Result<Written, WalletError> {
    if let (Some(title), Some(package)) = (evidence.about_mut(), package) {
        let encoded = package.encode().expect("a package that was read can be written");
        title.package = Some(encoded);
    }
    let bytes = evidence.encode();
    let chain = session.network.chain();
    let proven = evidence.verify(Some(&chain)).map_err(EvidenceError::from)?;
    let question = Question::default();
    let proves = Verdict::of(proven, Trust::Profile, question, &session.book, &session.shelf)?;
    home::create(out, &bytes)?;
    Ok(Written { command, file: out.to_owned(), bytes: bytes.len(), proves })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {} bytes", self.file.display(), self.bytes)?;
        write!(f, "{}", self.proves)
    }
}

impl Outcome for Written {
    fn command(&self) -> &'static str {
        self.command
    }

    fn hint(&self) -> Option<String> {
        let file = self.file.display();
        Some(format!(
            "anybody can check it without a node: ebl verify {file} --chain {}",
            self.proves.chain_id()
        ))
    }
}
