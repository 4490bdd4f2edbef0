//! Moments as a chain writes them.

use std::time::{Duration, UNIX_EPOCH};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use title::Time;

/// A moment in UTC (RFC 3339 with `Z`). Whole seconds are written without a fraction, others in
/// milliseconds. In a chain that was read it is somebody's claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(Time);

impl Moment {
    /// The moment of a block; `None` past the year 9999, which RFC 3339 cannot write.
    #[must_use]
    pub fn of(time: Time) -> Option<Self> {
        (time.0 <= LAST_WRITABLE_MS).then_some(Self(time))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn time(self) -> Time {
        self.0
    }

    /// Reads RFC 3339 in UTC. What is finer than a millisecond is dropped.
    fn read(text: &str) -> Option<Self> {
        let read = humantime::parse_rfc3339(text).ok()?.duration_since(UNIX_EPOCH).ok()?;
        Self::of(Time(u64::try_from(read.as_millis()).ok()?))
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let moment = UNIX_EPOCH + Duration::from_millis(self.0.0);
        if self.0.0.is_multiple_of(1000) {
            humantime::format_rfc3339_seconds(moment).fmt(f)
        } else {
            humantime::format_rfc3339_millis(moment).fmt(f)
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::read(&text).ok_or_else(|| {
            de::Error::invalid_value(
                de::Unexpected::Str(&text),
                &"a moment in UTC such as 2026-11-30T17:00:00Z",
            )
        })
    }
}

/// 9999-12-31T23:59:59.999Z.
const LAST_WRITABLE_MS: u64 = 253_402_300_799_999;
