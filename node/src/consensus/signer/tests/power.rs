//! The memory of signatures on a disk that loses what was not synced.

use std::path::Path;

use proto::hash::Hash;

use crate::consensus::signer::guard::fingerprint;
use crate::consensus::signer::{GuardError, SignatureGuard, Slot, SlotKind};
use crate::store::vfs::memory::{MemoryDisk, Trouble};

const PATH: &str = "/engine/signed";

/// What a validator wants to sign, in order: two rounds of three.
fn wanted() -> Vec<(Slot, Hash)> {
    let kinds = [SlotKind::Proposal, SlotKind::Prevote, SlotKind::Precommit];
    let rounds = (0..2).flat_map(|round| kinds.map(|kind| Slot { kind, height: 5, round }));
    rounds.enumerate().map(|(number, slot)| (slot, fingerprint(&number.to_be_bytes()))).collect()
}

/// Signs until the disk fails; what was admitted may be with others already.
fn sign(disk: &MemoryDisk) -> Vec<(Slot, Hash)> {
    let Ok(guard) = SignatureGuard::open(disk, Path::new(PATH)) else { return Vec::new() };
    let admitted = |(slot, body): &(Slot, Hash)| guard.admit(*slot, *body).is_ok();
    wanted().into_iter().take_while(admitted).collect()
}

fn assert_remembers(disk: &MemoryDisk, released: &[(Slot, Hash)]) {
    let guard = SignatureGuard::open(disk, Path::new(PATH)).unwrap();
    for (slot, body) in released {
        guard.admit(*slot, *body).unwrap();
        let other = guard.admit(*slot, fingerprint(b"another body"));
        assert!(matches!(other, Err(GuardError::Conflict(_))), "{slot:?} was forgotten");
    }
}

fn changes_of_signing() -> u64 {
    let disk = MemoryDisk::default();
    assert_eq!(sign(&disk).len(), wanted().len());
    disk.changes()
}

#[test]
fn no_power_cut_makes_a_validator_forget_a_signature_it_gave() {
    for at in 0..changes_of_signing() {
        let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
        let released = sign(&disk);
        assert!(disk.is_dark() && released.len() < wanted().len());
        for seed in 0..20 {
            let left = disk.after_power_cut(seed);
            assert_remembers(&left, &released);
        }
    }
}

#[test]
fn a_failed_write_gives_no_signature_and_forgets_none() {
    for at in 0..changes_of_signing() {
        let trouble = Trouble::FailsFrom(at, std::io::ErrorKind::StorageFull);
        let disk = MemoryDisk::default().with_trouble(trouble);
        let released = sign(&disk);
        assert!(released.len() < wanted().len());
        assert_remembers(&disk.after_restart(), &released);
        assert_remembers(&disk.after_power_cut(at), &released);
    }
}

#[test]
fn a_sync_that_failed_once_leaves_no_hole_for_a_later_power_cut() {
    for at in 0..changes_of_signing() {
        let trouble = Trouble::Fails(at, std::io::ErrorKind::Other);
        let disk = MemoryDisk::default().with_trouble(trouble);
        assert!(sign(&disk).len() < wanted().len());
        let restarted = disk.after_restart();
        let released = sign(&restarted);
        assert_eq!(released.len(), wanted().len());
        for seed in 0..20 {
            assert_remembers(&restarted.after_power_cut(seed), &released);
        }
    }
}
