//! A whole voyage on a network of real processes, told so that a shipping clerk understands it.

pub mod cast;
pub mod figures;
pub mod second_bill;
pub mod teller;
pub mod voyage;
