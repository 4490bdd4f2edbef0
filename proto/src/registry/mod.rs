//! The registry: who is a member, what parties may do, and who governs.
//!
//! Reading order: [`record`] (what the ledger keeps), [`act`] (what is signed, and the facts it
//! becomes), [`view`] (what a rule reads: standings and the governance's mandate), [`refusal`]
//! (every reason for no, in order of precedence), [`mod@apply`] (instruction and view in, a fact or
//! a refusal out), [`mod@evolve`] (the records after a fact). Pure, like the law of titles: no
//! clock, no store, no order of a hash map. The numbered rules are explained in
//! `docs/registry-rules.md`.
//!
//! An act of a party about itself continues the chain of the member behind it. An act of the
//! governance continues the network's chain alone, also where it is about a member: if it named
//! the member's chain, the member could escape it by acting in time.

pub mod act;
pub mod apply;
pub mod evolve;
pub mod record;
pub mod refusal;
pub mod view;

mod rules;
#[cfg(test)]
mod tests;

pub use act::{Act, ActKind, Admission, Chain, Fact, Instruction};
pub use apply::apply;
pub use evolve::evolve;
pub use record::{Grant, Member, MemberFault, MemberStatus, Network, Record, TermsProfile};
pub use refusal::{Named, Refusal, Unchanged};
pub use view::{Records, View};
