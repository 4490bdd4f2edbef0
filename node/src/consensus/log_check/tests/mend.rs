//! Logs as power cuts and rotten disks leave them.

use arc_malachitebft_core_types::NilOrVal;

use super::*;
use crate::consensus::context::Vote;
use crate::consensus::log_check::mend::{Mended, mend_log};
use crate::consensus::log_check::{Settled, settle};
use crate::store::vfs::StdDisk;

impl Voter {
    fn mend(&self) -> (Mended, PathBuf) {
        let path = self.write();
        (mend_log(&StdDisk, &path, HEIGHT).unwrap(), path)
    }

    /// What the validator may do after its log was mended.
    fn memory(&self, path: &std::path::Path) -> LogMemory {
        check_log(path, &self.guard(), &address(0), HEIGHT).unwrap()
    }
}

#[tokio::test]
async fn zeroes_in_the_place_of_an_end_that_was_not_written_through_are_cut_off() {
    for zeroed_from in [11, 10, 0] {
        let mut voter = Voter::who_voted(6).await;
        let from = voter.entries.get(zeroed_from).copied().unwrap();
        voter.log[from..].fill(0);
        let (mended, path) = voter.mend();
        assert_eq!(mended, Mended::Cut { left: from as u64 });
        assert_eq!(std::fs::read(&path).unwrap(), voter.log[..from]);
        // The newest round was not published; an earlier one was, and is forgotten.
        let expected = if zeroed_from >= 10 { LogMemory::Whole } else { forgot(0) };
        assert_eq!(voter.memory(&path), expected);
        assert_eq!(mend_log(&StdDisk, &path, HEIGHT).unwrap(), Mended::Fit);
    }
}

#[tokio::test]
async fn an_entry_that_lacks_whole_sectors_of_its_end_is_cut_off_and_one_that_lacks_less_is_not() {
    let voter = Voter::who_voted(6).await;
    let torn = |missing_from: usize| {
        // An entry of 2,000 bytes, which no message is; the engine wrote others as long.
        let mut log = voter.log.clone();
        let data = vec![7; 2_000];
        log.push(0);
        log.extend_from_slice(&2_000_u64.to_be_bytes());
        log.extend_from_slice(&crc32fast::hash(&data).to_be_bytes());
        log.extend_from_slice(&data);
        log[missing_from..].fill(0);
        log
    };
    let from = voter.log.len();
    let sector = (from + 600).next_multiple_of(512);
    let path = voter.folder.path().join("torn");
    std::fs::write(&path, torn(sector)).unwrap();
    let mended = mend_log(&StdDisk, &path, HEIGHT).unwrap();
    assert_eq!(mended, Mended::Cut { left: from as u64 });
    let last = torn(from + 13 + 1_990);
    std::fs::write(&path, last).unwrap();
    assert!(matches!(mend_log(&StdDisk, &path, HEIGHT).unwrap(), Mended::SetAside { .. }));
}

#[tokio::test]
async fn a_log_the_engine_would_not_open_or_not_read_is_kept_and_gone() {
    let whole = Voter::who_voted(2).await;
    let others = whole.entries[2];
    let damages: [(&str, Box<dyn Fn(&mut Vec<u8>)>); 6] = [
        ("another version", Box::new(|log| log[3] ^= 1)),
        ("half a header", Box::new(|log| log.truncate(7))),
        ("zeroes only", Box::new(|log| log.fill(0))),
        ("another's vote with a flipped bit", Box::new(move |log| log[others + 20] ^= 1)),
        ("a flag that no entry has", Box::new(move |log| log[others] = 1)),
        ("noise after the last entry", Box::new(|log| log.extend([0xa5; 40]))),
    ];
    for (what, damage) in damages {
        let mut voter = Voter::who_voted(2).await;
        damage(&mut voter.log);
        let (mended, path) = voter.mend();
        let Mended::SetAside { kept } = mended else { panic!("{what}: {mended:?}") };
        assert_eq!(std::fs::read(&kept).unwrap(), voter.log, "{what}");
        assert!(!path.exists(), "{what}");
        assert_eq!(voter.memory(&path), forgot(0), "{what}");
    }
}

#[tokio::test]
async fn what_the_engine_mends_itself_is_left_to_it() {
    let mut voter = Voter::who_voted(2).await;
    assert_eq!(voter.mend().0, Mended::Fit);
    voter.log.truncate(voter.entries[3] + 20);
    assert_eq!(voter.mend().0, Mended::Fit);
    voter.log.clear();
    assert_eq!(voter.mend().0, Mended::Fit);
    let path = voter.folder.path().join("no log");
    assert_eq!(mend_log(&StdDisk, &path, HEIGHT).unwrap(), Mended::Fit);
}

fn settled(voter: &Voter, guard: &SignatureGuard) -> Settled {
    settle(&voter.write(), guard, &address(0), HEIGHT).unwrap()
}

#[tokio::test]
async fn a_signature_in_the_log_that_an_emptied_memory_lacks_is_noticed() {
    let voter = Voter::who_voted(1).await;
    assert_eq!(settled(&voter, &voter.guard()), Settled::Agree);
    let path = voter.folder.path().join("emptied");
    let emptied = SignatureGuard::open(&StdDisk, &path).unwrap();
    let slot = Slot { kind: SlotKind::Prevote, height: HEIGHT, round: 0 };
    assert_eq!(settled(&voter, &emptied), Settled::Unremembered(slot));
}

#[tokio::test]
async fn a_vote_that_a_power_cut_took_before_it_was_published_may_be_given_another_way() {
    let mut voter = Voter::who_voted(2).await;
    // What the engine does when nothing comes of the round: another vote in the same slot.
    let nil = Vote { value: NilOrVal::Nil, ..vote(0, VoteType::Prevote, HEIGHT, 1, BLOCK) };
    let sign = async |guard| {
        let signer = ValidatorSigner::new(key(0), CHAIN, guard);
        SharedSigner(std::sync::Arc::new(signer)).sign_vote(nil.clone()).await
    };
    assert!(sign(voter.guard()).await.is_err());

    voter.log.truncate(voter.entries[3]);
    assert_eq!(voter.check(), LogMemory::Whole);
    let guard = voter.guard();
    assert_eq!(settled(&voter, &guard), Settled::Agree);
    assert!(guard.signed_at(HEIGHT).iter().all(|slot| slot.round == 0), "what was sent stays");
    let published = sign(guard).await.unwrap();

    // From now on only this one.
    voter.append(&SignedConsensusMsg::Vote(published));
    assert_eq!(voter.check(), LogMemory::Whole);
    let guard = voter.guard();
    assert_eq!(settled(&voter, &guard), Settled::Agree);
    assert!(sign(guard).await.is_ok());
    let signer = ValidatorSigner::new(key(0), CHAIN, voter.guard());
    let other = vote(0, VoteType::Prevote, HEIGHT, 1, BLOCK);
    let other = SharedSigner(std::sync::Arc::new(signer)).sign_vote(other).await;
    assert!(other.is_err());
}

#[tokio::test]
async fn of_several_votes_that_the_log_lacks_none_is_forgotten() {
    let mut voter = Voter::who_voted(1).await.and_locked(0).await;
    voter.log.truncate(voter.entries[1]);
    let guard = voter.guard();
    assert_eq!(settled(&voter, &guard), Settled::Agree);
    assert_eq!(guard.signed_at(HEIGHT).len(), 2);
}
