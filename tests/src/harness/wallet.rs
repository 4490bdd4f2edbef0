//! What a person asks: the `ebl` command, run as its user would run it, in a folder of its own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::programs::Programs;

/// Who a wallet belongs to. All of them are invented, and so are their identifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The legal name.
    pub name: &'static str,
    /// The legal entity identifier; 9999 begins no issued one.
    pub lei: &'static str,
    /// What the member does on the ledger.
    pub capacity: &'static str,
    /// The country whose law governs it.
    pub country: &'static str,
}

/// A member's wallet: its home, its passphrase and the desk its files lie on.
#[derive(Clone, Debug)]
pub struct Wallet {
    identity: Identity,
    program: PathBuf,
    desk: PathBuf,
}

/// How a run of `ebl` ended.
#[derive(Clone, Debug)]
pub struct Run {
    /// The exit code.
    pub code: i32,
    /// The JSON object on standard output.
    pub json: Value,
    /// What it said to people, on standard error.
    pub said: String,
}

impl Run {
    /// The word for the kind of failure.
    #[must_use]
    pub fn failure(&self) -> Option<&str> {
        self.json["error"]["code"].as_str()
    }

    /// The rule that said no.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.json["error"]["rule"].as_str()
    }

    /// What went wrong, in words.
    #[must_use]
    pub fn what(&self) -> &str {
        self.json["error"]["what"].as_str().unwrap_or_default()
    }

    /// What to do about it, in words.
    #[must_use]
    pub fn hint(&self) -> &str {
        self.json["error"]["hint"].as_str().unwrap_or_default()
    }
}

impl Wallet {
    /// A new wallet with a key and a member card.
    ///
    /// # Panics
    ///
    /// When `ebl` does not make them.
    #[must_use]
    pub fn enrol(programs: &Programs, folder: &Path, identity: Identity) -> Self {
        let desk = folder.join(identity.name);
        fs::create_dir_all(&desk).expect("the folder can be written to");
        let wallet = Self { identity, program: programs.wallet.clone(), desk };
        wallet.write(PASSPHRASE, "seven red anchors\n");
        // The least work that is allowed: these keys guard nothing.
        wallet.does(&["key", "new", KEY, "--work-factor", "14"]);
        let Identity { name, lei, capacity, country } = identity;
        wallet.does(
            &[
                &["card", "--key", KEY, "--name", name, "--lei", lei, "--capacity", capacity][..],
                &["--jurisdiction", country, "--out", CARD],
            ]
            .concat(),
        );
        wallet
    }

    /// Its owner.
    #[must_use]
    pub fn identity(&self) -> Identity {
        self.identity
    }

    /// The card for the founders.
    #[must_use]
    pub fn card(&self) -> PathBuf {
        self.path(CARD)
    }

    /// The folder that its home and files lie in.
    #[must_use]
    pub fn desk(&self) -> &Path {
        &self.desk
    }

    /// A file on its desk.
    #[must_use]
    pub fn path(&self, name: &str) -> PathBuf {
        self.desk.join(name)
    }

    /// Puts a file on its desk.
    ///
    /// # Panics
    ///
    /// When it cannot be written.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).expect("the desk can be written to");
    }

    /// Hands a copy of a file to another: by mail, outside the ledger.
    ///
    /// # Panics
    ///
    /// When there is no such file.
    pub fn hand(&self, name: &str, to: &Self) {
        fs::copy(self.path(name), to.path(name)).expect("the file was written");
    }

    /// Gives it a profile for a network, at the node with this address, and uses it.
    ///
    /// # Panics
    ///
    /// When `ebl` does not take it.
    pub fn use_node(&self, genesis: &Path, node: &str) {
        self.add_profile("default", genesis, &["--node", node]);
    }

    /// Gives it a profile for a network, with the options that say how its nodes are reached.
    ///
    /// # Panics
    ///
    /// When `ebl` does not take it.
    pub fn add_profile(&self, label: &str, genesis: &Path, nodes: &[&str]) {
        let genesis = genesis.to_str().expect("temporary folders have plain names");
        let add = ["profile", "add", label, "--genesis", genesis, "--key", KEY];
        let issuing = ["--terms", "1", "--rulebook", "1", "--forum", "High Court, London"];
        let accountable = ["--accountable-party", self.identity.name];
        self.does(&[&add[..], nodes, &issuing, &accountable].concat());
    }

    /// Runs `ebl` to its end.
    ///
    /// # Panics
    ///
    /// When it ends without an exit code or without one JSON object.
    #[must_use]
    pub fn run(&self, arguments: &[&str]) -> Run {
        let output = self.command(arguments).output().expect("the program was built");
        let code = output.status.code().expect("ebl ends by itself");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let json = serde_json::from_slice(&output.stdout);
        let json = json.unwrap_or_else(|fault| panic!("ebl {arguments:?}: {fault}; {said}"));
        Run { code, json, said }
    }

    /// Runs `ebl`, which must succeed, and gives its result.
    ///
    /// # Panics
    ///
    /// When it does not succeed.
    pub fn does(&self, arguments: &[&str]) -> Value {
        let mut run = self.run(arguments);
        let (what, hint) = (run.what(), run.hint());
        assert_eq!(run.code, 0, "{}: ebl {arguments:?}: {what}; {hint}", self.identity.name);
        run.json["result"].take()
    }

    /// Runs `ebl`, which must succeed, and gives the results that it writes one a line.
    ///
    /// # Panics
    ///
    /// When it does not succeed, or writes something else.
    #[must_use]
    pub fn lines(&self, arguments: &[&str]) -> Vec<Value> {
        let output = self.command(arguments).output().expect("the program was built");
        let said = String::from_utf8_lossy(&output.stderr);
        let text = String::from_utf8(output.stdout).expect("ebl writes text");
        assert!(output.status.success(), "ebl {arguments:?}: {text}{said}");
        results(&text)
    }

    /// Runs `ebl`, which a rule must stop, and gives the rule.
    ///
    /// # Panics
    ///
    /// When no rule does.
    #[must_use]
    pub fn is_refused(&self, arguments: &[&str]) -> Refused {
        let run = self.run(arguments);
        let rule = run.rule().map(str::to_owned);
        let rule = rule.unwrap_or_else(|| panic!("ebl {arguments:?} is not refused: {run:?}"));
        Refused { rule, what: run.what().to_owned() }
    }

    /// The command, ready to run.
    #[must_use]
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(arguments).args(["--json", "--yes"]);
        command.env_clear().env("EBL_HOME", self.path("home"));
        command.env("EBL_PASSPHRASE_FILE", self.path(PASSPHRASE));
        command.current_dir(&self.desk).stdin(Stdio::null());
        command
    }
}

/// The results in lines of JSON, as `ebl` writes them. A line that is still being written is left
/// out.
///
/// # Panics
///
/// For a line that holds something else.
#[must_use]
pub fn results(text: &str) -> Vec<Value> {
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let result = |line| {
        let mut object: Value = serde_json::from_str(line).expect("each line is an object");
        assert_eq!(object["v"], 1, "{line}");
        object["result"].take()
    };
    whole.lines().map(result).collect()
}

/// A rule's no, as the wallet tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The rule's number.
    pub rule: String,
    /// What was refused and why.
    pub what: String,
}

/// The file with the passphrase.
pub const PASSPHRASE: &str = "passphrase";
const KEY: &str = "main";
const CARD: &str = "member.card";
