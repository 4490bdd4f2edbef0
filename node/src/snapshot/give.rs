//! What a node answers to one that begins. It gives what it can show and nothing else: a part that does
//! not lead to the state root is not given, but taken for the damage of this node's index that it is.

use proto::snapshot::{Prefix, agreed_height};

use crate::gossip::limits::{BLOCKS_AT_ONCE, BLOCKS_BYTES};
use crate::gossip::snapshots::messages::{Answer, Ask, framed_bytes};
use crate::ledger::state::{self, Cut, State};
use crate::reader::{ReadError, Reader};
use crate::store::index::Index;
use crate::store::log::Entry;

/// The answer to a question.
///
/// # Errors
///
/// [`ReadError`] when this node cannot read what it has; what it has not is an answer.
pub fn answer(reader: &Reader, ask: &Ask) -> Result<Answer, ReadError> {
    let answer = match ask {
        Ask::Offer => offer(reader),
        Ask::Headers { height, index } => headers(reader, *height, *index),
        Ask::State { height, prefix } => part(reader, *height, prefix),
        Ask::Blocks { from, to } => blocks(reader, *from, *to),
    };
    match reader.noting(answer) {
        Ok(answer) => Ok(answer.unwrap_or(Answer::NotKept)),
        Err(error) if error.is_overtaken() => Ok(Answer::NotKept),
        Err(ReadError::NotFetched { .. }) => Ok(Answer::NotKept),
        Err(error) => Err(error),
    }
}

fn offer(reader: &Reader) -> Result<Option<Answer>, ReadError> {
    let Some(height) = agreed_height(reader.meta()?.height) else { return Ok(None) };
    let Some(state) = state_after(reader, height)? else { return Ok(None) };
    let entries = state.entries()?;
    let Some(trail) = reader.trail(height)? else { return Ok(None) };
    Ok(Some(Answer::Offer { trail: trail.encode(), entries }))
}

fn headers(reader: &Reader, height: u64, index: u64) -> Result<Option<Answer>, ReadError> {
    if agreed_height(height) != Some(height) || height > reader.meta()?.height {
        return Ok(None);
    }
    Ok(reader.run_of_headers(height, index)?.map(|run| Answer::Headers(run.encode())))
}

fn part(reader: &Reader, height: u64, prefix: &Prefix) -> Result<Option<Answer>, ReadError> {
    if agreed_height(height) != Some(height) {
        return Ok(None);
    }
    let Some(state) = state_after(reader, height)? else { return Ok(None) };
    Ok(Some(match state.part(prefix)? {
        Cut::Part(part) => Answer::State(part.encode()),
        Cut::TooLarge => Answer::TooLarge,
    }))
}

/// The state after a block, where it is kept.
fn state_after(reader: &Reader, height: u64) -> Result<Option<State<'_, Index>>, ReadError> {
    let Some((header, version)) = reader.index().header(height)? else { return Ok(None) };
    let oldest = reader.meta()?.oldest_version;
    if version < oldest {
        return Err(state::ReadError::Pruned { version, oldest }.into());
    }
    Ok(Some(State::at(reader.index(), version, header.state_root)))
}

fn blocks(reader: &Reader, from: u64, to: u64) -> Result<Option<Answer>, ReadError> {
    let (mut blocks, mut room) = (Vec::new(), BLOCKS_BYTES);
    for height in (from..=to).take(BLOCKS_AT_ONCE) {
        let Some(Entry { block, certificate }) = reader.logged(height)? else { break };
        let Some(left) = room.checked_sub(framed_bytes(&block, &certificate)) else { break };
        room = left;
        blocks.push((block, certificate));
    }
    Ok((!blocks.is_empty()).then_some(Answer::Blocks(blocks)))
}
