//! `ebl annotate`: a notice on a bill, committed to on the ledger and kept here.

use title::Act;

use crate::act::{self, Carried, Wish};
use crate::args::AnnotateArgs;
use crate::commands::{acts, bill};
use crate::error::WalletError;
use crate::session::Session;
use crate::statement;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out `ebl annotate`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &AnnotateArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let proved = bill::fetch(&mut session, &mut node, &args.bill)?;
    let title = proved.title.id;
    let (text, file) = (args.text.as_deref(), args.file.as_deref());
    let stated = statement::make(&session, &title, args.kind.word(), text, file)?;
    let act = Act::Annotate { kind: args.kind, content: stated.commitment };
    let known = bill::known(&session, &mut node, proved)?;
    let wish = Wish { title, known, act, notes: stated.notes(), terms };
    // The only copy of the salt must be on disk before the ledger holds the commitment.
    let keep = || Ok(statement::keep(&wallet.home, &stated, args.out.as_deref())?);
    act::carry_out(&session, &mut node, wish, keep, console)
}
