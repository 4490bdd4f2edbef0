//! Runs of the hashes of headers.

use sha2::{Digest, Sha256};

use crate::hash::Hash;
use crate::header_tree::HeaderTree;
use crate::snapshot::{HeadersPart, HeadersPartFault, RUN, runs};

fn header(height: u64) -> Hash {
    Hash(Sha256::digest(height.to_be_bytes()).into())
}

fn tree(headers: u64) -> HeaderTree {
    let mut tree = HeaderTree::default();
    (1..=headers).for_each(|height| tree.push(header(height)));
    tree
}

fn run(tree: &HeaderTree, index: u64, headers: u64) -> HeadersPart {
    let heights = index * RUN + 1..=headers.min((index + 1) * RUN);
    HeadersPart::of(tree, index, headers, heights.map(header).collect()).unwrap()
}

#[test]
fn the_runs_of_any_number_of_headers_hold_and_are_read_as_they_were_written() {
    let all = tree(5 * RUN + 7);
    for headers in [1, 2, RUN - 1, RUN, RUN + 1, 3 * RUN, 4 * RUN + 1, 5 * RUN + 7] {
        let root = tree(headers).root();
        for index in 0..runs(headers) {
            let run = run(&all, index, headers);
            run.verify(index, headers, &root).unwrap();
            assert_eq!(HeadersPart::decode(&run.encode()), Ok(run));
        }
    }
    assert_eq!(HeadersPart::of(&all, 6, 5 * RUN + 7, Vec::new()), None);
}

#[test]
fn a_run_with_a_hash_changed_moved_or_left_out_is_refused() {
    let headers = 2 * RUN + 5;
    let (all, last) = (tree(headers), 2);
    let root = all.root();
    let good = run(&all, last, headers);
    let mut changed = good.clone();
    changed.hashes[1] = Hash::ZERO;
    assert_eq!(changed.verify(last, headers, &root), Err(HeadersPartFault::OtherRoot));
    let mut moved = good.clone();
    moved.hashes.swap(0, 1);
    assert_eq!(moved.verify(last, headers, &root), Err(HeadersPartFault::OtherRoot));
    let mut fewer = good.clone();
    fewer.hashes.pop();
    let fault = Err(HeadersPartFault::Count { found: 4, expected: 5 });
    assert_eq!(fewer.verify(last, headers, &root), fault);
    assert_eq!(good.verify(1, headers, &root), Err(HeadersPartFault::OtherRun));
    assert_eq!(good.verify(last, headers, &Hash::ZERO), Err(HeadersPartFault::OtherRoot));
}

#[test]
fn a_run_does_not_pass_for_another_and_its_path_has_one_length() {
    let headers = 3 * RUN;
    let all = tree(headers);
    let good = run(&all, 1, headers);
    let elsewhere = HeadersPart { index: 0, ..good.clone() };
    assert_eq!(elsewhere.verify(0, headers, &all.root()), Err(HeadersPartFault::OtherRoot));
    let mut longer = good.clone();
    longer.path.push(Hash::ZERO);
    assert_eq!(longer.verify(1, headers, &all.root()), Err(HeadersPartFault::OtherRoot));
    let mut shorter = good;
    shorter.path.pop();
    assert_eq!(shorter.verify(1, headers, &all.root()), Err(HeadersPartFault::OtherRoot));
    let last = run(&all, 2, headers);
    assert_eq!(last.verify(3, headers, &all.root()), Err(HeadersPartFault::OtherRun));
}
