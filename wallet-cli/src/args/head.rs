//! The arguments of `ebl head`.

use std::path::PathBuf;

use clap::Args;

/// `ebl head`
#[derive(Clone, Debug, Args)]
pub struct HeadArgs {
    /// Compare with the newest block that somebody else has checked, as `ebl head --out` wrote it; may
    /// be given several times
    #[arg(long = "compare", value_name = "FILE")]
    pub compare: Vec<PathBuf>,
    /// Write the newest block and how trust leads to it into a new file, for others to compare
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}
