//! Scenarios played against the law alone. The language stands in `tests/scenario-language`.

mod meaning;
mod run;

pub(crate) use run::{Outcome, play};
