//! Order statistics, exact: every value is kept, and none is rounded into a bucket.

#[cfg(test)]
mod tests;

use std::time::Duration;

/// Values in ascending order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ordered(Vec<u64>);

impl FromIterator<u64> for Ordered {
    fn from_iter<T: IntoIterator<Item = u64>>(values: T) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_unstable();
        Self(values)
    }
}

impl FromIterator<Duration> for Ordered {
    /// Nanoseconds.
    fn from_iter<T: IntoIterator<Item = Duration>>(values: T) -> Self {
        let nanoseconds = |value: Duration| {
            u64::try_from(value.as_nanos()).expect("nothing is measured for five centuries")
        };
        values.into_iter().map(nanoseconds).collect()
    }
}

impl Ordered {
    /// How many values there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them, ascending.
    pub fn values(&self) -> impl Iterator<Item = u64> {
        self.0.iter().copied()
    }

    /// The least value that at least `percent` of a hundred values do not exceed (nearest rank).
    /// None of none.
    ///
    /// # Panics
    ///
    /// For more than a hundred of a hundred.
    #[must_use]
    pub fn percentile(&self, percent: usize) -> Option<u64> {
        assert!(percent <= 100, "{percent} of a hundred is too much");
        let rank = (self.0.len() * percent).div_ceil(100);
        self.0.get(rank.saturating_sub(1)).copied()
    }

    /// The largest value.
    #[must_use]
    pub fn most(&self) -> Option<u64> {
        self.0.last().copied()
    }
}
