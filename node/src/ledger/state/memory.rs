//! What is known of the newest state, so that no value of it is read, proved and decoded twice.
//!
//! Every value here was proved against the state's root when it was read, or written by a block that
//! this node executed; so remembering it takes no trust in the store. It is forgotten with the state
//! it belongs to: older states are always read from the store.

#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use jmt::Version;
use proto::account::Account;
use proto::hash::Hash;
use proto::registry::{Member, Network};
use proto::state::{StateFault, StateKey, TitleRecord};
use title::Registers;

use super::Changes;
use crate::prepared::PreparedKeys;

/// Bytes of values kept in each of two generations; what is not asked for while one fills goes.
const GENERATION_BYTES: usize = 48 << 20;

/// What an entry takes beside its value, roughly: its key and what it was decoded to.
const ENTRY_BYTES: usize = 512;

/// A state: its version and its root.
pub type Moment = (Version, Hash);

/// What stands under a key; `None` where nothing does.
pub type Standing = Option<Arc<Value>>;

/// A value, and what it means once somebody asked.
#[derive(Debug)]
pub struct Value {
    bytes: Vec<u8>,
    meaning: OnceLock<Meaning>,
    /// The version that wrote it, where that is known.
    since: OnceLock<Version>,
}

#[derive(Debug)]
enum Meaning {
    Title(Arc<TitleRecord>),
    Account(Arc<Account>),
    Member(Arc<Member>),
    Network(Arc<Network>, Arc<Registers>),
}

impl Value {
    /// A value that nobody has decoded yet.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes, meaning: OnceLock::new(), since: OnceLock::new() }
    }

    /// A value that this version of the state wrote, and nobody has decoded yet.
    #[must_use]
    pub fn written(bytes: Vec<u8>, since: Version) -> Self {
        Self { since: since.into(), ..Self::new(bytes) }
    }

    /// The record of a title as a value.
    #[must_use]
    pub fn of_title(record: TitleRecord) -> Self {
        let value = Self::new(record.encode());
        value.keep(Meaning::Title(Arc::new(record)));
        value
    }

    /// Its bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The version of the state that wrote it, where that is known.
    #[must_use]
    pub fn since(&self) -> Option<Version> {
        self.since.get().copied()
    }

    /// The title that this value is the record of.
    ///
    /// # Errors
    ///
    /// [`StateFault`] when it is none.
    pub fn title(&self) -> Result<Arc<TitleRecord>, StateFault> {
        if let Some(Meaning::Title(known)) = self.meaning.get() {
            return Ok(Arc::clone(known));
        }
        let title = Arc::new(TitleRecord::decode(&self.bytes)?);
        self.keep(Meaning::Title(Arc::clone(&title)));
        Ok(title)
    }

    pub(super) fn account(&self) -> Result<Arc<Account>, StateFault> {
        if let Some(Meaning::Account(known)) = self.meaning.get() {
            return Ok(Arc::clone(known));
        }
        let account = Arc::new(Account::decode(&self.bytes)?);
        self.keep(Meaning::Account(Arc::clone(&account)));
        Ok(account)
    }

    pub(super) fn member(&self) -> Result<Arc<Member>, StateFault> {
        if let Some(Meaning::Member(known)) = self.meaning.get() {
            return Ok(Arc::clone(known));
        }
        let member = Arc::new(Member::decode(&self.bytes)?);
        self.keep(Meaning::Member(Arc::clone(&member)));
        Ok(member)
    }

    pub(super) fn network(&self) -> Result<(Arc<Network>, Arc<Registers>), StateFault> {
        if let Some(Meaning::Network(network, registers)) = self.meaning.get() {
            return Ok((Arc::clone(network), Arc::clone(registers)));
        }
        let network = Arc::new(Network::decode(&self.bytes)?);
        let registers = Arc::new(network.registers());
        self.keep(Meaning::Network(Arc::clone(&network), Arc::clone(&registers)));
        Ok((network, registers))
    }

    fn keep(&self, meaning: Meaning) {
        // Decoded by two threads at once, it is the same twice.
        let _ = self.meaning.set(meaning);
    }
}

/// What is known of the newest state. Shared by all who read it.
#[derive(Debug, Default)]
pub struct Memory {
    known: Mutex<Known>,
    keys: PreparedKeys,
}

#[derive(Debug, Default)]
struct Known {
    moment: Option<Moment>,
    young: HashMap<StateKey, Standing>,
    young_bytes: usize,
    old: HashMap<StateKey, Standing>,
}

impl Memory {
    /// What stands under a key at a moment, if that is known.
    #[must_use]
    pub fn recall(&self, moment: &Moment, key: &StateKey) -> Option<Standing> {
        let mut known = self.lock();
        if known.moment.as_ref() != Some(moment) {
            return None;
        }
        if let Some(standing) = known.young.get(key) {
            return Some(standing.clone());
        }
        let standing = known.old.remove(key)?;
        known.put(*key, standing.clone());
        Some(standing)
    }

    /// Keeps what was proved to stand under a key at a moment; of any but the newest nothing is kept.
    pub fn learn(&self, moment: &Moment, key: StateKey, standing: Standing) {
        let mut known = self.lock();
        if known.moment.as_ref() == Some(moment) {
            known.put(key, standing);
        }
    }

    /// Goes on to the state after a block.
    pub fn advance(&self, before: &Moment, after: Moment, changes: &Changes) {
        let mut known = self.lock();
        if known.moment.as_ref() != Some(before) {
            *known = Known::default();
        }
        known.moment = Some(after);
        for (key, value) in changes {
            // A value is written once; told twice, it says the same.
            let _ = value.since.set(after.0);
            known.old.remove(key);
            known.put(*key, Some(Arc::clone(value)));
        }
    }

    /// Keys of parties that sign often. They belong to no state: who may sign is read there.
    #[must_use]
    pub fn keys(&self) -> &PreparedKeys {
        &self.keys
    }

    fn lock(&self) -> MutexGuard<'_, Known> {
        // Every change above leaves it whole, so a panic elsewhere does not spoil it.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn put(&mut self, key: StateKey, standing: Standing) {
        self.young_bytes += weight(&standing);
        if let Some(replaced) = self.young.insert(key, standing) {
            self.young_bytes -= weight(&replaced);
        }
        if self.young_bytes > GENERATION_BYTES {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
    }
}

fn weight(standing: &Standing) -> usize {
    ENTRY_BYTES + standing.as_ref().map_or(0, |value| value.bytes.len())
}
