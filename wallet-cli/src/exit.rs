//! The exit codes of `ebl`: one table for the program, its help and its documentation.

/// How a run of `ebl` ended. Scripts branch on the code; a code never changes its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// The command did what was asked.
    Success = 0,
    /// A bug in `ebl`, or a machine that failed it.
    Internal = 1,
    /// The command line could not be understood.
    Usage = 2,
    /// A rule said no, in the wallet's preview or on the ledger.
    Refused = 3,
    /// Sent, but the outcome is not known yet.
    Unknown = 4,
    /// A proof, signature or commitment did not verify.
    Unverified = 5,
    /// No node answered.
    Unreachable = 6,
    /// A key or its passphrase.
    Keystore = 7,
    /// A transport document or bill package.
    Document = 8,
    /// The wallet home: profile, contacts or file access.
    Config = 9,
    /// The user did not confirm.
    Declined = 10,
}

impl Exit {
    /// Every exit code, in numerical order.
    pub const ALL: [Self; 11] = [
        Self::Success,
        Self::Internal,
        Self::Usage,
        Self::Refused,
        Self::Unknown,
        Self::Unverified,
        Self::Unreachable,
        Self::Keystore,
        Self::Document,
        Self::Config,
        Self::Declined,
    ];

    /// The number the process exits with.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The stable word used as `error.code` in JSON output.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Internal => "internal",
            Self::Usage => "usage",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Unverified => "unverified",
            Self::Unreachable => "unreachable",
            Self::Keystore => "keystore",
            Self::Document => "document",
            Self::Config => "config",
            Self::Declined => "declined",
        }
    }

    /// What the code means and what a script may do about it, in one line.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Success => "the command did what was asked; a submitted instruction is final",
            Self::Internal => "a bug in ebl, or the machine failed it; report it with the message",
            Self::Usage => "the command line was not understood; nothing was done",
            Self::Refused => "a rule said no, here or on the ledger; the rule's number is given",
            Self::Unknown => "sent, outcome not known; ask again, it resolves at the deadline",
            Self::Unverified => "a proof, signature or commitment is false; trust nothing it said",
            Self::Unreachable => "no node answered; nothing was sent, trying again is safe",
            Self::Keystore => "the key or its passphrase: missing, wrong, weak or damaged",
            Self::Document => "the transport document or bill package is faulty or missing",
            Self::Config => "the wallet home: profile, contacts, genesis or file access",
            Self::Declined => "not confirmed; nothing was signed, sent or changed",
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

#[cfg(test)]
mod tests;
