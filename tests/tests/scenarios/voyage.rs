//! The whole life of a bill, by wallets alone: what `cargo demo` plays.

use ebl_tests::demo::cast::Cast;
use ebl_tests::demo::teller::Teller;
use ebl_tests::demo::{second_bill, voyage};
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::programs::Programs;

#[test]
fn a_bill_travels_from_issue_to_delivery_by_wallets_alone_while_a_validator_dies_and_returns() {
    let programs = Programs::built();
    let folder = tempfile::tempdir().unwrap();
    let cast = Cast::enrol(programs, folder.path());
    let mut cluster = Cluster::found(programs, Plan::default(), folder, &cast.cards());
    cluster.start_all();
    cast.join(&cluster);
    let mut teller = Teller::silent();
    voyage::play(&mut cluster, &cast, &mut teller);
    let steps = teller.steps();
    assert_eq!(steps.as_array().unwrap().len(), 15);
    let refused = steps.to_string().matches("REFUSED").count();
    assert_eq!(refused, 2);
    second_bill::play(&cluster, &cast, &mut teller);
    let refused = teller.steps().to_string().matches("REFUSED").count();
    assert_eq!(refused, 4);
}
