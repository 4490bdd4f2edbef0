//! An answer that may be large and has a seat: it leaves in pieces as its reader takes them, and keeps
//! its seat until the last. Whoever takes no time to read it gets no more of it.
//!
//! The transport would take a whole message at once and hold it until it is read.

#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Error;
use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body::Frame;
use thiserror::Error as ThisError;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::{self, AbortHandle};
use tokio::time;

/// Bytes of one piece.
const PIECE: usize = 64 << 10;

/// One of a few places; all clones are the same one.
#[derive(Clone)]
pub(super) struct Seat {
    _permit: Arc<OwnedSemaphorePermit>,
}

impl Seat {
    pub(super) fn new(permit: OwnedSemaphorePermit) -> Self {
        Self { _permit: Arc::new(permit) }
    }
}

/// The same response; one that has a seat keeps it until it is read, or for so long at most.
pub(super) fn until_read(mut response: Response, patience: Duration) -> Response {
    let Some(seat) = response.extensions_mut().remove::<Seat>() else { return response };
    response.map(|body| Body::new(Seated::new(body, seat, patience)))
}

/// The reader of a large answer took too long.
#[derive(Debug, ThisError)]
#[error("the answer was not read in time")]
struct NotRead;

struct Seated {
    held: Arc<Mutex<Option<Held>>>,
    end_of_patience: AbortHandle,
}

/// What goes as soon as nobody waits for it.
struct Held {
    body: Body,
    /// What the body gave and the reader has not taken.
    rest: Bytes,
    _seat: Seat,
}

impl Seated {
    fn new(body: Body, seat: Seat, patience: Duration) -> Self {
        let held = Arc::new(Mutex::new(Some(Held { body, rest: Bytes::new(), _seat: seat })));
        let left = Arc::clone(&held);
        let end = task::spawn(async move {
            time::sleep(patience).await;
            empty(&left);
        });
        Self { held, end_of_patience: end.abort_handle() }
    }
}

impl Drop for Seated {
    fn drop(&mut self) {
        self.end_of_patience.abort();
        empty(&self.held);
    }
}

fn empty(held: &Mutex<Option<Held>>) {
    held.lock().unwrap_or_else(PoisonError::into_inner).take();
}

impl http_body::Body for Seated {
    type Data = Bytes;
    type Error = Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Error>>> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(answer) = held.as_mut() else {
            return Poll::Ready(Some(Err(Error::new(NotRead))));
        };
        while answer.rest.is_empty() {
            let Poll::Ready(frame) = Pin::new(&mut answer.body).poll_frame(context) else {
                return Poll::Pending;
            };
            match frame.transpose() {
                Ok(Some(frame)) => match frame.into_data() {
                    Ok(data) => answer.rest = data,
                    // The status, which comes last.
                    Err(trailers) => return Poll::Ready(Some(Ok(trailers))),
                },
                Ok(None) => return Poll::Ready(None),
                Err(error) => return Poll::Ready(Some(Err(error))),
            }
        }
        let piece = answer.rest.len().min(PIECE);
        Poll::Ready(Some(Ok(Frame::data(answer.rest.split_to(piece)))))
    }
}
