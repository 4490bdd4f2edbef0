//! Committed blocks from a height on: first those on disk, then each as it comes.

use proto::handover::Handover;
use proto::pb::api::v1 as pb;
use tokio::sync::{mpsc, watch};
use tokio::time;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status};

use super::incoming::Caller;
use super::limits;
use super::service::Service;
use super::status::Fault;
use super::stopped;
use crate::chain::Head;
use crate::reader::ReadError;

/// What a client reads from.
pub(super) type BlockStream = ReceiverStream<Result<pb::CommittedBlock, Status>>;

impl Service {
    /// Starts a stream at `from_height`, where 0 means 1. A height that is not committed yet is
    /// waited for.
    pub(super) fn blocks(
        &self,
        request: &Request<pb::BlocksRequest>,
    ) -> Result<BlockStream, Fault> {
        let Caller(address) =
            request.extensions().get().expect("every connection says where it comes from");
        let seat = self.block_streams.take(*address).ok_or(Fault::TooManyStreams)?;
        // One place for the block on its way, one for the reason why there will be no more.
        let (blocks, stream) = mpsc::channel(2);
        let last_word = blocks.clone().try_reserve_owned().expect("a new channel has room");
        let next = request.get_ref().from_height.max(1);
        let feed = Feed { service: self.clone(), next, handed_over: 0, blocks };
        tokio::spawn(async move {
            let _seat = seat;
            if let Some(fault) = feed.run().await {
                last_word.send(Err(fault.into()));
            }
        });
        Ok(ReceiverStream::new(stream))
    }
}

struct Feed {
    service: Service,
    next: u64,
    /// The height up to which the stream has carried every change of the validators.
    handed_over: u64,
    blocks: mpsc::Sender<Result<pb::CommittedBlock, Status>>,
}

impl Feed {
    /// Sends blocks until the client has gone, or there is a reason to tell it.
    async fn run(mut self) -> Option<Fault> {
        let mut stop = self.service.stop.clone();
        tokio::select! {
            fault = self.send_all() => fault,
            () = stopped(&mut stop) => Some(Fault::Stopping),
        }
    }

    async fn send_all(&mut self) -> Option<Fault> {
        let mut heads = self.service.sources.heads.clone();
        loop {
            // The block is read only once there is room for it: a slow reader costs one block.
            let room = match time::timeout(limits::READER_PATIENCE, self.blocks.reserve()).await {
                Ok(Ok(room)) => room,
                Ok(Err(_)) => return None,
                Err(_) => return Some(Fault::SlowReader),
            };
            let committed = tokio::select! {
                committed = reached(&mut heads, self.next) => committed,
                () = self.blocks.closed() => return None,
            };
            if !committed {
                return Some(Fault::Stopping);
            }
            match self.service.committed_block(self.next, self.handed_over).await {
                Ok(block) => room.send(Ok(block)),
                Err(fault) => return Some(fault),
            }
            self.handed_over = self.next;
            self.next += 1;
        }
    }
}

impl Service {
    /// A block, and the changes of the validators after height `handed_over` up to its own.
    async fn committed_block(
        &self,
        height: u64,
        handed_over: u64,
    ) -> Result<pb::CommittedBlock, Fault> {
        let reader = self.sources.reader.clone();
        let read = move || {
            let handovers = reader.handovers(handed_over + 1..height + 1)?;
            Ok::<_, ReadError>((reader.block(height)?, handovers))
        };
        let (found, handovers) = self.work.run(read).await??;
        let (block, certificate) = found.ok_or(Fault::NoBlock { height })?;
        let handovers = handovers.iter().map(Handover::encode).collect();
        Ok(pb::CommittedBlock { block, certificate: Some(certificate.to_message()), handovers })
    }
}

/// Waits until the head is at `height`. False when the node commits no more.
async fn reached(heads: &mut watch::Receiver<Head>, height: u64) -> bool {
    heads.wait_for(|head| head.height >= height).await.is_ok()
}
