//! Connections as they come: counted, in all and per address, and closed when they stay silent.
//!
//! The HTTP/2 layer above watches a connection from its first frame on. Whoever connects and says
//! nothing, or says it byte by byte, is this layer's to refuse.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv6Addr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{Instant, Sleep, sleep};
use tokio_stream::Stream;
use tonic::Request;
use tonic::transport::server::Connected;

use super::limits;
use crate::telemetry::Metrics;

/// Bytes of the HTTP/2 preface and of the frame header that must follow it.
const FIRST_BYTES: usize = 24 + 9;
/// How long to wait when the system cannot accept: it has run out of files or memory.
const PAUSE: Duration = Duration::from_millis(200);

/// The connections of one listener.
pub(super) struct Incoming {
    listener: TcpListener,
    places: Places,
    pause: Option<Pin<Box<Sleep>>>,
    metrics: Metrics,
}

impl Incoming {
    pub(super) fn new(listener: TcpListener, metrics: Metrics) -> Self {
        let places = Places::new(limits::CONNECTIONS, limits::CONNECTIONS_PER_ADDRESS);
        Self { listener, places, pause: None, metrics }
    }

    fn poll_pause(&mut self, context: &mut Context<'_>) -> Poll<()> {
        if let Some(pause) = &mut self.pause {
            std::task::ready!(pause.as_mut().poll(context));
            self.pause = None;
        }
        Poll::Ready(())
    }
}

impl Stream for Incoming {
    type Item = Result<Connection, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            std::task::ready!(self.poll_pause(context));
            match std::task::ready!(self.listener.poll_accept(context)) {
                Ok((stream, address)) => match self.places.take(address.ip()) {
                    Some(place) => return Poll::Ready(Some(Ok(Connection::new(stream, place)))),
                    None => self.metrics.connection_refused(),
                },
                // The client left before it was accepted.
                Err(error) if is_about_one_connection(&error) => {}
                Err(error) => {
                    tracing::warn!(%error, "the API cannot accept connections");
                    self.pause = Some(Box::pin(sleep(PAUSE)));
                }
            }
        }
    }
}

fn is_about_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionRefused
    )
}

/// How many each address has of something that is bounded, in all and per address.
#[derive(Clone)]
pub(super) struct Places {
    most: usize,
    most_per_address: usize,
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
}

impl Places {
    pub(super) fn new(most: usize, most_per_address: usize) -> Self {
        Self { most, most_per_address, taken: Arc::default() }
    }

    /// How many there are, and how many each address may have.
    pub(super) fn limits(&self) -> (usize, usize) {
        (self.most, self.most_per_address)
    }

    /// A place for one more from `address`, if there is one.
    pub(super) fn take(&self, address: IpAddr) -> Option<Place> {
        let address = neighbourhood(address);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let total: usize = taken.values().sum();
        let here = taken.get(&address).copied().unwrap_or(0);
        if total >= self.most || here >= self.most_per_address {
            return None;
        }
        taken.insert(address, here + 1);
        Some(Place { places: self.clone(), address })
    }
}

/// One place, free again when dropped.
pub(super) struct Place {
    places: Places,
    address: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(here) = taken.get_mut(&self.address) {
            *here -= 1;
            if *here == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

/// Who an address counts as: itself, or in IPv6 its /64, which one host usually has whole.
fn neighbourhood(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)))
        }
        address @ IpAddr::V4(_) => address,
    }
}

/// One connection.
pub(super) struct Connection {
    stream: TcpStream,
    received: usize,
    silence: Pin<Box<Sleep>>,
    place: Place,
}

impl Connection {
    fn new(stream: TcpStream, place: Place) -> Self {
        // Answers are small and waited for. Where the system refuses, they are only later.
        let _ = stream.set_nodelay(true);
        Self { stream, received: 0, silence: Box::pin(sleep(limits::HANDSHAKE)), place }
    }

    fn heard(&mut self, bytes: usize) {
        self.received = self.received.saturating_add(bytes);
        // Before that, byte by byte buys no time.
        if self.received >= FIRST_BYTES {
            self.silence.as_mut().reset(Instant::now() + limits::SILENCE);
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(read) => {
                self.heard(buffer.filled().len() - before);
                Poll::Ready(read)
            }
            Poll::Pending => {
                std::task::ready!(self.silence.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
        }
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl Connected for Connection {
    type ConnectInfo = Caller;

    fn connect_info(&self) -> Caller {
        Caller(self.place.address)
    }
}

/// Where a call came from, as its connection is counted. Stands with every request, to bound what
/// one address may hold; it is neither shown nor logged.
#[derive(Clone, Copy)]
pub(super) struct Caller(IpAddr);

impl Caller {
    /// Where a request came from.
    pub(super) fn of<R>(request: &Request<R>) -> IpAddr {
        let Self(address) =
            request.extensions().get().expect("every connection says where it comes from");
        *address
    }
}
