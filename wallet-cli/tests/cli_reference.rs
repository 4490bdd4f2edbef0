//! `docs/cli-reference.md` is what the program says of itself, word for word.

#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use clap::{Command, CommandFactory};
use wallet_cli::args::Cli;
use wallet_cli::exit::Exit;

/// Set to write the file anew after a change that is meant.
const BLESS: &str = "EBL_BLESS";

#[test]
fn the_published_reference_is_the_help_of_this_version() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli-reference.md");
    let reference = reference();
    if std::env::var_os(BLESS).is_some() {
        fs::write(&path, &reference).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        published == reference,
        "docs/cli-reference.md is not what ebl --help says; if the change is meant, run \
         {BLESS}=1 cargo test -p wallet-cli --test cli_reference"
    );
}

#[test]
fn every_command_and_every_argument_says_what_it_is_for() {
    for (name, command) in commands(Cli::command()) {
        assert!(command.get_about().is_some(), "{name} has no description");
        for argument in command.get_arguments() {
            let id = argument.get_id();
            assert!(argument.get_help().is_some(), "{name}: {id} has no description");
        }
    }
}

fn reference() -> String {
    let mut text = String::from(HEAD);
    for exit in Exit::ALL {
        writeln!(text, "| {} | `{}` | {} |", exit.code(), exit.word(), exit.meaning()).unwrap();
    }
    text.push_str("\n## Commands\n");
    for (name, mut command) in commands(Cli::command()) {
        let help = command.render_long_help().to_string();
        // Said once: with the program itself, and with the first command that signs an act.
        let own = |line: &&str| {
            (name == "ebl" || !line.starts_with("Options of every command"))
                && (name == "ebl issue" || !line.starts_with("Signing:"))
        };
        let lines: Vec<_> = help.lines().map(str::trim_end).take_while(own).collect();
        write!(text, "\n### {name}\n\n```text\n{}\n```\n", lines.join("\n").trim_end()).unwrap();
    }
    text
}

/// Every command with its whole name, in the order of the help.
fn commands(root: Command) -> Vec<(String, Command)> {
    let mut root = root.term_width(100).disable_help_subcommand(true);
    root.build();
    let mut found = Vec::new();
    collect("", &root, &mut found);
    found
}

fn collect(above: &str, command: &Command, found: &mut Vec<(String, Command)>) {
    let name = format!("{above} {}", command.get_name()).trim_start().to_owned();
    found.push((name.clone(), command.clone()));
    for sub in command.get_subcommands() {
        collect(&name, sub, found);
    }
}

const HEAD: &str = "# The commands of `ebl`

What `ebl --help` and `ebl COMMAND --help` print, kept by a test. Data goes to standard output,
everything else to standard error. With `--json` standard output carries one JSON object, or one
for each block of `ebl watch` and for each act of `ebl audit`:

```text
{\"v\":1,\"command\":\"show\",\"result\":{...}}
{\"v\":1,\"error\":{\"code\":\"refused\",\"exit\":3,\"rule\":\"T-10\",\"what\":\"...\",\"hint\":\"...\"}}
```

Every command that signs has the options that stand under \"Signing\" at `ebl issue`.

A failure may carry `error.details`: the faults of a document, the instruction whose outcome is not
known, or as `reason` the word for why a file proves nothing (section 18 of the wire format). `v`
changes when a field changes its meaning or disappears; new fields may appear at any time.

## Exit codes

| code | word | meaning |
|---|---|---|
";
