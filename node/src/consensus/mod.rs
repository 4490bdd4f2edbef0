//! The shell around the consensus engine.
//!
//! Reading order: `context` says what the engine votes on, `signer` how that is signed, `codec`
//! how it travels, `parts` how a block is streamed and put together again. `application` holds
//! the decisions, without clock, socket or task; `idle` and `pace` say when a new height starts,
//! and `voting` whether this node may vote at all. `shell` is the loop that feeds them, `engine`
//! and `announced` the wiring of the engine itself; all else can be driven without a runtime.

pub mod announced;
pub mod application;
pub mod codec;
pub mod context;
pub mod engine;
#[cfg(test)]
mod fixtures;
pub mod idle;
pub mod limits;
pub mod log_check;
pub mod pace;
pub mod parts;
pub mod shell;
pub mod signer;
#[cfg(test)]
mod tests;
pub mod voting;
