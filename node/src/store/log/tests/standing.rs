//! A log that goes on as it stood.

use super::*;

fn standing(log: &LedgerLog) -> Standing {
    log.standing().unwrap().unwrap()
}

fn resume(disk: &MemoryDisk, standing: &Standing) -> Result<LedgerLog, Moved> {
    LedgerLog::resume(Arc::new(disk.clone()), DIR.into(), &CHAIN_ID, LIMITS, standing.clone())
}

#[test]
fn a_log_that_stands_as_it_did_goes_on_across_segments() {
    for last in 1..=9 {
        let disk = filled(last);
        let standing = standing(&open(&disk).unwrap().0);
        let mut log = resume(&disk, &standing).unwrap();
        assert_holds(&log, last);
        append_through(&mut log, last + 4).unwrap();
        assert_holds(&log, last + 4);
        assert_holds(&open(&disk).unwrap().0, last + 4);
    }
}

#[test]
fn an_empty_log_and_one_that_failed_stand_nowhere() {
    let disk = MemoryDisk::default();
    let (mut log, _) = open(&disk).unwrap();
    assert_eq!(log.standing().unwrap(), None);
    append_through(&mut log, 2).unwrap();
    assert!(log.standing().unwrap().is_some());
    disk.trouble(Trouble::Fails(0, std::io::ErrorKind::Other));
    append_through(&mut log, 3).unwrap_err();
    assert_eq!(log.standing().unwrap(), None);
}

#[test]
fn a_log_that_went_on_stands_elsewhere() {
    let disk = filled(5);
    let (mut log, _) = open(&disk).unwrap();
    let before = standing(&log);
    append_through(&mut log, 6).unwrap();
    assert!(matches!(resume(&disk, &before), Err(Moved::Acknowledged | Moved::Segments)));
}

#[test]
fn a_log_without_one_of_its_files_or_with_one_more_stands_elsewhere() {
    let disk = filled(9);
    let standing = standing(&open(&disk).unwrap().0);
    let paths = segment_paths(&disk);
    let more = Path::new(DIR).join("00000000000000000099.seg");
    disk.create(&more).unwrap();
    assert!(matches!(resume(&disk, &standing), Err(Moved::Segments)));
    disk.remove(&more).unwrap();
    assert!(resume(&disk, &standing).is_ok());
    for path in paths {
        let disk = disk.after_restart();
        disk.remove(&path).unwrap();
        assert!(matches!(resume(&disk, &standing), Err(Moved::Segments)));
    }
}

#[test]
fn a_file_of_another_length_and_a_damaged_header_are_found() {
    let disk = filled(9);
    let standing = standing(&open(&disk).unwrap().0);
    for path in segment_paths(&disk) {
        let longer = disk.after_restart();
        let file = longer.open(&path, Access::ReadWrite).unwrap();
        file.write_all_at(&[0], file.length().unwrap()).unwrap();
        assert!(matches!(resume(&longer, &standing), Err(Moved::Length { .. })));
        let damaged = disk.after_restart();
        let file = damaged.open(&path, Access::ReadWrite).unwrap();
        file.write_all_at(&[0xff], 20).unwrap();
        assert!(matches!(resume(&damaged, &standing), Err(Moved::Log(_))));
    }
}

#[test]
fn a_standing_that_contradicts_itself_is_not_believed() {
    let disk = filled(9);
    let sound = standing(&open(&disk).unwrap().0);
    let mut fewer = sound.clone();
    fewer.offsets.pop();
    assert!(matches!(resume(&disk, &fewer), Err(Moved::Segments)));
    let mut elsewhere = sound.clone();
    *elsewhere.offsets.last_mut().unwrap() -= 1;
    assert!(matches!(resume(&disk, &elsewhere), Err(Moved::Record(_))));
    let nothing = Standing { segments: Vec::new(), offsets: Vec::new(), ..sound };
    assert!(matches!(resume(&disk, &nothing), Err(Moved::Segments)));
}
