//! `cargo law-search`: see the README.

fn main() {}
