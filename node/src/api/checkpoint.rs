//! Checkpoints on request: the newest block, and what leads to it.

use proto::handover::Handover;
use proto::pb::api::v1 as pb;
use proto::witness::Cosignature;

use super::service::Service;
use super::status::Fault;
use crate::reader::{ReadError, Reader};

impl Service {
    /// A block, the hand-overs that lead to it from the one that the caller knows, and who witnessed
    /// it.
    pub(super) async fn checkpoint(
        &self,
        request: &pb::CheckpointRequest,
    ) -> Result<pb::CheckpointResponse, Fault> {
        let (reader, asked) = (self.sources.reader.clone(), *request);
        let given = self.sources.cosignatures.newest();
        let mut answer = self.work.run(move || put_together(&reader, asked, given)).await??;
        answer.head = Some(self.head());
        Ok(answer)
    }
}

/// A block, and what leads to it.
///
/// # Errors
///
/// [`ReadError`].
pub(super) fn put_together(
    reader: &Reader,
    asked: pb::CheckpointRequest,
    given: Vec<Cosignature>,
) -> Result<pb::CheckpointResponse, ReadError> {
    let height = if asked.height == 0 { reader.meta()?.height } else { asked.height };
    let Some(checkpoint) = reader.checkpoint_at(height)? else {
        return Ok(pb::CheckpointResponse::default());
    };
    let known = asked.known_height;
    let handovers = if known < height { reader.handovers(known + 1..height + 1)? } else { vec![] };
    let mut witnessed = Vec::new();
    for one in given {
        witnessed.extend(place(reader, &one, height)?);
    }
    Ok(pb::CheckpointResponse {
        head: None,
        checkpoint: checkpoint.encode(),
        handovers: handovers.iter().map(Handover::encode).collect(),
        ancestry: reader.ancestry(known, height)?.map(|shown| shown.to_message()),
        witnessed,
    })
}

/// What a witness signed, placed below a block; nothing where it lies above.
fn place(
    reader: &Reader,
    given: &Cosignature,
    height: u64,
) -> Result<Option<pb::Witnessed>, ReadError> {
    let cosignature = given.encode();
    if given.height == height {
        return Ok(Some(pb::Witnessed { cosignature, inclusion: None }));
    }
    let inclusion = reader.place_below(given.height, height)?;
    Ok(inclusion.map(|place| pb::Witnessed { cosignature, inclusion: Some(place.to_message()) }))
}

#[cfg(test)]
mod tests;
