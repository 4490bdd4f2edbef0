//! Answers to a challenge, and forgeries of them.

use proto::evidence::{Challenge, ControlAnswer, Evidence};
use proto::hash::Hash;
use proto::ids::ChainId;
use proto::instruction::Approval;
use proto::keys::SecretKey;
use proto::signing::Purpose;
use title::TitleId;

use super::ground::earlier;
use super::{Forgery, Stock, record_of};
use crate::cast::Who;
use crate::dice::Dice;

/// The answer that one key gives, for a purpose on a chain.
pub(super) fn signed(
    title: TitleId,
    block: Hash,
    challenge: Challenge,
    (purpose, chain): (Purpose, ChainId),
    key: &SecretKey,
) -> ControlAnswer {
    let answer = ControlAnswer::to(challenge);
    let signature = key.sign(purpose, &chain, &answer.body(title, block));
    answer.with(Approval { key: key.public(), signature })
}

impl Forgery {
    /// Forges an answer; `None` where this is another kind of forgery, or impossible.
    pub(super) fn answers(self, file: &mut Evidence, stock: &Stock, dice: &mut Dice) -> Option<()> {
        let block = file.checkpoint.header.hash();
        let old = (self == Self::OldAnswer).then(|| earlier(file, dice));
        let title = file.about_mut()?;
        let id = title.title;
        let holder = record_of(title)?.controller();
        if self == Self::NobodyInControl {
            let key = stock.cast.key(*dice.pick(&Who::ALL));
            let control = (Purpose::Control, stock.chain);
            let answer = signed(id, block, challenge(dice), control, key);
            title.answer = holder.is_none().then_some(answer);
            return title.answer.is_some().then_some(());
        }
        let answer = title.answer.as_mut()?;
        let asked = answer.challenge;
        let holder = stock.cast.who(holder?)?;
        let own = |block, purpose| {
            signed(id, block, asked, (purpose, stock.chain), stock.cast.key(holder))
        };
        match self {
            Self::OtherChallenge => answer.challenge = challenge(dice),
            Self::OtherParty => {
                let other = *dice.pick(&Who::ALL);
                let control = (Purpose::Control, stock.chain);
                *answer = signed(id, block, asked, control, stock.cast.key(other));
                return (other != holder).then_some(());
            }
            Self::ForeignAnswer => {
                let mut foreign = dice.pick(&stock.files).clone();
                let foreign = foreign.about_mut()?;
                *answer = foreign.answer.clone()?;
                return (foreign.title != id).then_some(());
            }
            Self::OldAnswer => *answer = own(old??.header.hash(), Purpose::Control),
            Self::Unsigned => answer.approvals.clear(),
            Self::OtherPurpose => {
                let purposes = [Purpose::Instruction, Purpose::Identity, Purpose::Vote];
                *answer = own(block, *dice.pick(&purposes));
            }
            _ => return None,
        }
        Some(())
    }
}

fn challenge(dice: &mut Dice) -> Challenge {
    let mut asked = [0; 32];
    asked.chunks_mut(8).for_each(|part| part.copy_from_slice(&dice.bits().to_be_bytes()));
    Challenge(asked)
}
