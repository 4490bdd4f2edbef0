//! Chains against the law: what is written, what is read, and that the one is the other.

mod chains;
mod facts;
mod histories;
mod mutations;
mod reading;
mod schema;
mod standards;
mod world;
