//! Multiples of a point, kept so that further ones need additions only.

use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;

/// Bits that hold every reduced scalar: the group's order is below 2^253.
const SCALAR_BITS: usize = 253;

/// Of a point P, `j * 2^(WIDTH * i) * P` for every place i and every j from 1 to `2^(WIDTH - 1)`.
///
/// A scalar in digits of `WIDTH` bits, each above `-2^(WIDTH - 1)` and up to `2^(WIDTH - 1)`, then names one
/// entry for each place that is to be added or subtracted. Nothing is doubled. Which entries are read
/// depends on the scalar, so only public ones may be given.
pub(super) struct Multiples<const WIDTH: usize>(Vec<EdwardsPoint>);

impl<const WIDTH: usize> Multiples<WIDTH> {
    /// Digits of a scalar: one bit more than its own, for what the digit before it may carry.
    const PLACES: usize = (SCALAR_BITS + WIDTH) / WIDTH;

    /// The largest digit, and the entries of a place.
    const HALF: usize = {
        assert!(0 < WIDTH && WIDTH <= 9, "two bytes hold a digit, wherever it begins");
        1 << (WIDTH - 1)
    };

    pub(super) fn of(point: &EdwardsPoint) -> Self {
        let mut entries = Vec::with_capacity(Self::PLACES * Self::HALF);
        let mut unit = *point;
        for _ in 0..Self::PLACES {
            let mut multiple = unit;
            for _ in 1..Self::HALF {
                entries.push(multiple);
                multiple += unit;
            }
            entries.push(multiple);
            unit = multiple + multiple;
        }
        Self(entries)
    }

    /// The scalar times the point.
    pub(super) fn times(&self, scalar: &Scalar) -> EdwardsPoint {
        let mut sum = EdwardsPoint::identity();
        let mut carried = 0;
        for (place, entries) in self.0.chunks_exact(Self::HALF).enumerate() {
            let digit = window(scalar.as_bytes(), place * WIDTH, WIDTH) + carried;
            carried = usize::from(digit > Self::HALF);
            if carried == 0 {
                // A digit of 0 has no entry, and adds nothing.
                if let Some(entry) = digit.checked_sub(1).and_then(|entry| entries.get(entry)) {
                    sum += entry;
                }
            } else if let Some(entry) = (2 * Self::HALF - digit).checked_sub(1) {
                sum -= &entries[entry];
            }
        }
        debug_assert_eq!(carried, 0, "the highest digit of a reduced scalar is small");
        sum
    }
}

/// So many bits of a little-endian number, from one on. There are none beyond its end.
fn window(bytes: &[u8; 32], from: usize, width: usize) -> usize {
    let two = bytes.iter().skip(from / 8).take(2).rev();
    let bits = two.fold(0, |bits, byte| bits << 8 | usize::from(*byte));
    bits >> (from % 8) & ((1 << width) - 1)
}
