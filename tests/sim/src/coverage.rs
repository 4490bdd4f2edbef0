//! What a run exercised, so that a green run that did nothing is seen.

use std::collections::BTreeMap;
use std::fmt;

/// Something that can happen in a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    /// A block was committed, the first time.
    Blocks,
    /// A fact was recorded.
    Facts,
    /// A round above 0 began.
    RoundsAboveZero,
    /// A block was committed in a round above 0.
    CommittedAboveRoundZero,
    /// A block was proposed again in a later round, with the quorum that locked it.
    ReproposedWithLock,
    /// A block came by sync.
    Synced,
    /// A synced certificate was refused.
    CertificatesRefused,
    /// A synced block was another than certified.
    SyncedOther,
    /// A process was killed.
    Kills,
    /// The power went.
    PowerCuts,
    /// A process was told to stop.
    CleanStops,
    /// A process started without reading its ledger log, after a clean stop.
    LogsLeftUnread,
    /// The power went in the middle of a write.
    PowerCutsInWrites,
    /// All nodes were down at once.
    AllDown,
    /// An engine's log was replayed.
    LogsReplayed,
    /// An engine found its log damaged.
    LogsDamaged,
    /// A validator kept silent since it forgot what it signed.
    Silences,
    /// An index was built anew, or caught up.
    IndexesLost,
    /// A state had fallen beyond the horizon and was refused as pruned.
    StatesPruned,
    /// A disk refused a write.
    DiskRefusals,
    /// Bytes rotted.
    Rotted,
    /// A store that rotted was found damaged.
    RotFound,
    /// A partition healed.
    PartitionsHealed,
    /// A message was lost.
    MessagesLost,
    /// A clock jumped.
    ClockJumps,
    /// A node stood still.
    Pauses,
    /// The validator set changed.
    SetChanges,
    /// A validator was seen to sign twice.
    DoubleSignatures,
    /// Bytes from a peer meant nothing.
    Noise,
    /// Two instructions on one head were handed in at once.
    Rivals,
    /// An instruction whose outcome was unknown for a while was resolved.
    UnknownResolved,
    /// An instruction was refused.
    Refused,
    /// A forged receipt was refused by a client.
    ForgedReceipts,
    /// A supervisor restarted a node that stopped by itself.
    Restarts,
}

/// How often each thing happened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage(BTreeMap<Seen, u64>);

impl Coverage {
    /// Counts one.
    pub fn count(&mut self, seen: Seen) {
        self.add(seen, 1);
    }

    /// Counts several.
    pub fn add(&mut self, seen: Seen, times: u64) {
        if times > 0 {
            *self.0.entry(seen).or_default() += times;
        }
    }

    /// How often it happened.
    #[must_use]
    pub fn of(&self, seen: Seen) -> u64 {
        self.0.get(&seen).copied().unwrap_or(0)
    }

    /// Adds another run's.
    pub fn merge(&mut self, other: &Self) {
        for (seen, times) in &other.0 {
            self.add(*seen, *times);
        }
    }
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (seen, times) in &self.0 {
            writeln!(f, "  {:<26} {times:>12}", words(*seen))?;
        }
        Ok(())
    }
}

fn words(seen: Seen) -> String {
    let mut words = String::new();
    for letter in format!("{seen:?}").chars() {
        if letter.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(letter.to_lowercase());
    }
    words
}
