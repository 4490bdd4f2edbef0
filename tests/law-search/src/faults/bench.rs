//! Where faults are tried: a copy of the law and of what checks it, in a folder of its own.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs, io, process};

use super::{Fault, Useless, read, root};

/// What became of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A checker noticed.
    Caught {
        /// Which.
        by: &'static str,
        /// What it said.
        how: String,
    },
    /// No checker noticed.
    Missed,
    /// The law with the fault does not compile.
    DoesNotCompile {
        /// The first error.
        error: String,
    },
}

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
    folder: PathBuf,
    checkers: Vec<usize>,
}

impl Drop for Bench {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.folder) {
            eprintln!("{} could not be removed: {error}", self.folder.display());
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
        let bench = Self { checkers: (0..CHECKERS.len()).filter(is_wanted).collect(), folder };
        copy(&root().join("title/src"), &bench.folder.join("title/src"))?;
        copy_file("title/Cargo.toml", &bench.folder)?;
        for folder in bench.beside() {
            copy_file(&format!("{folder}/Cargo.toml"), &bench.folder)?;
            let source = format!("{folder}/src");
            copy(&root().join(&source), &bench.folder.join(&source))?;
        }
        copy_file("Cargo.lock", &bench.folder)?;
        bench.write("Cargo.toml", &bench.manifest(&read(&root().join("Cargo.toml"))?))?;
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
        let file = format!("title/src/{}", fault.file);
        let sound = read(&root().join(&file))?;
        self.write(&file, &fault.planted(&sound)?)?;
        let verdict = self.verdict();
        self.write(&file, &sound)?;
        verdict
    }

    fn verdict(&self) -> Result<Verdict, Useless> {
        for checker in self.checkers() {
            let built = self.run(&mut self.build(checker.package))?;
            if !built.status.success() {
                return Ok(Verdict::DoesNotCompile { error: first_line(&built.stderr, "error") });
            }
            let program = self.folder.join("target/debug").join(checker.program);
            let said = self.run(Command::new(program).args(checker.arguments))?;
            if !said.status.success() {
                return Ok(Verdict::Caught { by: checker.name, how: how(checker, &said) });
            }
        }
        Ok(Verdict::Missed)
    }

    fn build(&self, package: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["build", "--quiet", "--offline", "--package", package]);
        command.env("CARGO_TARGET_DIR", self.folder.join("target"));
        command.env("CARGO_INCREMENTAL", "1").env("CARGO_PROFILE_DEV_DEBUG", "false");
        command
    }

    fn run(&self, command: &mut Command) -> Result<Output, Useless> {
        let output = command.current_dir(&self.folder).stdin(Stdio::null()).output();
        let path = PathBuf::from(command.get_program());
        output.map_err(|source| Useless::File { path, source })
    }

    fn checkers(&self) -> impl Iterator<Item = &'static Checker> + '_ {
        self.checkers.iter().map(|at| &CHECKERS[*at])
    }

    /// The folders copied beside the law: the checkers, and what the law's own tests are written
    /// in, which cargo looks for although nothing here is built of it.
    fn beside(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.checkers().map(|checker| checker.folder).chain(["tests/scenario-language"])
    }

    /// The workspace's manifest with the copied members only.
    fn manifest(&self, manifest: &str) -> String {
        let members: Vec<_> = ["title"].into_iter().chain(self.beside()).collect();
        with_members(manifest, &members)
    }

    fn write(&self, file: &str, text: &str) -> Result<(), Useless> {
        let path = self.folder.join(file);
        fs::write(&path, text).map_err(|source| Useless::File { path, source })
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

fn first_line(text: &[u8], says: &str) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines().find(|line| line.starts_with(says)).unwrap_or_default().to_owned()
}

fn first_line_after(text: &[u8], says: &str) -> String {
    let text = String::from_utf8_lossy(text);
    let mut lines = text.lines().skip_while(|line| !line.contains(says)).skip(1);
    format!("it stopped: {}", lines.next().unwrap_or("without a word"))
}

/// Copies a folder of sources.
fn copy(from: &Path, to: &Path) -> Result<(), Useless> {
    let file = |source: io::Error| Useless::File { path: from.to_owned(), source };
    fs::create_dir_all(to).map_err(file)?;
    for entry in fs::read_dir(from).map_err(file)? {
        let path = entry.map_err(file)?.path();
        let target = to.join(path.file_name().unwrap_or(OsStr::new("")));
        if path.is_dir() {
            copy(&path, &target)?;
        } else {
            fs::copy(&path, &target).map_err(|source| Useless::File { path, source })?;
        }
    }
    Ok(())
}

fn copy_file(file: &str, folder: &Path) -> Result<(), Useless> {
    let to = folder.join(file);
    let parent = to.parent().expect("a file under the folder has a parent");
    let failed = |source| Useless::File { path: to.clone(), source };
    fs::create_dir_all(parent).map_err(failed)?;
    fs::copy(root().join(file), &to).map(|_| ()).map_err(failed)
}
