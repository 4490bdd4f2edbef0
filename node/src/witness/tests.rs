//! A memory that cannot be read lets nobody sign.

use std::path::Path;

use super::*;
use crate::fixture::{World, voter};
use crate::store::vfs::memory::MemoryDisk;

fn resume(bytes: &[u8]) -> Result<Witness, WitnessError> {
    let folder = Path::new("data");
    let disk: Arc<dyn Disk> = Arc::new(MemoryDisk::default().with_dir(folder));
    let memory = folder.join("witnessed");
    create_whole(disk.as_ref(), &memory, bytes).unwrap();
    Witness::resume(World::alone().genesis, voter(9), memory, disk)
}

#[test]
fn a_damaged_memory_is_refused_by_name() {
    let fault = resume(b"none").err().expect("it is no trail");
    assert!(matches!(fault, WitnessError::Memory { .. }), "{fault}");
    assert!(fault.to_string().contains("needs a new key"), "{fault}");
    let fault = resume(&vec![0; TRAIL_BYTES + 1]).err().expect("it is too long");
    assert!(matches!(fault, WitnessError::Length { .. }), "{fault}");
}
