//! Opening the envelopes of a block: those that nobody here has seen on all processors at once.

#[cfg(test)]
mod tests;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;

use proto::ids::ChainId;
use proto::instruction::Submission;
use proto::refusal::Refusal;

use crate::prepared::PreparedKeys;

/// An envelope that was opened, or why it cannot be.
pub type Opening = Result<Arc<Submission>, Refusal>;

/// Gives an envelope that was opened before, and whose signatures may have been checked then.
pub type Opened<'a> = dyn Fn(&[u8]) -> Option<Arc<Submission>> + 'a;

/// Where nothing was opened before.
#[must_use]
pub fn nothing_opened(_: &[u8]) -> Option<Arc<Submission>> {
    None
}

/// Envelopes from which on more than one thread is worth its while.
const MANY: usize = 32;

/// Opens the envelopes of a block, in order. Where many of them are new here their signatures are
/// checked too, on several threads, by keys that are prepared where `keys` has them; what is found does not
/// depend on either.
#[must_use]
pub fn open_all(
    envelopes: &[Vec<u8>],
    chain: &ChainId,
    opened: &Opened<'_>,
    keys: Option<&PreparedKeys>,
) -> Vec<Opening> {
    let known: Vec<_> = envelopes.iter().map(|envelope| opened(envelope)).collect();
    let is_new = |(_, known): &(&Vec<u8>, &Option<_>)| known.is_none();
    let new = envelopes.iter().zip(&known).filter(is_new).map(|(envelope, _)| envelope.as_slice());
    let new: Vec<&[u8]> = new.collect();
    let mut new = open_new(&new, chain, keys).into_iter();
    let all = known.into_iter().map(|known| match known {
        Some(submission) => Ok(submission),
        None => new.next().expect("every envelope that is not known was opened"),
    });
    all.collect()
}

fn open_new(envelopes: &[&[u8]], chain: &ChainId, keys: Option<&PreparedKeys>) -> Vec<Opening> {
    let threads = thread::available_parallelism().map_or(1, NonZeroUsize::get);
    let open = |envelope: &&[u8]| Submission::open(envelope, chain).map(Arc::new);
    if envelopes.len() < MANY || threads == 1 {
        return envelopes.iter().map(open).collect();
    }
    let check =
        |envelope: &&[u8]| open(envelope).inspect(|submission| submission.check_signatures(&keys));
    thread::scope(|scope| {
        let shares = envelopes.chunks(envelopes.len().div_ceil(threads));
        let shares: Vec<_> = shares
            .map(|share| scope.spawn(move || share.iter().map(check).collect::<Vec<_>>()))
            .collect();
        let opened = shares.into_iter().map(|share| share.join().expect("opening never panics"));
        opened.flatten().collect()
    })
}
