//! The law of electronic bills of lading, as a pure state machine.
//!
//! Reading order:
//!
//! 1. [`title`]: what the ledger knows of one bill, and who controls it.
//! 2. [`instruction`]: what a party signs. [`fact`]: what the ledger records.
//! 3. [`rules`]: the table of acts (who, from which status) and one file per act.
//! 4. [`refusal`]: every reason for no, in order of precedence, with its rule number.
//! 5. [`mod@apply`]: title, instruction, time in; facts or a refusal out. [`mod@evolve`]: facts folded
//!    into the title.
//! 6. [`invariants`]: what must hold of every title at every moment.
//!
//! Nothing here reads a clock, a file or a socket, draws a random number or depends on the order
//! of a hash map: every node, now or in ten years, reaches the same verdict. The numbered rules
//! are explained for trade and legal readers in `docs/title-rules.md`.

#![deny(clippy::float_arithmetic)]

pub mod apply;
pub mod evolve;
pub mod fact;
pub mod instruction;
pub mod invariants;
pub mod party;
pub mod refusal;
pub mod rules;
pub mod title;
pub mod view;

pub use apply::apply;
pub use evolve::evolve;
pub use fact::{Event, Fact};
pub use instruction::{
    Act, ActKind, Acting, AmendmentReason, AnnotationKind, Begin, ChangeOfMedium, Direction,
    Endorsement, Instruction, Issue, RejectionReason,
};
pub use party::{
    ActSet, Authority, Capacities, Capacity, Handing, Lack, Parties, PartyId, Standing,
    Unauthorised,
};
pub use refusal::{Consent, MediumPart, Refusal};
pub use title::{
    Asked, Commitment, End, HandBack, Hold, Mark, Offer, Order, Passage, Pledge, Purpose,
    ReferenceKey, ReferenceUse, References, Registers, Status, Time, Title, TitleId, Titles,
};
pub use view::{Mandate, View};
