//! The start of a process, in the order of the real one.

use std::num::NonZeroU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use node::admission::Admission;
use node::chain::{Begun, Chain, ChainError, Opening};
use node::consensus::application::Application;
use node::consensus::context::{Address, EblContext};
use node::consensus::idle::IdlePolicy;
use node::consensus::pace::Pace;
use node::consensus::signer::ValidatorSigner;
use node::consensus::voting::{Stands, Voting, VotingError};
use node::pool::{Pool, PoolLimits};
use node::reader::Reader;
use node::store::index::Horizon;
use node::store::vfs::Disk;
use proto::ids::ChainId;
use proto::keys::SecretKey;
use proto::validators;

use super::{Clock, Life};
use crate::bugs::Bug;
use crate::cast::{Cast, HEARTBEAT_MS, validator_key};
use crate::dice::Dice;
use crate::engine::{Engine, Notary, Wal};
use crate::machine::{Machine, Role, places};
use crate::plan::Lie;

/// What a simulated node's pool holds: little, so that floods reach its limits.
pub(super) const POOL: PoolLimits =
    PoolLimits { instructions: 256, bytes: 1 << 20, per_member: 48 };

/// How far back a simulated node keeps the state: little, so that every run prunes.
pub const HORIZON: Horizon = Horizon::of_blocks(NonZeroU64::new(6).expect("six is not zero"));

/// How long an unproved claim of a greater height is not followed again, as the node has it.
const CLAIM_PAUSE: Duration = Duration::from_secs(10);

/// Why a node does not start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BootFault {
    /// Its store is damaged: the ledger log, or what stands beside it.
    Store(String),
    /// The memory of its signatures is damaged.
    Signatures(String),
    /// Its engine's log is none.
    EngineLog(String),
}

/// What a process is started with.
pub struct Boot<'a> {
    /// The network.
    pub cast: &'a Cast,
    /// The machine.
    pub machine: &'a Machine,
    /// Who checks signatures.
    pub notary: &'a Notary,
    /// Its own chance.
    pub dice: Dice,
}

impl Life {
    /// Starts a process on a machine.
    ///
    /// # Errors
    ///
    /// [`BootFault`] when it refuses to start.
    pub fn boot(boot: Boot<'_>) -> Result<Self, BootFault> {
        let Boot { cast, machine, notary, dice } = boot;
        let (disk, places) = (machine.disk(), places());
        let key = match machine.role {
            Role::Validator(number) => Some(validator_key(number)),
            Role::Observer => None,
        };
        let own = key.as_ref().map(|key| validators::Address::of(&key.public()));
        let pool = Arc::new(Pool::new(POOL));
        let heads = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&heads);
        let chain = Chain::open(Opening {
            genesis: Arc::clone(cast.genesis()),
            own,
            places: places.clone(),
            disk: Arc::clone(&disk),
            shelf: Arc::new(machine.shelf.clone()),
            horizon: HORIZON,
            pool: Arc::clone(&pool),
            on_commit: Box::new(move |head| {
                told.lock().expect("one thread never panics with a lock held").push(head);
            }),
        })
        .map_err(|error: ChainError| BootFault::Store(error.to_string()))?;
        let voting = Voting::decide(key, &Stands::of(&chain), &disk, &places)
            .map_err(|error: VotingError| BootFault::Signatures(error.to_string()))?;
        let log_unread = matches!(chain.begun(), Begun::AfterCleanStop);
        let (signer, silence) = (voting.signer(), voting.silence());
        let (log, index) = chain.stores();
        let reader = Reader::new(Arc::clone(cast.genesis()), log, index.clone());
        let admission = Admission::new(reader.clone(), Arc::clone(&pool), Arc::new(|| {}));
        let engine = engine(cast, signer.clone(), notary, &disk, machine.bug)?;
        let heartbeat = Duration::from_millis(u64::from(HEARTBEAT_MS));
        Ok(Self {
            application: Application::new(
                chain,
                signer,
                node::config::Consensus::default().timeouts(),
            ),
            reader,
            index,
            pool,
            admission,
            engine,
            pace: Pace::new(IdlePolicy { heartbeat, claim_pause: CLAIM_PAUSE }),
            heads,
            mailbox: Default::default(),
            syncing: Default::default(),
            ahead: Default::default(),
            waiting: Vec::new(),
            voting,
            silence,
            silent_until: None,
            invalid_blocks: lies_with(machine, cast),
            bug: machine.bug,
            log_unread,
            dice,
            out: Vec::new(),
        })
    }
}

fn lies_with(machine: &Machine, cast: &Cast) -> Option<(SecretKey, ChainId)> {
    match (machine.lie, machine.role) {
        (Some(Lie::InvalidBlocks), Role::Validator(number)) => {
            Some((validator_key(number), cast.chain()))
        }
        _ => None,
    }
}

fn engine(
    cast: &Cast,
    signer: Option<Arc<ValidatorSigner>>,
    notary: &Notary,
    disk: &Arc<dyn Disk>,
    bug: Option<Bug>,
) -> Result<Engine, BootFault> {
    let wal = Wal::open(&places().engine_log(), disk)
        .and_then(|wal| match disk.sync_dir(&places().engine()) {
            Ok(()) => Ok(wal),
            Err(error) => Err(std::io::Error::other(error)),
        })
        .map_err(|error| BootFault::EngineLog(error.to_string()))?;
    let address = signer.as_ref().map_or(Address::NOBODY, |signer| signer.address());
    Ok(Engine::new(EblContext::new(cast.chain()), address, signer, notary.clone(), wal, bug))
}

impl Clock {
    /// Since the run began.
    #[must_use]
    pub fn since_start(&self) -> Duration {
        Duration::from_micros(self.now_us)
    }
}
