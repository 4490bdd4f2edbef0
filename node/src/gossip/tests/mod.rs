//! Real swarms on the loopback interface. Nothing here waits for a time to pass: each wait is for
//! a condition, and fails after a time that only a hang exceeds.

mod abuse;
mod admission;
mod snapshots;
mod spread;

use std::time::Duration;

use bytes::Bytes;
use libp2p::futures::StreamExt;
use libp2p::identity::Keypair;
use libp2p::request_response::{self, Event, Message, ProtocolSupport};
use libp2p::swarm::SwarmEvent;
use libp2p::{Multiaddr, PeerId, StreamProtocol, Swarm, SwarmBuilder, noise, tcp, yamux};
use proto::ids::ChainId;
use tokio::sync::watch;
use tokio::time::timeout;

use super::codec::{Frames, PROTOCOL};
use super::messages::{FORMAT, Hello, Request, Response};
use super::{Counter, Gossip, PeerAddress, PeerState, Settings, Trouble, start};

const HANG: Duration = Duration::from_secs(60);
const CHAIN: ChainId = ChainId([1; 32]);

/// Fails when `future` hangs.
async fn soon<F: IntoFuture>(what: &str, future: F) -> F::Output {
    timeout(HANG, future).await.unwrap_or_else(|_| panic!("waited in vain for {what}"))
}

async fn until<T>(what: &str, watched: &mut watch::Receiver<T>, holds: impl FnMut(&T) -> bool) {
    soon(what, watched.wait_for(holds)).await.unwrap();
}

async fn counted(what: &str, counter: &Counter, least: u64) {
    let reached = async {
        while counter.value() < least {
            tokio::task::yield_now().await;
        }
    };
    soon(what, reached).await;
}

fn keypair() -> Keypair {
    Keypair::generate_ed25519()
}

fn identity(keypair: &Keypair) -> PeerId {
    keypair.public().to_peer_id()
}

/// A listed peer that this node waits for.
fn awaited(keypair: &Keypair) -> PeerAddress {
    PeerAddress { peer: identity(keypair), address: None }
}

fn settings(keypair: &Keypair, peers: Vec<PeerAddress>) -> Settings {
    Settings {
        listen: "/ip4/127.0.0.1/tcp/0".parse().unwrap(),
        peers,
        keypair: keypair.clone(),
        chain: CHAIN,
        network_name: "Example network".to_owned(),
        height: 0,
    }
}

struct Node {
    gossip: Gossip,
    keypair: Keypair,
    address: Multiaddr,
}

impl Node {
    async fn start(keypair: &Keypair, peers: Vec<PeerAddress>) -> Self {
        Self::start_with(settings(keypair, peers)).await
    }

    async fn start_with(settings: Settings) -> Self {
        let keypair = settings.keypair.clone();
        let gossip = start(settings).unwrap();
        let mut listening = gossip.handle.listening();
        until("a listening address", &mut listening, |all| !all.is_empty()).await;
        let address = listening.borrow()[0].clone();
        Self { gossip, keypair, address }
    }

    fn listed(&self) -> PeerAddress {
        PeerAddress { peer: identity(&self.keypair), address: Some(self.address.clone()) }
    }

    async fn sees(&self, other: PeerId, what: &str, holds: impl Fn(&PeerState) -> bool) {
        let mut peers = self.gossip.handle.peers();
        until(what, &mut peers, |all| all.iter().any(|state| state.peer == other && holds(state)))
            .await;
    }

    async fn meets(&self, other: &Node) {
        let other = identity(&other.keypair);
        self.sees(other, "a connection", |state| state.connected).await;
    }

    async fn receives(&mut self) -> (PeerId, Bytes) {
        let incoming = soon("an envelope", self.gossip.incoming.recv()).await.unwrap();
        (incoming.from, incoming.envelope)
    }

    fn received_nothing(&mut self) -> bool {
        self.gossip.incoming.try_recv().is_err()
    }
}

/// Two nodes that know and have met each other.
async fn pair() -> (Node, Node) {
    let (first, second) = (keypair(), keypair());
    let first = Node::start(&first, vec![awaited(&second)]).await;
    let second = Node::start(&second, vec![first.listed()]).await;
    first.meets(&second).await;
    second.meets(&first).await;
    (first, second)
}

/// A client of the protocol that follows none of its rules.
struct Rogue {
    swarm: Swarm<request_response::Behaviour<Frames>>,
    target: PeerId,
}

/// What a rogue learns from one request.
#[derive(Debug, PartialEq)]
enum Outcome {
    Answered(Response),
    Failed,
}

impl Rogue {
    /// Dials `node`; the handshake succeeds whoever the rogue is.
    async fn dial(keypair: &Keypair, node: &Node) -> Self {
        Self::dial_by(keypair, node, PROTOCOL).await
    }

    /// The same, by a protocol of this name.
    async fn dial_by(keypair: &Keypair, node: &Node, protocol: StreamProtocol) -> Self {
        let mut swarm = SwarmBuilder::with_existing_identity(keypair.clone())
            .with_tokio()
            .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
            .unwrap()
            .with_behaviour(|_| {
                let protocols = [(protocol, ProtocolSupport::Full)];
                request_response::Behaviour::with_codec(
                    Frames::GOSSIP,
                    protocols,
                    Default::default(),
                )
            })
            .unwrap()
            .build();
        swarm.dial(node.address.clone()).unwrap();
        let mut rogue = Self { swarm, target: identity(&node.keypair) };
        let connected = async {
            while !matches!(rogue.next().await, SwarmEvent::ConnectionEstablished { .. }) {}
        };
        soon("the rogue's handshake", connected).await;
        rogue
    }

    async fn next(&mut self) -> SwarmEvent<Event<Vec<u8>, Vec<u8>>> {
        self.swarm.select_next_some().await
    }

    fn send(&mut self, message: Vec<u8>) {
        self.swarm.behaviour_mut().send_request(&self.target, message);
    }

    /// The outcome of the first request that has one. Meanwhile what the node asks is answered
    /// as an honest node would.
    async fn outcome(&mut self) -> Outcome {
        let outcome = async {
            loop {
                match self.next().await {
                    SwarmEvent::Behaviour(Event::Message { message, .. }) => match message {
                        Message::Response { response, .. } => {
                            return Outcome::Answered(Response::decode(&response).unwrap());
                        }
                        Message::Request { request, channel, .. } => {
                            let response = honest_answer(&request).encode();
                            self.swarm.behaviour_mut().send_response(channel, response).unwrap();
                        }
                    },
                    SwarmEvent::Behaviour(Event::OutboundFailure { .. }) => {
                        return Outcome::Failed;
                    }
                    _ => {}
                }
            }
        };
        soon("an outcome", outcome).await
    }

    /// Repeats a request, several at a time, until the node has enough of it. Returns how many it
    /// served before.
    async fn flood(&mut self, request: &Request) -> u32 {
        let throttled = async {
            let mut served = 0;
            for _ in 0..8 {
                self.send(request.encode());
            }
            loop {
                match self.outcome().await {
                    Outcome::Answered(Response::Throttled) => return served,
                    Outcome::Answered(_) => self.send(request.encode()),
                    Outcome::Failed => panic!("the node hung up"),
                }
                served += 1;
            }
        };
        soon("the node to throttle", throttled).await
    }

    async fn ask(&mut self, request: &Request) -> Outcome {
        self.send(request.encode());
        self.outcome().await
    }

    async fn greet(&mut self) {
        let answer = self.ask(&Request::Hello(hello())).await;
        assert!(matches!(answer, Outcome::Answered(Response::Hello(_))), "{answer:?}");
    }
}

fn honest_answer(request: &[u8]) -> Response {
    match Request::decode(request).unwrap() {
        Request::Hello(_) => Response::Hello(hello()),
        Request::Height(_) | Request::Checkpoint(_) => Response::Height(0),
        Request::Envelopes(batch) => Response::Taken(batch.len()),
        Request::Pending => Response::Pending(Vec::new()),
    }
}

fn hello() -> Hello {
    Hello {
        format: FORMAT,
        chain: CHAIN,
        network_name: "Example network".to_owned(),
        height: 0,
        software: "rogue".to_owned(),
    }
}
