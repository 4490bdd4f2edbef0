//! Trouble: it strikes, and where it lasts it is mended.

use node::store::vfs::memory::{Chance, Trouble};

use super::{Event, Mend, World};
use crate::checks::Violation;
use crate::coverage::Seen;
use crate::machine::Role;
use crate::plan::{Crash, Fault, Lie, SECOND};

impl World {
    pub(super) fn strike(&mut self, number: usize) -> Result<(), Violation> {
        if self.calm {
            return Ok(());
        }
        let fault = self.plan.faults[number].fault.clone();
        self.story.tell(self.now_us, || format!("trouble: {fault}"));
        match fault {
            Fault::Crash(machine, crash, down_us) => self.end_process(machine, crash, down_us),
            Fault::CrashInWrite(machine, changes, _) => {
                self.machines[machine].cut_power_in(changes);
            }
            Fault::CrashAll(crash, down_us) => {
                for machine in 0..self.machines.len() {
                    self.end_process(machine, crash, down_us);
                }
            }
            Fault::Pause(machine, for_us) => {
                self.coverage.count(Seen::Pauses);
                self.machines[machine].stands_until_us = self.now_us + for_us;
            }
            Fault::Partition { side, one_way, for_us } => {
                self.net.cut(side, one_way, self.now_us + for_us);
            }
            Fault::SlowLink(one, other, by_us, for_us) => {
                self.net.slow((one, other), by_us, self.now_us + for_us);
            }
            Fault::ClockJump(machine, ms, for_us) => {
                self.coverage.count(Seen::ClockJumps);
                self.machines[machine].clock_ms += ms;
                self.after(for_us, Event::Mend { machine, mend: Mend::Clock(ms) });
            }
            Fault::DiskFull(machine, changes, for_us) => {
                self.disk_trouble(machine, changes, for_us, |at| {
                    Trouble::FailsFrom(at, std::io::ErrorKind::StorageFull)
                });
            }
            Fault::DiskFails(machine, changes, for_us) => {
                self.disk_trouble(machine, changes, for_us, |at| {
                    Trouble::Fails(at, std::io::ErrorKind::Other)
                });
            }
            Fault::SlowDisk(machine, takes_us, for_us) => {
                self.machines[machine].disk_us = takes_us;
                self.after(for_us, Event::Mend { machine, mend: Mend::Disk });
            }
            Fault::IndexLost(machine, chance) => self.lose_index(machine, chance),
            Fault::Rot(machine, down_us) => self.rot(machine, down_us),
            Fault::ChangeSet => self.change_set(),
            Fault::Flood(many) => self.flood(many),
        }
        Ok(())
    }

    /// Ends a process that runs.
    fn end_process(&mut self, machine: usize, crash: Crash, down_us: u64) {
        if self.machines[machine].life.is_none() {
            return;
        }
        self.coverage.count(match crash {
            Crash::Kill => Seen::Kills,
            Crash::Power => Seen::PowerCuts,
            Crash::Stop => Seen::CleanStops,
        });
        self.crash(machine, crash, down_us);
    }

    fn disk_trouble(
        &mut self,
        machine: usize,
        changes: u64,
        for_us: u64,
        trouble: impl FnOnce(u64) -> Trouble,
    ) {
        self.machines[machine].disk.trouble(trouble(changes));
        self.after(for_us, Event::Mend { machine, mend: Mend::Disk });
    }

    fn lose_index(&mut self, machine: usize, chance: u64) {
        if self.machines[machine].life.is_none() {
            return;
        }
        self.coverage.count(Seen::IndexesLost);
        self.end_process(machine, Crash::Kill, SECOND);
        let shelf = &self.machines[machine].shelf;
        match chance % 3 {
            0 => shelf.lose_all(),
            _ => {
                drop(shelf.drop_one(&mut Chance::new(chance)));
                self.machines[machine].index_hurt = true;
            }
        }
    }

    /// A byte rots on the disk of a node that is down. In one run no more disks are touched than
    /// validators may lie, and those that lie count.
    fn rot(&mut self, machine: usize, down_us: u64) {
        let others = self.machines.iter().enumerate();
        let rotten = others.filter(|(other, at)| *other != machine && at.rotten).count();
        let one_more = rotten + self.plan.liars.len() < self.plan.tolerated();
        if !one_more || self.machines[machine].life.is_none() {
            return;
        }
        self.end_process(machine, Crash::Kill, down_us);
        let mut chance = Chance::new(self.dice.bits());
        let at = &mut self.machines[machine];
        if at.disk.rot(&mut chance).is_some() {
            at.rotten = true;
            self.coverage.count(Seen::Rotted);
        }
    }

    pub(super) fn mend(&mut self, machine: usize, mend: Mend) {
        match mend {
            Mend::Clock(ms) => self.machines[machine].clock_ms -= ms,
            Mend::Disk => {
                self.machines[machine].disk_us = 0;
                if !self.machines[machine].disk.is_dark() {
                    self.machines[machine].disk.trouble(Trouble::None);
                }
            }
        }
    }

    /// Each of two twins speaks with a part of the others; together they speak with all.
    pub(super) fn part_twins(&mut self) {
        let cut = self.dice.bits();
        let mut seen = Vec::new();
        for at in &mut self.machines {
            if at.lie == Some(Lie::Twins)
                && let Role::Validator(seat) = at.role
            {
                at.speaks_with = if seen.contains(&seat) { !cut } else { cut };
                seen.push(seat);
            }
        }
    }

    /// The faults stop: the network heals, disks and clocks are mended, whoever is down starts.
    pub(super) fn calm_down(&mut self) -> Result<(), Violation> {
        self.calm = true;
        self.story.tell(self.now_us, || "the faults stop".to_owned());
        self.net.calm();
        for machine in 0..self.machines.len() {
            let at = &mut self.machines[machine];
            at.disk_us = 0;
            at.stands_until_us = 0;
            let dark = at.disk.is_dark();
            if at.index_hurt {
                if at.life.is_some() && !dark {
                    self.rebuild_index(machine);
                    continue;
                }
                // Of a node that is down, too: a hole is noticed only where somebody reads.
                at.shelf.lose_all();
                at.index_hurt = false;
            }
            if dark && at.life.is_some() {
                self.crash(machine, Crash::Power, SECOND);
            } else if !dark {
                at.disk.trouble(Trouble::None);
            }
            if self.machines[machine].life.is_none() {
                self.after(SECOND, Event::Restart { machine });
            }
        }
        Ok(())
    }

    /// A validator that forgot what it signed has been passed by: its operator starts it again.
    pub(super) fn end_silence(&mut self, machine: usize) {
        self.story.tell(self.now_us, || format!("machine {machine} may vote again"));
        if self.machines[machine].end_silence().is_ok() {
            self.crash(machine, Crash::Stop, SECOND / 10);
        }
    }
}
