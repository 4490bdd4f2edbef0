//! Moves one bounded message each way over a stream, and knows nothing of its content.

use async_trait::async_trait;
use libp2p::StreamProtocol;
use libp2p::futures::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use libp2p::request_response;

use std::io;

use super::limits;

/// The name of the conversation. A change that an older node cannot follow takes another name.
pub(super) const PROTOCOL: StreamProtocol = StreamProtocol::new("/ebl/gossip/1");

/// The name of the questions for snapshots, likewise.
pub(super) const SNAPSHOTS: StreamProtocol = StreamProtocol::new("/ebl/snapshot/1");

/// Whole messages: what stands on the stream up to its end.
#[derive(Clone)]
pub(super) struct Frames {
    /// Bytes of a request.
    pub(super) request: usize,
    /// Bytes of a response.
    pub(super) response: usize,
}

impl Frames {
    /// Those of the conversation.
    pub(super) const GOSSIP: Self =
        Self { request: limits::REQUEST_BYTES, response: limits::RESPONSE_BYTES };
    /// Those of questions for snapshots.
    pub(super) const SNAPSHOTS: Self =
        Self { request: limits::ASK_BYTES, response: limits::ANSWER_BYTES };
}

#[async_trait]
impl request_response::Codec for Frames {
    type Protocol = StreamProtocol;
    type Request = Vec<u8>;
    type Response = Vec<u8>;

    async fn read_request<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read_to_end(io, self.request).await
    }

    async fn read_response<T>(&mut self, _: &StreamProtocol, io: &mut T) -> io::Result<Vec<u8>>
    where
        T: AsyncRead + Unpin + Send,
    {
        read_to_end(io, self.response).await
    }

    async fn write_request<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        request: Vec<u8>,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&request).await
    }

    async fn write_response<T>(
        &mut self,
        _: &StreamProtocol,
        io: &mut T,
        response: Vec<u8>,
    ) -> io::Result<()>
    where
        T: AsyncWrite + Unpin + Send,
    {
        io.write_all(&response).await
    }
}

/// Reads at most one byte more than allowed: whoever decodes the message then finds it too long,
/// and knows whose it was. A failure here would reach nobody.
async fn read_to_end<T>(io: &mut T, limit: usize) -> io::Result<Vec<u8>>
where
    T: AsyncRead + Unpin + Send,
{
    let mut message = Vec::new();
    io.take(limit as u64 + 1).read_to_end(&mut message).await?;
    Ok(message)
}
