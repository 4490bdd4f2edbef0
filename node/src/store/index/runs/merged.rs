//! Several runs read as one, in order of key.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::ops::ControlFlow::Break;
use std::vec;

use super::chunk::{LookUp, look_ups};
use super::directory::Run;
use crate::store::index::rows::Rows;
use crate::store::index::{IndexError, keys};

/// What runs say together, from a key on: of a look-up that several have, what the newest says.
pub(super) struct Merged<'a> {
    store: &'a dyn Rows,
    /// The newest run first.
    cursors: Vec<Cursor>,
    /// The next look-up of each, which comes before those of older runs.
    next: BinaryHeap<Reverse<Next>>,
}

/// The next look-up of a run. In order of key, and of one key the newer first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Next {
    key: Vec<u8>,
    age: usize,
    value: Option<Vec<u8>>,
}

/// How far a run was read.
struct Cursor {
    run: u64,
    /// What is left of the row that was read last.
    look_ups: vec::IntoIter<LookUp>,
    /// The key of that row; none once there is no further one.
    row: Option<Vec<u8>>,
}

impl<'a> Merged<'a> {
    /// These runs, the oldest first.
    pub(super) fn of(store: &'a dyn Rows, runs: &[Run], from: &[u8]) -> Result<Self, IndexError> {
        let cursors = runs.iter().rev().map(|run| Cursor::at(store, run.id, from));
        let cursors = cursors.collect::<Result<Vec<_>, _>>()?;
        let mut merged = Self { store, next: BinaryHeap::with_capacity(cursors.len()), cursors };
        for age in 0..merged.cursors.len() {
            merged.advance(age)?;
        }
        Ok(merged)
    }

    pub(super) fn next(&mut self) -> Result<Option<LookUp>, IndexError> {
        let Some(Reverse(Next { key, age, value })) = self.next.pop() else { return Ok(None) };
        self.advance(age)?;
        while self.next.peek().is_some_and(|Reverse(other)| other.key == key) {
            let Some(Reverse(older)) = self.next.pop() else { break };
            self.advance(older.age)?;
        }
        Ok(Some((key, value)))
    }

    fn advance(&mut self, age: usize) -> Result<(), IndexError> {
        if let Some((key, value)) = self.cursors[age].next(self.store)? {
            self.next.push(Reverse(Next { key, age, value }));
        }
        Ok(())
    }
}

impl Cursor {
    /// Before the first look-up of a run from a key on.
    fn at(store: &dyn Rows, run: u64, from: &[u8]) -> Result<Self, IndexError> {
        let (mut row, mut found) = (keys::run(run), Ok(Vec::new()));
        store.last(&keys::run(run), &keys::run_from(run, from), &mut |key, entries| {
            row = key.to_vec();
            found = look_ups(entries, from);
        })?;
        Ok(Self { run, look_ups: found?.into_iter(), row: Some(row) })
    }

    fn next(&mut self, store: &dyn Rows) -> Result<Option<LookUp>, IndexError> {
        loop {
            if let Some(look_up) = self.look_ups.next() {
                return Ok(Some(look_up));
            }
            let Some(row) = self.row.take() else { return Ok(None) };
            self.read_row_after(store, row)?;
        }
    }

    fn read_row_after(&mut self, store: &dyn Rows, mut row: Vec<u8>) -> Result<(), IndexError> {
        // The key that comes right after it.
        row.push(0);
        let prefix = keys::run(self.run);
        let mut found = None;
        store.ascend(&row, &mut |key, entries| {
            if key.starts_with(&prefix) {
                found = Some((key.to_vec(), look_ups(entries, &[])));
            }
            Break(())
        })?;
        if let Some((key, read)) = found {
            self.look_ups = read?.into_iter();
            self.row = Some(key);
        }
        Ok(())
    }
}
