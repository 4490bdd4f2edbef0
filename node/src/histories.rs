//! Other nodes' newest blocks compared with ours (threat C5).
//!
//! Every node tells its peers now and then which block it committed last, and by whom. A peer with
//! another block at the same height has another history. If our validators signed that one too, both
//! trails are kept as a file that names who signed both; the node goes on with its own and tells its
//! operator.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use libp2p::PeerId;
use proto::checkpoint::Checkpoint;
use proto::hash::Hash;
use proto::trail::Trail;
use proto::two_histories::TwoHistories;
use proto::witness::Cosignature;
use thiserror::Error;
use tokio::sync::Notify;
use tracing::{error, warn};

use crate::gossip::Trouble;
use crate::gossip::messages::Told;
use crate::reader::{ReadError, Reader};
use crate::store::vfs::{Disk, DiskError, create_whole};
use crate::witness::{Testimony, Witness, WitnessError};

#[cfg(test)]
mod tests;
mod words;

pub use self::words::Words;

/// How the names of files of two histories end.
const EXTENSION: &str = ".histories";
/// Files of two histories that are kept. One is proof; a dishonest quorum can sign any number.
const MOST_KEPT: usize = 64;

/// What witnesses signed that this node was told of: its own, and one of each peer.
#[derive(Clone, Default)]
pub struct Cosignatures(Arc<Mutex<Given>>);

#[derive(Default)]
struct Given {
    own: Option<Cosignature>,
    peers: BTreeMap<PeerId, Cosignature>,
}

/// Compares, and keeps what it finds.
pub struct Histories {
    reader: Reader,
    disk: Arc<dyn Disk>,
    evidence: PathBuf,
    witness: Option<Witness>,
    /// What peers' witnesses signed, on disk.
    words: Words,
    cosignatures: Cosignatures,
    /// The newest block of each peer that is ahead of us.
    ahead: BTreeMap<PeerId, Checkpoint>,
    /// The height at which each peer with another block was told of ours.
    told_back: BTreeMap<PeerId, u64>,
    /// Where this node was found to stand on another ledger than its witness saw.
    lost: bool,
    /// Rung when a file of two histories is kept.
    kept: Arc<Notify>,
}

/// Why nothing could be compared.
#[derive(Debug, Error)]
pub enum HistoriesError {
    /// The ledger cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The evidence cannot be kept.
    #[error("evidence of two histories was not kept: {0}")]
    Disk(#[from] DiskError),
    /// The witness cannot sign.
    #[error(transparent)]
    Witness(#[from] WitnessError),
}

impl Cosignatures {
    /// All of them, at most one of each witness: the newest.
    #[must_use]
    pub fn newest(&self) -> Vec<Cosignature> {
        let given = self.lock();
        let mut newest: BTreeMap<[u8; 32], Cosignature> = BTreeMap::new();
        for one in given.own.iter().chain(given.peers.values()) {
            let held = newest.entry(*one.witness.as_bytes()).or_insert_with(|| one.clone());
            if one.height > held.height {
                *held = one.clone();
            }
        }
        newest.into_values().collect()
    }

    fn lock(&self) -> MutexGuard<'_, Given> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Histories {
    /// Compares with the blocks of this reader and keeps evidence in this folder. What peers' witnesses
    /// signed before this node was started is told again.
    ///
    /// # Errors
    ///
    /// [`HistoriesError`] when what was kept cannot be read.
    pub fn new(
        reader: Reader,
        disk: Arc<dyn Disk>,
        evidence: PathBuf,
        witness: Option<Witness>,
        words: Words,
        cosignatures: Cosignatures,
    ) -> Result<Self, HistoriesError> {
        let histories = Self {
            reader,
            disk,
            evidence,
            witness,
            words,
            cosignatures,
            ahead: BTreeMap::new(),
            told_back: BTreeMap::new(),
            lost: false,
            kept: Arc::default(),
        };
        for (peer, bytes) in histories.words.read()? {
            // It is written whole, so one that says nothing was put there by somebody else.
            if let Some(trouble) = histories.take_in(peer, &bytes, Kept::Already)? {
                warn!(%peer, %trouble, "what its witness signed last cannot be read");
            }
        }
        Ok(histories)
    }

    /// Rings when a file of two histories is kept, also for whoever listens only afterwards.
    #[must_use]
    pub fn kept(&self) -> Arc<Notify> {
        Arc::clone(&self.kept)
    }

    /// Our block of the height at which a peer told of another, once a height, so that the peer
    /// notices too: it may stand still there, and have nothing else to compare.
    ///
    /// # Errors
    ///
    /// [`HistoriesError`].
    pub fn to_tell_back(
        &mut self,
        peer: PeerId,
        trouble: &Trouble,
    ) -> Result<Option<Told>, HistoriesError> {
        let (Trouble::OtherHistory { height } | Trouble::UnsignedBlock { height }) = trouble else {
            return Ok(None);
        };
        if self.told_back.insert(peer, *height) == Some(*height) {
            return Ok(None);
        }
        let ours = self.reader.checkpoint_at(*height)?;
        let told =
            |ours: Checkpoint| Told { checkpoint: ours.encode().into(), cosignature: Bytes::new() };
        Ok(ours.map(told))
    }

    /// Takes in what a peer told, and says what is wrong with the peer, if anything.
    ///
    /// # Errors
    ///
    /// [`HistoriesError`].
    pub fn hear(&mut self, from: PeerId, told: &Told) -> Result<Option<Trouble>, HistoriesError> {
        let Ok(checkpoint) = Checkpoint::decode(&told.checkpoint) else {
            return Ok(Some(Trouble::Malformed));
        };
        if checkpoint.header.height > self.reader.meta()?.height {
            self.ahead.insert(from, checkpoint);
            return Ok(None);
        }
        if let Some(trouble) = self.compare(checkpoint)? {
            return Ok(Some(trouble));
        }
        self.note(from, &told.cosignature)
    }

    /// Compares with the blocks that peers told before this node had any of their height.
    ///
    /// # Errors
    ///
    /// [`HistoriesError`].
    pub fn catch_up(&mut self) -> Result<Vec<(PeerId, Trouble)>, HistoriesError> {
        let height = self.reader.meta()?.height;
        let reached = self.ahead.extract_if(.., |_, told| told.header.height <= height);
        let reached: Vec<_> = reached.collect();
        let mut troubles = Vec::new();
        for (peer, checkpoint) in reached {
            troubles.extend(self.compare(checkpoint)?.map(|trouble| (peer, trouble)));
        }
        Ok(troubles)
    }

    /// What peers are to be told: the newest block, and what this node's witness signed.
    ///
    /// # Errors
    ///
    /// [`HistoriesError`].
    pub fn newest(&mut self) -> Result<Option<Told>, HistoriesError> {
        let cosignature = self.testify()?;
        let Some(checkpoint) = self.reader.checkpoint()? else { return Ok(None) };
        let cosignature = cosignature.map(|given| given.encode()).unwrap_or_default();
        Ok(Some(Told { checkpoint: checkpoint.encode().into(), cosignature: cosignature.into() }))
    }

    fn testify(&mut self) -> Result<Option<Cosignature>, HistoriesError> {
        let Some(witness) = self.witness.as_mut().filter(|_| !self.lost) else { return Ok(None) };
        match witness.testify(&self.reader)? {
            Testimony::Signed(given) => {
                self.cosignatures.lock().own = Some(given.clone());
                Ok(Some(given))
            }
            Testimony::NotYet => Ok(None),
            Testimony::OtherLedger(found) => {
                self.lost = true;
                self.cosignatures.lock().own = None;
                let height = found.first.header().height;
                error!(
                    height,
                    "this ledger is not the one that this witness signed; it signs no more"
                );
                self.keep(&found)?;
                Ok(None)
            }
        }
    }

    /// Compares a committed block with ours of the same height.
    fn compare(&self, theirs: Checkpoint) -> Result<Option<Trouble>, HistoriesError> {
        let height = theirs.header.height;
        let Some(ours) = self.reader.trail(height)? else { return Ok(None) };
        if ours.header() == &theirs.header {
            return Ok(None);
        }
        // The validators of this height are ours as far as we know; who signed for another set than
        // that shows nothing here.
        let before = ours.handovers.iter().filter(|it| it.header().height < height);
        let second = Trail { handovers: before.cloned().collect(), checkpoint: theirs };
        if second.verify(self.reader.genesis()).is_err() {
            return Ok(Some(Trouble::UnsignedBlock { height }));
        }
        let genesis = self.reader.genesis().encode();
        self.keep(&TwoHistories { genesis, first: ours, second })?;
        Ok(Some(Trouble::OtherHistory { height }))
    }

    fn keep(&self, found: &TwoHistories) -> Result<(), HistoriesError> {
        let (first, second) = (found.first.header(), found.second.header());
        let name = format!("{:020}-{}{EXTENSION}", first.height, short(&second.hash()));
        let path = self.evidence.join(name);
        if !self.disk.exists(&path)? && self.count_kept()? < MOST_KEPT {
            create_whole(self.disk.as_ref(), &path, &found.encode())?;
            error!(
                height = first.height,
                file = %path.display(),
                "a quorum signed two blocks of one height; read who with: ebl verify",
            );
            self.kept.notify_one();
        }
        Ok(())
    }

    fn count_kept(&self) -> Result<usize, DiskError> {
        let names = self.disk.list(&self.evidence)?;
        Ok(names.iter().filter(|name| name.ends_with(EXTENSION)).count())
    }

    /// Remembers what a peer's witness signed, if it is a block of ours and a later one than before: each
    /// time that costs a sync. Says what is wrong with a peer whose witness signed nothing.
    fn note(&self, from: PeerId, bytes: &Bytes) -> Result<Option<Trouble>, HistoriesError> {
        if bytes.is_empty() { Ok(None) } else { self.take_in(from, bytes, Kept::NotYet) }
    }

    fn take_in(
        &self,
        from: PeerId,
        bytes: &[u8],
        kept: Kept,
    ) -> Result<Option<Trouble>, HistoriesError> {
        let Ok(given) = Cosignature::decode(bytes) else { return Ok(Some(Trouble::Malformed)) };
        let held = self.cosignatures.lock().peers.get(&from).map(|held| held.height);
        if held.is_some_and(|held| given.height <= held) {
            return Ok(None);
        }
        if given.verify(&self.reader.genesis().chain()).is_err() {
            return Ok(Some(Trouble::Malformed));
        }
        if self.is_of_ours(&given)? {
            if kept == Kept::NotYet {
                self.words.keep(&from, &given)?;
            }
            self.cosignatures.lock().peers.insert(from, given);
        }
        Ok(None)
    }

    /// Whether a witness signed a block of ours.
    fn is_of_ours(&self, given: &Cosignature) -> Result<bool, HistoriesError> {
        let ours = self.reader.checkpoint_at(given.height)?;
        Ok(ours.is_some_and(|ours| ours.header.hash() == given.block))
    }
}

/// Whether what a witness signed is on disk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kept {
    Already,
    NotYet,
}

fn short(hash: &Hash) -> String {
    hash.to_string().chars().take(16).collect()
}
