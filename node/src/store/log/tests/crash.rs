//! Power cuts and restarts between any two operations.

use super::*;

const LAST: u64 = 7;
const SEEDS: u64 = 100;

/// Opens and appends until trouble comes; gives the last height that was acknowledged.
fn run_into_trouble(disk: &MemoryDisk) -> u64 {
    let Ok((mut log, _)) = open(disk) else {
        return 0;
    };
    let _stopped = append_through(&mut log, LAST);
    head_height(&log)
}

fn changes_of_a_whole_run() -> u64 {
    let disk = MemoryDisk::default();
    assert_eq!(run_into_trouble(&disk), LAST);
    disk.changes()
}

/// Opens what a crash left: all that was acknowledged is there, at most the one record in flight
/// besides, and the log goes on.
fn assert_recovers(disk: &MemoryDisk, acknowledged: u64) {
    let (mut log, opened) = open(disk).unwrap();
    let head = head_height(&log);
    assert!(head == acknowledged || head == acknowledged + 1, "{acknowledged} became {head}");
    if let Some(tail) = opened.dropped_tail {
        assert_eq!((tail.height, head), (acknowledged + 1, acknowledged));
    }
    assert_holds(&log, head);
    append_through(&mut log, LAST + 1).unwrap();
    let (log, opened) = open(&disk.after_power_cut(0)).unwrap();
    assert_eq!(opened.dropped_tail, None);
    assert_holds(&log, LAST + 1);
}

#[test]
fn a_power_cut_at_any_operation_loses_no_acknowledged_record() {
    for at in 0..changes_of_a_whole_run() {
        for seed in 0..SEEDS {
            let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
            let acknowledged = run_into_trouble(&disk);
            assert_recovers(&disk.after_power_cut(seed), acknowledged);
        }
    }
}

#[test]
fn a_killed_process_loses_no_acknowledged_record() {
    for at in 0..changes_of_a_whole_run() {
        let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
        let acknowledged = run_into_trouble(&disk);
        assert_recovers(&disk.after_restart(), acknowledged);
    }
}

#[test]
fn a_power_cut_during_recovery_from_a_power_cut_loses_nothing_either() {
    for at in 0..changes_of_a_whole_run() {
        for seed in 0..SEEDS / 4 {
            let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
            let acknowledged = run_into_trouble(&disk);
            cut_every_operation_of_reopening(&disk.after_power_cut(seed), acknowledged, seed);
        }
    }
}

#[test]
fn an_end_that_was_dropped_stays_dropped_when_a_longer_block_begins_a_segment() {
    let disk = filled(3);
    let segments = segment_paths(&disk);
    let last = segments.last().unwrap();
    let torn = [disk.content(last), vec![0xc0; 40]].concat();
    disk.corrupt(last, torn);
    let (mut log, opened) = open(&disk).unwrap();
    assert!(opened.dropped_tail.is_some());
    log.append(4, &[4; 300], &[4; 90]).unwrap();
    assert_eq!(segment_paths(&disk).len(), segments.len() + 1);
    for seed in 0..SEEDS {
        let (again, _) = open(&disk.after_power_cut(seed)).unwrap();
        assert_eq!(again.head(), log.head());
    }
}

fn cut_every_operation_of_reopening(left: &MemoryDisk, acknowledged: u64, seed: u64) {
    let healthy = left.after_restart();
    open(&healthy).unwrap();
    for at in 0..healthy.changes() {
        let disk = left.after_restart().with_trouble(Trouble::PowerCut(at));
        assert!(matches!(open(&disk), Err(LogError::Disk(_))));
        assert_recovers(&disk.after_power_cut(seed), acknowledged);
    }
}

#[test]
fn what_opening_returned_survives_the_next_power_cut_although_a_sync_had_failed() {
    for at in 0..changes_of_a_whole_run() {
        let disk = MemoryDisk::default();
        let disk = disk.with_trouble(Trouble::Fails(at, std::io::ErrorKind::Other));
        let acknowledged = run_into_trouble(&disk);
        let restarted = disk.after_restart();
        let (log, _) = open(&restarted).unwrap();
        let returned = head_height(&log);
        assert!(returned >= acknowledged);
        for seed in 0..SEEDS {
            let (log, _) = open(&restarted.after_power_cut(seed)).unwrap();
            assert_holds(&log, returned);
        }
    }
}

#[test]
fn the_disk_does_tear_the_last_record_in_every_way_that_the_rule_names() {
    let (mut short, mut full_length, mut kept, mut clean) = (0, 0, 0, 0);
    for at in 0..changes_of_a_whole_run() {
        for seed in 0..SEEDS {
            let disk = MemoryDisk::default().with_trouble(Trouble::PowerCut(at));
            let acknowledged = run_into_trouble(&disk);
            let (log, opened) = open(&disk.after_power_cut(seed)).unwrap();
            let in_flight = entry(acknowledged + 1);
            let whole = record::record_bytes(in_flight.block.len(), in_flight.certificate.len());
            match opened.dropped_tail {
                Some(tail) if tail.bytes == whole => full_length += 1,
                Some(_) => short += 1,
                None if head_height(&log) > acknowledged => kept += 1,
                None => clean += 1,
            }
        }
    }
    assert!(short > 0 && full_length > 0 && kept > 0 && clean > 0);
}
