//! What happened in a run, in words, if anybody wants to read it.

use std::fmt;

/// Lines kept: the last ones tell what led to the end.
const LINES: usize = 4000;

/// A run in words.
#[derive(Clone, Debug, Default)]
pub struct Story {
    told: bool,
    lines: std::collections::VecDeque<String>,
}

impl Story {
    /// Nothing is written down.
    #[must_use]
    pub fn untold() -> Self {
        Self::default()
    }

    /// Everything worth telling is.
    #[must_use]
    pub fn told() -> Self {
        Self { told: true, ..Self::default() }
    }

    /// Writes a line, if anything is written at all.
    pub fn tell(&mut self, now_us: u64, line: impl FnOnce() -> String) {
        if self.told {
            if self.lines.len() == LINES {
                self.lines.pop_front();
            }
            let (seconds, rest) = (now_us / 1_000_000, now_us % 1_000_000);
            self.lines.push_back(format!("{seconds:>5}.{rest:06}  {}", line()));
        }
    }

    /// The last lines.
    pub fn last(&self, lines: usize) -> impl Iterator<Item = &str> {
        let skip = self.lines.len().saturating_sub(lines);
        self.lines.iter().skip(skip).map(String::as_str)
    }
}

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        Ok(())
    }
}
