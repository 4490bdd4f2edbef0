//! The arguments that say who signs, and those of the commands on signing files.

use std::path::PathBuf;

use clap::Args;

/// Who signs, for whom, and until when it may be recorded.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Signing")]
pub struct SigningArgs {
    /// Act as the agent of this party, which granted you the authority on the ledger
    #[arg(long = "for", value_name = "NAME")]
    pub principal: Option<String>,
    /// Who signs the same instruction too; repeat for several. Whoever the rules ask for is added
    #[arg(long, value_name = "NAME")]
    pub signed_too: Vec<String>,
    /// Sign into this new file, for others to sign too, and send nothing yet
    #[arg(long, value_name = "FILE")]
    pub collect: Option<PathBuf>,
    /// For how many minutes the ledger may record it, after which it never will: 10 if absent, with
    /// --collect 10080, which is 7 days
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=44_640))]
    pub deadline_minutes: Option<u32>,
}

/// `ebl cosign`
#[derive(Clone, Debug, Args)]
pub struct CosignArgs {
    /// The signing file; your signature is added to it
    pub file: PathBuf,
    /// The package of a bill that would begin, to be checked against what you sign; repeat for
    /// several
    #[arg(long = "package", value_name = "FILE")]
    pub packages: Vec<PathBuf>,
}

/// `ebl submit`
#[derive(Clone, Debug, Args)]
pub struct SubmitArgs {
    /// The signing file
    pub file: PathBuf,
}
