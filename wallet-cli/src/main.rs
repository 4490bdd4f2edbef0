//! `ebl`: the wallet of the ledger. See the library for what it does.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use wallet_cli::core_dumps;
use wallet_cli::output::Format;
use wallet_cli::ui::{Consent, Console};

fn main() -> ExitCode {
    let input = io::stdin();
    let consent = if input.is_terminal() { Consent::Ask } else { Consent::Impossible };
    let mut console = Console {
        input: &mut input.lock(),
        // Not locked: other threads must be able to say that they panicked.
        data: &mut io::stdout(),
        status: &mut io::stderr(),
        format: Format::Text,
        consent,
    };
    let exit = match core_dumps::disable() {
        Ok(()) => wallet_cli::run(std::env::args_os(), &mut console),
        Err(error) => console.fail(&error.into()),
    };
    exit.into()
}
