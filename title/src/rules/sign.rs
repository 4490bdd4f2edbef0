//! Sign: the controller's visible mark of possession (DCSA: `SIGN`). Nothing moves.

use crate::fact::Event;

pub(crate) fn sign() -> Event {
    Event::Signed
}
