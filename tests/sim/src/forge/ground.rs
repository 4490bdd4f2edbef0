//! Forgeries of what everything stands on: genesis, hand-overs, checkpoint, entries of the state.

use proto::certificate::CommitCertificate;
use proto::checkpoint::Checkpoint;
use proto::evidence::{Evidence, Subject};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::receipt::Receipt;
use proto::state_proof::{Found, StateEntry};

use super::certificates::signed;
use super::{Forgery, Stock};
use crate::cast::{Who, validator_address, validator_key};
use crate::dice::Dice;

impl Forgery {
    /// Forges the ground; `None` where this is another kind of forgery, or impossible.
    pub(super) fn ground(self, file: &mut Evidence, chain: ChainId, dice: &mut Dice) -> Option<()> {
        match self {
            Self::OtherState => {
                file.checkpoint.header.state_root = Hash([7; 32]);
                let (header, round) = (&file.checkpoint.header, file.checkpoint.certificate.round);
                let mut certificate = signed(header, round, &chain, &[validator_key(0)]);
                let old = &file.checkpoint.certificate.signatures;
                let others = old.iter().filter(|(by, _)| *by != validator_address(0));
                certificate.signatures.extend(others.copied());
                let CommitCertificate { height, round, block, signatures } = certificate;
                file.checkpoint.certificate =
                    CommitCertificate::new(height, round, block, signatures);
            }
            Self::OtherBlock => file.checkpoint.certificate = earlier(file, dice)?.certificate,
            Self::OldCheckpoint => {
                let old = earlier(file, dice)?;
                // Of the same state an older block shows the same.
                let now = file.checkpoint.header.state_root;
                file.checkpoint = Some(old).filter(|old| old.header.state_root != now)?;
            }
            Self::Gap if !file.handovers.is_empty() => {
                let gap = dice.index(file.handovers.len());
                file.handovers.remove(gap);
            }
            _ => return None,
        }
        Some(())
    }

    /// Forges an entry of the state.
    pub(super) fn entries(self, file: &mut Evidence, stock: &Stock, dice: &mut Dice) -> Option<()> {
        match self {
            Self::OtherValue => change(any_entry(file, dice), dice)?,
            Self::ForeignEntry => {
                let mut other = dice.pick(&stock.files).clone();
                let (own, other) = (file.about_mut()?, other.about_mut()?);
                match dice.below(2) {
                    0 => own.record = other.record.clone(),
                    _ => own.reference = other.reference.clone(),
                }
            }
            Self::NoMember => {
                let gone = dice.index(file.members.len());
                file.members.remove(gone);
            }
            Self::Free => {
                let title = file.about_mut()?;
                let entry = title.reference.clone();
                let carrier = stock.cast.member(Who::Carrier);
                let reference = "NEVER-USED".to_owned();
                file.subject = Subject::Unused { carrier, reference, entry };
            }
            _ => return None,
        }
        Some(())
    }
}

fn any_entry<'a>(file: &'a mut Evidence, dice: &mut Dice) -> &'a mut StateEntry {
    let of_members = file.members.len();
    let of_accounts = file.accounts.len();
    let pick = dice.index(of_members + of_accounts + 2);
    if pick < of_members {
        return &mut file.members[pick];
    }
    if pick < of_members + of_accounts {
        return &mut file.accounts[pick - of_members];
    }
    match &mut file.subject {
        Subject::Title(title) => {
            if dice.one_in(2) {
                &mut title.record
            } else {
                &mut title.reference
            }
        }
        Subject::Unused { .. } => &mut file.network,
    }
}

/// Another value under the same siblings.
fn change(entry: &mut StateEntry, dice: &mut Dice) -> Option<()> {
    let Found::Value(value) = entry.found() else { return None };
    let mut value = value.clone();
    let place = dice.index(value.len());
    value[place] ^= 1 << dice.below(8);
    *entry = StateEntry::new(Found::Value(value), entry.siblings().to_vec());
    Some(())
}

/// The committed header of one of the file's facts, which is older than the checkpoint.
pub(super) fn earlier(file: &mut Evidence, dice: &mut Dice) -> Option<Checkpoint> {
    let height = file.checkpoint.header.height;
    let receipt: Receipt = dice.pick(&file.about_mut()?.control).receipt.clone();
    let message = receipt.to_message();
    let header = proto::block::Header::decode(&message.header).ok()?;
    let certificate = CommitCertificate::from_message(message.certificate.as_ref()?).ok()?;
    (header.height < height).then_some(Checkpoint { header, certificate })
}
