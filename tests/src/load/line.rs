//! Many instructions over one stream: what is handed in goes out as it comes, and each answer finds
//! whoever waits for it.

use std::collections::HashMap;

use prost::Message;
use proto::pb::api::v1 as pb;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Code, Request, Status, Streaming};
use tonic_prost::ProstCodec;

use super::calls::{Unread, ready};

/// A stream to one node, opened when it is first used, and again after it broke.
#[derive(Clone)]
pub(super) struct Line(mpsc::UnboundedSender<Order>);

/// What is handed in, and where its answer goes.
struct Order {
    submit: pb::SubmitRequest,
    reply: Reply,
}

type Reply = oneshot::Sender<Result<Unread, Status>>;

/// A `SubmitManyResponse` whose receipts are not read.
#[derive(Clone, PartialEq, Eq, Message)]
struct Answer {
    #[prost(uint64, tag = "1")]
    number: u64,
    #[prost(message, optional, tag = "2")]
    response: Option<Unread>,
    #[prost(message, optional, tag = "3")]
    failed: Option<pb::Failed>,
}

impl Line {
    pub(super) fn over(grpc: Grpc<Channel>) -> Self {
        let (orders, mut taken) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Some(order) = taken.recv().await {
                serve(&grpc, order, &mut taken).await;
            }
        });
        Self(orders)
    }

    /// Hands in, and waits for the answer. An error is what a call of its own would have as its status,
    /// or what the stream broke with.
    pub(super) async fn submit(&self, submit: pb::SubmitRequest) -> Result<Unread, Status> {
        let (reply, answer) = oneshot::channel();
        let gone = || Status::unavailable("the stream has ended");
        self.0.send(Order { submit, reply }).map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

/// One stream, from the order that it is opened for until it breaks or nobody orders any more.
async fn serve(grpc: &Grpc<Channel>, first: Order, orders: &mut mpsc::UnboundedReceiver<Order>) {
    // As many wait here as calls are in flight, which is for those who call to say.
    let (letters, stream) = mpsc::unbounded_channel();
    let mut open = Open { letters, replies: HashMap::new(), number: 0 };
    open.order(first);
    let broken = match begin(grpc.clone(), UnboundedReceiverStream::new(stream)).await {
        Ok(answers) => open.work(answers, orders).await,
        Err(status) => status,
    };
    for (_, reply) in open.replies {
        // Whoever waits no more needs no answer.
        let _ = reply.send(Err(broken.clone()));
    }
}

async fn begin(
    mut grpc: Grpc<Channel>,
    letters: UnboundedReceiverStream<pb::SubmitManyRequest>,
) -> Result<Streaming<Answer>, Status> {
    ready(&mut grpc).await?;
    let path = PathAndQuery::from_static("/ebl.api.v1.Ledger/SubmitMany");
    let codec = ProstCodec::<pb::SubmitManyRequest, Answer>::default();
    Ok(grpc.streaming(Request::new(letters), path, codec).await?.into_inner())
}

struct Open {
    letters: mpsc::UnboundedSender<pb::SubmitManyRequest>,
    replies: HashMap<u64, Reply>,
    number: u64,
}

impl Open {
    fn order(&mut self, order: Order) {
        self.number += 1;
        self.replies.insert(self.number, order.reply);
        let letter = pb::SubmitManyRequest { number: self.number, submit: Some(order.submit) };
        // A stream that has ended says so where its answers are read.
        let _ = self.letters.send(letter);
    }

    /// Until there are no more answers, and why.
    async fn work(
        &mut self,
        mut answers: Streaming<Answer>,
        orders: &mut mpsc::UnboundedReceiver<Order>,
    ) -> Status {
        loop {
            tokio::select! {
                order = orders.recv() => match order {
                    Some(order) => self.order(order),
                    None => return Status::cancelled("nobody hands in any more"),
                },
                answer = answers.message() => match answer {
                    Ok(Some(answer)) => self.answer(answer),
                    Ok(None) => return Status::unavailable("the node ended the stream"),
                    Err(status) => return status,
                },
            }
        }
    }

    fn answer(&mut self, answer: Answer) {
        let Some(reply) = self.replies.remove(&answer.number) else { return };
        let said = match (answer.response, answer.failed) {
            (Some(response), _) => Ok(response),
            (None, Some(failed)) => Err(status(&failed)),
            (None, None) => Err(Status::internal("the answer says nothing")),
        };
        // Whoever waits no more needs no answer.
        let _ = reply.send(said);
    }
}

fn status(failed: &pb::Failed) -> Status {
    let code = i32::try_from(failed.code).map_or(Code::Unknown, Code::from_i32);
    Status::new(code, failed.message.clone())
}
