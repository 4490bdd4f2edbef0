//! `ebl outbox`, `ebl outcome` and `ebl resend`: what became of what was signed here.

use std::fmt;

use proto::ids::InstructionId;
use proto::instruction::Submission;
use proto::pb::api::v1::submit_response::Outcome as Answer;
use serde::Serialize;
use title::Time;

use crate::act::{self, Recorded, Sent, SettleError, UnknownOutcome};
use crate::args::{OutcomeArgs, ResendArgs};
use crate::clock;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::outbox;
use crate::output::Outcome;
use crate::proven;
use crate::refused::Refused;
use crate::session::{Session, digits};
use crate::ui::Console;
use crate::wallet::Wallet;
use crate::words;

/// The instructions signed here.
#[derive(Serialize)]
pub struct Outbox {
    instructions: Vec<SentView>,
}

#[derive(Serialize)]
struct SentView {
    instruction: String,
    /// Absent where it is about the registry.
    title: Option<String>,
    reference: Option<String>,
    act: &'static str,
    deadline_ms: u64,
}

/// Carries out `ebl outbox`. Instructions of other networks are left out.
///
/// # Errors
///
/// [`WalletError`].
pub fn list(wallet: &Wallet) -> Result<Outbox, WalletError> {
    let session = Session::open(wallet)?;
    let mut instructions = Vec::new();
    for id in wallet.home.envelopes()? {
        if let Ok((_, submission)) = outbox::open(&wallet.home, &session.network, &id) {
            let title = submission.instruction().title().map(|instruction| instruction.title);
            let reference =
                title.and_then(|title| Some(session.shelf.reference(&title)?.to_string()));
            instructions.push(SentView {
                instruction: id.to_string(),
                title: title.as_ref().map(digits),
                reference,
                act: words::instruction_verb(submission.instruction()),
                deadline_ms: submission.deadline_ms(),
            });
        }
    }
    instructions.sort_by_key(|sent| sent.deadline_ms);
    Ok(Outbox { instructions })
}

/// Carries out `ebl resend`: the same bytes get the same answer.
///
/// # Errors
///
/// [`WalletError`].
pub fn resend(
    wallet: &Wallet,
    args: &ResendArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let mut session = Session::open(wallet)?;
    let id = outbox::find(&wallet.home, &args.instruction)?;
    let (envelope, submission) = outbox::open(&wallet.home, &session.network, &id)?;
    let mut node = session.connect(console)?;
    let answer = node.submit(envelope);
    Ok(act::settle(&session, &mut node, &sent(&submission), answer)?.told_by("resend"))
}

/// Carries out `ebl outcome`.
///
/// # Errors
///
/// [`WalletError`].
pub fn outcome(
    wallet: &Wallet,
    args: &OutcomeArgs,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let mut session = Session::open(wallet)?;
    if let (Ok(digits), Some(deadline_ms)) = (args.instruction.parse::<Hex32>(), args.deadline) {
        return anothers(&mut session, InstructionId(digits.0), deadline_ms, console);
    }
    let id = outbox::find(&wallet.home, &args.instruction)?;
    let (_, submission) = outbox::open(&wallet.home, &session.network, &id)?;
    let sent = sent(&submission);
    let mut node = session.connect(console)?;
    let answer = node.outcome(&sent.id, sent.deadline_ms, WAIT_MS);
    Ok(act::settle(&session, &mut node, &sent, answer)?.told_by("outcome"))
}

/// The outcome of an instruction that was signed elsewhere: the receipt is checked, but what was
/// asked for is not known here.
fn anothers(
    session: &mut Session<'_>,
    id: InstructionId,
    deadline_ms: u64,
    console: &mut Console<'_>,
) -> Result<Recorded, WalletError> {
    let mut node = session.connect(console)?;
    let answer = node.outcome(&id, deadline_ms, WAIT_MS)?;
    match answer.outcome.ok_or(SettleError::NoOutcome)? {
        Answer::Final(answer) => {
            let mut proved = Vec::with_capacity(answer.receipts.len());
            for message in &answer.receipts {
                let proof =
                    proven::receipt(&session.network, message).map_err(SettleError::Receipt)?;
                if proof.record.instruction != id {
                    return Err(SettleError::OtherFact.into());
                }
                proved.push(proof);
            }
            if proved.is_empty() {
                return Err(SettleError::OtherFact.into());
            }
            Ok(Recorded::of(&proved, session).told_by("outcome"))
        }
        Answer::Refused(refused) => Err(Refused::by_ledger(&refused, None, session).into()),
        Answer::Unknown(_) => Err(UnknownOutcome { id, deadline_ms, silence: None }.into()),
    }
}

fn sent(submission: &Submission) -> Sent {
    Sent {
        id: submission.id(),
        deadline_ms: submission.deadline_ms(),
        instruction: submission.instruction().clone(),
    }
}

impl fmt::Display for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.instructions.iter().try_for_each(|sent| {
            let title = sent.title.as_deref().map_or("registry", |title| &title[..8]);
            let bill = sent.reference.as_deref().unwrap_or(title);
            let deadline = clock::show(Time(sent.deadline_ms));
            writeln!(f, "{}  {:18} {bill:20} until {deadline}", &sent.instruction[..8], sent.act)
        })
    }
}

impl Outcome for Outbox {
    fn command(&self) -> &'static str {
        "outbox"
    }
}

const WAIT_MS: u32 = 10_000;
