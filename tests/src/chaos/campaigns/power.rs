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
use crate::chaos::trace::{Fate, require_trace, words};
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
    let (mut cluster, images) = on_images()?;
    cluster.start_all();
    let mut stage = Stage::on(cluster, "power", order);
    // Dropped before the network's folder is removed, which they are mounted in.
    let images = images;
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
    drop((images, cluster));
    Ok(report)
}

/// The same cuts under syncs that do nothing: a tracer answers them. If the other campaign is worth
/// anything, this one finds blocks that were told and are gone.
///
/// # Errors
///
/// [`Missing`] where disks cannot be mounted or processes traced.
///
/// # Panics
///
/// When no cut takes what was told.
pub fn run_with_lying_syncs(order: Order) -> Result<Report, Missing> {
    require_trace()?;
    let mut report = Report::new("lie", order.seed);
    for cycle in 1..=order.cycles {
        let (mut cluster, images) = on_images()?;
        for node in 0..VALIDATORS {
            cluster.node(node).wrap(&words("fdatasync,fsync", Fate::Skipped, None));
        }
        cluster.start_all();
        let stage = Stage::on(cluster, "lie", order);
        stage.traffic.wait_for(8);
        let Stage { mut cluster, traffic, .. } = stage;
        let images = images;
        let told: Vec<_> = (0..VALIDATORS).map(|it| cluster.client(it).height()).collect();
        (0..VALIDATORS).for_each(|node| cluster.node(node).pause());
        let cuts: Vec<_> = images.iter().map(Image::cut).collect();
        (0..VALIDATORS).for_each(|node| cluster.node(node).kill());
        for (node, (cut, told)) in cuts.into_iter().zip(told).enumerate() {
            images[node].restore(cut);
            let kept = last_whole_height(&cluster.nodes()[node].data());
            let is_short = kept < told.expect("the node answers");
            let what = if is_short { "disks without a block that was told" } else { "other disks" };
            report.met(what);
        }
        report.acknowledged += traffic.acknowledged();
        report.cycles = cycle;
        drop((traffic, images, cluster));
    }
    let found = report.exercised.contains_key("disks without a block that was told");
    assert!(found, "syncs that do nothing are not noticed, so nothing is");
    Ok(report)
}

/// A network whose validators' data lie on disks that can be cut.
fn on_images() -> Result<(Cluster, Vec<Image>), Missing> {
    Image::require()?;
    let cluster = Cluster::prepare(Plan::default());
    let images: Result<Vec<_>, _> =
        (0..VALIDATORS).map(|node| Image::under(&cluster.nodes()[node].data())).collect();
    Ok((cluster, images?))
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
