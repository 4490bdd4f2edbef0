//! Committed blocks from a height on, and their facts.

use proto::pb::api::v1 as pb;
use tonic::Request;

use super::service::Service;
use super::status::{Fault, Streamed};
use super::stream::{Heights, MessageStream};
use crate::reader::{ReadError, Reader, Recorded};

/// Blocks as a client reads them.
pub(super) type BlockStream = MessageStream<pb::CommittedBlock>;
/// The facts of blocks as a client reads them.
pub(super) type FactStream = MessageStream<pb::FactsOfBlock>;

impl Service {
    /// Blocks with the instructions they executed.
    pub(super) fn blocks(
        &self,
        request: &Request<pb::BlocksRequest>,
    ) -> Result<BlockStream, Fault> {
        let heights = Heights { from: request.get_ref().from_height, to: 0 };
        self.stream(request, (Streamed::Blocks, &self.block_streams), heights, block)
    }

    /// The facts of blocks, without the instructions.
    pub(super) fn facts(&self, request: &Request<pb::FactsRequest>) -> Result<FactStream, Fault> {
        let pb::FactsRequest { from_height: from, to_height: to } = *request.get_ref();
        self.stream(request, (Streamed::Facts, &self.fact_streams), Heights { from, to }, facts)
    }
}

fn block(
    reader: &Reader,
    height: u64,
    handovers: Vec<Vec<u8>>,
) -> Result<Option<pb::CommittedBlock>, ReadError> {
    let found = reader.block(height)?;
    Ok(found.map(|(block, certificate)| pb::CommittedBlock {
        block,
        certificate: Some(certificate.to_message()),
        handovers,
    }))
}

fn facts(
    reader: &Reader,
    height: u64,
    handovers: Vec<Vec<u8>>,
) -> Result<Option<pb::FactsOfBlock>, ReadError> {
    let found = reader.recorded_at(height)?;
    Ok(found.map(|Recorded { header, certificate, records }| pb::FactsOfBlock {
        header: header.encode(),
        certificate: Some(certificate.to_message()),
        records,
        handovers,
    }))
}
