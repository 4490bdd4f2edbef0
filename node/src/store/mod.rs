//! What a node keeps on disk.

mod layout;
pub mod index;
pub mod lock;
pub mod log;
pub mod side;
pub mod vfs;
