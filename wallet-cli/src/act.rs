//! One act from wish to proof: foresee, show, sign, keep, send, check.
//!
//! Every verb that changes a title or the registry comes through here, so that no act is signed which
//! the law would refuse here, none is sent before it is on disk, and none is called final before
//! a quorum's signatures were checked against the genesis file. An act that others must sign too
//! goes into a signing file instead of to a node, see [`crate::signing`].

mod carried;
mod decision;
mod outcome;
mod plan;
mod recorded;
mod settle;
mod sign;

use std::path::PathBuf;

use proto::ids::InstructionId;
use proto::instruction::{Draft, seal};
use title::{Act, PartyId, TitleId};

pub use carried::Carried;
pub use decision::{Decided, Decision, decide, redecide};
pub use plan::{Plan, plan, replan};
pub use recorded::Recorded;
pub use settle::{Sent, SettleError, UnknownOutcome, settle};
pub use sign::{SignError, open_key, sign_body};

use crate::clock;
use crate::error::WalletError;
use crate::home;
use crate::known::Known;
use crate::node::Node;
use crate::outbox;
use crate::preview::{self, Voice};
use crate::session::Session;
use crate::signing;
use crate::ui::Console;

/// An act that the user asks for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The title; for an issue, the one that is to be.
    pub title: TitleId,
    /// What was proved of the titles that the act touches.
    pub known: Known,
    /// What is to be done.
    pub act: Act,
    /// What the user should also know before signing.
    pub notes: Vec<String>,
    /// How it is signed.
    pub terms: SigningTerms,
}

/// Who signs an act, for whom, and until when it may be recorded.
#[derive(Clone, Debug, Default)]
pub struct SigningTerms {
    /// The principal, where the profile's party acts as an agent.
    pub represented: Option<PartyId>,
    /// Who signs it too, as the user says. Whoever the law asks for is added.
    pub signed_too: Vec<PartyId>,
    /// The signing file to write in place of sending.
    pub collect: Option<PathBuf>,
    /// For how many minutes it may be recorded, if the user says so.
    pub deadline_minutes: Option<u32>,
}

impl SigningTerms {
    /// For how many minutes the instruction may be recorded. Officers and other firms are not at
    /// their desks at once, so an instruction that is collected gets longer.
    #[must_use]
    pub fn minutes(&self) -> u32 {
        let usual = if self.collect.is_some() { COLLECTED_MINUTES } else { DIRECT_MINUTES };
        self.deadline_minutes.unwrap_or(usual)
    }
}

/// Carries out an act on titles: preview, confirmation, signature, and then submission and proof,
/// or a signing file for the others. `before_signing` runs after the confirmation and before
/// anything is signed.
///
/// # Errors
///
/// [`WalletError`]: a refusal here or by the ledger, an unknown outcome, or whatever kept the
/// instruction from being sent.
pub fn carry_out(
    session: &Session<'_>,
    node: &mut Node,
    wish: Wish,
    before_signing: impl FnOnce() -> Result<(), WalletError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let (known, collect) = (wish.known.clone(), wish.terms.collect.clone());
    let plan = plan(session, wish, clock::now())?;
    let lines = preview::lines(&plan, session, Voice::Own);
    let ready = Ready { draft: plan.draft(session.network.chain()), lines, collect };
    Ok(match conclude(session, node, ready, before_signing, console)? {
        Carried::Recorded(recorded) => Carried::Recorded(Box::new(recorded.after(&known, session))),
        collected @ Carried::Collected(_) => collected,
    })
}

/// Carries out an act on the registry in the same way.
///
/// # Errors
///
/// As [`carry_out`].
pub fn carry_out_decision(
    session: &Session<'_>,
    node: &mut Node,
    decision: Decision,
    before_signing: impl FnOnce() -> Result<(), WalletError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let collect = decision.terms.collect.clone();
    let plan = decide(session, decision, clock::now())?;
    let lines = preview::registry_lines(&plan, session, Voice::Own);
    let ready = Ready { draft: plan.draft(session.network.chain()), lines, collect };
    conclude(session, node, ready, before_signing, console)
}

/// An instruction that the rules would allow now, with its preview.
struct Ready {
    draft: Draft,
    lines: Vec<String>,
    collect: Option<PathBuf>,
}

fn conclude(
    session: &Session<'_>,
    node: &mut Node,
    ready: Ready,
    before_signing: impl FnOnce() -> Result<(), WalletError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let Ready { draft, lines, collect } = ready;
    sign::check_account(session)?;
    if collect.is_none() {
        sign::check_alone(session, &draft.instruction)?;
    }
    if let Some(file) = &collect {
        home::refuse_existing(file)?;
    }
    console.show(&lines);
    console.confirm(if collect.is_some() { "Sign this?" } else { "Sign and send this?" })?;
    let key = sign::open_key(session)?;
    before_signing()?;
    let body = draft.body();
    let approval = sign::sign_body(session, &body, &key);
    drop(key);
    if let Some(file) = collect {
        let started = signing::start(session, &file, body, approval)?;
        return Ok(Carried::Collected(Box::new(started)));
    }
    let Draft { instruction, deadline_ms, .. } = draft;
    let sent = Sent { id: InstructionId::of(&body), deadline_ms, instruction };
    let recorded = send(session, node, &sent, seal(body, &[approval]), console)?;
    Ok(Carried::Recorded(Box::new(recorded)))
}

/// Keeps an envelope, hands it in and waits until it is settled.
///
/// # Errors
///
/// As [`carry_out`].
pub fn send(
    session: &Session<'_>,
    node: &mut Node,
    sent: &Sent,
    envelope: Vec<u8>,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    outbox::keep(&session.wallet.home, &sent.id, &envelope)?;
    console.status(&format!(
        "sending instruction {} to {} and waiting until it is final",
        sent.id,
        node.endpoint()
    ));
    let answer = node.submit(envelope);
    settle::settle(session, node, sent, answer)
}

/// How long an instruction that is sent at once may be recorded: 10 minutes.
pub const DIRECT_MINUTES: u32 = 10;
/// How long an instruction that others sign too may be recorded: 7 days.
pub const COLLECTED_MINUTES: u32 = 7 * 24 * 60;

#[cfg(test)]
mod tests;
