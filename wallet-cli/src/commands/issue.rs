//! `ebl issue`: a transport document becomes a bill.

use proto::document::{PackageFault, TreeFault};
use thiserror::Error;
use title::Act;

use super::new_bill::{self, Draft, NewBill, Paper};
use crate::act::{self, Carried, Wish};
use crate::args::IssueArgs;
use crate::commands::acts;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::home;
use crate::known::Known;
use crate::medium::Medium;
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
            Self::Package(_) | Self::Tree(_) => {
                "attach fewer or smaller files, with plain names".to_owned()
            }
            Self::Randomness(_) => {
                "no bill can be made safely on this machine until that is mended".to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::TermMissing { .. } => Exit::Usage,
            Self::Package(_) | Self::Tree(_) => Exit::Document,
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
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let paper = Paper::read(&session, &args.document, &args.bill)?;
    home::refuse_existing(&args.package)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let carrier = terms.represented.map_or_else(|| session.profile.party(), Ok)?;
    let draft = paper.issued(&session, carrier, &args.order)?;
    let holder = session.names().resolve(&args.to)?;
    let medium = medium(&session, args, &draft)?;
    let mut new = draft.finish(&session, FIRST_VERSION, holder, medium.as_ref())?;
    // From here on the bill is called by its reference.
    session.shelf.learn(&new.package);
    let mut known = Known::default();
    new.issue.master = new_bill::master(&session, &mut node, &args.bill, &mut known)?;
    new_bill::versions(&session, &mut node, &new.issue.reference, &mut known)?;
    let mut notes = new.notes.clone();
    notes.extend(medium.iter().flat_map(Medium::notes));
    let wish = Wish { title: new.title, known, act: act(&new, medium.as_ref()), notes, terms };
    // The only copy of the salts must be on disk before the ledger holds their commitments.
    let write = || {
        medium.iter().try_for_each(|medium| medium.keep(&wallet.home))?;
        Ok(home::create(&args.package, &new.bytes)?)
    };
    let carried = act::carry_out(&session, &mut node, wish, write, console)?;
    keep(&session, &[new], &carried, console);
    Ok(carried)
}

/// Keeps the packages of bills that have begun, so that they are known here by their references.
/// Done last: a node that hides the live title must not make a second issue take the place of its
/// package. The issue is final whatever becomes of this copy.
pub(super) fn keep(
    session: &Session<'_>,
    bills: &[NewBill],
    carried: &Carried,
    console: &mut Console<'_>,
) {
    if !carried.is_final() {
        console.status("once it is final, ebl show --package FILE makes the bill known here");
        return;
    }
    for NewBill { package, .. } in bills {
        if let Err(error) = Shelf::keep(&session.wallet.home, package) {
            console.status(&format!("a bill will not be known here by its reference: {error}"));
        }
    }
}

fn medium(
    session: &Session<'_>,
    args: &IssueArgs,
    draft: &Draft<'_>,
) -> Result<Option<Medium>, WalletError> {
    let (Some(paper), Some(text)) = (&args.from_paper, &args.statement) else { return Ok(None) };
    let reference = draft.reference(session)?;
    let title = proto::ids::title_id(&session.network.chain(), &reference, FIRST_VERSION);
    Ok(Some(Medium::make(session, &title, text, paper)?))
}

fn act(new: &NewBill, medium: Option<&Medium>) -> Act {
    match medium {
        Some(medium) => Act::IssueFromPaper { issue: new.issue, medium: medium.change() },
        None => Act::Issue(new.issue),
    }
}

const FIRST_VERSION: u32 = 1;
