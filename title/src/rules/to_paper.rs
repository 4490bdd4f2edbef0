//! Switch to paper: the record is made inoperative, with the statement that says so and the paper
//! that takes its place (MLETR art. 18; DCSA: `SACC` of an amendment with `SWTP`).

use crate::fact::Event;
use crate::instruction::ChangeOfMedium;
use crate::refusal::Refusal;
use crate::rules::issue::complete;

pub(crate) fn to_paper(medium: &ChangeOfMedium) -> Result<Event, Refusal> {
    let (statement, paper) = complete(medium)?;
    Ok(Event::TurnedToPaper { statement, paper })
}
