//! What a node keeps on disk.

pub mod index;
mod layout;
pub mod lock;
pub mod log;
pub mod side;
pub mod snapshot;
pub mod stopped;
pub mod vfs;
