//! A ledger log that is not what was written is named and never served.

use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::faults::{flip_byte, records, segments};
use ebl_tests::harness::load::Load;
use ebl_tests::harness::node::Node;

/// The stopped node refuses to run and to call its store sound, and names the place.
fn assert_refuses(node: &Node, what: &str, places: &[String]) {
    for verb in ["check-store", "run"] {
        let ended = node.run_to_end(verb);
        assert_eq!(ended.code, Some(1), "{verb} with {what} flipped: {}", ended.printed);
        for place in places {
            assert!(
                ended.printed.contains(place),
                "{verb}, {what}: no {place} in {}",
                ended.printed
            );
        }
        assert!(ended.printed.contains("Hint: "), "{}", ended.printed);
    }
}

#[test]
fn a_flipped_byte_is_named_by_segment_offset_and_height_and_the_node_refuses_to_serve() {
    let mut cluster = Cluster::start(Plan { observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", vec![cluster.client(0)]);
    load.wait_for(8);
    assert!(cluster.node(3).stop().success());

    let segment = segments(&cluster.nodes()[3].data()).remove(0);
    let name = segment.file_name().unwrap().to_str().unwrap().to_owned();
    let records = records(&segment);
    let header_places = [name.clone(), "byte 0:".to_owned(), "height 1 ".to_owned()];
    flip_byte(&segment, 50);
    assert_refuses(&cluster.nodes()[3], "the segment's header", &header_places);
    flip_byte(&segment, 50);
    for record in [records[0], records[records.len() / 2], records[records.len() - 1]] {
        let places = [
            name.clone(),
            format!("byte {}:", record.offset),
            format!("height {} ", record.height),
        ];
        for (what, offset) in [
            ("the height", record.offset + 11),
            ("the block's length", record.offset + 15),
            ("the first byte of the block", record.block_at()),
            ("the last byte of the block", record.block_at() + record.block - 1),
            ("a byte of the certificate", record.certificate_at() + record.certificate / 2),
        ] {
            flip_byte(&segment, offset);
            assert_refuses(&cluster.nodes()[3], what, &places);
            flip_byte(&segment, offset);
        }
    }

    // The others never noticed; and the node is well again once its bytes are.
    load.wait_for(2);
    let _ = load.stop();
    let sound = cluster.nodes()[3].run_to_end("check-store");
    assert_eq!(sound.code, Some(0), "{}", sound.printed);
    cluster.node(3).start();
    let _ = cluster.agreed();
}

#[test]
fn a_log_whose_last_acknowledged_block_was_cut_off_is_not_served() {
    let mut cluster = Cluster::start(Plan { validators: 1, observers: 0, ..Plan::default() });
    let load = Load::start(cluster.chain(), "load", cluster.clients());
    load.wait_for(5);
    let _ = load.stop();
    assert!(cluster.node(0).stop().success());
    let segment = segments(&cluster.nodes()[0].data()).remove(0);
    let last = *records(&segment).last().unwrap();
    let cut = u64::try_from(last.offset).unwrap();
    std::fs::OpenOptions::new().write(true).open(&segment).unwrap().set_len(cut).unwrap();
    let height = format!("height {} ", last.height);
    assert_refuses(&cluster.nodes()[0], "nothing but the end cut off,", &[height]);
}
