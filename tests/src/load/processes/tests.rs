use std::fs;
use std::time::Duration;

use super::{Disk, Energy, Processors, energy, loopback, processor_time, processors};

#[test]
fn the_loopback_device_is_found_among_others() {
    let text = "Inter-|   Receive\n face |bytes packets\n    lo: 1234 5 0 0 0 0 0 0 1234 5 0\n  eth0: 99 1\n";
    assert_eq!(loopback(text), Some(1_234));
    assert_eq!(loopback("  eth0: 99 1\n"), None);
}

#[test]
fn files_are_counted_where_they_lie() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    fs::create_dir_all(data.join("ledger")).unwrap();
    fs::create_dir_all(data.join("index/deep")).unwrap();
    fs::write(data.join("ledger/1.seg"), [0; 100]).unwrap();
    fs::write(data.join("ledger/acknowledged"), [0; 8]).unwrap();
    fs::write(data.join("index/deep/db"), [0; 30]).unwrap();
    fs::write(data.join("undecided"), [0; 7]).unwrap();
    fs::write(data.join("lock"), [0; 2]).unwrap();
    let disk = Disk::of(data);
    let expected = Disk { ledger: 108, index: 30, undecided: 7, engine: 0, rest: 2 };
    assert_eq!(disk, expected);
    assert_eq!(disk.plus(disk).ledger, 216);
}

#[test]
fn an_energy_counter_that_began_anew_is_followed() {
    let at = |microjoules| Energy { microjoules, range: 1_000 };
    assert_eq!(at(300).since(at(100)), 200);
    assert_eq!(at(50).since(at(900)), 150);
}

#[test]
fn energy_is_that_of_whole_packages_or_of_none() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(energy(folder.path()), None);
    for (name, energy) in [("intel-rapl:0", "70\n"), ("intel-rapl:0:0", "40\n")] {
        fs::create_dir(folder.path().join(name)).unwrap();
        fs::write(folder.path().join(name).join("energy_uj"), energy).unwrap();
        fs::write(folder.path().join(name).join("max_energy_range_uj"), "1000\n").unwrap();
    }
    let package = Energy { microjoules: 70, range: 1_000 };
    assert_eq!(energy(folder.path()), Some(vec![package]));
    fs::remove_file(folder.path().join("intel-rapl:0/energy_uj")).unwrap();
    assert_eq!(energy(folder.path()), None);
}

#[cfg(target_os = "linux")]
#[test]
fn this_process_has_used_a_processor() {
    assert!(processor_time("self").is_some());
    assert!(processor_time("no such process").is_none());
}

#[test]
fn the_machine_is_busy_neither_while_it_idles_nor_while_it_waits() {
    let text = "cpu  1 2 3 4000 5000 6 7 800 0 0\ncpu0 1 2 3 4 5 6 7 8 0 0\n";
    let busy = Duration::from_millis(10 * (1 + 2 + 3 + 6 + 7));
    assert_eq!(processors(text), Some(Processors { busy, stolen: Duration::from_secs(8) }));
    assert_eq!(processors("cpu0 1 2 3 4 5 6 7 8 0 0\n"), None);
}
