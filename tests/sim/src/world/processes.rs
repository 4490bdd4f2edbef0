//! Processes: their start, what they do to the world, their end.

use bytes::Bytes;
use node::store::vfs::memory::Trouble;

use super::{Event, STATUS_US, World};
use crate::bugs::Bug;
use crate::checks::{Violation, check_states};
use crate::coverage::Seen;
use crate::dice::Dice;
use crate::engine::Note;
use crate::life::{Boot, BootFault, Clock, HORIZON, Life, Output, Stop};
use crate::machine::Role;
use crate::plan::{Crash, SECOND};
use crate::wire::Channel;

/// How long a supervisor waits before it starts a node again.
const RESTART_US: u64 = SECOND;

/// How long the application takes for one question on a good disk, at most.
const TURN_US: u64 = 400;

impl World {
    /// Lets a process do something, and deals with what follows.
    pub(super) fn with_life(
        &mut self,
        machine: usize,
        life: Option<u32>,
        act: impl FnOnce(&mut Life, Clock) -> Result<(), Stop>,
    ) -> Result<(), Violation> {
        let clock = self.clock(machine);
        let at = &mut self.machines[machine];
        if life.is_some_and(|life| life != at.lives) {
            return Ok(());
        }
        let Some(process) = &mut at.life else { return Ok(()) };
        let outcome = act(process, clock);
        self.settle(machine)?;
        match outcome {
            Ok(()) => Ok(()),
            Err(stop) => self.stopped(machine, stop),
        }
    }

    /// Takes out of a process what it did.
    fn settle(&mut self, machine: usize) -> Result<(), Violation> {
        let Some(life) = &mut self.machines[machine].life else { return Ok(()) };
        let committed = life.committed();
        let outputs = life.outputs();
        let asked = life.is_asked();
        if let Some(head) = committed.last() {
            self.check_commit(machine, head.height)?;
        }
        for output in outputs {
            self.carry(machine, output)?;
        }
        let at = &mut self.machines[machine];
        if asked && !at.turn_due {
            at.turn_due = true;
            let (life, disk_us) = (at.lives, at.disk_us);
            let takes = disk_us + 1 + self.dice.below(TURN_US);
            self.after(takes, Event::Turn { machine, life });
        }
        Ok(())
    }

    pub(super) fn check_commit(&mut self, machine: usize, height: u64) -> Result<(), Violation> {
        let at = &self.machines[machine];
        if !at.is_honest() {
            return Ok(());
        }
        let Some(life) = &at.life else { return Ok(()) };
        self.story.tell(self.now_us, || format!("machine {machine} commits height {height}"));
        let checked =
            self.checker.committed(machine, &life.reader, at.checked, height, &mut self.coverage);
        let checked =
            checked.and_then(|()| check_states(machine, &life.index, HORIZON, &mut self.coverage));
        match checked {
            // Its operator reads in its log that the index is damaged, and builds it anew.
            Err(Violation::Node { .. }) if at.index_hurt => {
                self.rebuild_index(machine);
                return Ok(());
            }
            checked => checked?,
        }
        self.checker.check_times(self.machines[machine].checked, self.latest_block_ms())?;
        let at = &mut self.machines[machine];
        at.checked = at.checked.max(height);
        self.mark(&[machine as u64, height]);
        Ok(())
    }

    /// An operator removes the index of a node and starts it again.
    pub(super) fn rebuild_index(&mut self, machine: usize) {
        self.machines[machine].shelf.lose_all();
        self.machines[machine].index_hurt = false;
        self.crash(machine, Crash::Kill, RESTART_US);
    }

    fn carry(&mut self, machine: usize, output: Output) -> Result<(), Violation> {
        match output {
            Output::Signed(slot, body) => {
                let is_honest = self.machines[machine].is_honest();
                let known = self.checker.double_signers().len();
                self.checker.signed(slot, body, is_honest)?;
                let more = self.checker.double_signers().len() - known;
                self.coverage.add(Seen::DoubleSignatures, more as u64);
            }
            Output::Broadcast(channel, bytes) => {
                for to in 0..self.machines.len() {
                    self.post(machine, to, channel, &bytes);
                }
            }
            Output::Send(to, channel, bytes) => self.post(machine, to, channel, &bytes),
            Output::Timer(timeout, after, generation) => {
                let life = self.machines[machine].lives;
                self.after(after, Event::Timer { machine, life, timeout, generation });
            }
            Output::LookAgain(at_us) => {
                let at = &mut self.machines[machine];
                let at_us = at_us.max(self.now_us + 1);
                if at.look_due_us.is_none_or(|due| due > at_us) {
                    at.look_due_us = Some(at_us);
                    let life = at.lives;
                    self.at(at_us, Event::Look { machine, life });
                }
            }
            Output::Answer(call, answer) => self.answer_travels(machine, call, answer),
            Output::Note(note) => self.note(machine, note),
        }
        Ok(())
    }

    fn note(&mut self, machine: usize, note: Note) {
        match note {
            Note::Round(_, 0) => {}
            Note::Round(height, round) => {
                self.story.tell(self.now_us, || {
                    format!("machine {machine} begins round {round} of height {height}")
                });
                self.coverage.count(Seen::RoundsAboveZero);
            }
            Note::Restreamed => self.coverage.count(Seen::ReproposedWithLock),
            Note::Replayed(_) => self.coverage.count(Seen::LogsReplayed),
            Note::CertificateRefused => self.coverage.count(Seen::CertificatesRefused),
            Note::SyncedOther => self.coverage.count(Seen::SyncedOther),
            Note::Synced => self.coverage.count(Seen::Synced),
        }
    }

    /// Puts a message on its way, as often as the network delivers it.
    fn post(&mut self, from: usize, to: usize, channel: Channel, bytes: &Bytes) {
        let (sender, receiver) = (&self.machines[from], &self.machines[to]);
        let speak = sender.speaks_with >> to & 1 == 1 && receiver.speaks_with >> from & 1 == 1;
        let same_key = matches!(sender.role, Role::Validator(_)) && sender.role == receiver.role;
        if from == to || same_key || !speak {
            return;
        }
        let sent = match self.liars.get_mut(&from) {
            Some(liar) => liar.send(channel, bytes),
            None => vec![(channel, bytes.clone())],
        };
        for (channel, bytes) in sent {
            for delay in self.net.send(from, to, self.now_us, &mut self.coverage) {
                self.after(delay, Event::Deliver { to, from, channel, bytes: bytes.clone() });
            }
        }
    }

    /// A process ended by itself.
    fn stopped(&mut self, machine: usize, stop: Stop) -> Result<(), Violation> {
        self.story.tell(self.now_us, || format!("machine {machine} stops: {stop:?}"));
        let dark = self.machines[machine].disk.is_dark();
        if let Some(life) = &self.machines[machine].life {
            life.ended(&stop, self.machines[machine].disk().as_ref());
        }
        match stop {
            Stop::Contradiction(why) if self.machines[machine].is_honest() => {
                return Err(Violation::Node { machine, why });
            }
            Stop::LogDamaged(_) => self.coverage.count(Seen::LogsDamaged),
            Stop::Disk(_) if dark => self.coverage.count(Seen::PowerCutsInWrites),
            Stop::Disk(_) => self.coverage.count(Seen::DiskRefusals),
            Stop::Stopped(_) | Stop::Contradiction(_) => self.coverage.count(Seen::Restarts),
        }
        let crash = if dark { Crash::Power } else { Crash::Kill };
        self.crash(machine, crash, RESTART_US);
        Ok(())
    }

    /// Ends a process; it is started again after a while.
    pub(super) fn crash(&mut self, machine: usize, crash: Crash, down_us: u64) {
        self.machines[machine].crash(crash, &mut self.dice);
        if self.machines.iter().all(|machine| machine.life.is_none()) {
            self.coverage.count(Seen::AllDown);
        }
        self.after(down_us, Event::Restart { machine });
    }

    pub(super) fn restart(&mut self, machine: usize) -> Result<(), Violation> {
        if self.machines[machine].life.is_some() {
            return Ok(());
        }
        self.machines[machine].disk.trouble(Trouble::None);
        let dice = Dice::new(self.dice.bits());
        let at = &mut self.machines[machine];
        at.lives += 1;
        if at.bug == Some(Bug::SignaturesForgotten) {
            at.forget_signatures();
        }
        let boot = Boot { cast: &self.cast, machine: at, notary: &self.notary, dice };
        match Life::boot(boot) {
            Ok(life) => self.started(machine, life),
            Err(fault) => self.not_started(machine, fault),
        }
    }

    fn started(&mut self, machine: usize, life: Life) -> Result<(), Violation> {
        let (head, silent) = (life.head(), life.is_silent());
        if life.left_its_log_unread() {
            self.coverage.count(Seen::LogsLeftUnread);
        }
        let at = &mut self.machines[machine];
        at.life = Some(life);
        self.story.tell(self.now_us, || {
            format!(
                "machine {machine} starts at height {head}{}",
                if silent { ", silent" } else { "" }
            )
        });
        if silent {
            self.coverage.count(Seen::Silences);
        }
        if at.is_honest() && head < at.checked {
            return Err(Violation::WentBack { machine, had: at.checked, has: head });
        }
        self.check_commit(machine, head)?;
        self.with_life(machine, None, |life, _| {
            life.ask_what_waits();
            Ok(())
        })
    }

    fn not_started(&mut self, machine: usize, fault: BootFault) -> Result<(), Violation> {
        self.story.tell(self.now_us, || format!("machine {machine} does not start: {fault:?}"));
        let at = &mut self.machines[machine];
        if at.disk.is_dark() {
            self.crash(machine, Crash::Power, RESTART_US);
            return Ok(());
        }
        if !at.rotten {
            let why = format!("does not start: {fault:?}");
            return Err(Violation::Node { machine, why });
        }
        self.coverage.count(Seen::RotFound);
        match fault {
            BootFault::Store(_) => at.wipe_store(),
            BootFault::Signatures(_) => at.wipe_signatures(),
            BootFault::EngineLog(_) => at.wipe_engine_log(),
        }
        self.after(RESTART_US, Event::Restart { machine });
        Ok(())
    }

    /// What a node does every other second, and what its operator looks at.
    pub(super) fn status(&mut self, machine: usize) -> Result<(), Violation> {
        self.after(STATUS_US, Event::Status { machine });
        if self.machines[machine].stands_until_us > self.now_us {
            return Ok(());
        }
        self.with_life(machine, None, |life, clock| {
            life.tell_status(machine);
            life.look(clock)
        })?;
        let peers = self.machines.len() - 1;
        let Some(life) = &mut self.machines[machine].life else { return Ok(()) };
        if let Some((what, amount)) = life.beyond_bounds() {
            return Err(Violation::Unbounded { machine, what, amount });
        }
        if life.silence_is_over(peers) {
            self.end_silence(machine);
        }
        if self.machines[machine].lie.is_some() && self.dice.one_in(3) {
            self.part_twins();
        }
        Ok(())
    }
}
