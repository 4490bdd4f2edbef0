//! The acts that need nothing but the title and a few names: offer, withdraw, decline, endorse,
//! cancel-endorsement, sign, surrender, and the carrier's answers.

use title::{Act, Endorsement, Time};

use crate::act::{self, Recorded, Wish};
use crate::args::{ActArgs, BillArgs, EndorseArgs, OfferArgs, RejectArgs, SigningArgs};
use crate::clock;
use crate::commands::bill;
use crate::error::WalletError;
use crate::names::NameError;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out an act that names nobody.
///
/// # Errors
///
/// [`WalletError`].
pub fn plain(
    wallet: &Wallet,
    args: &ActArgs,
    act: Act,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    run(wallet, &args.bill, args.signing, |_| Ok(act), console)
}

/// Carries out `ebl offer`.
///
/// # Errors
///
/// [`WalletError`].
pub fn offer(
    wallet: &Wallet,
    args: &OfferArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let act = |session: &Session<'_>| {
        let (to_order, last) = (args.endorse_to_order.as_ref(), args.endorse_final.as_ref());
        Ok(Act::Offer {
            to: session.names().resolve(&args.to)?,
            endorsement: endorsement(session, to_order, last, args.endorse_blank)?,
            until: until(args, clock::now()),
        })
    };
    run(wallet, &args.bill, args.signing, act, console)
}

/// Carries out `ebl endorse`.
///
/// # Errors
///
/// [`WalletError`].
pub fn endorse(
    wallet: &Wallet,
    args: &EndorseArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let act = |session: &Session<'_>| {
        let (to_order, last) = (args.to_order.as_ref(), args.final_to.as_ref());
        let endorsement = endorsement(session, to_order, last, args.blank)?;
        Ok(Act::Endorse(endorsement.expect("the command line asks for exactly one")))
    };
    run(wallet, &args.bill, args.signing, act, console)
}

/// Carries out `ebl reject-surrender`.
///
/// # Errors
///
/// [`WalletError`].
pub fn reject_surrender(
    wallet: &Wallet,
    args: &RejectArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let act = Act::RejectSurrender { reason: args.reason };
    run(wallet, &args.bill, args.signing, |_| Ok(act), console)
}

fn run(
    wallet: &Wallet,
    args: &BillArgs,
    signing: SigningArgs,
    act: impl FnOnce(&Session<'_>) -> Result<Act, NameError>,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let mut session = Session::open(wallet)?;
    let act = act(&session)?;
    let mut node = session.connect(console)?;
    let proved = bill::fetch(&mut session, &mut node, args)?;
    let wish = Wish {
        title: proved.title.id,
        proved: Some(proved),
        act,
        notes: Vec::new(),
        deadline_minutes: signing.deadline_minutes,
    };
    act::carry_out(&session, &mut node, wish, || Ok(()), console)
}

fn endorsement(
    session: &Session<'_>,
    to_order: Option<&String>,
    last: Option<&String>,
    blank: bool,
) -> Result<Option<Endorsement>, NameError> {
    let names = session.names();
    match (to_order, last) {
        (Some(name), _) => Ok(Some(Endorsement::ToOrder(names.resolve(name)?))),
        (None, Some(name)) => Ok(Some(Endorsement::Final(names.resolve(name)?))),
        (None, None) => Ok(blank.then_some(Endorsement::Blank)),
    }
}

fn until(args: &OfferArgs, now: Time) -> Time {
    let days = || clock::minutes_after(now, args.days * MINUTES_A_DAY);
    args.until.map_or_else(days, |moment| moment.0)
}

const MINUTES_A_DAY: u32 = 24 * 60;
