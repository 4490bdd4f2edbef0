//! What the law is handed beside the instruction.

use crate::party::Parties;
use crate::title::{ReferenceUse, Registers, Time, Title};

/// Everything a rule may read.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The title named by the instruction, as last recorded; `None` when there is none.
    pub title: Option<&'a Title>,
    /// What is known of the reference an issue names; not read by other acts.
    pub reference: ReferenceUse,
    /// The standings of the parties in [`crate::Instruction::parties`].
    pub parties: &'a Parties,
    /// What the network has registered.
    pub registers: &'a Registers,
    /// The block's time.
    pub now: Time,
}
