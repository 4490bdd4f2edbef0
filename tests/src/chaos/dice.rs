//! Chance that falls the same way for the same seed (splitmix64).

/// A generator of numbers, the same on every machine.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// Dice that fall as the seed says.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub const fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let number = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    /// A number below `sides`, which is not 0. Its bias does not matter here.
    pub const fn below(&mut self, sides: u64) -> u64 {
        self.roll() % sides
    }

    /// An index into a list of this length, which is not 0.
    ///
    /// # Panics
    ///
    /// Never: a list's length fits both ways.
    pub fn index(&mut self, length: usize) -> usize {
        let sides = u64::try_from(length).expect("lists fit in memory");
        usize::try_from(self.below(sides)).expect("smaller than a list's length")
    }
}
