//! `cargo browser`: builds the verifying part of `proto` for a page, and says how large it is.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, Failed, cargo};

/// What a browser runs.
const TARGET: &str = "wasm32-unknown-unknown";

/// What a page fetches that is built: the module, and the JavaScript that calls it.
const BUILT: [&str; 2] = ["ebl_browser_bg.wasm", "ebl_browser.js"];

/// What a page fetches that is written by hand.
const PAGE: [&str; 2] = ["index.html", "page.js"];

/// Builds `proto/browser` with its page into `target/browser` and prints the sizes.
///
/// # Errors
///
/// [`Failed::NoBrowserTarget`] or [`Failed::NoWasmBindgen`] where a tool is missing, or the first
/// step that fails.
pub(crate) fn run() -> Result<(), Failed> {
    if !is_installed()? {
        return Err(Failed::NoBrowserTarget);
    }
    let bindgen = bindgen()?;
    let target = target_folder();
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--package", "ebl-browser"]);
    build.args(["--target", TARGET, "--profile", "browser", "--target-dir"]).arg(&target);
    steps::run(&mut build)?;
    let folder = target.join("browser");
    let module = target.join(TARGET).join("browser/ebl_browser.wasm");
    let mut bind = Command::new(bindgen);
    // What is stripped goes here, and not before: wasm-bindgen reads the sections first.
    bind.args(["--target", "web", "--no-typescript", "--remove-name-section"]);
    bind.args(["--remove-producers-section", "--out-dir"]).arg(&folder).arg(module);
    steps::run(&mut bind)?;
    for name in PAGE {
        let written = project().join("proto/browser/page").join(name);
        fs::copy(&written, folder.join(name))
            .map_err(|source| Failed::NotRead { what: written, source })?;
    }
    eprintln!("built into {}", folder.display());
    BUILT.iter().try_for_each(|name| measure(&folder.join(name), name))
}

/// Whether the compiler has the target's standard library.
fn is_installed() -> Result<bool, Failed> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    Ok(Path::new(steps::output(&mut rustc)?.trim()).is_dir())
}

/// The program that writes the JavaScript. It must be of the very version in the lock file.
fn bindgen() -> Result<&'static str, Failed> {
    let package = steps::output(cargo().args(["pkgid", "--locked", "wasm-bindgen"]))?;
    let version = package.trim().rsplit('@').next().expect("a split has a last part").to_owned();
    let found = Command::new("wasm-bindgen").arg("--version").output();
    let is_it = found.is_ok_and(|found| {
        String::from_utf8_lossy(&found.stdout).split_whitespace().nth(1) == Some(&version)
    });
    if is_it { Ok("wasm-bindgen") } else { Err(Failed::NoWasmBindgen { version }) }
}

/// Prints the bytes of a file as it is and as a server sends it, where gzip is there to tell.
fn measure(path: &Path, name: &str) -> Result<(), Failed> {
    let found = fs::metadata(path);
    let bytes = found.map_err(|source| Failed::NotRead { what: path.to_owned(), source })?.len();
    let packed = Command::new("gzip").args(["-9", "--stdout"]).arg(path).output();
    match packed.ok().filter(|packed| packed.status.success()) {
        Some(packed) => println!("{name:<20} {bytes:>8} bytes, {} with gzip", packed.stdout.len()),
        None => println!("{name:<20} {bytes:>8} bytes"),
    }
    Ok(())
}

/// The folder that cargo builds into, from this program's own place.
fn target_folder() -> PathBuf {
    let own = env::current_exe().expect("the system knows what it runs");
    own.ancestors().nth(2).expect("a program lies in the folder of its profile").to_owned()
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a member")
}
