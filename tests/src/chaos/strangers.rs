//! Those that nobody invited: unknown peers with good keys, and connections that mean no good.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use libp2p::futures::StreamExt;
use libp2p::swarm::{SwarmEvent, dummy};
use libp2p::{Multiaddr, SwarmBuilder, noise, tcp, yamux};
use proto::pb::api::v1::BlocksRequest;
use proto::pb::api::v1::ledger_client::LedgerClient;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tonic::transport::Channel;

use crate::harness::client::runtime;

/// What became of a stranger's attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reception {
    /// The connection was refused, or ended before its handshake.
    NotLetIn,
    /// The handshake was done, and the node hung up.
    HungUpOn,
    /// The handshake was done, and the node had not hung up when the stranger lost patience.
    Suffered,
}

/// Dials a port as so many unknown peers, each with a key of its own, some at a time, and tells
/// what became of them.
#[must_use]
pub fn dial(port: u16, strangers: usize) -> Vec<Reception> {
    runtime().block_on(async {
        let mut under_way = JoinSet::new();
        let mut told = Vec::new();
        for _ in 0..strangers {
            if under_way.len() >= AT_A_TIME {
                told.extend(under_way.join_next().await.and_then(Result::ok));
            }
            under_way.spawn(dial_once(port));
        }
        while let Some(ended) = under_way.join_next().await {
            told.extend(ended.ok());
        }
        told
    })
}

async fn dial_once(port: u16) -> Reception {
    let swarm = SwarmBuilder::with_new_identity()
        .with_tokio()
        .with_tcp(tcp::Config::default(), noise::Config::new, yamux::Config::default)
        .expect("a new key serves for a handshake")
        .with_behaviour(|_| dummy::Behaviour)
        .expect("it cannot fail")
        .with_swarm_config(|config| config.with_idle_connection_timeout(PATIENCE * 2));
    let mut swarm = swarm.build();
    let address: Multiaddr =
        format!("/ip4/127.0.0.1/tcp/{port}").parse().expect("an address and a port");
    swarm.dial(address).expect("nothing forbids to dial");
    let mut reception = Reception::NotLetIn;
    let outcome = async {
        loop {
            match swarm.select_next_some().await {
                SwarmEvent::ConnectionEstablished { .. } => reception = Reception::Suffered,
                SwarmEvent::ConnectionClosed { .. } => return Reception::HungUpOn,
                SwarmEvent::OutgoingConnectionError { .. } => return Reception::NotLetIn,
                _ => {}
            }
        }
    };
    match tokio::time::timeout(PATIENCE, outcome).await {
        Ok(ended) => ended,
        Err(_) => reception,
    }
}

/// Connections that say something and then hold on. They end when dropped.
pub struct Nuisances(Vec<TcpStream>);

impl Nuisances {
    /// So many connections to a port, which begin what they do not end. A node that is full may
    /// refuse them, or hang up at any byte.
    #[must_use]
    pub fn bother(port: u16, connections: usize, noises: &[Vec<u8>]) -> Self {
        let noises = noises.iter().cycle().take(connections);
        let streams = noises.filter_map(|noise| {
            runtime().block_on(async {
                let connect = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
                let mut stream = tokio::time::timeout(SHORTLY, connect).await.ok()?.ok()?;
                let _ = tokio::time::timeout(SHORTLY, stream.write_all(noise)).await;
                Some(stream)
            })
        });
        Self(streams.collect())
    }

    /// How many of them the node still holds: those from which nothing comes, not even an end.
    #[must_use]
    pub fn held(&mut self) -> usize {
        let is_held = |stream: &mut TcpStream| {
            runtime().block_on(async {
                let mut heard = [0; 4096];
                loop {
                    match tokio::time::timeout(AT_ONCE, stream.read(&mut heard)).await {
                        Err(_) => return true,
                        Ok(Ok(1..)) => {}
                        Ok(Ok(0) | Err(_)) => return false,
                    }
                }
            })
        };
        self.0.iter_mut().filter_map(|stream| is_held(stream).then_some(())).count()
    }
}

/// Readers that ask for all blocks and take none.
pub struct SlowReaders(Vec<tonic::Streaming<proto::pb::api::v1::CommittedBlock>>);

impl SlowReaders {
    /// So many, each on a connection of its own, and how many were turned away.
    #[must_use]
    pub fn ask(api: SocketAddr, readers: usize) -> (Self, usize) {
        let ask = || {
            runtime().block_on(async {
                let channel = Channel::from_shared(format!("http://{api}"));
                let channel = channel.expect("an address").connect_timeout(SHORTLY);
                let mut client = LedgerClient::new(channel.timeout(SHORTLY).connect().await.ok()?);
                let request = BlocksRequest { from_height: 1 };
                client.blocks(request).await.ok().map(tonic::Response::into_inner)
            })
        };
        let streams: Vec<_> = (0..readers).filter_map(|_| ask()).collect();
        let turned_away = readers - streams.len();
        (Self(streams), turned_away)
    }

    /// How many still stand.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.0.len()
    }
}

/// What strangers say when somebody answers.
#[must_use]
pub fn noises() -> Vec<Vec<u8>> {
    let mut oversize = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_vec();
    // A frame of 16 MiB - 1, which is never sent whole.
    oversize.extend([0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01]);
    oversize.extend(vec![0xaa; 100_000]);
    // Multistream: a length of 2^63.
    let mut long = b"\x13/multistream/1.0.0\n".to_vec();
    long.extend([0xff; 9]);
    long.extend(vec![0x55; 100_000]);
    vec![
        Vec::new(),
        vec![0x00],
        vec![0xff; 70_000],
        b"GET / HTTP/1.1\r\nHost: nobody\r\n\r\n".to_vec(),
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".to_vec(),
        b"\x13/multistream/1.0.0\n\x07/noise\n".to_vec(),
        oversize,
        long,
    ]
}

/// Strangers that dial at one time.
const AT_A_TIME: usize = 48;
/// How long a stranger holds on to a connection that nobody ends.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long a nuisance tries.
const SHORTLY: Duration = Duration::from_secs(2);
/// Long enough for what has arrived already.
const AT_ONCE: Duration = Duration::from_millis(5);
