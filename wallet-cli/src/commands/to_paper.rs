//! `ebl to-paper`: the carrier gives paper in place of the record (MLETR art. 18).

use title::Act;

use crate::act::{self, Carried, Wish};
use crate::args::ToPaperArgs;
use crate::commands::{acts, bill};
use crate::error::WalletError;
use crate::medium::Medium;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;
use crate::words;

/// Carries out `ebl to-paper`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &ToPaperArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let proved = bill::fetch(&mut session, &mut node, &args.bill)?;
    let title = proved.title.id;
    let medium = Medium::make(&session, &title, &args.statement, &args.paper)?;
    let mut notes = medium.notes();
    notes.push(format!(
        "the paper must stand {}, and state that it replaces this record",
        words::order(&proved.title.order, &session.names())
    ));
    let known = bill::known(&session, &mut node, proved)?;
    let wish = Wish { title, known, act: Act::ToPaper(medium.change()), notes, terms };
    act::carry_out(&session, &mut node, wish, || Ok(medium.keep(&wallet.home)?), console)
}
