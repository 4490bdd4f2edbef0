//! Whether the look-ups of many blocks are all there, without looking for each of them.
//!
//! Each is searched in one run after the other, which takes long for every fact of a large ledger. All of
//! them are read in order instead, and compared with those that the facts ask for by what their hashes come
//! to together, in whatever order. That finds what a store loses or mixes up; nobody else writes there.

use std::ops::ControlFlow::{Break, Continue};
use std::ops::RangeInclusive;

use proto::fact::FactRecord;
use proto::hash::{Tag, tagged};

use super::batch::look_ups;
use super::entry::leads_to;
use super::{Index, IndexError, keys};

/// The look-ups that the facts of some blocks ask for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expected {
    count: u64,
    hashes: [u8; 32],
}

impl Expected {
    /// Those of these facts too.
    pub fn add(&mut self, records: &[FactRecord]) {
        for (key, value) in look_ups(records) {
            self.add_one(&key, &value);
        }
    }

    fn add_one(&mut self, key: &[u8], value: &[u8]) {
        self.count += 1;
        let length = (key.len() as u64).to_be_bytes();
        let hash = tagged(Tag::RecordChecksum, &[&length[..], key, value]);
        self.hashes.iter_mut().zip(hash.0).for_each(|(sum, byte)| *sum ^= byte);
    }
}

impl Index {
    /// Whether it has exactly these look-ups from chains and instructions to facts of these blocks.
    ///
    /// # Errors
    ///
    /// [`IndexError`].
    pub fn has(
        &self,
        expected: &Expected,
        blocks: RangeInclusive<u64>,
    ) -> Result<bool, IndexError> {
        let mut found = Expected::default();
        self.rows.ascend(keys::LOOK_UPS, &mut |key, value| {
            if key >= keys::PARTIES {
                return Break(());
            }
            if leads_to(value).is_some_and(|height| blocks.contains(&height)) {
                found.add_one(key, value);
            }
            Continue(())
        })?;
        Ok(found == *expected)
    }
}
