//! One act from wish to proof: foresee, show, sign, keep, send, check.
//!
//! Every verb that changes a title comes through [`carry_out`], so that no act is signed which
//! the law would refuse here, none is sent before it is on disk, and none is called final before
//! a quorum's signatures were checked against the genesis file.

mod recorded;
mod settle;
mod sign;

use proto::hash::Hash;
use title::{Act, Acting, Fact, Instruction, Time, Title, TitleId};

pub use recorded::Recorded;
pub use settle::{Sent, SettleError, UnknownOutcome, settle};
pub use sign::SignError;

use crate::clock;
use crate::error::WalletError;
use crate::node::Node;
use crate::outbox;
use crate::preview;
use crate::proven::ProvedTitle;
use crate::refused::Refused;
use crate::session::Session;
use crate::ui::Console;

/// An act that the user asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The title; for an issue, the one that is to be.
    pub title: TitleId,
    /// The title as proved; `None` where there is none yet.
    pub proved: Option<ProvedTitle>,
    /// What is to be done.
    pub act: Act,
    /// What the user should also know before signing.
    pub notes: Vec<String>,
    /// For how many minutes the instruction may be recorded.
    pub deadline_minutes: u32,
}

/// An act that the law would allow now.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What will be signed.
    pub instruction: Instruction,
    /// The title before.
    pub before: Option<Title>,
    /// The title after.
    pub after: Title,
    /// What the ledger is expected to record; only the time will differ.
    pub foreseen: Fact,
    /// The head of the title's control chain.
    pub head: Hash,
    /// The last block time at which it may be recorded.
    pub deadline_ms: u64,
}

/// Carries out an act: preview, confirmation, signature, submission, proof. `before_sending` runs
/// after the confirmation and before anything is signed.
///
/// # Errors
///
/// [`WalletError`]: a refusal here or by the ledger, an unknown outcome, or whatever kept the
/// instruction from being sent.
pub fn carry_out(
    session: &Session<'_>,
    node: &mut Node,
    wish: Wish,
    before_sending: impl FnOnce() -> Result<(), WalletError>,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let notes = wish.notes.clone();
    let plan = plan(session, wish, clock::now())?;
    sign::check_account(session)?;
    console.show(&preview::lines(&plan, session, &notes));
    console.confirm("Sign and send this?")?;
    let key = sign::open_key(session)?;
    before_sending()?;
    let signed = sign::sign(session, &plan, &key);
    drop(key);
    outbox::keep(&session.wallet.home, &signed.id, &signed.envelope)?;
    let Plan { instruction, before, deadline_ms, .. } = plan;
    let sent = Sent { id: signed.id, deadline_ms, instruction };
    console.status(&format!(
        "sending instruction {} to {} and waiting until it is final",
        sent.id,
        node.endpoint()
    ));
    let answer = node.submit(signed.envelope);
    let recorded = settle::settle(session, node, &sent, answer)?;
    Ok(recorded.after(before, session))
}

/// What the act would do if it were recorded at `now`.
///
/// # Errors
///
/// The law's no, or a profile that only looks.
pub fn plan(session: &Session<'_>, wish: Wish, now: Time) -> Result<Plan, WalletError> {
    let party = session.profile.party()?;
    let instruction = Instruction { by: Acting::own(party), title: wish.title, act: wish.act };
    // Blocks are later than the last one: a slow clock here must not revive a lapsed offer.
    let proved_ms = wish.proved.as_ref().map_or(0, |proved| proved.header.time_ms);
    let now = now.max(Time(proved_ms.saturating_add(1)));
    let before = wish.proved.as_ref().map(|proved| proved.title.clone());
    let foreseen = session
        .network
        .foresee(before.as_ref(), &instruction, now)
        .map_err(|refusal| Refused::here(&refusal, &wish.title, session))?;
    Ok(Plan {
        after: title::evolve(before.clone(), &foreseen),
        before,
        foreseen,
        head: wish.proved.map_or(Hash::ZERO, |proved| proved.control.head),
        deadline_ms: clock::minutes_after(now, wish.deadline_minutes).0,
        instruction,
    })
}

#[cfg(test)]
mod tests;
