//! Forgeries of a bill's facts and of what the parties signed.

use proto::evidence::{Evidence, FactProof};
use proto::instruction::{Submission, approve, seal};

use super::certificates::stranger;
use super::{Forgery, Stock};
use crate::dice::Dice;

impl Forgery {
    /// Forges a fact; `None` where this is another kind of forgery, or impossible.
    pub(super) fn facts(self, file: &mut Evidence, stock: &Stock, dice: &mut Dice) -> Option<()> {
        let foreign = dice.pick(&stock.files).clone();
        let facts = some_chain(file, dice)?;
        let at = dice.index(facts.len());
        match self {
            Self::NoFact => drop(facts.remove(at)),
            Self::Exchanged if facts.len() > 1 => {
                let next = (at + 1) % facts.len();
                facts.swap(at, next);
            }
            Self::Twice => {
                let fact = facts[at].clone();
                facts.insert(at, fact);
            }
            Self::ForeignFact => facts[at] = any_fact(foreign, dice)?,
            Self::ForeignEnvelope => facts[at].envelope = any_fact(foreign, dice)?.envelope,
            Self::StrangerForParty => {
                let submission = Submission::open(&facts[at].envelope, &stock.chain).ok()?;
                let body = submission.body().to_vec();
                let approval = approve(&stock.chain, &body, &stranger(dice));
                facts[at].envelope = seal(body, &[approval]);
            }
            _ => return None,
        }
        Some(())
    }
}

/// The facts of either chain of the file's bill.
pub(super) fn some_chain<'a>(
    file: &'a mut Evidence,
    dice: &mut Dice,
) -> Option<&'a mut Vec<FactProof>> {
    let title = file.about_mut()?;
    let notices = !title.annotations.is_empty() && dice.one_in(4);
    Some(if notices { &mut title.annotations } else { &mut title.control })
}

fn any_fact(mut file: Evidence, dice: &mut Dice) -> Option<FactProof> {
    Some(dice.pick(&file.about_mut()?.control).clone())
}
