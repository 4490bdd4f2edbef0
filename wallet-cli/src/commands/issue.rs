//! `ebl issue`: a transport document becomes a bill.

use std::path::{Path, PathBuf};

use proto::document::{
    Attachment, BillPackage, MAX_PACKAGE_BYTES, MasterSalt, PackageFault, TreeFault,
};
use proto::ids::{MemberId, title_id};
use proto::reference::{NormalReference, SCHEME_V0, reference_key_v0};
use thiserror::Error;
use title::{Act, Commitment, Issue, ReferenceKey};

use super::{card, check};
use crate::act::{self, Recorded, SignError, Wish};
use crate::args::IssueArgs;
use crate::bill_order::{self, Said};
use crate::bill_terms::BillTerms;
use crate::document::{Document, Stage};
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::home::{self, HomeError};
use crate::proven;
use crate::session::Session;
use crate::shelf::Shelf;
use crate::ui::Console;
use crate::wallet::Wallet;

/// What an issue needs and does not get.
#[derive(Debug, Error)]
pub enum IssueError {
    /// A term that neither the command line nor the profile gives.
    #[error("the {term} of the bill is not given")]
    TermMissing {
        /// Which.
        term: &'static str,
        /// Its option.
        option: &'static str,
    },
    /// A file beside the document cannot be attached.
    #[error("{} cannot be attached: {source}", path.display())]
    Attachment {
        /// The file.
        path: PathBuf,
        /// Why.
        source: HomeError,
    },
    /// The document and its files make no package.
    #[error("the bill package cannot be made: {0}")]
    Package(#[from] PackageFault),
    /// The document and its files cannot be committed to.
    #[error("the bill package cannot be committed to: {0}")]
    Tree(#[from] TreeFault),
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for the document's salt: {0}")]
    Randomness(getrandom::Error),
}

impl Explain for IssueError {
    fn hint(&self) -> String {
        match self {
            Self::TermMissing { option, .. } => {
                format!("give {option}, or set it in the profile's file under [issue]")
            }
            Self::Attachment { source: HomeError::TooLarge { .. }, .. }
            | Self::Package(_)
            | Self::Tree(_) => "attach fewer or smaller files, with plain names".to_owned(),
            Self::Attachment { source, .. } => source.hint(),
            Self::Randomness(_) => {
                "no bill can be made safely on this machine until that is mended".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::TermMissing { .. } => Exit::Usage,
            Self::Attachment { .. } | Self::Package(_) | Self::Tree(_) => Exit::Document,
            Self::Randomness(_) => Exit::Internal,
        }
    }
}

/// Carries out `ebl issue`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &IssueArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let mut session = Session::open(wallet)?;
    let (document, report) = check::sound(&args.document, Stage::Issue)?;
    let mut notes: Vec<String> = report.warnings.iter().map(ToString::to_string).collect();
    let kind = report.kind.expect("a document that passes has a kind");
    let said = said(&session, args)?;
    let (order, unproved) = bill_order::of(&document, kind, said, &session.network)?;
    notes.extend(unproved);
    let terms = terms(&session, args)?;
    notes.push(format!("forum: {}; accountable: {}", terms.forum, terms.accountable_party));
    let bill = Bill::make(&session, &document, &terms, &args.attachments)?;
    let issue = Issue {
        reference: bill.reference,
        version: FIRST_VERSION,
        order,
        controller: session.names().resolve(&args.to)?,
        rulebook: terms.rulebook,
        terms_profile: terms.terms_profile,
        document: bill.commitment,
    };
    // From here on the bill is called by its reference.
    session.shelf.learn(&bill.package);
    refuse_existing(&args.package)?;
    let mut node = session.connect(console)?;
    let title = bill.package.title_id;
    let wish = Wish {
        title,
        proved: proven::title(&mut node, &session.network, &title)?,
        act: Act::Issue(issue),
        notes,
        deadline_minutes: args.signing.deadline_minutes,
    };
    // The only copy of the salts must be on disk before the ledger holds their commitment.
    let write = || Ok(home::create(&args.package, &bill.bytes)?);
    let recorded = act::carry_out(&session, &mut node, wish, write, console)?;
    // Kept last: a node that hides the live title must not make a second issue take the place of
    // its package. The issue is final whatever becomes of this copy.
    if let Err(error) = Shelf::keep(&wallet.home, &bill.package) {
        console.status(&format!("the bill will not be known here by its reference: {error}"));
    }
    Ok(recorded)
}

/// A bill about to be issued.
struct Bill {
    package: BillPackage,
    bytes: Vec<u8>,
    reference: ReferenceKey,
    commitment: Commitment,
}

impl Bill {
    fn make(
        session: &Session<'_>,
        document: &Document,
        terms: &BillTerms,
        files: &[PathBuf],
    ) -> Result<Self, WalletError> {
        let raw = document.text("/transportDocumentReference").expect("a sound document has one");
        let chain_id = session.network.chain();
        let reference = reference(session, &carrier(session)?, raw);
        let mut attachments = vec![terms.attachment()];
        for path in files {
            attachments.push(attachment(path)?);
        }
        let package = BillPackage {
            document: document.bytes().to_vec(),
            attachments,
            master_salt: MasterSalt(card::random().map_err(IssueError::Randomness)?.0),
            reference: raw.to_owned(),
            reference_scheme: SCHEME_V0,
            chain_id,
            title_id: title_id(&chain_id, &reference, FIRST_VERSION),
            version: FIRST_VERSION,
        };
        let bytes = package.encode().map_err(IssueError::Package)?;
        let tree =
            document.tree(package.files(), &package.master_salt).map_err(IssueError::Tree)?;
        Ok(Self { bytes, reference, commitment: tree.commitment(), package })
    }
}

fn reference(session: &Session<'_>, carrier: &MemberId, raw: &str) -> ReferenceKey {
    let normal = NormalReference::new(raw).expect("a sound document has a usable reference");
    reference_key_v0(&session.network.chain(), carrier, &normal)
}

/// The member that issues: the one behind the profile's party.
fn carrier(session: &Session<'_>) -> Result<MemberId, WalletError> {
    let party = session.profile.party()?;
    Ok(session.network.member_id(&party).ok_or(SignError::NoAccount)?)
}

fn said(session: &Session<'_>, args: &IssueArgs) -> Result<Said, WalletError> {
    let names = session.names();
    let party = |name: &Option<String>| name.as_ref().map(|name| names.resolve(name)).transpose();
    Ok(Said {
        order: party(&args.order)?,
        bearer: args.bearer,
        straight: args.straight,
        shipper: party(&args.shipper)?,
        consignee: party(&args.consignee)?,
    })
}

fn terms(session: &Session<'_>, args: &IssueArgs) -> Result<BillTerms, WalletError> {
    let usual = &session.profile.issue;
    let missing = |term, option| IssueError::TermMissing { term, option };
    let terms = args.terms.or(usual.terms).ok_or(missing("terms profile", "--terms"))?;
    let rulebook = args.rulebook.or(usual.rulebook).ok_or(missing("rulebook", "--rulebook"))?;
    let forum = args.forum.as_ref().or(usual.forum.as_ref()).ok_or(missing("forum", "--forum"))?;
    let accountable = args.accountable_party.as_ref().or(usual.accountable_party.as_ref());
    let accountable = accountable.ok_or(missing("accountable party", "--accountable-party"))?;
    Ok(BillTerms::new(terms, rulebook, forum, accountable)?)
}

fn attachment(path: &Path) -> Result<Attachment, IssueError> {
    let content = home::read(path, MAX_PACKAGE_BYTES)
        .map_err(|source| IssueError::Attachment { path: path.to_owned(), source })?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(Attachment { media_type: media_type(path).to_owned(), name, content })
}

/// The media type by the usual file name endings; what is not known is just bytes.
fn media_type(path: &Path) -> &'static str {
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_lowercase);
    match ending.as_deref() {
        Some("pdf") => "application/pdf",
        Some("json") => "application/json",
        Some("xml") => "application/xml",
        Some("txt") => "text/plain",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        _ => "application/octet-stream",
    }
}

/// Refused before anything is asked; writing refuses once more.
fn refuse_existing(path: &Path) -> Result<(), HomeError> {
    if path.exists() {
        return Err(HomeError::Exists { path: path.to_owned() });
    }
    Ok(())
}

const FIRST_VERSION: u32 = 1;
