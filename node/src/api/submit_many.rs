//! Handing in many instructions over one call, each answered when its outcome is known.
//!
//! Room for an answer is taken before an instruction is read, so whoever takes no answers hands in
//! nothing, and costs at most what fits that room. Whoever hands in faster than this node takes in is
//! not read on: the transport then holds the caller back.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::submit_many_response::Answer;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio::time;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Status, Streaming};

use super::incoming::Caller;
use super::service::Service;
use super::status::Fault;
use super::{limits, stopped};

/// What the caller reads from.
pub(super) type Answers = ReceiverStream<Result<pb::SubmitManyResponse, Status>>;

type Room = mpsc::OwnedPermit<Result<pb::SubmitManyResponse, Status>>;

impl Service {
    /// Begins to take in what a stream brings.
    pub(super) fn submit_many(
        &self,
        request: Request<Streaming<pb::SubmitManyRequest>>,
    ) -> Result<Answers, Fault> {
        let caller = Caller::of(&request);
        let seat = self.submit_streams.take(caller).ok_or(Fault::TooManySubmitStreams)?;
        // One place more for the reason why there will be no more answers.
        let (answers, stream) = mpsc::channel(limits::STREAMED_ON_ONE + 1);
        let last_word = answers.clone().try_reserve_owned().expect("a new channel has room");
        let counter = Counter {
            service: self.clone(),
            letters: request.into_inner(),
            answers,
            room: None,
            letter: None,
        };
        tokio::spawn(async move {
            let _seat = seat;
            if let Some(status) = counter.serve().await {
                last_word.send(Err(status));
            }
        });
        Ok(ReceiverStream::new(stream))
    }

    async fn answer_one(&self, letter: pb::SubmitManyRequest) -> pb::SubmitManyResponse {
        let answered = match letter.submit {
            Some(submit) => self.hand_in(submit).await,
            None => Err(Fault::NothingSubmitted),
        };
        let answer = match answered {
            Ok(response) => Answer::Response(response),
            Err(fault) => Answer::Failed(failed(&fault.into())),
        };
        pb::SubmitManyResponse { number: letter.number, answer: Some(answer) }
    }
}

fn failed(status: &Status) -> pb::Failed {
    let code = u32::try_from(i32::from(status.code())).expect("codes are small and positive");
    pb::Failed { code, message: status.message().to_owned() }
}

/// Where one stream is served.
struct Counter {
    service: Service,
    letters: Streaming<pb::SubmitManyRequest>,
    answers: mpsc::Sender<Result<pb::SubmitManyResponse, Status>>,
    /// Room for the answer to the next letter.
    room: Option<Room>,
    /// The next letter, read and not yet taken in.
    letter: Option<pb::SubmitManyRequest>,
}

/// What comes next of a stream.
enum Next {
    Letter {
        letter: pb::SubmitManyRequest,
        room: Room,
        place: OwnedSemaphorePermit,
    },
    /// The caller hands in no more.
    End,
    /// The caller has gone.
    Gone,
}

impl Counter {
    /// Takes in and answers until the caller has all answers or is gone, or until there is a reason to
    /// tell it.
    async fn serve(mut self) -> Option<Status> {
        let mut stop = self.service.stop.clone();
        let answers = self.answers.clone();
        let mut open = FuturesUnordered::new();
        let (mut ended, mut stopping) = (false, false);
        while !((ended || stopping) && open.is_empty()) {
            tokio::select! {
                biased;
                () = stopped(&mut stop), if !stopping => stopping = true,
                Some(()) = open.next() => {}
                () = answers.closed() => return None,
                next = self.next(), if !ended && !stopping => match next {
                    Ok(Next::Letter { letter, room, place }) => {
                        let service = self.service.clone();
                        open.push(async move {
                            let answer = service.answer_one(letter).await;
                            drop(place);
                            room.send(Ok(answer));
                        });
                    }
                    Ok(Next::End) => ended = true,
                    Ok(Next::Gone) => return None,
                    Err(status) => return Some(status),
                },
            }
        }
        stopping.then(|| Fault::Stopping.into())
    }

    /// The next letter, with room for its answer and a place among those handed in. Whoever gives up
    /// waiting loses nothing: what there is so far is kept.
    async fn next(&mut self) -> Result<Next, Status> {
        if self.room.is_none() {
            let room = self.answers.clone().reserve_owned();
            self.room = match time::timeout(self.service.patience, room).await {
                Ok(Ok(room)) => Some(room),
                Ok(Err(_)) => return Ok(Next::Gone),
                Err(_) => return Err(Fault::SlowReader.into()),
            };
        }
        if self.letter.is_none() {
            self.letter = self.letters.message().await?;
        }
        if self.letter.is_none() {
            return Ok(Next::End);
        }
        let place = Arc::clone(&self.service.streamed).acquire_owned().await;
        Ok(Next::Letter {
            letter: self.letter.take().expect("it was read before the place was waited for"),
            room: self.room.take().expect("it was taken before the letter was read"),
            place: place.expect("nobody closes the semaphore"),
        })
    }
}
