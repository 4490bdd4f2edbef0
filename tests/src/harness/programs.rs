//! The programs under test.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// Where the two programs are.
#[derive(Clone, Debug)]
pub struct Programs {
    /// `ebl-node`.
    pub node: PathBuf,
    /// `ebl`.
    pub wallet: PathBuf,
}

impl Programs {
    /// Builds the programs as they stand in the tree, once per process, into the folder that this
    /// program was built into. Where `EBL_TEST_PROGRAMS` names a folder, those in it are taken
    /// instead: that is how a release is tested.
    ///
    /// # Panics
    ///
    /// When they do not build.
    #[must_use]
    pub fn built() -> &'static Self {
        static BUILT: OnceLock<Programs> = OnceLock::new();
        BUILT.get_or_init(|| {
            if let Some(folder) = env::var_os("EBL_TEST_PROGRAMS") {
                return Self::lying_in(Path::new(&folder));
            }
            let programs = Self::beside();
            build(programs.node.parent().expect("programs lie in a folder"));
            programs
        })
    }

    /// The programs that lie where this one does.
    ///
    /// # Panics
    ///
    /// When this program does not know where it lies.
    #[must_use]
    pub fn beside() -> Self {
        let own = env::current_exe().expect("the system knows what it runs");
        let folder = own.parent().expect("programs lie in a folder");
        // Tests lie one folder below the programs.
        let folder = if folder.ends_with("deps") { folder.parent() } else { Some(folder) };
        let folder = folder.expect("cargo's deps folder lies in another");
        Self::lying_in(folder)
    }

    fn lying_in(folder: &Path) -> Self {
        let named = |name: &str| folder.join(name).with_extension(env::consts::EXE_EXTENSION);
        Self { node: named("ebl-node"), wallet: named("ebl") }
    }
}

fn build(profile_folder: &Path) {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["build", "--quiet", "--bins"]);
    // As cargo demo builds them, so that neither builds again what the other did.
    command.args(["--package", "node", "--package", "wallet-cli", "--package", "ebl-tests"]);
    if profile_folder.ends_with("release") {
        command.arg("--release");
    }
    let target = profile_folder.parent().expect("cargo's profile folder lies in another");
    command.arg("--target-dir").arg(target).current_dir(env!("CARGO_MANIFEST_DIR"));
    let status = command.status().expect("cargo runs: it started this program");
    assert!(status.success(), "the programs under test do not build");
}
