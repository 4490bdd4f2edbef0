//! Real engines on the loopback interface, while the validators change. Nothing here waits for a
//! time to pass: each wait is for a block, and fails after a time that only a hang exceeds.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use arc_malachitebft_core_types::LinearTimeouts;
use libp2p::Multiaddr;
use libp2p::identity::Keypair;
use proto::hash::Hash;
use proto::keys::SecretKey;
use proto::validators::Address;
use tempfile::TempDir;
use tokio::sync::{Notify, oneshot, watch};
use tokio::time::timeout;

use super::application::{Application, ApplicationError};
use super::engine::{Engine, EngineOptions, Role};
use super::idle::IdlePolicy;
use super::shell::{Ended, Shell, Signals};
use super::signer::{SignatureGuard, ValidatorSigner};
use crate::chain::{Chain, Head, Opening, Places};
use crate::fixture::{World, voter};
use crate::pool::{Pool, PoolLimits};
use crate::reader::Reader;
use crate::store::index::{Horizon, SledShelf};
use crate::store::vfs::StdDisk;

const HANG: Duration = Duration::from_secs(300);

/// A node that runs.
struct Running {
    signer: Option<Arc<ValidatorSigner>>,
    reader: Reader,
    heads: watch::Receiver<Head>,
    stop: watch::Sender<bool>,
    ended: oneshot::Receiver<Result<Ended, ApplicationError>>,
    engine: Engine,
    _folder: TempDir,
}

/// Where the nodes of a network are.
struct Addresses(Vec<(Keypair, Multiaddr)>);

impl Addresses {
    fn free(nodes: usize) -> Self {
        let taken: Vec<_> = (0..nodes).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let address = |listener: &TcpListener| {
            let port = listener.local_addr().unwrap().port();
            (Keypair::generate_ed25519(), format!("/ip4/127.0.0.1/tcp/{port}").parse().unwrap())
        };
        Self(taken.iter().map(address).collect())
    }

    fn options(&self, world: &World, index: usize, places: &Places) -> EngineOptions {
        let (key, listen) = &self.0[index];
        let others = self.0.iter().enumerate().filter(|(other, _)| *other != index);
        EngineOptions {
            moniker: format!("{}-{index}", world.genesis.network_name()),
            chain: world.genesis.chain(),
            listen: listen.clone(),
            peers: others
                .map(|(_, (key, address))| {
                    address.clone().with_p2p(key.public().to_peer_id()).unwrap()
                })
                .collect(),
            network_key: key.clone(),
            log: places.engine_log(),
            status_interval: Duration::from_secs(1),
            connections_per_ip: 64,
        }
    }

    async fn start(&self, world: &World, index: u8, key: Option<SecretKey>) -> Running {
        let folder = TempDir::new().unwrap();
        let places = Places::below(folder.path());
        std::fs::create_dir_all(places.engine()).unwrap();
        let genesis = &world.genesis;
        let founded = Head { height: 0, hash: Hash(genesis.chain().0), time_ms: genesis.time_ms() };
        let (told, heads) = watch::channel(founded);
        let signer = key.map(|key| {
            let guard = SignatureGuard::open(&StdDisk, &places.signatures()).unwrap();
            Arc::new(ValidatorSigner::new(key, genesis.chain(), guard))
        });
        let chain = Chain::open(Opening {
            genesis: Arc::clone(genesis),
            own: signer.as_ref().map(|signer| signer.address().0),
            places: places.clone(),
            disk: Arc::new(StdDisk),
            shelf: Arc::new(SledShelf),
            horizon: Horizon::default(),
            pool: Arc::new(Pool::new(PoolLimits::default())),
            on_commit: Box::new(move |head| {
                told.send_replace(head);
            }),
        })
        .unwrap();
        let (log, tables) = chain.stores();
        let reader = Reader::new(Arc::clone(genesis), log, tables);
        let role = signer.clone().map_or(Role::Observer, Role::Validator);
        let options = self.options(world, index.into(), &places);
        let (engine, end) = Engine::start(options, role).await.unwrap();
        let application = Application::new(chain, signer.clone(), LinearTimeouts::default());
        let (stop, stopped) = watch::channel(false);
        let signals = Signals { work: Arc::new(Notify::new()), stop: stopped };
        let policy = IdlePolicy { heartbeat: Duration::from_millis(50), claim_pause: HANG };
        let ended = Shell::new(application, end, signals, policy).spawn().unwrap();
        Running { signer, reader, heads, stop, ended, engine, _folder: folder }
    }
}

impl Running {
    async fn reaches(&mut self, height: u64) {
        let reached = self.heads.wait_for(|head| head.height >= height);
        timeout(HANG, reached).await.expect("the height is reached").unwrap();
    }

    /// Whether the key signed anything at a height.
    fn signed_at(&self, height: u64) -> bool {
        self.signer.as_ref().is_some_and(|signer| !signer.guard().signed_at(height).is_empty())
    }

    fn signers(&self, height: u64) -> Vec<Address> {
        let (_, certificate) = self.reader.block(height).unwrap().unwrap();
        certificate.signatures.iter().map(|(address, _)| *address).collect()
    }

    async fn stop(self) {
        self.stop.send_replace(true);
        assert_eq!(self.ended.await.unwrap().unwrap(), Ended::Asked);
        self.engine.stop().await;
    }
}

/// After block 3 nodes 0, 1 and 4 vote, each of them needed for a quorum; after block 6 the
/// founders again. Node 5 has no key and starts when all that is over.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn validators_come_and_go_while_their_nodes_run() {
    let world = World::running();
    world.plan(3, &[0, 1, 4]);
    world.plan(6, &[0, 1, 2, 3]);
    let addresses = Addresses::free(6);
    let mut nodes = Vec::new();
    for index in 0..5 {
        nodes.push(addresses.start(&world, index, Some(voter(index))).await);
    }
    for node in &mut nodes {
        node.reaches(8).await;
    }
    let mut late = addresses.start(&world, 5, None).await;
    late.reaches(8).await;

    for height in 1..=8 {
        let in_force: &[usize] = if (4..=6).contains(&height) { &[0, 1, 4] } else { &[0, 1, 2, 3] };
        for (index, node) in nodes.iter().enumerate() {
            // A key outside the set signs nothing, and its node goes on all the same.
            assert!(in_force.contains(&index) || !node.signed_at(height), "{index} at {height}");
        }
        let allowed: Vec<_> = in_force.iter().map(|index| world.address(*index)).collect();
        for node in nodes.iter().chain([&late]) {
            let signers = node.signers(height);
            assert!(signers.len() >= 3, "{height}");
            assert!(signers.iter().all(|signer| allowed.contains(signer)), "{height}");
        }
    }
    assert!((4..=6).all(|height| nodes[4].signed_at(height)), "without it there was no quorum");
    let block = late.reader.block(8).unwrap().unwrap().0;
    for node in &nodes {
        assert_eq!(node.reader.block(8).unwrap().unwrap().0, block);
    }
    for node in nodes.into_iter().chain([late]) {
        node.stop().await;
    }
}
