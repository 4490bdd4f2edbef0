//! Logs are damaged, byte range by byte range (threat S7).
//!
//! A validator has signed and locked at a height that stays open, because two of four are down; it
//! is killed, and each range of its engine's log, of its memory of signatures and of its ledger log is
//! damaged in turn. Whatever it does at its next start, it says so: it votes on with everything it
//! signed, or says that it forgot and follows without a vote, or ends with an error and a hint. It
//! never hangs without a word, and never signs another thing where it signed before: its memory
//! shows that after each start, and another validator that sees all its votes has no evidence at
//! the end. The words are those of `docs/operating/damaged-engine-log.md`, which is then followed:
//! the network goes on, and the validator votes again.

mod damages;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use proto::validators::Address;

use self::damages::{Damage, of_engine_log, of_ledger_log, of_memory};
use crate::chaos::campaign::Order;
use crate::chaos::checks::{SIGNS_OF_LIFE, conclude_with};
use crate::chaos::report::Report;
use crate::chaos::stage::VALIDATORS;
use crate::chaos::traffic::Traffic;
use crate::harness::cluster::{Cluster, Plan};
use crate::harness::faults::{Signature, copy_folder, last_whole_height, signatures};
use crate::harness::member::Members;
use crate::harness::node::Node;
use crate::harness::wait::{PATIENCE, until};

/// Who plays what.
struct Cast {
    /// The validator that is hurt: it signed a precommit.
    victim: usize,
    /// Those that are down meanwhile. The one that is left sees every vote of the victim.
    down: [usize; 2],
}

impl Cast {
    /// Kills all four again and again, until one has signed a precommit at a height that none has
    /// committed: what locks it. Then two stay down, and the height stays open.
    fn lock_at_a_height_that_stays_open(cluster: &mut Cluster, traffic: &Traffic) -> Self {
        for further in 0..TRIES {
            traffic.wait_for(1 + further % 3);
            (0..VALIDATORS).for_each(|node| cluster.node(node).kill());
            if let Some((victim, witness)) = locked(cluster) {
                cluster.node(witness).start();
                let mut down = (0..VALIDATORS).filter(|node| ![victim, witness].contains(node));
                let mut next = || down.next().expect("two of four are left");
                return Self { victim, down: [next(), next()] };
            }
            cluster.start_validators();
        }
        panic!("in {TRIES} kills of all four, none was between a precommit and its block");
    }
}

/// A validator that signed a precommit at the height after the newest that any has committed, and
/// one to run beside it while the two others are down.
///
/// At most these two signed a precommit there, and nobody signed in another round. So together
/// they can neither decide the height nor leave the round, whatever of the others' votes they
/// hold, and the first has nothing left to sign. Otherwise it would sign anew after each damage,
/// with a memory that the campaign put back: two signatures that are the campaign's own doing.
fn locked(cluster: &Cluster) -> Option<(usize, usize)> {
    let voters = &cluster.nodes()[..VALIDATORS];
    let committed: Vec<_> = voters.iter().map(|it| last_whole_height(&it.data())).collect();
    let open = committed.iter().max()? + 1;
    let signed_there = |node: &Node| -> Vec<_> {
        signatures(&node.data()).into_iter().filter(|it| it.height == open).collect()
    };
    let signed: Vec<_> = voters.iter().map(signed_there).collect();
    let mut locked = (0..VALIDATORS)
        .filter(|node| signed[*node].iter().any(|it| it.kind == PRECOMMIT))
        .collect::<Vec<_>>();
    let rounds: BTreeSet<_> = signed.iter().flatten().map(|it| it.round).collect();
    if locked.len() > 2 || rounds.len() > 1 {
        return None;
    }
    // Its own ledger must have come as far as any.
    let position = locked.iter().position(|node| committed[*node] + 1 == open)?;
    let victim = locked.remove(position);
    Some((victim, locked.pop().unwrap_or((victim + 1) % VALIDATORS)))
}

/// What a validator did with a damaged file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Response {
    /// It went on at the open height as if nothing was: all it signed is still there.
    Votes,
    /// It said that it forgot, and follows without a vote.
    Silent,
    /// It ended with an error and a hint.
    Ended,
}

/// As many damages as there are cycles, spread evenly over all there are.
///
/// # Panics
///
/// When a promise is broken, or nothing goes on.
#[must_use]
pub fn run(order: Order) -> Report {
    let mut report = Report::new("wal", order.seed);
    // It stays idle where it is, so that the open height is known.
    let plan = Plan { observers: 0, heartbeat_ms: 600_000, ..Plan::default() };
    let mut cluster = Cluster::start(plan);
    let clients = cluster.clients();
    let traffic = Traffic::start(cluster.genesis(), "before", &clients, &[0, 1]);
    let cast = Cast::lock_at_a_height_that_stays_open(&mut cluster, &traffic);
    let mut history = traffic.stop();
    let act = an_act(&cluster);
    let before = Snapshot::take(&cluster.nodes()[cast.victim]);

    let data = cluster.nodes()[cast.victim].data();
    let mut all = of_engine_log(&data);
    all.extend(of_memory(&data));
    all.extend(of_ledger_log(&data));
    let step = (all.len() / order.cycles.min(all.len())).max(1);
    let chosen: Vec<_> = all.iter().step_by(step).collect();
    for (number, damage) in chosen.iter().enumerate() {
        eprint!("\rwal {} of {}", number + 1, chosen.len());
        before.restore();
        damage.inflict();
        let response = respond(cluster.node(cast.victim), damage, &before, &act);
        report.met(&format!("{}: {}", kind(damage), response.words()));
        report.cycles += 1;
    }
    eprintln!();

    before.restore();
    let traffic = follow_the_runbook(&mut cluster, &cast, &mut report);
    traffic.wait_for(SIGNS_OF_LIFE);
    history.extend(traffic.stop());
    conclude_with(&mut cluster, &history, &mut report);
    report
}

/// An act to hand in where nothing comes of it.
fn an_act(cluster: &Cluster) -> Vec<u8> {
    let Members { carrier, shipper, .. } = Members::default();
    carrier.issue(&cluster.chain(), "never decided in time", shipper.party()).envelope
}

fn respond(node: &mut Node, damage: &Damage, before: &Snapshot, act: &[u8]) -> Response {
    let said_before = node.log().len();
    node.spawn();
    let client = node.client();
    let what = format!("the node votes, keeps silent or ends, with {}", damage.what);
    let response = until(&what, PATIENCE, || {
        if !node.is_running() {
            return Some(Response::Ended);
        }
        let said = node.log().split_off(said_before);
        // It serves, and the engine stands at its height: what it found damaged it has said.
        let height = client.height().ok().map(|height| height + 1);
        let stands = height.is_some_and(|height| node.engine_height() == Some(height));
        if stands && said.contains(FOLLOWING) {
            return Some(Response::Silent);
        }
        // What the engine finds when it reads its log again, it finds within this call.
        let answers = stands && client.try_submit_within(act, WITHIN).is_ok();
        (answers && node.is_running()).then_some(Response::Votes)
    });
    let said = match response {
        Response::Ended => {
            let status = node.wait_for_end();
            let said = node.log().split_off(said_before);
            assert_eq!(status.code(), Some(1), "{}: {said}", damage.what);
            assert!(said.contains("Error: ") && said.contains("Hint: "), "{}: {said}", damage.what);
            said
        }
        Response::Silent | Response::Votes => {
            node.kill();
            node.log().split_off(said_before)
        }
    };
    assert_said_in_the_runbook(damage, response, &said);
    assert_signed_nothing_else(node, damage, response, before);
    response
}

/// Whatever it did, it said so in words that an operator finds explained.
fn assert_said_in_the_runbook(damage: &Damage, response: Response, said: &str) {
    let expected = match response {
        // It may have lost what it had not sent, which needs no words.
        Response::Votes => return,
        Response::Silent => &SILENT_WORDS[..],
        Response::Ended => &ENDED_WORDS[..],
    };
    let words = expected.iter().find(|words| said.contains(**words));
    let words = words.unwrap_or_else(|| panic!("{}: not one of {expected:?}: {said}", damage.what));
    assert_is_explained(words);
}

fn assert_is_explained(words: &str) {
    let pages = RUNBOOKS.map(|page| page.split_whitespace().collect::<Vec<_>>().join(" "));
    assert!(pages.iter().any(|page| page.contains(words)), "no runbook explains {words:?}");
}

/// What was signed stays signed, and nothing else in its place.
fn assert_signed_nothing_else(node: &Node, damage: &Damage, response: Response, before: &Snapshot) {
    if damage.file.ends_with("engine/signed") {
        assert_ne!(response, Response::Votes, "{}: it does not know what it signed", damage.what);
        return;
    }
    let (mut after, mut signed) = (signatures(&node.data()), before.signed.clone());
    after.sort();
    signed.sort();
    let slots: BTreeSet<_> = after.iter().map(|it| (it.height, it.round, it.kind)).collect();
    assert_eq!(slots.len(), after.len(), "{}: signed twice in one place: {after:?}", damage.what);
    assert_eq!(after, signed, "{}: signed anew ({response:?})", damage.what);
}

/// The engine's log is lost. The others go on, the validator follows, ends when it may, and votes.
/// Gives the traffic that shows it.
fn follow_the_runbook(cluster: &mut Cluster, cast: &Cast, report: &mut Report) -> Traffic {
    let log = cluster.nodes()[cast.victim].data().join("engine/consensus.wal");
    let mut bytes = fs::read(&log).expect("it was restored");
    bytes[12..].fill(0xff);
    fs::write(&log, bytes).expect("it can be written to");
    let said_before = cluster.nodes()[cast.victim].log().len();
    cast.down.iter().for_each(|node| cluster.node(*node).spawn());
    cluster.node(cast.victim).spawn();
    let status = cluster.node(cast.victim).wait_for_end();
    let said = cluster.nodes()[cast.victim].log().split_off(said_before);
    assert_eq!(status.code(), Some(1), "{said}");
    for words in [FOLLOWING, MAY_VOTE_AGAIN] {
        assert!(said.contains(words), "it did not say {words:?}: {said}");
        assert_is_explained(words);
    }
    cluster.node(cast.victim).start();
    cast.down.iter().for_each(|node| cluster.node(*node).wait_until_serving());
    let starts = [cast.victim, cast.down[0]];
    let traffic = Traffic::start(cluster.genesis(), "after", &cluster.clients(), &starts);
    let own = Address::of(&cluster.nodes()[cast.victim].consensus_key());
    let client = cluster.client(cast.victim);
    let mut height = client.height().expect("it serves") + 1;
    until("the validator votes again", PATIENCE, || {
        let (_, certificate) = client.blocks(height, height).remove(0);
        height += 1;
        certificate.signatures.iter().any(|(address, _)| *address == own).then_some(())
    });
    report.met("runbooks followed until the validator voted again");
    traffic
}

fn kind(damage: &Damage) -> &str {
    damage.what.split(':').next().unwrap_or_default()
}

impl Response {
    const fn words(self) -> &'static str {
        match self {
            Self::Votes => "votes on, nothing forgotten",
            Self::Silent => "says what it forgot, follows without a vote",
            Self::Ended => "ends with an error and a hint",
        }
    }
}

/// The victim's data folder, to damage it again and again.
struct Snapshot {
    data: PathBuf,
    copy: PathBuf,
    signed: Vec<Signature>,
}

impl Snapshot {
    fn take(node: &Node) -> Self {
        let data = node.data();
        let copy = data.with_extension("copy");
        fs::create_dir(&copy).expect("its place is free");
        copy_folder(&data, &copy);
        let signed = signatures(&data);
        Self { data, copy, signed }
    }

    fn restore(&self) {
        remove(&self.data);
        fs::create_dir(&self.data).expect("its place is free");
        copy_folder(&self.copy, &self.data);
    }
}

fn remove(folder: &Path) {
    fs::remove_dir_all(folder).expect("the folder is there and nobody uses it");
}

/// How often all four are killed to find one at the right moment.
const TRIES: usize = 80;
/// In the memory of signatures.
const PRECOMMIT: u8 = 3;
/// How long a call waits whose outcome nobody needs.
const WITHIN: Duration = Duration::from_millis(300);
/// What a validator says that must not vote.
const FOLLOWING: &str = "following without a vote";
/// What it says when that is over.
const MAY_VOTE_AGAIN: &str = "it may vote again";
/// What it says that it forgot.
const SILENT_WORDS: [&str; 2] = [
    "the engine's log forgot what was signed; following without a vote",
    "the memory of given signatures is gone; following without a vote",
];
/// What it says as it ends.
const ENDED_WORDS: [&str; 7] = [
    "signatures given are forgotten",
    "this validator must not sign before an operator has looked",
    "the consensus engine holds still",
    "the ledger log is damaged",
    "the ledger log does not hold this ledger",
    "acknowledged is damaged",
    "is missing",
];
/// What an operator reads.
const RUNBOOKS: [&str; 2] = [
    include_str!("../../../../docs/operating/damaged-engine-log.md"),
    include_str!("../../../../docs/operating/running-a-node.md"),
];
