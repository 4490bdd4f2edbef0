//! Power cuts: what was not synced is lost, and nothing that was told.
//!
//! Each validator's data lies on a disk of its own that can be cut ([`crate::chaos::image`]). A cut
//! stops the process, takes what its disk holds, kills it, and goes on from there. Before the node
//! starts again, with its peers unable to help, its own log must hold every block that it had told
//! anybody of.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::chaos::campaign::{Missing, Order};
use crate::chaos::checks::conclude;
use crate::chaos::image::Image;
use crate::chaos::report::Report;
use crate::chaos::stage::{Stage, VALIDATORS};
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::faults::last_whole_height;

/// Cuts the power of one validator per cycle, and of all four at once in every fifth.
///
/// # Errors
///
/// [`Missing`] where disks cannot be mounted.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
pub fn run(order: Order) -> Result<Report, Missing> {
    Image::require()?;
    let mut cluster = Cluster::prepare(Plan::default());
    let images: Result<Vec<_>, _> =
        (0..VALIDATORS).map(|node| Image::under(&cluster.nodes()[node].data())).collect();
    let images = images?;
    cluster.start_all();
    let mut stage = Stage::on(cluster, "power", order);
    for cycle in 1..=order.cycles {
        stage.any_moment();
        let of_all = cycle % 5 == 0 || (order.cycles < 5 && cycle == order.cycles);
        let victims = if of_all { 0..VALIDATORS } else { one(&mut stage) };
        stage.report.met(if of_all { "cuts of all four at once" } else { "cuts of one validator" });
        cut(&mut stage, &images, &victims.collect::<Vec<_>>());
        stage.report.cycles = cycle;
        eprint!("\rpower {cycle} of {}", order.cycles);
    }
    eprintln!();
    let Stage { mut cluster, traffic, mut report, .. } = stage;
    conclude(&mut cluster, traffic, &mut report);
    // The disks go after the nodes that use them.
    drop(cluster);
    drop(images);
    Ok(report)
}

fn one(stage: &mut Stage) -> std::ops::Range<usize> {
    let victim = stage.any_validator();
    victim..victim + 1
}

fn cut(stage: &mut Stage, images: &[Image], victims: &[usize]) {
    let told: Vec<_> = victims.iter().map(|node| told_height(stage, *node)).collect();
    victims.iter().for_each(|node| stage.cluster.node(*node).pause());
    let cuts: Vec<_> = victims.iter().map(|node| images[*node].cut()).collect();
    victims.iter().for_each(|node| stage.cluster.node(*node).kill());
    for ((node, cut), told) in victims.iter().zip(cuts).zip(told) {
        let seen = images[*node].files();
        images[*node].restore(cut);
        count_losses(stage, &seen, &images[*node].files());
        let data = stage.cluster.nodes()[*node].data();
        let kept = last_whole_height(&data);
        assert!(kept >= told, "validator {node} told of block {told} and kept {kept}");
    }
    stage.cluster.start_validators();
    stage.traffic.wait_for(2);
    victims.iter().for_each(|node| stage.wait_until_caught_up(*node));
}

/// The newest block that the node tells of, now.
fn told_height(stage: &Stage, node: usize) -> u64 {
    stage.cluster.client(node).height().expect("the node answers")
}

/// What was in the page cache only is what the cut took.
fn count_losses(
    stage: &mut Stage,
    seen: &BTreeMap<PathBuf, Vec<u8>>,
    kept: &BTreeMap<PathBuf, Vec<u8>>,
) {
    let lost = seen.iter().filter(|(path, bytes)| kept.get(*path) != Some(bytes));
    let mut any = false;
    for (path, _) in lost {
        any = true;
        let kind = ["engine", "undecided", "ledger", "index"]
            .into_iter()
            .find(|kind| path.components().any(|part| part.as_os_str() == *kind));
        stage.report.met(&format!("files cut short in {}", kind.unwrap_or("other places")));
    }
    stage.report.met(if any { "disks that lost something" } else { "disks that lost nothing" });
}
