//! An idle network is quiet, and yet shows that it lives.

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::load::Load;

#[test]
fn an_idle_network_makes_no_block_before_the_heartbeat_and_one_after() {
    const HEARTBEAT_MS: u32 = 2_000;
    let cluster =
        Cluster::start(Plan { observers: 1, heartbeat_ms: HEARTBEAT_MS, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(3);
    let _ = load.stop();
    let quiet_from = cluster.agreed().height;

    // Three more come although nobody asks for anything.
    let blocks = cluster.client(4).blocks(1, quiet_from + 3);
    for pair in blocks.windows(2) {
        let [(before, _), (block, _)] = pair else { unreachable!("windows have two") };
        if block.envelopes.is_empty() {
            let waited = block.header.time_ms - before.header.time_ms;
            assert!(waited >= u64::from(HEARTBEAT_MS), "empty after {waited} ms");
        }
    }
    let empty = blocks.iter().filter(|(block, _)| block.envelopes.is_empty()).count();
    assert!(empty >= 3);
}
