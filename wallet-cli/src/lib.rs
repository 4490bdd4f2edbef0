//! The wallet of the ledger, as a library: the `ebl` program is a call of [`run`].
//!
//! Reading order: [`args`] (what can be asked), [`commands`] (who answers), [`act`] (one act from
//! wish to proof) with [`preview`], [`network`], [`node`] and [`proven`] (what is trusted, who is
//! asked, and what is believed of the answer), [`audit`]
//! (every act, and none left out), [`signing`] (an act that several sign),
//! [`document`], [`bill_order`], [`bill_terms`], [`legal_terms`], [`bill_notes`], [`statement`] and
//! [`medium`] (what a bill says, and what is said of it), [`mod@print`] (a bill on paper), [`keystore`], [`profile`], [`address_book`], [`shelf`] and [`outbox`] (what
//! a wallet remembers, and [`home`] where), [`ui`], [`output`], [`error`] and [`exit`] (how it
//! speaks).

pub mod act;
pub mod address_book;
pub mod args;
pub mod attachments;
pub mod audit;
pub mod bill_notes;
pub mod bill_order;
pub mod bill_terms;
pub mod clock;
pub mod commands;
pub mod core_dumps;
pub mod document;
pub mod error;
pub mod exit;
#[cfg(test)]
mod fixture;
pub mod following;
pub mod head;
pub mod hex32;
pub mod home;
pub mod jurisdictions;
pub mod keystore;
pub mod known;
pub mod label;
pub mod legal_terms;
pub mod medium;
pub mod names;
pub mod network;
pub mod node;
pub mod outbox;
pub mod output;
pub mod preview;
pub mod print;
pub mod profile;
pub mod proven;
pub mod refused;
pub mod session;
pub mod shelf;
pub mod signing;
pub mod statement;
pub mod title_name;
pub mod toml_file;
pub mod ui;
pub mod view;
pub mod wallet;
pub mod words;

use std::ffi::OsString;

use clap::Parser;

use crate::args::Cli;
use crate::error::{UsageError, WalletError};
use crate::exit::Exit;
use crate::output::Format;
use crate::ui::{Consent, Console};

/// Carries out one command line, the program's name first, and says how it ended.
pub fn run(arguments: impl IntoIterator<Item = OsString>, console: &mut Console<'_>) -> Exit {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // Known before the rest is understood, so that a wrong command line is answered in JSON too.
    if arguments.iter().any(|argument| argument == "--json") {
        console.format = Format::Json;
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(unparsed) => return explain(unparsed, console),
    };
    if cli.options.yes {
        console.consent = Consent::Given;
    }
    match commands::dispatch(&cli, console) {
        Ok(()) => Exit::Success,
        Err(error) => console.fail(&error),
    }
}

/// Help and version are data; anything else is a wrong command line, which the parser explains to
/// people better than one line could.
fn explain(unparsed: clap::Error, console: &mut Console<'_>) -> Exit {
    let asked_for = !unparsed.use_stderr();
    if !asked_for && console.format == Format::Json {
        return console.fail(&WalletError::from(UsageError(Box::new(unparsed))));
    }
    let (stream, exit) = if asked_for {
        (&mut *console.data, Exit::Success)
    } else {
        (&mut *console.status, Exit::Usage)
    };
    // When even this cannot be written, the exit code still tells.
    let _unheard = write!(stream, "{}", unparsed.render()).and_then(|()| stream.flush());
    exit
}
