//! `ebl hold`, `ebl lift`, `ebl reassign`: what the governance does to a bill by order, such as a
//! court's. The ledger holds a commitment to the order; the order is kept here.

use title::{Act, Commitment};

use crate::act::{self, Carried, Wish};
use crate::args::{BillArgs, HoldArgs, LiftArgs, OrderArgs, ReassignArgs, SigningArgs};
use crate::commands::{acts, bill};
use crate::error::WalletError;
use crate::names::NameError;
use crate::session::Session;
use crate::statement;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out `ebl hold`.
///
/// # Errors
///
/// [`WalletError`].
pub fn hold(
    wallet: &Wallet,
    args: &HoldArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let until = args.until.0;
    let act = |_: &Session<'_>, order| Ok(Act::Hold { order, until });
    run(wallet, &args.bill, &args.order, &args.signing, act, console)
}

/// Carries out `ebl lift`.
///
/// # Errors
///
/// [`WalletError`].
pub fn lift(
    wallet: &Wallet,
    args: &LiftArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |_: &Session<'_>, order| Ok(Act::Lift { order });
    run(wallet, &args.bill, &args.order, &args.signing, act, console)
}

/// Carries out `ebl reassign`.
///
/// # Errors
///
/// [`WalletError`].
pub fn reassign(
    wallet: &Wallet,
    args: &ReassignArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, order| {
        let to = session.names().resolve(&args.to)?;
        Ok(Act::Reassign { to, stands: acts::stands(session, &args.stands)?, order })
    };
    run(wallet, &args.bill, &args.order, &args.signing, act, console)
}

fn run(
    wallet: &Wallet,
    bill: &BillArgs,
    order: &OrderArgs,
    signing: &SigningArgs,
    act: impl FnOnce(&Session<'_>, Commitment) -> Result<Act, NameError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, signing)?;
    let proved = bill::fetch(&mut session, &mut node, bill)?;
    let title = proved.title.id;
    let stated = statement::make(&session, &title, ORDER, None, Some(&order.order))?;
    let act = act(&session, stated.commitment)?;
    let known = bill::known(&session, &mut node, proved)?;
    let wish = Wish { title, known, act, notes: stated.notes(), terms };
    let keep = || Ok(statement::keep(&wallet.home, &stated, order.out.as_deref())?);
    act::carry_out(&session, &mut node, wish, keep, console)
}

const ORDER: &str = "order";
