#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| ebl_fuzz_targets::ledger::snapshot(bytes));
