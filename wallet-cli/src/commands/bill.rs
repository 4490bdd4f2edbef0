//! The bill that a command is about: found, fetched, proved, and called by its reference.

use title::{Instruction, TitleId};

use crate::args::BillArgs;
use crate::commands::accept;
use crate::error::WalletError;
use crate::known::Known;
use crate::node::Node;
use crate::proven::{self, ProvedTitle};
use crate::refused::Refused;
use crate::session::Session;
use crate::shelf::{self, Shelf};
use crate::title_name;

/// Fetches and proves the bill that the arguments mean. A package given with it must open its
/// commitment, and is then kept.
///
/// # Errors
///
/// [`WalletError`].
pub(super) fn fetch(
    session: &mut Session<'_>,
    node: &mut Node,
    args: &BillArgs,
) -> Result<ProvedTitle, WalletError> {
    let title = title_name::find(session, node, args)?;
    let proved = prove(session, node, &title)?;
    if let Some(path) = &args.package {
        let package = shelf::read(path)?;
        accept::open(session, &proved, &package)?;
        Shelf::keep(&session.wallet.home, &package)?;
        session.shelf.learn(&package);
    }
    Ok(proved)
}

/// Fetches and proves a title that must exist.
///
/// # Errors
///
/// [`WalletError::Proof`], or the refusal T-01.
pub(super) fn prove(
    session: &Session<'_>,
    node: &mut Node,
    title: &TitleId,
) -> Result<ProvedTitle, WalletError> {
    proven::title(node, &session.network, title)?
        .ok_or_else(|| Refused::no_such_title(title, session).into())
}

/// A title, and what the law reads beside it: the master of a house bill.
///
/// # Errors
///
/// [`WalletError::Proof`].
pub(super) fn known(
    session: &Session<'_>,
    node: &mut Node,
    proved: ProvedTitle,
) -> Result<Known, WalletError> {
    let mut known = Known::default();
    if let Some(master) = &proved.title.master {
        known.extend(proven::title(node, &session.network, master)?);
    }
    known.add(proved);
    Ok(known)
}

/// Every title that an instruction touches, as far as there is one.
///
/// # Errors
///
/// [`WalletError::Proof`].
pub(super) fn touched(
    session: &Session<'_>,
    node: &mut Node,
    instruction: &Instruction,
) -> Result<Known, WalletError> {
    let mut known = Known::default();
    for id in instruction.reads() {
        let proved = proven::title(node, &session.network, &id)?;
        let master = proved.as_ref().and_then(|proved| proved.title.master);
        known.extend(proved);
        if let Some(master) = master.filter(|master| known.title(master).is_none()) {
            known.extend(proven::title(node, &session.network, &master)?);
        }
    }
    Ok(known)
}
