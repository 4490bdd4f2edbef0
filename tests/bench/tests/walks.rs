//! Every path that is counted can be walked.

use clap::ValueEnum;
use ebl_bench::ground::Ground;
use ebl_bench::paths::Path;
use ebl_bench::record::Record;

#[test]
fn every_path_is_walked_and_stands_on_record() {
    let ground = Ground::grow().unwrap();
    let record = Record::read(include_str!("../instructions.txt")).unwrap();
    for path in Path::value_variants() {
        path.walk(&ground, 2);
        assert!(record.of(*path).is_some(), "{path:?}");
    }
}
