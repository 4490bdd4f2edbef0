//! Void: a bill issued by mistake, withdrawn by the carrier with everybody who has a right in it.

use crate::fact::Event;
use crate::refusal::Refusal;
use crate::rules::Case;
use crate::title::Passage;

pub(crate) fn void(case: &Case<'_>) -> Result<Event, Refusal> {
    // T-38: once control has passed, others have relied on the bill.
    match case.title().passage {
        Passage::Never => Ok(Event::Voided),
        Passage::Passed => Err(Refusal::ControlHasPassed { title: case.title().id }),
    }
}
