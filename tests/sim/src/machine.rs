//! A machine: what survives the end of a process. Its disk, its clock, and who runs it.

use std::path::Path;
use std::sync::Arc;

use node::chain::Places;
use node::consensus::signer::SignatureGuard;
use node::consensus::voting::VotingError;
use node::store::index::memory::MemoryShelf;
use node::store::vfs::Disk;
use node::store::vfs::memory::{MemoryDisk, Trouble};

use crate::bugs::{Bug, CarelessDisk};
use crate::dice::Dice;
use crate::life::Life;
use crate::plan::{Crash, Lie};

/// Where a simulated node keeps its data.
const ROOT: &str = "/node";

/// What a node is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has the key of this validator.
    Validator(usize),
    /// It never votes.
    Observer,
}

/// A machine of the simulated network.
pub struct Machine {
    /// What it is for.
    pub role: Role,
    /// How it lies, if it does.
    pub lie: Option<Lie>,
    /// With which machines it speaks, a bit each; a twin speaks with some only.
    pub speaks_with: u64,
    /// Its disk.
    pub disk: MemoryDisk,
    /// Its index.
    pub shelf: MemoryShelf,
    /// How far its clock is off, in milliseconds.
    pub clock_ms: i64,
    /// How long its disk takes for what the application does, in microseconds.
    pub disk_us: u64,
    /// Until when it stands still.
    pub stands_until_us: u64,
    /// The process, while it runs.
    pub life: Option<Life>,
    /// How many processes there have been.
    pub lives: u32,
    /// Whether a turn of the application is scheduled.
    pub turn_due: bool,
    /// The earliest moment at which it is looked at again.
    pub look_due_us: Option<u64>,
    /// Whether something rotted on its disk, so that its store may be damaged.
    pub rotten: bool,
    /// Whether a record was taken out of its index.
    pub index_hurt: bool,
    /// Its newest block that was checked.
    pub checked: u64,
    /// A bug it has.
    pub bug: Option<Bug>,
}

impl Machine {
    /// A machine with an empty, initialised data folder.
    #[must_use]
    pub fn new(role: Role, lie: Option<Lie>, clock_ms: i64, bug: Option<Bug>) -> Self {
        let disk = MemoryDisk::default();
        let places = places();
        disk.create_dir(Path::new(ROOT)).expect("a new disk takes a folder");
        disk.create_dir(&places.engine()).expect("a new disk takes a folder");
        let machine = Self {
            role,
            lie,
            speaks_with: u64::MAX,
            disk,
            shelf: MemoryShelf::default(),
            clock_ms,
            disk_us: 0,
            stands_until_us: 0,
            life: None,
            lives: 0,
            turn_due: false,
            look_due_us: None,
            rotten: false,
            index_hurt: false,
            checked: 0,
            bug,
        };
        machine.lay_out();
        machine
    }

    /// The bug of a validator that does not read again what it signed.
    pub fn forget_signatures(&self) {
        self.disk.lose(&places().engine_log());
        self.lay_out();
    }

    /// What `init` does for a key that never signed.
    fn lay_out(&self) {
        if matches!(self.role, Role::Validator(_)) {
            SignatureGuard::lay_out(&self.disk, &places().signatures())
                .expect("a new disk takes the memory of signatures");
        }
    }

    /// The disk as the node sees it.
    #[must_use]
    pub fn disk(&self) -> Arc<dyn Disk> {
        let disk = Arc::new(self.disk.clone());
        match self.bug {
            Some(bug) => Arc::new(CarelessDisk::new(disk, bug)),
            None => disk,
        }
    }

    /// Whether it keeps to the rules.
    #[must_use]
    pub fn is_honest(&self) -> bool {
        self.lie.is_none()
    }

    /// The process ends.
    pub fn crash(&mut self, crash: Crash, dice: &mut Dice) {
        let life = self.life.take();
        self.turn_due = false;
        self.look_due_us = None;
        match crash {
            Crash::Kill => self.disk = self.disk.after_restart(),
            Crash::Stop if life.is_some_and(|life| life.close().is_ok()) => {
                let is_switched_off = dice.one_in(2);
                self.disk = match is_switched_off {
                    true => self.disk.after_power_cut(dice.bits()),
                    false => self.disk.after_restart(),
                };
            }
            Crash::Power | Crash::Stop => {
                self.disk = self.disk.after_power_cut(dice.bits());
                self.shelf.lag(dice.index(6));
            }
        }
    }

    /// The power will go at so many changes of the disk from now.
    pub fn cut_power_in(&self, changes: u64) {
        self.disk.trouble(Trouble::PowerCut(changes));
    }

    /// The operator takes away a store that cannot be used; what the key signed stays.
    pub fn wipe_store(&mut self) {
        let places = places();
        for path in self.disk.paths() {
            let engine = path.starts_with(places.engine());
            if !engine {
                self.disk.lose(&path);
            }
        }
        self.shelf.lose_all();
        self.checked = 0;
    }

    /// The operator takes away an engine's log that cannot be read. What was signed is remembered
    /// beside it, so the validator then keeps silent for as long as it must.
    pub fn wipe_engine_log(&self) {
        self.disk.lose(&places().engine_log());
    }

    /// The silence of a validator is over: it may sign from its next start on.
    ///
    /// # Errors
    ///
    /// When the disk fails.
    pub fn end_silence(&self) -> Result<(), VotingError> {
        match self.life.as_ref().and_then(Life::silence) {
            Some(silence) => silence.end(&self.disk, &places()),
            None => Ok(()),
        }
    }

    /// The operator takes away a memory of signatures that cannot be read.
    pub fn wipe_signatures(&self) {
        self.disk.lose(&places().signatures());
    }
}

/// Where a simulated node keeps what.
#[must_use]
pub fn places() -> Places {
    Places::below(Path::new(ROOT))
}
