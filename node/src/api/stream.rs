//! What is told height by height: first what is on disk, then each block as it comes.
//!
//! Every height comes once and none is left out. A stream holds one message that its reader has
//! not taken, and a reader that takes none for long is left.

use proto::handover::Handover;
use tokio::sync::{mpsc, watch};
use tokio::time;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status};

use super::incoming::{Caller, Places};
use super::service::Service;
use super::status::{Fault, Streamed};
use super::stopped;
use crate::chain::Head;
use crate::reader::{ReadError, Reader};

/// What a client reads from.
pub(super) type MessageStream<M> = ReceiverStream<Result<M, Status>>;

/// What a height is told as: its message, from the hand-overs that the stream has not carried yet,
/// as bytes; none for a height that is not committed here.
pub(super) type Tell<M> = fn(&Reader, u64, Vec<Vec<u8>>) -> Result<Option<M>, ReadError>;

/// Which heights are asked for, as a request says it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Heights {
    /// The first; 0 means 1.
    pub(super) from: u64,
    /// The last; 0 for no end.
    pub(super) to: u64,
}

impl Service {
    /// Starts a stream. A height that is not committed yet is waited for.
    pub(super) fn stream<R, M: Send + 'static>(
        &self,
        request: &Request<R>,
        (of, seats): (Streamed, &Places),
        heights: Heights,
        tell: Tell<M>,
    ) -> Result<MessageStream<M>, Fault> {
        let seat = seats.take(Caller::of(request)).ok_or_else(|| {
            let (most, per_address) = seats.limits();
            Fault::TooManyStreams { of, most, per_address }
        })?;
        // One place for the message on its way, one for the reason why there will be no more.
        let (messages, stream) = mpsc::channel(2);
        let last_word = messages.clone().try_reserve_owned().expect("a new channel has room");
        let feed = Feed {
            service: self.clone(),
            next: heights.from.max(1),
            last: if heights.to == 0 { u64::MAX } else { heights.to },
            handed_over: 0,
            tell,
            messages,
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Some(fault) = feed.run().await {
                last_word.send(Err(fault.into()));
            }
        });
        Ok(ReceiverStream::new(stream))
    }
}

struct Feed<M> {
    service: Service,
    next: u64,
    last: u64,
    /// The height up to which the stream has carried every change of the validators.
    handed_over: u64,
    tell: Tell<M>,
    messages: mpsc::Sender<Result<M, Status>>,
}

impl<M: Send + 'static> Feed<M> {
    /// Sends messages until the last, until the client has gone, or until there is a reason to tell
    /// it.
    async fn run(mut self) -> Option<Fault> {
        let mut stop = self.service.stop.clone();
        tokio::select! {
            fault = self.send_all() => fault,
            () = stopped(&mut stop) => Some(Fault::Stopping),
        }
    }

    async fn send_all(&mut self) -> Option<Fault> {
        let mut heads = self.service.sources.heads.clone();
        while self.next <= self.last {
            // It is read only once there is room for it: a slow reader costs one message.
            let room = match time::timeout(self.service.patience, self.messages.reserve()).await {
                Ok(Ok(room)) => room,
                Ok(Err(_)) => return None,
                Err(_) => return Some(Fault::SlowReader),
            };
            let committed = tokio::select! {
                committed = reached(&mut heads, self.next) => committed,
                () = self.messages.closed() => return None,
            };
            if !committed {
                return Some(Fault::Stopping);
            }
            match self.read().await {
                Ok(message) => room.send(Ok(message)),
                Err(fault) => return Some(fault),
            }
            self.handed_over = self.next;
            self.next += 1;
        }
        None
    }

    /// The next height's message, with the changes of the validators not yet carried.
    async fn read(&self) -> Result<M, Fault> {
        let (reader, tell) = (self.service.sources.reader.clone(), self.tell);
        let (height, handed_over) = (self.next, self.handed_over);
        let read = move || {
            let handovers = reader.handovers(handed_over + 1..height + 1)?;
            tell(&reader, height, handovers.iter().map(Handover::encode).collect())
        };
        self.service.work.run(read).await??.ok_or(Fault::NoBlock { height })
    }
}

/// Waits until the head is at `height`. False when the node commits no more.
async fn reached(heads: &mut watch::Receiver<Head>, height: u64) -> bool {
    heads.wait_for(|head| head.height >= height).await.is_ok()
}
