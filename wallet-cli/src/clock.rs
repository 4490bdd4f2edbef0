//! Moments in time: the machine's clock, and how moments are read and written.
//!
//! The wallet's clock only proposes deadlines and shows what may have lapsed. What counts on the
//! ledger is the time of blocks.

use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use thiserror::Error;
use title::Time;

/// A moment that a user names: `2026-11-30`, `2026-11-30 17:00` or `2026-11-30T17:00:00Z`, all in
/// UTC. A day alone means its last second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment(pub Time);

/// A moment that a user names as the begin of something, written as a [`Moment`]. A day alone means
/// its first second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Begin(pub Time);

/// A text that names no moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("write the moment in UTC as 2026-11-30, 2026-11-30T17:00 or 2026-11-30T17:00:00Z")]
pub struct NoMoment;

impl FromStr for Moment {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let whole = match text.len() {
            DAY_LENGTH => format!("{text} 23:59:59"),
            MINUTE_LENGTH => format!("{text}:00"),
            _ => text.to_owned(),
        };
        let moment = humantime::parse_rfc3339_weak(&whole).map_err(|_| NoMoment)?;
        Ok(Self(Time(since_1970(moment))))
    }
}

impl FromStr for Begin {
    type Err = NoMoment;

    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let first_second = (text.len() == DAY_LENGTH).then(|| format!("{text} 00:00:00"));
        let Moment(time) = first_second.as_deref().unwrap_or(text).parse()?;
        Ok(Self(time))
    }
}

/// The machine's clock.
#[must_use]
pub fn now() -> Time {
    Time(since_1970(SystemTime::now()))
}

/// A moment as people read it: `2026-11-30 17:00:00 UTC`.
#[must_use]
pub fn show(moment: Time) -> String {
    // Beyond the year 9999 there is no four-figure year; such a moment is shown as its number.
    if moment.0 > LAST_SHOWN_MS {
        return format!("{} ms after 1970", moment.0);
    }
    let text = humantime::format_rfc3339_seconds(UNIX_EPOCH + Duration::from_millis(moment.0));
    text.to_string().replace('T', " ").replace('Z', " UTC")
}

/// The moment `minutes` after `from`.
#[must_use]
pub fn minutes_after(from: Time, minutes: u32) -> Time {
    Time(from.0.saturating_add(u64::from(minutes) * 60_000))
}

/// Before 1970 there was no ledger: an earlier clock counts as that moment.
fn since_1970(moment: SystemTime) -> u64 {
    let since = moment.duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

const DAY_LENGTH: usize = "2026-11-30".len();
const MINUTE_LENGTH: usize = "2026-11-30T17:00".len();
/// 9999-12-31T23:59:59Z.
const LAST_SHOWN_MS: u64 = 253_402_300_799_000;

#[cfg(test)]
mod tests;
