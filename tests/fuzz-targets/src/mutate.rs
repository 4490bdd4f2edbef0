//! Seeded mutation: the small form's stand-in for a fuzzer. The same seed gives the same inputs on
//! every machine.

/// A stream of numbers (SplitMix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The stream of a seed.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `count`; 0 when there is none.
    pub fn below(&mut self, count: usize) -> usize {
        let drawn = self.next() % (count.max(1) as u64);
        usize::try_from(drawn).expect("it is below a usize")
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// One of `inputs`, changed in one to four places.
#[must_use]
pub fn mutated(inputs: &[Vec<u8>], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = inputs.get(dice.below(inputs.len())).cloned().unwrap_or_default();
    for _ in 0..=dice.below(4) {
        change(&mut bytes, inputs, dice);
    }
    bytes
}

/// Bytes at which readers decide: ends of ranges, brackets, quotes, tags of the wire format.
const TELLING: [u8; 16] = [
    0x00, 0x01, 0x7f, 0x80, 0xff, 0x08, 0x0a, 0x12, 0x1a, 0x0b, b'"', b'{', b'[', b'\\', b'0', b'-',
];

fn change(bytes: &mut Vec<u8>, inputs: &[Vec<u8>], dice: &mut Dice) {
    let at = dice.below(bytes.len());
    match dice.below(8) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
        1 if !bytes.is_empty() => bytes[at] = TELLING[dice.below(TELLING.len())],
        2 => bytes.insert(at, TELLING[dice.below(TELLING.len())]),
        3 => bytes.insert(at, dice.byte()),
        4 => bytes.truncate(at),
        5 => drop(bytes.drain(at..(at + 1 + dice.below(16)).min(bytes.len()))),
        6 => {
            let twice = bytes[at..(at + 1 + dice.below(64)).min(bytes.len())].to_vec();
            bytes.splice(at..at, twice);
        }
        7 => {
            let other = inputs.get(dice.below(inputs.len())).map_or(&[][..], Vec::as_slice);
            let from = dice.below(other.len());
            bytes.truncate(at);
            bytes.extend_from_slice(&other[from..]);
        }
        _ => bytes.push(dice.byte()),
    }
}
