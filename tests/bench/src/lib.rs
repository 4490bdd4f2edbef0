//! What every transfer costs where it costs most: the paths between the wire and the ledger, one at a
//! time, counted in instructions.
//!
//! Times on a shared machine tell little from one run to the next. The number of instructions that a
//! program executes is the same each time, so a path that became dearer shows at once, by whom and
//! when ever it is counted.

pub mod count;
pub mod ground;
pub mod paths;
pub mod record;
