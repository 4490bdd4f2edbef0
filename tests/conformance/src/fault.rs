//! Everything that can be wrong, in words.

use std::fmt;
use std::io;
use std::path::PathBuf;

/// A place in a document: its path from the root of the repository, and a line from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The document.
    pub document: String,
    /// The line.
    pub line: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.document, self.line)
    }
}

/// What is wrong.
#[derive(Debug)]
pub enum Fault {
    /// A file could not be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A manifest does not say what a package or the workspace has to say.
    Manifest {
        /// Which.
        path: PathBuf,
        /// What was looked for.
        wanted: &'static str,
    },
    /// Two test targets print the same heading, so their results cannot be told apart.
    Alike {
        /// The heading.
        heading: String,
        /// The test both have.
        test: String,
    },
    /// A demand has no section.
    Missing {
        /// The document that should have it.
        document: &'static str,
        /// The demand.
        demand: &'static str,
    },
    /// A section is of no demand, or of one that has a section already, or out of order.
    OutOfPlace {
        /// Where.
        place: Place,
        /// Its heading.
        id: String,
    },
    /// A section lacks a part.
    PartMissing {
        /// Where the section begins.
        place: Place,
        /// The part.
        part: &'static str,
    },
    /// No test shows a demand.
    NotShown {
        /// Where the section begins.
        place: Place,
    },
    /// An entry under "Shown by" is none of the forms that can be checked.
    NoEvidence {
        /// Where.
        place: Place,
        /// The entry.
        entry: String,
    },
    /// A test is named that does not exist.
    NoSuchTest {
        /// Where it is named.
        place: Place,
        /// Its name.
        name: String,
    },
    /// A scenario is named that does not exist.
    NoSuchScenario {
        /// Where.
        place: Place,
        /// Its path.
        path: String,
    },
    /// A scenario does not have the line that is quoted.
    NoSuchLine {
        /// Where.
        place: Place,
        /// The scenario.
        path: String,
        /// The line.
        line: String,
    },
    /// A command is named that the repository does not define.
    NoSuchCommand {
        /// Where.
        place: Place,
        /// The command.
        command: String,
    },
    /// A document or module is named that does not exist.
    NoSuchFile {
        /// Where.
        place: Place,
        /// Its path.
        path: String,
    },
    /// A rule is cited that has no text.
    NoSuchRule {
        /// Where.
        place: Place,
        /// Its number.
        rule: String,
    },
    /// A promise that the code checks is kept by no section.
    NotPromised {
        /// The variant of `title::invariants::Broken`.
        broken: String,
    },
    /// The table at the head of a document is not the one that its sections make.
    OverviewDiffers {
        /// Which document.
        document: &'static str,
        /// The first row that differs, as it should be.
        row: String,
    },
    /// A test that shows a demand did not run.
    NotRun {
        /// Where it is named.
        place: Place,
        /// Its name.
        name: String,
    },
    /// A test that shows a demand was switched off.
    Ignored {
        /// Where it is named.
        place: Place,
        /// Its name.
        name: String,
    },
    /// A test that shows a demand failed.
    Failed {
        /// Where it is named.
        place: Place,
        /// Its name.
        name: String,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { path, source } => write!(f, "{}: {source}", path.display()),
            Self::Manifest { path, wanted } => {
                write!(f, "{} has no {wanted}", path.display())
            }
            Self::Alike { heading, test } => {
                write!(f, "two test programs are headed \"{heading}\" and have {test}")
            }
            Self::Missing { document, demand } => write!(f, "{document}: no section of {demand}"),
            Self::OutOfPlace { place, id } => {
                write!(f, "{place}: {id} is no demand, or not the next one")
            }
            Self::PartMissing { place, part } => {
                write!(f, "{place}: the section lacks **{part}.**")
            }
            Self::NotShown { place } => write!(f, "{place}: no test shows this"),
            Self::NoEvidence { place, entry } => write!(f, "{place}: what is this: {entry}"),
            Self::NoSuchTest { place, name } => write!(f, "{place}: there is no test {name}"),
            Self::NoSuchScenario { place, path } => {
                write!(f, "{place}: there is no scenario {path}")
            }
            Self::NoSuchLine { place, path, line } => {
                write!(f, "{place}: {path} has no line: {line}")
            }
            Self::NoSuchCommand { place, command } => {
                write!(f, "{place}: there is no command {command}")
            }
            Self::NoSuchFile { place, path } => write!(f, "{place}: there is no {path}"),
            Self::NoSuchRule { place, rule } => write!(f, "{place}: rule {rule} has no text"),
            Self::NotPromised { broken } => {
                write!(f, "no promise names Broken::{broken}, which title::invariants checks")
            }
            Self::OverviewDiffers { document, row } => {
                write!(f, "{document}: the overview should have the row\n  {row}")
            }
            Self::NotRun { place, name } => write!(f, "{place}: {name} did not run"),
            Self::Ignored { place, name } => write!(f, "{place}: {name} is switched off"),
            Self::Failed { place, name } => write!(f, "{place}: {name} failed"),
        }
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What to do next.
    #[must_use]
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } | Self::Manifest { .. } => {
                "run it in a whole checkout of the repository"
            }
            Self::Alike { .. } => "give one of the two test programs another name",
            Self::Missing { .. } | Self::OutOfPlace { .. } => {
                "tests/conformance/src/demands.rs lists the demands in order"
            }
            Self::PartMissing { .. } => "see how the other sections of its chapter are made",
            Self::NotShown { .. } => "name a test or a line of a scenario, and write it if need be",
            Self::NoEvidence { .. } => {
                "name a test, a scenario with lines, a cargo command or a document, in backticks"
            }
            Self::NoSuchTest { .. } => "a test is named by package, target and module, with ::",
            Self::NoSuchScenario { .. } | Self::NoSuchLine { .. } => {
                "quote a whole line of a file in title/tests/scenarios/, as it stands there"
            }
            Self::NoSuchCommand { .. } => "the commands stand in .cargo/config.toml",
            Self::NoSuchFile { .. } => "name a path from the root of the repository",
            Self::NoSuchRule { .. } => "rules have their texts in docs/*-rules.md",
            Self::NotPromised { .. } => "write a promise in docs/mletr.md, and what shows it",
            Self::OverviewDiffers { .. } => {
                "EBL_BLESS=1 cargo test -p ebl-conformance writes the overview anew"
            }
            Self::NotRun { .. } => "give the output of the whole cargo test --workspace",
            Self::Ignored { .. } => "switch it on, or name another test",
            Self::Failed { .. } => "mend what the test shows, not the document",
        }
    }
}
