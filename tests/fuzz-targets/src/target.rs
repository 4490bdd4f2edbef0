//! A target: a name, a function of bytes, and the inputs it starts from.

/// Bytes that a target is known to take.
pub type Seed = Vec<u8>;

/// One thing that is fuzzed.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name: of the file in `tests/fuzz/targets/`, of its folder of corpus, of its program.
    pub name: &'static str,
    /// Plays bytes through a reader; panics where a promise does not hold.
    pub run: fn(&[u8]),
    /// The inputs a corpus begins with, made of golden vectors and of what the crates write.
    pub seeds: fn() -> Vec<Seed>,
}

/// The first byte of an input as a choice among `count`, and the rest; `None` for no bytes.
#[must_use]
pub fn choice(bytes: &[u8], count: usize) -> Option<(usize, &[u8])> {
    let (first, rest) = bytes.split_first()?;
    Some((usize::from(*first) % count, rest))
}

/// A seed for a target that chooses by its first byte.
#[must_use]
pub fn chosen(choice: u8, bytes: &[u8]) -> Seed {
    [&[choice], bytes].concat()
}
