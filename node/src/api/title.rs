//! A title as it stands, and the proof of it as of the newest block.

use proto::pb::api::v1 as pb;
use title::TitleId;

use super::checkpoint;
use super::convert::id32;
use super::service::Service;
use super::status::Fault;
use crate::reader::{ReadError, Reader};

impl Service {
    /// What stands of a title; with its proof for whoever asks.
    pub(super) async fn title(
        &self,
        request: &pb::TitleRequest,
    ) -> Result<pb::TitleResponse, Fault> {
        let id = TitleId(id32(&request.title, "TitleRequest.title")?);
        let known = request.known_height;
        let (head, answer) = self
            .read(move |reader| match known {
                None => unproved(reader, &id),
                Some(known) => proved(reader, &id, known),
            })
            .await?;
        Ok(pb::TitleResponse { head: Some(head), ..answer })
    }
}

fn unproved(reader: &Reader, id: &TitleId) -> Result<pb::TitleResponse, ReadError> {
    let record = reader.title(id)?.map(|record| record.encode()).unwrap_or_default();
    Ok(pb::TitleResponse { record, ..pb::TitleResponse::default() })
}

fn proved(reader: &Reader, id: &TitleId, known: u64) -> Result<pb::TitleResponse, ReadError> {
    let Some(standing) = reader.title_entry(id)? else {
        let as_of = Some(pb::CheckpointResponse::default());
        return Ok(pb::TitleResponse { as_of, ..pb::TitleResponse::default() });
    };
    let asked = pb::CheckpointRequest { known_height: known, height: standing.height };
    Ok(pb::TitleResponse {
        head: None,
        record: standing.value().unwrap_or_default(),
        as_of: Some(checkpoint::put_together(reader, asked, Vec::new())?),
        entry: standing.entry.encode(),
    })
}
