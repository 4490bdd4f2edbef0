//! What an evidence file leaves open, however well it holds: whoever shows what it proves says this
//! beside it.

use std::fmt;

use super::proven::{Claim, Proven, ProvenTitle};

/// Something that a verified file does not prove.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotProved {
    /// Anything after the checkpoint.
    AfterBlock {
        /// The checkpoint's height.
        height: u64,
    },
    /// What the members were when they acted: their records are shown as of the checkpoint.
    MembersThen {
        /// The checkpoint's height.
        height: u64,
    },
    /// That an agent was allowed to act for another.
    AgentsAuthority,
    /// Who has the keys that signed.
    KeyHolders,
    /// Who shows the file; no challenge is answered in it.
    HolderPresent,
    /// For whom the answer in the file was made: the reader compared it with no challenge.
    AnswerFresh,
    /// That there is one bill for the cargo.
    OtherBills,
    /// That the validators were honest.
    SecondHistory,
    /// What the document says, which the file keeps back.
    Document,
    /// Which ledger is meant: the reader compared no chain id.
    Ledger,
}

/// What a reader compared with what it knew before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Compared {
    /// The chain id.
    pub chain: bool,
    /// The challenge that is answered.
    pub challenge: bool,
}

impl NotProved {
    /// The word for programs, which never changes its meaning.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::AfterBlock { .. } => "after-block",
            Self::MembersThen { .. } => "members-then",
            Self::AgentsAuthority => "agents-authority",
            Self::KeyHolders => "key-holders",
            Self::HolderPresent => "holder-present",
            Self::AnswerFresh => "answer-fresh",
            Self::OtherBills => "other-bills",
            Self::SecondHistory => "second-history",
            Self::Document => "document",
            Self::Ledger => "ledger",
        }
    }

    /// Of a bill, as of the block at this height.
    #[must_use]
    pub fn of_title(title: &ProvenTitle, height: u64, compared: Compared) -> Vec<Self> {
        let held = title.record.title.controller().is_some();
        let answer = match title.answered {
            Some(_) => (!compared.challenge).then_some(Self::AnswerFresh),
            None => held.then_some(Self::HolderPresent),
        };
        let members = [
            Self::AfterBlock { height },
            Self::MembersThen { height },
            Self::AgentsAuthority,
            Self::KeyHolders,
        ];
        let document = title.package.is_none().then_some(Self::Document);
        let rest = [Self::OtherBills, Self::SecondHistory].into_iter().chain(document);
        members.into_iter().chain(answer).chain(rest).chain(ledger(compared)).collect()
    }

    /// Of a reference that was never used.
    fn of_unused(height: u64, compared: Compared) -> Vec<Self> {
        let open = [Self::AfterBlock { height }, Self::OtherBills, Self::SecondHistory];
        open.into_iter().chain(ledger(compared)).collect()
    }
}

fn ledger(compared: Compared) -> Option<NotProved> {
    (!compared.chain).then_some(NotProved::Ledger)
}

impl Proven {
    /// What it leaves open for a reader who compared so much.
    #[must_use]
    pub fn not_proved(&self, compared: Compared) -> Vec<NotProved> {
        let height = self.header.height;
        match &self.claim {
            Claim::Title(title) => NotProved::of_title(title, height, compared),
            Claim::Unused(_) => NotProved::of_unused(height, compared),
        }
    }
}

impl fmt::Display for NotProved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AfterBlock { height } => {
                write!(f, "anything after block {height}; ask for newer evidence")
            }
            Self::MembersThen { height } => write!(
                f,
                "the standing and capacities of members when they acted, and who admitted them; \
                 their records are those of block {height}"
            ),
            Self::AgentsAuthority => f.write_str(
                "that an agent was allowed to act for another; the validators checked it when the \
                 agent acted",
            ),
            Self::KeyHolders => f.write_str("that nobody else has a key that signed"),
            Self::HolderPresent => {
                f.write_str("that whoever shows this is in control; let it answer a challenge")
            }
            Self::AnswerFresh => f.write_str(
                "that the answer was made for you; compare its challenge with one that you made",
            ),
            Self::OtherBills => f.write_str(
                "that there is no other bill for the same cargo: under another reference, on another \
                 ledger or on paper",
            ),
            Self::SecondHistory => f.write_str(
                "that the validators signed no second history; compare with what others see",
            ),
            Self::Document => {
                f.write_str("what the transport document says; the file keeps it back")
            }
            Self::Ledger => f.write_str(
                "that this is the ledger you mean; compare its chain id with what its members \
                 publish",
            ),
        }
    }
}
