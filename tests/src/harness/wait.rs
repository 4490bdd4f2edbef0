//! Waiting for a condition, never for a time.

use std::thread;
use std::time::{Duration, Instant};

/// Looks until there is something to see.
///
/// # Panics
///
/// When `patience` is over, with `what` was waited for.
pub fn until<T>(what: &str, patience: Duration, mut look: impl FnMut() -> Option<T>) -> T {
    let end = Instant::now() + patience;
    loop {
        if let Some(seen) = look() {
            return seen;
        }
        assert!(Instant::now() < end, "waited {} s in vain until {what}", patience.as_secs());
        thread::sleep(PAUSE);
    }
}

/// How long a network may take for what usually takes a second or two: the machine may be busy
/// with other tests.
pub const PATIENCE: Duration = Duration::from_secs(90);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(25);
