//! What the law is handed beside the instruction.

use crate::party::{Parties, PartyId};
use crate::title::{References, Registers, Time, Titles};

/// Everything a rule may read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The titles in [`crate::Instruction::reads`] and their masters, as last recorded; one that
    /// is not listed does not exist.
    pub titles: &'a Titles,
    /// The uses of the references in [`crate::Instruction::references`].
    pub references: &'a References,
    /// The standings of the parties in [`crate::Instruction::parties`].
    pub parties: &'a Parties,
    /// What the network has registered.
    pub registers: &'a Registers,
    /// How far the signers speak for the governance.
    pub mandate: Mandate,
    /// The block's time.
    pub now: Time,
}

/// How far the signers of an instruction speak for the network's governance. Counted by the
/// registry, which knows its members; only orders read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Mandate {
    /// How many members of the governance sign.
    pub have: u32,
    /// How many must.
    pub need: u32,
    /// The first signer that is none.
    pub outsider: Option<PartyId>,
}
