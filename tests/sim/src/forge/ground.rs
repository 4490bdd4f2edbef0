//! Forgeries of what everything stands on: genesis, hand-overs, checkpoint, entries of the state.

use proto::certificate::CommitCertificate;
use proto::checkpoint::Checkpoint;
use proto::evidence::{Evidence, Subject};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::receipt::Receipt;
use proto::signing::Purpose;
use proto::state_proof::{Found, StateEntry};
use proto::validators::Address;
use proto::vote::{VoteBody, VoteKind};

use super::{Forgery, Stock, title_of};
use crate::cast::{Cast, Who, validator_address, validator_key};
use crate::dice::Dice;

impl Forgery {
    /// Forges the ground; `None` where this is another kind of forgery, or impossible.
    pub(super) fn ground(self, file: &mut Evidence, chain: ChainId, dice: &mut Dice) -> Option<()> {
        match self {
            Self::FewSigners => few(&mut file.checkpoint.certificate),
            Self::Strangers => {
                let strangers: Vec<_> = (0..4).map(|_| stranger(dice)).collect();
                file.checkpoint.certificate = signed(&file.checkpoint, &chain, &strangers);
            }
            Self::OtherState => {
                file.checkpoint.header.state_root = Hash([7; 32]);
                let mut certificate = signed(&file.checkpoint, &chain, &[validator_key(0)]);
                let old = &file.checkpoint.certificate.signatures;
                let others = old.iter().filter(|(by, _)| *by != validator_address(0));
                certificate.signatures.extend(others.copied());
                let CommitCertificate { height, round, block, signatures } = certificate;
                file.checkpoint.certificate =
                    CommitCertificate::new(height, round, block, signatures);
            }
            Self::OtherBlock => file.checkpoint.certificate = earlier(file, dice)?.certificate,
            Self::OldCheckpoint => file.checkpoint = earlier(file, dice)?,
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
                let (own, other) = (title_of(file)?, title_of(&mut other)?);
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
                let title = title_of(file)?;
                let entry = title.reference.clone();
                let carrier = Cast::found(4).member(Who::Carrier);
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
fn earlier(file: &mut Evidence, dice: &mut Dice) -> Option<Checkpoint> {
    let height = file.checkpoint.header.height;
    let receipt: Receipt = dice.pick(&title_of(file)?.control).receipt.clone();
    let message = receipt.to_message();
    let header = proto::block::Header::decode(&message.header).ok()?;
    let certificate = CommitCertificate::from_message(message.certificate.as_ref()?).ok()?;
    (header.height < height).then_some(Checkpoint { header, certificate })
}

/// Leaves a certificate a third of its signatures.
pub(super) fn few(certificate: &mut CommitCertificate) {
    let left = certificate.signatures.len() / 3;
    certificate.signatures.truncate(left);
}

pub(super) fn stranger(dice: &mut Dice) -> SecretKey {
    let mut seed = [0xee; 32];
    seed[..8].copy_from_slice(&dice.bits().to_be_bytes());
    SecretKey::from_seed(&seed)
}

fn signed(checkpoint: &Checkpoint, chain: &ChainId, keys: &[SecretKey]) -> CommitCertificate {
    let (height, round) = (checkpoint.header.height, checkpoint.certificate.round);
    let block = checkpoint.header.hash();
    let signatures = keys.iter().map(|key| {
        let validator = Address::of(&key.public());
        let kind = VoteKind::Precommit;
        let vote = VoteBody { kind, height, round, block: Some(block), validator };
        (validator, key.sign(Purpose::Vote, chain, &vote.encode()))
    });
    CommitCertificate::new(height, round, block, signatures.collect())
}
