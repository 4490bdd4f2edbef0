//! Trails, a second history, and what a witness signs.

use proto::keys::SecretKey;
use proto::signing::{Purpose, preimage};
use proto::trail::Trail;
use proto::two_histories::{SplitFault, TwoHistories};
use proto::witness::Cosignature;

use crate::evidence::ledger::Ledger;
use crate::evidence::{accepted, voyage};
use crate::golden::Golden;
use crate::sample;

/// The trail to the newest block of a ledger.
fn trail(ledger: &Ledger) -> Trail {
    let checkpoint = ledger.committed.last().unwrap().clone();
    Trail { handovers: ledger.handovers.clone(), checkpoint }
}

#[test]
fn trails_two_histories_and_a_witnesss_signature_are_frozen() {
    let (genesis, chain) = (sample::genesis(), sample::chain());
    let ours = trail(&voyage());
    let mut other = accepted();
    other.block(vec![]);
    let theirs = trail(&other);
    let mut golden = Golden::new(
        "histories.txt",
        "The trail to block 4 of the ledger in proofs.txt; that to another block 4, which records \
         nothing and stands on the same block 3; both in one file; and what a witness signs of the \
         first.",
    );
    for (name, trail) in [("trail", &ours), ("trail of another history", &theirs)] {
        trail.verify(&genesis).unwrap();
        golden.bytes(name, &trail.encode());
    }
    let file = TwoHistories { genesis: genesis.encode(), first: ours.clone(), second: theirs };
    let split = file.verify(Some(&chain)).unwrap();
    golden.bytes("two histories", &file.encode());
    let signed: Vec<_> = split.signed_both.iter().flat_map(|address| address.0).collect();
    golden.bytes("signed both", &signed);
    let one = TwoHistories { second: ours.clone(), ..file };
    let why = one.verify(Some(&chain)).unwrap_err();
    assert_eq!((&why, why.reason().word()), (&SplitFault::Same, "histories-same"));
    golden.bytes("one history twice", &one.encode());
    let (height, block) = (ours.header().height, ours.header().hash());
    let given = Cosignature::sign(&SecretKey::from_seed(&[0x77; 32]), &chain, height, block);
    golden.bytes("cosignature", &given.encode());
    let statement = [&[0x08, 0x04, 0x12, 0x20][..], block.as_bytes()].concat();
    golden.bytes("preimage", &preimage(Purpose::Witness, &chain, &statement));
    golden.check();
}
