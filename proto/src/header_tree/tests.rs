//! The tree against the library's: the same roots, and paths that its verifier accepts.

use super::*;
use crate::merkle::Tree;

/// Beyond a few powers of two, whole and not.
const MOST: u64 = 70;

fn header(height: u64) -> Hash {
    Hash(Sha256::digest(height.to_be_bytes()).into())
}

/// The library's tree of the first `size` headers.
fn library(size: u64) -> Tree {
    Tree::of((1..=size).map(|height| header(height).0.to_vec()))
}

fn tree(size: u64) -> HeaderTree {
    let mut tree = HeaderTree::default();
    (1..=size).for_each(|height| tree.push(header(height)));
    tree
}

#[test]
fn it_has_the_librarys_root_at_every_size() {
    for size in 0..=MOST {
        assert_eq!(tree(size).root(), library(size).root(), "{size}");
    }
}

#[test]
fn every_header_is_shown_at_every_size_as_the_library_shows_it() {
    let tree = tree(MOST);
    for size in 1..=MOST {
        let library = library(size);
        for index in 0..size {
            let shown = tree.inclusion(index, size).unwrap();
            assert_eq!(Some(&shown), library.inclusion(index).as_ref(), "{index} of {size}");
            assert!(shown.verify(header(index + 1).as_bytes(), &library.root()));
        }
    }
}

#[test]
fn every_size_is_shown_to_begin_every_later_one_as_the_library_shows_it() {
    let tree = tree(MOST);
    for to in 1..=MOST {
        let library = library(to);
        for from in 1..=to {
            let shown = tree.consistency(from, to).unwrap();
            assert_eq!(Some(&shown), library.consistency(from).as_ref(), "{from} of {to}");
        }
    }
}

#[test]
fn what_is_not_there_is_not_shown() {
    let tree = tree(5);
    assert_eq!(tree.inclusion(5, 5), None);
    assert_eq!(tree.inclusion(0, 6), None);
    assert_eq!(tree.consistency(0, 5), None);
    assert_eq!(tree.consistency(3, 2), None);
    assert_eq!(tree.consistency(3, 6), None);
    assert_eq!(tree.ancestry(0, 3), None, "there is no block 0");
    assert_eq!(tree.ancestry(3, 3), None, "no header stands on itself");
    assert_eq!(tree.ancestry(3, 7), None, "of the headers before block 7, one is missing");
    assert!(tree.ancestry(3, 6).is_some());
    assert!(HeaderTree::default().is_empty());
}

#[test]
fn its_edge_has_the_librarys_root_at_every_size_and_goes_on_from_what_is_kept() {
    let mut edge = HeaderFrontier::default();
    assert_eq!(edge.root(), library(0).root());
    for size in 1..=MOST {
        edge.push(header(size));
        assert_eq!((edge.len(), edge.root()), (size, library(size).root()));
        let (before, whole) = edge.before_newest();
        let mut again = HeaderFrontier::of(before, whole.to_vec()).unwrap();
        assert_eq!((again.len(), again.root()), (size - 1, library(size - 1).root()));
        again.push(header(size));
        assert_eq!(again.root(), edge.root());
    }
}

#[test]
fn an_edge_with_too_few_or_too_many_subtrees_is_none() {
    assert_eq!(HeaderFrontier::of(6, vec![Hash::ZERO]), None);
    assert_eq!(HeaderFrontier::of(6, vec![Hash::ZERO; 3]), None);
    assert_eq!(HeaderFrontier::of(0, vec![Hash::ZERO]), None);
}
