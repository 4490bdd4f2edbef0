//! The DCSA endorsement chain: the back of the bill, as the field's APIs write it.
//!
//! Two directions, both pure. [`project()`] writes the facts of one title as a chain of the
//! Endorsement Chain API (END 3.0.4). [`acts()`] reads a chain, ours or another platform's, as the
//! instructions that would have made it, so that it can be replayed on the law.
//!
//! A chain is less than a history. Its nine actions know possession and title, and nothing of
//! offers, pledges, holds or notices. What is written therefore keeps one promise: **followed from
//! its oldest entry, a chain gives the same possessor and the same title as the law, after every
//! fact.** What has no action of its own and moves either is written with the nearest action and a
//! word in `comments` ([`Note`]); what moves neither is left out. `docs/endorsement-chain.md` has
//! the table.
//!
//! Reading goes by the actions alone and takes no word for an act, so a pledge read back is the
//! transfer that it also was. Oddities of DCSA's own samples that the law has no quarrel with:
//!
//! - a `TRANSFER` from shipper to consignee on a straight bill: control of a straight bill may pass
//!   to anyone, only endorsement is refused (T-18);
//! - a surrender and its acceptance in the same second: times of a chain are claims, and may stand
//!   still but not run back;
//! - an agent that is the recipient of `ISSUE`: the principal is in control; through whom it
//!   receives is the [`Directory`]'s to know.
//!
//! One it has a quarrel with: the sample of two versions of one bill issues the second three days
//! before the first is surrendered. Here both happen in one fact set, so the second begins when the
//! first ends.

mod action;
mod chain;
mod constraint;
mod directory;
mod entries;
mod entry;
mod moment;
mod project;
mod read;

pub use action::{ACTIONS, Action, Names};
pub use chain::{ChainParty, EndorsementChain, Link, Misread, RepresentedParty};
pub use constraint::{Breach, Field, Form, Text};
pub use directory::{Directory, IdentifyingCode, Identity, TaxLegalReference, Unfit};
pub use entry::Note;
pub use moment::Moment;
pub use project::{Heading, ProjectionFault, Recorded, parties, project};
pub use read::{Beginning, Bill, Ending, ReadingFault, Step, acts};

#[cfg(test)]
mod tests;
