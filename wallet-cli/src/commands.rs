//! The commands: one file per verb, each with its outcomes in both renderings.

pub mod completions;
pub mod contacts;
pub mod exit_codes;
pub mod key;
pub mod man;
pub mod profile;

use crate::args::{Cli, Verb};
use crate::error::WalletError;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out one command line and writes its result.
///
/// # Errors
///
/// [`WalletError`]; nothing has then been written to standard output.
pub fn dispatch(cli: &Cli, console: &mut Console<'_>) -> Result<(), WalletError> {
    match &cli.verb {
        Verb::Key(verb) => key::run(&Wallet::locate(&cli.options)?, verb, console),
        Verb::Contacts(verb) => contacts::run(&Wallet::locate(&cli.options)?, verb, console),
        Verb::Profile(verb) => profile::run(&Wallet::locate(&cli.options)?, verb, console),
        Verb::Completions(args) => Ok(console.finish(&completions::script(args))?),
        Verb::Man(args) => Ok(console.finish(&man::write(args)?)?),
        Verb::ExitCodes => Ok(console.finish(&exit_codes::table())?),
    }
}
