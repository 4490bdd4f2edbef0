//! `ebl completions`: the completion script for a shell.

use std::fmt;

use clap::CommandFactory;
use serde::Serialize;

use crate::args::{Cli, CompletionsArgs};
use crate::output::Outcome;

/// The completion script.
#[derive(Serialize)]
pub struct Script {
    shell: String,
    script: String,
}

/// Makes the completion script.
#[must_use]
pub fn script(args: &CompletionsArgs) -> Script {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "ebl", &mut script);
    let script = String::from_utf8(script).expect("completion scripts are made of our own text");
    Script { shell: args.shell.to_string(), script }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.script)
    }
}

impl Outcome for Script {
    fn command(&self) -> &'static str {
        "completions"
    }
}
