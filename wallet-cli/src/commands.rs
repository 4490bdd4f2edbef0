//! The commands: one file per verb, each with its outcomes in both renderings.

pub mod accept;
pub mod acts;
pub mod annotate;
pub mod answer;
pub mod audit;
mod begun;
mod bill;
pub mod by_order;
pub mod card;
pub mod check;
pub mod completions;
pub mod contacts;
pub mod cosign;
pub mod endorsement_chain;
pub mod evidence;
pub mod exit_codes;
pub mod explain;
pub mod governance;
pub mod head;
pub mod issue;
pub mod key;
pub mod list;
pub mod man;
pub mod members;
mod new_bill;
mod not_proved;
pub mod open;
pub mod outcome;
pub mod package;
pub mod party;
pub mod print;
pub mod profile;
pub mod prove;
pub mod receipt;
pub mod replace;
pub mod show;
pub mod status;
pub mod to_paper;
pub mod two_histories;
pub mod verify;
pub mod watch;

use proto::registry;
use title::Act;

use crate::args::{ActArgs, Cli, PackageVerb, Verb};
use crate::error::WalletError;
use crate::output::Outcome;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out one command line and writes its result.
///
/// # Errors
///
/// [`WalletError`]; nothing has then been written to standard output.
pub fn dispatch(cli: &Cli, console: &mut Console<'_>) -> Result<(), WalletError> {
    // Located only by the commands that need it: help for shells and checks need no home.
    let wallet = || Wallet::locate(&cli.options);
    let plain = |args: &ActArgs, act: Act, console: &mut Console<'_>| {
        finish(console, |console| acts::plain(&wallet()?, args, act, console))
    };
    match &cli.verb {
        Verb::Key(verb) => key::run(&wallet()?, verb, console),
        Verb::Card(args) => finish(console, |_| card::make(&wallet()?, args)),
        Verb::Contacts(verb) => contacts::run(&wallet()?, verb, console),
        Verb::Profile(verb) => profile::run(&wallet()?, verb, console),
        Verb::Check(args) => finish(console, |_| check::check(args)),
        Verb::Package(PackageVerb::Show(args)) => finish(console, |_| package::show(args)),
        Verb::Issue(args) => finish(console, |console| issue::run(&wallet()?, args, console)),
        Verb::Offer(args) => finish(console, |console| acts::offer(&wallet()?, args, console)),
        Verb::Withdraw(args) => plain(args, Act::Withdraw, console),
        Verb::Accept(args) => finish(console, |console| accept::run(&wallet()?, args, console)),
        Verb::Decline(args) => plain(args, Act::Decline, console),
        Verb::HandOver(args) => {
            finish(console, |console| acts::hand_over(&wallet()?, args, console))
        }
        Verb::HandBack(args) => plain(args, Act::HandBack, console),
        Verb::Endorse(args) => finish(console, |console| acts::endorse(&wallet()?, args, console)),
        Verb::CancelEndorsement(args) => plain(args, Act::CancelEndorsement, console),
        Verb::Sign(args) => plain(args, Act::Sign, console),
        Verb::Pledge(args) => finish(console, |console| acts::pledge(&wallet()?, args, console)),
        Verb::Release(args) => finish(console, |console| acts::release(&wallet()?, args, console)),
        Verb::Enforce(args) => plain(args, Act::Enforce, console),
        Verb::Surrender(args) => plain(args, Act::SurrenderForDelivery, console),
        Verb::RequestAmendment(args) => {
            finish(console, |console| acts::request_amendment(&wallet()?, args, console))
        }
        Verb::RequestPaper(args) => plain(args, Act::SurrenderForPaper, console),
        Verb::AcceptSurrender(args) => plain(args, Act::AcceptSurrender, console),
        Verb::RejectSurrender(args) => {
            finish(console, |console| acts::reject_surrender(&wallet()?, args, console))
        }
        Verb::Replace(args) => finish(console, |console| replace::run(&wallet()?, args, console)),
        Verb::ToPaper(args) => finish(console, |console| to_paper::run(&wallet()?, args, console)),
        Verb::Void(args) => plain(args, Act::Void, console),
        Verb::Annotate(args) => finish(console, |console| annotate::run(&wallet()?, args, console)),
        Verb::Hold(args) => finish(console, |console| by_order::hold(&wallet()?, args, console)),
        Verb::Lift(args) => finish(console, |console| by_order::lift(&wallet()?, args, console)),
        Verb::Reassign(args) => {
            finish(console, |console| by_order::reassign(&wallet()?, args, console))
        }
        Verb::Grant(args) => finish(console, |console| party::grant(&wallet()?, args, console)),
        Verb::Revoke(args) => finish(console, |console| party::revoke(&wallet()?, args, console)),
        Verb::TakeAtOnce(args) => {
            let act = registry::Act::GiveStandingConsent;
            finish(console, |console| party::own(&wallet()?, args, act, console))
        }
        Verb::TakeOnAcceptance(args) => {
            let act = registry::Act::WithdrawStandingConsent;
            finish(console, |console| party::own(&wallet()?, args, act, console))
        }
        Verb::AcceptRulebook(args) => {
            finish(console, |console| party::accept_rulebook(&wallet()?, args, console))
        }
        Verb::OpenAccount(args) => {
            finish(console, |console| party::open_account(&wallet()?, args, console))
        }
        Verb::Governance(verb) => governance::run(&wallet()?, verb, console),
        Verb::Cosign(args) => finish(console, |console| cosign::cosign(&wallet()?, args, console)),
        Verb::Submit(args) => finish(console, |console| cosign::submit(&wallet()?, args, console)),
        Verb::Open(args) => finish(console, |console| open::run(&wallet()?, args, console)),
        Verb::Explain(args) => finish(console, |_| Ok(explain::rule(args)?)),
        Verb::List(args) => finish(console, |console| list::run(&wallet()?, args, console)),
        Verb::Show(args) => finish(console, |console| show::show(&wallet()?, args, console)),
        Verb::History(args) => finish(console, |console| show::history(&wallet()?, args, console)),
        Verb::EndorsementChain(args) => {
            finish(console, |console| endorsement_chain::run(&wallet()?, args, console))
        }
        Verb::Receipt(args) => finish(console, |console| receipt::run(&wallet()?, args, console)),
        Verb::Prove(args) => finish(console, |console| prove::title(&wallet()?, args, console)),
        Verb::ProveUnused(args) => {
            finish(console, |console| prove::unused(&wallet()?, args, console))
        }
        Verb::Challenge => finish(console, |_| answer::challenge()),
        Verb::Answer(args) => finish(console, |console| answer::run(&wallet()?, args, console)),
        Verb::Verify(args) => finish(console, |_| verify::run(&wallet()?, args)),
        Verb::Print(args) => finish(console, |_| print::run(&wallet()?, args)),
        Verb::Watch(args) => watch::run(&wallet()?, args, console),
        Verb::Audit(args) => audit::run(&wallet()?, args, console),
        Verb::Head(args) => finish(console, |console| head::run(&wallet()?, args, console)),
        Verb::Status => finish(console, |console| status::run(&wallet()?, console)),
        Verb::Members => finish(console, |console| members::run(&wallet()?, console)),
        Verb::Outbox => finish(console, |_| outcome::list(&wallet()?)),
        Verb::Outcome(args) => {
            finish(console, |console| outcome::outcome(&wallet()?, args, console))
        }
        Verb::Resend(args) => finish(console, |console| outcome::resend(&wallet()?, args, console)),
        Verb::Completions(args) => finish(console, |_| Ok(completions::script(args))),
        Verb::Man(args) => finish(console, |_| Ok(man::write(args)?)),
        Verb::ExitCodes => finish(console, |_| Ok(exit_codes::table())),
    }
}

/// Does the work and writes its result.
fn finish<O: Outcome>(
    console: &mut Console<'_>,
    work: impl FnOnce(&mut Console<'_>) -> Result<O, WalletError>,
) -> Result<(), WalletError> {
    let outcome = work(console)?;
    Ok(console.finish(&outcome)?)
}
