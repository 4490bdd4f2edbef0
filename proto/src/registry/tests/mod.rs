//! The rules of the registry, each met and each broken.

mod governance;
mod parties;
mod table;
mod words;
mod world;
