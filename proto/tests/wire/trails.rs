//! A wallet that keeps one trail notices a second history at the first exchange, and its file of
//! two histories needs nobody's word. Each kind of tampering has a reason of its own.

use proto::block::Header;
use proto::checkpoint::{Checkpoint, Uncommitted};
use proto::handover::{Handover, HandoverFault};
use proto::hash::Hash;
use proto::header_tree::HeaderTree;
use proto::pb::api::v1::CheckpointResponse;
use proto::trail::{Led, Trail, TrailFault};
use proto::two_histories::{Side, SplitFault, TwoHistories};

use crate::sample::{self, FOUNDED_MS, VALIDATORS};

const SECOND: [u8; 4] = [101, 102, 103, 105];
const THIRD: [u8; 4] = [105, 106, 107, 108];

/// Twelve blocks whose validators changed in block 3 and in block 7.
struct History {
    headers: Vec<Header>,
    tree: HeaderTree,
}

impl History {
    /// A history whose blocks from `split` on are not those of others.
    fn from_split(split: u64) -> Self {
        let mut parent = Hash(sample::chain().0);
        let (mut headers, mut tree) = (Vec::new(), HeaderTree::default());
        for height in 1..=12 {
            let later = if height >= split { 500 } else { 0 };
            let time_ms = FOUNDED_MS + height * 1_000 + later;
            let (from, to) = (voters(height), voters(height + 1));
            let empty = sample::handover_header(height, &from, &to);
            let header = Header { time_ms, parent, headers_root: tree.root(), ..empty };
            parent = header.hash();
            tree.push(parent);
            headers.push(header);
        }
        Self { headers, tree }
    }

    fn honest() -> Self {
        Self::from_split(u64::MAX)
    }

    fn header(&self, height: u64) -> &Header {
        &self.headers[height as usize - 1]
    }

    fn checkpoint(&self, height: u64) -> Checkpoint {
        let header = self.header(height).clone();
        let certificate = sample::certificate(&header.chain, &header, &voters(height)[..3]);
        Checkpoint { header, certificate }
    }

    fn handovers(&self, after: u64, until: u64) -> Vec<Handover> {
        let changes = [3, 7].into_iter().filter(|height| *height > after && *height <= until);
        let handover = |height| {
            let Checkpoint { header, certificate } = self.checkpoint(height);
            Handover::new(header, certificate, sample::set(&voters(height + 1)))
        };
        changes.map(handover).collect()
    }

    fn trail(&self, height: u64) -> Trail {
        Trail { handovers: self.handovers(0, height), checkpoint: self.checkpoint(height) }
    }

    /// What an honest node with this history answers.
    fn shown(&self, known: u64, height: u64) -> CheckpointResponse {
        let handovers = self.handovers(known, height);
        CheckpointResponse {
            checkpoint: self.checkpoint(height).encode(),
            handovers: handovers.iter().map(Handover::encode).collect(),
            ancestry: self.tree.ancestry(known, height).map(|shown| shown.to_message()),
            ..CheckpointResponse::default()
        }
    }
}

fn voters(height: u64) -> [u8; 4] {
    match height {
        ..=3 => VALIDATORS,
        4..=7 => SECOND,
        _ => THIRD,
    }
}

fn lead_on(before: Option<&Trail>, shown: &CheckpointResponse) -> Result<Led, TrailFault> {
    Trail::lead_on(before, &sample::genesis(), shown)
}

fn later(led: Result<Led, TrailFault>) -> Trail {
    match led {
        Ok(Led::Later(trail)) => *trail,
        other => panic!("the trail leads on, not: {other:?}"),
    }
}

#[test]
fn the_genesis_file_leads_to_every_block_and_every_block_to_every_later_one() {
    let history = History::honest();
    for height in 1..=12 {
        let trail = later(lead_on(None, &history.shown(0, height)));
        assert_eq!(trail, history.trail(height));
        assert_eq!(Trail::decode(&trail.encode()), Ok(trail.clone()));
        trail.verify(&sample::genesis()).unwrap();
        for next in height + 1..=12 {
            let on = later(lead_on(Some(&trail), &history.shown(height, next)));
            assert_eq!(on, history.trail(next), "{height} to {next}");
        }
        assert_eq!(lead_on(Some(&trail), &history.shown(height, height)), Ok(Led::Same));
    }
}

#[test]
fn a_node_that_is_behind_is_not_accused() {
    let history = History::honest();
    let led = lead_on(Some(&history.trail(9)), &history.shown(9, 5));
    assert_eq!(led, Ok(Led::Behind { height: 5 }));
    let none = lead_on(Some(&history.trail(9)), &CheckpointResponse::default());
    assert_eq!(none, Err(TrailFault::NoBlock));
}

#[test]
fn another_block_at_the_height_seen_is_noticed() {
    let (honest, other) = (History::honest(), History::from_split(5));
    let (seen, shown) = (honest.header(6).hash(), other.header(6).hash());
    let fault = lead_on(Some(&honest.trail(6)), &other.shown(6, 6)).unwrap_err();
    assert_eq!(fault, TrailFault::OtherHistory { height: 6, seen, shown });
}

#[test]
fn a_later_block_of_another_history_is_noticed() {
    let (honest, other) = (History::honest(), History::from_split(5));
    let seen = honest.trail(6);
    let fault = Err(TrailFault::NotAfter { seen: 6, shown: 12 });
    assert_eq!(lead_on(Some(&seen), &other.shown(6, 12)), fault);
    let mut bare = honest.shown(6, 12);
    bare.ancestry = None;
    assert_eq!(lead_on(Some(&seen), &bare), fault, "honest, and nothing shows it");
    let mut mixed = other.shown(6, 12);
    mixed.ancestry = honest.shown(6, 12).ancestry;
    assert_eq!(lead_on(Some(&seen), &mixed), fault);
    // Up to block 4 both histories are one.
    later(lead_on(Some(&honest.trail(4)), &other.shown(4, 12)));
}

#[test]
fn no_hand_over_can_be_left_out_or_come_too_late() {
    let history = History::honest();
    let mut gap = history.shown(0, 12);
    gap.handovers.remove(0);
    let fault = TrailFault::Handover { index: 0, fault: HandoverFault::Gap };
    assert_eq!(lead_on(None, &gap), Err(fault));
    let mut short = history.shown(0, 12);
    short.handovers.pop();
    assert_eq!(lead_on(None, &short), Err(Uncommitted::OtherValidators.into()));
    let mut own = history.shown(0, 7);
    own.handovers.pop();
    assert_eq!(lead_on(None, &own), Err(TrailFault::NoHandover), "its own is missing");
    let mut late = history.shown(0, 5);
    late.handovers = history.shown(0, 12).handovers;
    assert_eq!(lead_on(None, &late), Err(TrailFault::LateHandover { index: 1 }));
}

#[test]
fn a_block_without_its_quorum_leads_nowhere() {
    let history = History::honest();
    let header = history.header(12);
    let few = sample::certificate(&header.chain, header, &THIRD[..2]);
    let checkpoint = Checkpoint { header: header.clone(), certificate: few };
    let shown = CheckpointResponse { checkpoint: checkpoint.encode(), ..history.shown(0, 12) };
    let fault = lead_on(None, &shown).unwrap_err();
    assert!(matches!(fault, TrailFault::Uncommitted(Uncommitted::Certificate(_))), "{fault}");
}

fn two_histories(first: Trail, second: Trail) -> TwoHistories {
    TwoHistories { genesis: sample::genesis().encode(), first, second }
}

#[test]
fn two_histories_name_who_signed_both() {
    let (honest, other) = (History::honest(), History::from_split(9));
    let file = two_histories(honest.trail(11), other.trail(11));
    let bytes = file.encode();
    assert!(TwoHistories::is_meant(&bytes));
    let split = TwoHistories::decode(&bytes).unwrap().verify(Some(&sample::chain())).unwrap();
    assert_eq!(split.height, 11);
    assert_eq!((split.first, split.second), (honest.header(11).hash(), other.header(11).hash()));
    let mut both: Vec<_> = honest.checkpoint(11).certificate.signatures;
    both.sort_by_key(|(address, _)| *address);
    let both: Vec<_> = both.into_iter().map(|(address, _)| address).collect();
    assert_eq!(split.signed_both, both);
    assert_eq!(split.rounds.0, split.rounds.1);
}

#[test]
fn one_history_is_not_two() {
    let (honest, other) = (History::honest(), History::from_split(5));
    let fault = |file: TwoHistories| file.verify(None).unwrap_err();
    assert_eq!(fault(two_histories(honest.trail(8), honest.trail(8))), SplitFault::Same);
    let heights = SplitFault::Heights { first: 8, second: 9 };
    assert_eq!(fault(two_histories(honest.trail(8), honest.trail(9))), heights);
    let mut unsigned = other.trail(8);
    unsigned.checkpoint.certificate = honest.checkpoint(8).certificate;
    let refused = fault(two_histories(honest.trail(8), unsigned.clone()));
    let expected = Box::new(TrailFault::Uncommitted(Uncommitted::OtherBlock));
    assert_eq!(refused, SplitFault::Trail { side: Side::Second, fault: expected.clone() });
    let refused = fault(two_histories(unsigned, honest.trail(8)));
    assert_eq!(refused, SplitFault::Trail { side: Side::First, fault: expected });
    let theirs = sample::chain();
    let ours = proto::ids::ChainId([9; 32]);
    let file = two_histories(honest.trail(8), other.trail(8));
    assert_eq!(file.verify(Some(&ours)), Err(SplitFault::OtherChain { theirs, ours }));
}

#[test]
fn a_file_of_two_histories_has_one_form() {
    let file = two_histories(History::honest().trail(8), History::from_split(5).trail(8));
    let mut bytes = file.encode();
    assert_eq!(TwoHistories::decode(&bytes).unwrap().encode(), bytes);
    bytes.push(0);
    assert!(matches!(TwoHistories::decode(&bytes), Err(SplitFault::Wire(_))));
    let evidence = [0x08, 0x01];
    assert!(!TwoHistories::is_meant(&evidence));
}
