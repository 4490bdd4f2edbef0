//! The campaigns there are, and what one is asked to do.

use std::fmt;

use super::campaigns;
use super::report::Report;

/// One way to hurt a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Campaign {
    /// Nodes are killed at any moment.
    Kill,
    /// The proposer of the open height is killed.
    Leader,
    /// Nodes lose what was not synced.
    Power,
    /// The same, under syncs that do nothing: must find losses.
    Lie,
    /// Nodes stand still for a while and go on.
    Stop,
    /// Messages are lost, late, or go one way only.
    Net,
    /// A validator's clock is wrong by an hour.
    Clock,
    /// Writes and syncs fail, or are slow.
    Disk,
    /// Logs are damaged, byte range by byte range.
    Wal,
    /// Strangers by the thousand on every port.
    Strangers,
    /// One member hands in far more than its share.
    Flood,
}

/// What a campaign is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// How often.
    pub cycles: usize,
    /// What chance follows from.
    pub seed: u64,
    /// Whether as in the tests or as long as it takes.
    pub size: Size,
}

/// How much of everything that is not a cycle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// As much as the ordinary tests have time for.
    Small,
    /// All of it.
    Full,
}

/// Why this machine cannot run a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Missing {
    /// A program that is not there.
    Program {
        /// The program.
        name: &'static str,
        /// The package that brings it on Debian.
        package: &'static str,
    },
    /// Something only the system's administrator may, or that the kernel does not offer here.
    Right {
        /// To do what.
        to: &'static str,
    },
}

impl fmt::Display for Missing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Program { name, package } => {
                write!(f, "{name} is not there; on Debian: apt-get install {package}")
            }
            Self::Right { to } => write!(f, "this machine does not allow it to {to}; try as root"),
        }
    }
}

impl Campaign {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Kill,
        Self::Leader,
        Self::Power,
        Self::Lie,
        Self::Stop,
        Self::Net,
        Self::Clock,
        Self::Disk,
        Self::Wal,
        Self::Strangers,
        Self::Flood,
    ];

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kill => "kill",
            Self::Leader => "leader",
            Self::Power => "power",
            Self::Lie => "lie",
            Self::Stop => "stop",
            Self::Net => "net",
            Self::Clock => "clock",
            Self::Disk => "disk",
            Self::Wal => "wal",
            Self::Strangers => "strangers",
            Self::Flood => "flood",
        }
    }

    /// The campaign of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|campaign| campaign.name() == name)
    }

    /// What it does, in a line.
    #[must_use]
    pub const fn about(self) -> &'static str {
        match self {
            Self::Kill => "SIGKILL of one validator at any moment, every tenth time of all four",
            Self::Leader => "SIGKILL of the proposer of the open height; time to the next finality",
            Self::Power => "power cuts: what was not synced is lost, on one disk or on all four",
            Self::Lie => {
                "power cuts under syncs that do nothing; must find what the other must not"
            }
            Self::Stop => "SIGSTOP for 1 to 60 s, also of the proposer; what is read just after",
            Self::Net => "delay, jitter, cuts and one-way stalls; packet loss in namespaces",
            Self::Clock => "one validator's wall clock an hour ahead, then an hour behind",
            Self::Disk => "writes and syncs fail with EIO or ENOSPC, or take 300 ms",
            Self::Wal => "each range of the engine's log and of the ledger log is damaged",
            Self::Strangers => {
                "1,000 unknown peers, half-open handshakes, slow readers, long frames"
            }
            Self::Flood => "one member hands in a hundred times its share",
        }
    }

    /// How many cycles it runs when nobody says.
    #[must_use]
    pub const fn cycles(self, size: Size) -> usize {
        match (self, size) {
            (Self::Kill | Self::Power, Size::Full) => 200,
            (Self::Leader, Size::Full) => 100,
            (Self::Stop, Size::Full) => 20,
            (Self::Net, Size::Full) => 30,
            (Self::Disk, Size::Full) => 45,
            (Self::Strangers, Size::Full) => 1_000,
            (Self::Flood, Size::Full) => 600,
            (Self::Lie, Size::Full) => 3,
            (Self::Lie, Size::Small) => 1,
            (Self::Clock, _) => 2,
            // Damages: as many ranges as the logs have.
            (Self::Wal, Size::Full) => usize::MAX,
            (Self::Kill, Size::Small) => 3,
            (Self::Leader | Self::Power | Self::Stop, Size::Small) => 2,
            (Self::Net | Self::Disk, Size::Small) => 3,
            (Self::Wal, Size::Small) => 6,
            (Self::Strangers, Size::Small) => 40,
            (Self::Flood, Size::Small) => 5,
        }
    }

    /// Runs it.
    ///
    /// # Errors
    ///
    /// [`Missing`]: what it needs and this machine has not.
    ///
    /// # Panics
    ///
    /// When a promise is broken, or nothing goes on.
    pub fn run(self, order: Order) -> Result<Report, Missing> {
        match self {
            Self::Kill => Ok(campaigns::kill::run(order)),
            Self::Leader => Ok(campaigns::leader::run(order)),
            Self::Power => campaigns::power::run(order),
            Self::Lie => campaigns::power::run_with_lying_syncs(order),
            Self::Stop => Ok(campaigns::stop::run(order)),
            Self::Net => Ok(campaigns::net::run(order)),
            Self::Clock => campaigns::clock::run(order),
            Self::Disk => campaigns::disk::run(order),
            Self::Wal => Ok(campaigns::wal::run(order)),
            Self::Strangers => Ok(campaigns::strangers::run(order)),
            Self::Flood => Ok(campaigns::flood::run(order)),
        }
    }
}
