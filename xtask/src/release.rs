//! `cargo xtask release`: builds the node of a release twice. What is built first notes where it spends
//! its time while `load` plays transfers; the second is optimised by that.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, Failed, cargo};

/// What is played: as many transfers as the network takes, and one after the other.
const PLAYED: [&[&str]; 2] = [
    &["--clients", "16", "--in-flight", "704", "--seconds", "8", "--titles", "12000"],
    &["--clients", "16", "--in-flight", "1", "--seconds", "4"],
];

/// Builds `ebl-node` so, and says where it is.
///
/// # Errors
///
/// [`Failed::NoLlvmTools`] where the compiler's own tools are missing, or the first step that fails.
pub(crate) fn run() -> Result<(), Failed> {
    let merge = llvm_profdata()?;
    let places = Places::beside_this();
    fs::remove_dir_all(&places.notes)
        .or_else(|error| if places.notes.exists() { Err(error) } else { Ok(()) })
        .map_err(|source| Failed::NotRead { what: places.notes.clone(), source })?;
    eprintln!("building what plays transfers");
    build("ebl-tests", "load", &places.plain, None)?;
    eprintln!("building a node that notes where it spends its time");
    build("node", "ebl-node", &places.noting, Some(flag("profile-generate", &places.notes)))?;
    for options in PLAYED {
        let mut play = Command::new(places.plain.join("release/load"));
        play.args(options).env("EBL_TEST_PROGRAMS", places.noting.join("release"));
        play.env("LLVM_PROFILE_FILE", places.notes.join("%p.profraw"));
        steps::run(play.stdout(std::process::Stdio::null()))?;
    }
    let merged = places.notes.join("merged.profdata");
    steps::run(Command::new(merge).args(["merge", "--output"]).arg(&merged).arg(&places.notes))?;
    eprintln!("building the node by what was noted");
    build("node", "ebl-node", &places.optimised, Some(flag("profile-use", &merged)))?;
    let programs = places.optimised.join("release");
    println!("built {}", programs.join("ebl-node").display());
    println!("to measure it: EBL_TEST_PROGRAMS={} cargo load", programs.display());
    Ok(())
}

/// Where things are built. The compiler's options differ, so each has a folder of its own.
struct Places {
    plain: PathBuf,
    noting: PathBuf,
    notes: PathBuf,
    optimised: PathBuf,
}

impl Places {
    fn beside_this() -> Self {
        let own = env::current_exe().expect("the system knows what it runs");
        let plain = own.ancestors().nth(2).expect("a program lies in the folder of its profile");
        let named = |name| plain.join(name);
        Self {
            noting: named("noting"),
            notes: named("notes"),
            optimised: named("optimised"),
            plain: plain.to_owned(),
        }
    }
}

fn flag(name: &str, path: &Path) -> OsString {
    let mut flag = OsString::from(format!("-C{name}="));
    flag.push(path);
    flag
}

fn build(package: &str, program: &str, into: &Path, flag: Option<OsString>) -> Result<(), Failed> {
    let mut command = cargo();
    command.args(["build", "--quiet", "--locked", "--release", "--package", package]);
    command.args(["--bin", program, "--target-dir"]).arg(into);
    if let Some(flag) = flag {
        // Unlike RUSTFLAGS, words end here where a path may hold a space.
        command.env("CARGO_ENCODED_RUSTFLAGS", flag);
    }
    steps::run(&mut command)
}

/// The compiler's own program that reads such notes: one of another version does not.
fn llvm_profdata() -> Result<PathBuf, Failed> {
    let libraries = steps::output(Command::new("rustc").args(["--print", "target-libdir"]))?;
    let tools = Path::new(libraries.trim()).with_file_name("bin").join("llvm-profdata");
    if tools.is_file() { Ok(tools) } else { Err(Failed::NoLlvmTools) }
}
