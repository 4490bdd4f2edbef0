//! Where faults are tried: a copy of the law and of what checks it, in a folder of its own.

use std::process::{self, Output};
use std::{env, fs};

use ebl_planted_faults::{Bench as Copy, Fault, Useless, Verdict, first_line};

use super::{SOURCES, read, root};

/// What looks for faults, in this order: the search in its small form, and the comparison with the
/// reference model where the tree has one.
const CHECKERS: [Checker; 2] = [
    Checker {
        name: "search",
        folder: "tests/law-search",
        package: "ebl-law-search",
        program: "law-search",
        arguments: &["--small", "--max-states", "100000"],
        says: "Broken: ",
    },
    Checker {
        name: "model",
        folder: "tests/law",
        package: "ebl-law",
        program: "law-check",
        arguments: &["--operations", "100000", "--threads", "2"],
        says: "seed ",
    },
];

struct Checker {
    name: &'static str,
    folder: &'static str,
    package: &'static str,
    program: &'static str,
    arguments: &'static [&'static str],
    /// How the line begins that says what is wrong.
    says: &'static str,
}

/// A copy of the law to plant faults in. Its folder is removed when it is dropped.
#[derive(Debug)]
pub struct Bench {
    copy: Copy,
    checkers: Vec<usize>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        let folder = self.copy.folder();
        if let Err(error) = fs::remove_dir_all(folder) {
            eprintln!("{} could not be removed: {error}", folder.display());
        }
    }
}

impl Bench {
    /// Copies the law and its checkers, those named or all.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when that cannot be written.
    pub fn open(only: Option<&str>) -> Result<Self, Useless> {
        let folder = env::temp_dir().join(format!("ebl-law-faults-{}", process::id()));
        let is_wanted = |at: &usize| {
            let checker = &CHECKERS[*at];
            only.is_none_or(|name| name == checker.name) && root().join(checker.folder).exists()
        };
        let checkers = (0..CHECKERS.len()).filter(is_wanted).collect();
        let bench = Self { copy: Copy::at(folder), checkers };
        for folder in bench.members() {
            for part in ["Cargo.toml", "src"] {
                bench.copy.mirror(&root(), &format!("{folder}/{part}"))?;
            }
        }
        bench.copy.mirror(&root(), "Cargo.lock")?;
        let members: Vec<_> = bench.members().collect();
        let manifest = read(&root().join("Cargo.toml"))?;
        bench.copy.write("Cargo.toml", &with_members(&manifest, &members))?;
        Ok(bench)
    }

    /// The names of the checkers at hand.
    pub fn names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.checkers().map(|checker| checker.name)
    }

    /// Tries the law without any fault, which every checker must pass.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when a program cannot be started.
    pub fn sound(&self) -> Result<Verdict, Useless> {
        self.verdict()
    }

    /// Plants one fault, builds, asks the checkers, and mends the law again.
    ///
    /// # Errors
    ///
    /// [`Useless`] when the fault cannot be planted or a program not be started.
    pub fn try_fault(&self, fault: &Fault) -> Result<Verdict, Useless> {
        self.copy.with_fault(&root(), SOURCES, fault, || self.verdict())
    }

    fn verdict(&self) -> Result<Verdict, Useless> {
        for checker in self.checkers() {
            if let Err(verdict) = self.copy.build(&["--package", checker.package])? {
                return Ok(verdict);
            }
            let mut program = self.copy.program(checker.program);
            let said = self.copy.run(program.args(checker.arguments))?;
            if !said.status.success() {
                let by = checker.name.to_owned();
                return Ok(Verdict::Caught { by, how: how(checker, &said) });
            }
        }
        Ok(Verdict::Missed)
    }

    fn checkers(&self) -> impl Iterator<Item = &'static Checker> + '_ {
        self.checkers.iter().map(|at| &CHECKERS[*at])
    }

    /// The folders copied: the law, the checkers and what they are made of, and what the law's own
    /// tests are written in, which cargo looks for although nothing here is built of it.
    fn members(&self) -> impl Iterator<Item = &'static str> + '_ {
        let beside = ["tests/planted-faults", "tests/scenario-language"];
        ["title"].into_iter().chain(self.checkers().map(|checker| checker.folder)).chain(beside)
    }
}

/// A workspace's manifest with other members; their list may stand on one line or on many.
pub(super) fn with_members(manifest: &str, members: &[&str]) -> String {
    let (before, list) = manifest.split_once("members = [").expect("a workspace has members");
    let (_, after) = list.split_once(']').expect("a list ends");
    let members: Vec<_> = members.iter().map(|member| format!("\"{member}\"")).collect();
    format!("{before}members = [{}]{after}", members.join(", "))
}

/// What a checker had to say when it failed: its finding, or why it stopped.
fn how(checker: &Checker, said: &Output) -> String {
    let finding = first_line(&said.stdout, checker.says);
    if finding.is_empty() {
        return first_line_after(&said.stderr, "panicked");
    }
    finding.trim_start_matches("Broken: ").to_owned()
}

fn first_line_after(text: &[u8], says: &str) -> String {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().skip_while(|line| !line.contains(says)).skip(1);
    format!("it stopped: {}", lines.next().unwrap_or("without a word"))
}
