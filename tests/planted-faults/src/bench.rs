//! Where faults are tried: a copy of the sources in a folder of its own.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::{env, fs, io};

use super::{Fault, Useless, read};

/// What cargo builds into. It is no source, wherever it stands.
const TARGET: &str = "target";

/// What became of a fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// A checker noticed.
    Caught {
        /// Which.
        by: String,
        /// What it said.
        how: String,
    },
    /// No checker noticed.
    Missed,
    /// The sources with the fault do not compile.
    DoesNotCompile {
        /// The first error.
        error: String,
    },
}

impl Verdict {
    /// The verdict on a fault in two lines, for whoever reads along.
    #[must_use]
    pub fn told(&self, fault: &Fault) -> String {
        let (word, by, how) = match self {
            Self::Caught { by, how } => ("caught", by.as_str(), how.as_str()),
            Self::Missed => ("MISSED", "", ""),
            Self::DoesNotCompile { error } => ("DOES NOT COMPILE", "", error.as_str()),
        };
        format!("{word:<6} {by:<12} {}\n       {how}", fault.breaks)
    }

    /// Whether a checker noticed.
    #[must_use]
    pub fn is_caught(&self) -> bool {
        matches!(self, Self::Caught { .. })
    }
}

/// A copy of sources to plant faults in, with a build folder beside it.
#[derive(Debug)]
pub struct Bench {
    folder: PathBuf,
    settings: Vec<(&'static str, &'static str)>,
}

impl Bench {
    /// A bench in this folder, which need not be there yet.
    #[must_use]
    pub fn at(folder: PathBuf) -> Self {
        let settings = vec![("CARGO_INCREMENTAL", "1"), ("CARGO_PROFILE_DEV_DEBUG", "false")];
        Self { folder, settings }
    }

    /// The same bench, whose builds have one more of cargo's variables set.
    #[must_use]
    pub fn building_with(mut self, variable: &'static str, value: &'static str) -> Self {
        self.settings.push((variable, value));
        self
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Makes what stands here under `path` what stands there under `root`, a file or a folder.
    /// A file that is the same already is not touched, so that nothing is built again without need.
    /// What cargo built is left out.
    ///
    /// # Errors
    ///
    /// [`Useless::File`].
    pub fn mirror(&self, root: &Path, path: &str) -> Result<(), Useless> {
        let (from, to) = (root.join(path), self.folder.join(path));
        if from.is_dir() { mirror_folder(&from, &to) } else { mirror_file(&from, &to) }
    }

    /// Writes a file, unless it reads so already.
    ///
    /// # Errors
    ///
    /// [`Useless::File`].
    pub fn write(&self, file: &str, text: &str) -> Result<(), Useless> {
        write(&self.folder.join(file), text.as_bytes())
    }

    /// Plants one fault in a file, which stands below `sources` both under `root` and here, asks
    /// for the verdict, and mends the file again.
    ///
    /// # Errors
    ///
    /// [`Useless`] when the fault cannot be planted, and whatever `verdict` fails with.
    pub fn with_fault(
        &self,
        root: &Path,
        sources: &str,
        fault: &Fault,
        verdict: impl FnOnce() -> Result<Verdict, Useless>,
    ) -> Result<Verdict, Useless> {
        let file = Path::new(sources).join(&fault.file);
        let sound = read(&root.join(&file))?;
        let here = self.folder.join(&file);
        write(&here, fault.planted(&sound)?.as_bytes())?;
        let verdict = verdict();
        write(&here, sound.as_bytes())?;
        verdict
    }

    /// Builds what the arguments say, offline, with what was built before at hand.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when cargo cannot be started.
    pub fn build(&self, what: &[&str]) -> Result<Result<(), Verdict>, Useless> {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.args(["build", "--quiet", "--offline"]).args(what);
        command.env("CARGO_TARGET_DIR", self.folder.join(TARGET));
        command.envs(self.settings.iter().copied());
        let built = self.run(&mut command)?;
        if built.status.success() {
            return Ok(Ok(()));
        }
        Ok(Err(Verdict::DoesNotCompile { error: first_line(&built.stderr, "error") }))
    }

    /// A program that was built.
    #[must_use]
    pub fn program(&self, name: &str) -> Command {
        Command::new(self.folder.join(TARGET).join("debug").join(name))
    }

    /// Runs a command here to its end.
    ///
    /// # Errors
    ///
    /// [`Useless::File`] when it cannot be started.
    pub fn run(&self, command: &mut Command) -> Result<Output, Useless> {
        let output = command.current_dir(&self.folder).stdin(Stdio::null()).output();
        let path = PathBuf::from(command.get_program());
        output.map_err(|source| Useless::File { path, source })
    }
}

/// The first line of a program's output that begins so; empty when none does.
#[must_use]
pub fn first_line(text: &[u8], begins: &str) -> String {
    let text = String::from_utf8_lossy(text);
    text.lines().find(|line| line.starts_with(begins)).unwrap_or_default().to_owned()
}

fn mirror_folder(from: &Path, to: &Path) -> Result<(), Useless> {
    fs::create_dir_all(to).map_err(failed(to))?;
    let wanted = names_in(from)?;
    for name in &wanted {
        let (from, to) = (from.join(name), to.join(name));
        if from.is_dir() { mirror_folder(&from, &to)? } else { mirror_file(&from, &to)? }
    }
    for name in names_in(to)?.difference(&wanted) {
        let gone = to.join(name);
        let removed =
            if gone.is_dir() { fs::remove_dir_all(&gone) } else { fs::remove_file(&gone) };
        removed.map_err(failed(&gone))?;
    }
    Ok(())
}

fn mirror_file(from: &Path, to: &Path) -> Result<(), Useless> {
    write(to, &fs::read(from).map_err(failed(from))?)
}

fn names_in(folder: &Path) -> Result<BTreeSet<std::ffi::OsString>, Useless> {
    let entries = fs::read_dir(folder).map_err(failed(folder))?;
    let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
    let names: io::Result<BTreeSet<_>> = names.collect();
    let mut names = names.map_err(failed(folder))?;
    names.remove(OsStr::new(TARGET));
    Ok(names)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Useless> {
    if fs::read(path).is_ok_and(|there| there == bytes) {
        return Ok(());
    }
    let parent = path.parent().expect("a file stands in a folder");
    fs::create_dir_all(parent).map_err(failed(parent))?;
    fs::write(path, bytes).map_err(failed(path))
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Useless + use<> {
    let path = path.to_owned();
    |source| Useless::File { path, source }
}
