//! A whole voyage on a real network.

fn main() {}
