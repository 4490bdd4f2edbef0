//! `ebl man`: the manual pages.

use std::fmt;
use std::fs;
use std::path::PathBuf;

use clap::CommandFactory;
use serde::Serialize;

use crate::args::{Cli, ManArgs};
use crate::home::{Access, HomeError};
use crate::output::Outcome;

/// Manual pages that were written.
#[derive(Serialize)]
pub struct Written {
    folder: PathBuf,
}

/// Writes one page per command into a folder.
///
/// # Errors
///
/// [`HomeError::System`] where the folder cannot be made or written to.
pub fn write(args: &ManArgs) -> Result<Written, HomeError> {
    let folder = args.folder.clone();
    let failed = |access| {
        let path = folder.clone();
        move |source| HomeError::System { access, path, source }
    };
    fs::create_dir_all(&folder).map_err(failed(Access::MakeFolder))?;
    clap_mangen::generate_to(Cli::command(), &folder).map_err(failed(Access::Write))?;
    Ok(Written { folder })
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.folder.display())
    }
}

impl Outcome for Written {
    fn command(&self) -> &'static str {
        "man"
    }

    fn hint(&self) -> Option<String> {
        Some(format!("man {}/ebl.1 shows the first page", self.folder.display()))
    }
}
