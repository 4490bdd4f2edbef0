//! Exhaustive search of the title law within stated bounds, and planted faults to show that the
//! search is worth something.
//!
//! Reading order:
//!
//! 1. [`bounds`] and [`cast`]: how far the search goes, and who is on stage.
//! 2. [`attempts`]: what is tried in every state. [`world`]: the law, asked.
//! 3. [`promises`]: what must hold, said without the law's rules. The list is the specification.
//! 4. [`state`] and [`rename`]: states, and which of them are the same.
//! 5. [`explore`]: breadth first to the end; `dead_ends`: backwards from the ends.
//! 6. [`history`]: how a broken promise is shown.

pub mod attempts;
pub mod bounds;
pub mod cast;
mod dead_ends;
pub mod explore;
pub mod faults;
pub mod history;
pub mod paper;
pub mod promises;
pub mod rename;
pub mod report;
pub mod state;
pub mod words;
pub mod world;
