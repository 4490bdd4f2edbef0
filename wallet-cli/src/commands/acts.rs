//! The acts that need nothing but the title and a few names. Each verb says what the act is;
//! everything else is done here.

use title::{Act, Endorsement, Order, Time};

use crate::act::{self, Carried, SigningTerms, Wish};
use crate::args::{
    ActArgs, BillArgs, CarriedArgs, EndorseArgs, HandOverArgs, OfferArgs, PledgeArgs, RejectArgs,
    ReleaseArgs, RequestAmendmentArgs, SigningArgs, StandingArgs, StandsArgs,
};
use crate::clock;
use crate::commands::bill;
use crate::error::WalletError;
use crate::names::NameError;
use crate::proven::ProvedTitle;
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
) -> Result<Carried, WalletError> {
    run(wallet, &args.bill, &args.signing, |_, _| Ok(act), console)
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
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, _: &ProvedTitle| {
        Ok(Act::Offer {
            to: session.names().resolve(&args.to)?,
            endorsement: carried(session, &args.endorsement)?,
            until: until(args.standing, clock::now()),
        })
    };
    run(wallet, &args.bill, &args.signing, act, console)
}

/// Carries out `ebl hand-over`.
///
/// # Errors
///
/// [`WalletError`].
pub fn hand_over(
    wallet: &Wallet,
    args: &HandOverArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, _: &ProvedTitle| {
        let to = session.names().resolve(&args.to)?;
        Ok(Act::HandOver { to, endorsement: carried(session, &args.endorsement)? })
    };
    run(wallet, &args.bill, &args.signing, act, console)
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
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, _: &ProvedTitle| {
        let (to_order, last) = (args.to_order.as_deref(), args.final_to.as_deref());
        let endorsement = endorsement(session, to_order, last, args.blank)?;
        Ok(Act::Endorse(endorsement.expect("the command line asks for exactly one")))
    };
    run(wallet, &args.bill, &args.signing, act, console)
}

/// Carries out `ebl pledge`.
///
/// # Errors
///
/// [`WalletError`].
pub fn pledge(
    wallet: &Wallet,
    args: &PledgeArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, _: &ProvedTitle| {
        let to = session.names().resolve(&args.to)?;
        Ok(Act::Pledge { to, until: until(args.standing, clock::now()) })
    };
    run(wallet, &args.bill, &args.signing, act, console)
}

/// Carries out `ebl release`.
///
/// # Errors
///
/// [`WalletError`].
pub fn release(
    wallet: &Wallet,
    args: &ReleaseArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, _: &ProvedTitle| {
        let Some(to) = &args.to else { return Ok(Act::Release { direction: None }) };
        let to = session.names().resolve(to)?;
        let endorsement = carried(session, &args.endorsement)?;
        Ok(Act::Release { direction: Some(title::Direction { to, endorsement }) })
    };
    run(wallet, &args.bill, &args.signing, act, console)
}

/// Carries out `ebl request-amendment`.
///
/// # Errors
///
/// [`WalletError`].
pub fn request_amendment(
    wallet: &Wallet,
    args: &RequestAmendmentArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>, proved: &ProvedTitle| {
        let names = session.names();
        // Yourself, or whom you act for.
        let to = match args.new_holder.as_ref().or(args.signing.principal.as_ref()) {
            Some(name) => names.resolve(name)?,
            None => session.profile.party()?,
        };
        let order = stands(session, &args.stands)?.unwrap_or(proved.title.order);
        Ok(Act::SurrenderForAmendment { reason: args.reason, to, order })
    };
    run(wallet, &args.bill, &args.signing, act, console)
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
) -> Result<Carried, WalletError> {
    let act = Act::RejectSurrender { reason: args.reason };
    run(wallet, &args.bill, &args.signing, |_, _| Ok(act), console)
}

/// Finds and proves the bill, asks what the act is, and carries it out.
pub(super) fn run(
    wallet: &Wallet,
    args: &BillArgs,
    signing: &SigningArgs,
    act: impl FnOnce(&Session<'_>, &ProvedTitle) -> Result<Act, WalletError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = terms(&session, signing)?;
    let proved = bill::fetch(&mut session, &mut node, args)?;
    let act = act(&session, &proved)?;
    let title = proved.title.id;
    let known = bill::known(&session, &mut node, proved)?;
    let wish = Wish { title, known, act, notes: Vec::new(), terms };
    act::carry_out(&session, &mut node, wish, || Ok(()), console)
}

/// Who signs, as the command line says it.
pub(super) fn terms(
    session: &Session<'_>,
    args: &SigningArgs,
) -> Result<SigningTerms, WalletError> {
    let names = session.names();
    let signed_too = args.signed_too.iter().map(|name| names.resolve(name));
    Ok(SigningTerms {
        represented: args.principal.as_ref().map(|name| names.resolve(name)).transpose()?,
        signed_too: signed_too.collect::<Result<_, _>>()?,
        collect: args.collect.clone(),
        deadline_minutes: args.deadline_minutes,
    })
}

fn carried(session: &Session<'_>, args: &CarriedArgs) -> Result<Option<Endorsement>, NameError> {
    let (to_order, last) = (args.endorse_to_order.as_deref(), args.endorse_final.as_deref());
    endorsement(session, to_order, last, args.endorse_blank)
}

/// To whose order a bill shall stand, where the command line says.
pub(super) fn stands(session: &Session<'_>, args: &StandsArgs) -> Result<Option<Order>, NameError> {
    let names = session.names();
    if let (Some(shipper), Some(consignee)) = (&args.stands_shipper, &args.stands_consignee) {
        let (shipper, consignee) = (names.resolve(shipper)?, names.resolve(consignee)?);
        return Ok(Some(Order::Straight { shipper, consignee }));
    }
    let (to_order, last) = (args.stands_to_order.as_deref(), args.stands_final.as_deref());
    let endorsement = endorsement(session, to_order, last, args.stands_blank)?;
    Ok(endorsement.map(Endorsement::order))
}

fn endorsement(
    session: &Session<'_>,
    to_order: Option<&str>,
    last: Option<&str>,
    blank: bool,
) -> Result<Option<Endorsement>, NameError> {
    let names = session.names();
    match (to_order, last) {
        (Some(name), _) => Ok(Some(Endorsement::ToOrder(names.resolve(name)?))),
        (None, Some(name)) => Ok(Some(Endorsement::Final(names.resolve(name)?))),
        (None, None) => Ok(blank.then_some(Endorsement::Blank)),
    }
}

fn until(args: StandingArgs, now: Time) -> Time {
    let days = || clock::minutes_after(now, args.days * MINUTES_A_DAY);
    args.until.map_or_else(days, |moment| moment.0)
}

const MINUTES_A_DAY: u32 = 24 * 60;
