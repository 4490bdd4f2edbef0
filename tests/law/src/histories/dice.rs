//! A small generator of numbers, the same on every machine (splitmix64).

/// Dice that fall the same way for the same seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice for one history of a run.
    #[must_use]
    pub const fn new(seed: u64, history: u64) -> Self {
        Self(mix(seed ^ mix(history)))
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0)
    }

    /// A number below `sides`, which is not 0.
    pub const fn below(&mut self, sides: u64) -> u64 {
        // The high bits of a 32-bit fraction: no division, and the bias does not matter here.
        ((self.roll() >> 32) * sides) >> 32
    }

    /// Whether something happens that happens so often in a hundred.
    pub const fn percent(&mut self, often: u64) -> bool {
        self.below(100) < often
    }

    /// One of a list that is not empty.
    pub const fn pick<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len() as u64) as usize]
    }
}

/// Spreads the bits of a number.
#[must_use]
pub const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}
