//! Core dumps hold the memory of a process, keys included, so `ebl` leaves none (threat K2).

use rustix::process::{Resource, Rlimit, setrlimit};

use crate::error::ConsoleError;

/// Switches core dumps off for this process. On Linux other processes of the same user can then
/// not read its memory either.
///
/// # Errors
///
/// [`ConsoleError::CoreDumps`]; the caller must then not touch a key.
pub fn disable() -> Result<(), ConsoleError> {
    let none = Rlimit { current: Some(0), maximum: Some(0) };
    setrlimit(Resource::Core, none)
        .and_then(|()| refuse_inspection())
        .map_err(|source| ConsoleError::CoreDumps { source: source.into() })
}

#[cfg(target_os = "linux")]
fn refuse_inspection() -> rustix::io::Result<()> {
    // The limit alone is not enough: Linux ignores it for dumps that go to a program.
    rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable)
}

#[cfg(not(target_os = "linux"))]
fn refuse_inspection() -> rustix::io::Result<()> {
    Ok(())
}
