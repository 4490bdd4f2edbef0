//! A ledger grown for a network that will run on it, its titles in the hands of those who will put a
//! load on it.

use std::fs;
use std::num::NonZeroU64;
use std::path::Path;
use std::sync::Arc;

use ebl_tests::harness::cluster::Cluster;
use ebl_tests::load::cast::Cast;
use ebl_tests::load::course::{Course, Mix};
use node::keyfile;
use node::store::index::Horizon;
use proto::ids::ChainId;
use proto::keys::SecretKey;

use crate::flat::Trial;
use crate::growth::{ISSUES_PER_BLOCK, shares};
use crate::ledger::{Founders, GrowthError, Ledger};
use crate::signing::Issues;

/// Milliseconds from one block to the next. The blocks lie between the network's founding, which is
/// now, and its first start, which takes longer than this.
const BLOCK_MS: u64 = 1;

/// How far back the state is kept while the ledger grows. On a ledger that grew in its ordinary time the
/// newest thousand blocks are of transfers, and none of them issues thousands of bills at once. The nodes
/// keep as many as they always do from their first start on.
const HORIZON: Horizon = Horizon::of_blocks(NonZeroU64::new(8).expect("eight is not zero"));

/// A ledger as it was grown.
pub struct Grown {
    /// Its blocks. A node that starts on it soon adds one that tells that it is alive.
    pub blocks: u64,
    /// Where titles of it go on.
    pub courses: Vec<Course>,
}

/// Grows the ledger of a network's first node to so many titles, each issued by the carrier to one
/// of the holders. The network must not have run. `told` hears the number of titles after each block.
///
/// So many of the titles are given back, spread evenly over all.
///
/// # Errors
///
/// [`GrowthError`].
pub fn grow(
    cluster: &Cluster,
    trial: &Trial,
    titles: u32,
    spread: u32,
    mut told: impl FnMut(u32),
) -> Result<Grown, GrowthError> {
    let (cast, chain) = (Arc::new(Cast::new(trial.seed)), cluster.chain());
    let (data, shelf) = (cluster.nodes()[0].data(), trial.index.shelf());
    let mut ledger = Ledger::found_by(founders(cluster)?, &data, shelf.as_ref())?;
    let blocks = shares(0..titles, titles.div_ceil(ISSUES_PER_BLOCK) as usize);
    let signs = Arc::clone(&cast);
    let issues = Issues::sign(chain, blocks.clone(), move |bill| issue(&signs, &chain, bill).1);
    for bills in blocks {
        ledger.commit(&issues.next()?)?;
        told(bills.end);
    }
    let step = (titles / spread).max(1) as usize;
    let spread = (0..titles).step_by(step).take(spread as usize);
    let courses =
        spread.map(|bill| course(&ledger, &cast, &chain, bill)).collect::<Result<_, _>>()?;
    Ok(Grown { blocks: ledger.height(), courses })
}

/// Gives the other nodes of a network what the first one has, which must have been stopped cleanly.
///
/// # Errors
///
/// [`GrowthError::Folder`].
pub fn hand_out(cluster: &Cluster) -> Result<(), GrowthError> {
    let [first, others @ ..] = cluster.nodes() else { return Ok(()) };
    for other in others {
        for name in ["ledger", "index", "stopped"] {
            copy(&first.data().join(name), &other.data().join(name))?;
        }
    }
    Ok(())
}

fn founders(cluster: &Cluster) -> Result<Founders, GrowthError> {
    let validators = cluster.genesis().validators().validators().len();
    let key = |node: &ebl_tests::harness::node::Node| {
        let file = node.config().with_file_name("keys").join("consensus.key");
        Ok(SecretKey::from_seed(&*keyfile::read(&file)?))
    };
    let keys = cluster.nodes()[..validators].iter().map(key).collect::<Result<_, GrowthError>>()?;
    let genesis = Arc::new(cluster.genesis().clone());
    Ok(Founders { genesis, keys, block_ms: BLOCK_MS, horizon: HORIZON })
}

/// The course that begins with a bill's issue, and its envelope.
fn issue(cast: &Cast, chain: &ChainId, bill: u32) -> (title::TitleId, Vec<u8>) {
    let (_, signed) =
        cast.sign(chain, &Course::new(Mix::Pure, bill as usize)).expect("an issue comes first");
    (signed.title, signed.envelope)
}

fn course(ledger: &Ledger, cast: &Cast, chain: &ChainId, bill: u32) -> Result<Course, GrowthError> {
    let (title, _) = issue(cast, chain, bill);
    let record = ledger.reader().title(&title)?.ok_or(GrowthError::NoTitle)?;
    Ok(Course::issued(Mix::Pure, bill as usize, (title, record.control.head)))
}

fn copy(from: &Path, to: &Path) -> Result<(), GrowthError> {
    let failed = |source| GrowthError::Folder { path: to.to_owned(), source };
    if !from.is_dir() {
        return fs::copy(from, to).map(drop).map_err(failed);
    }
    fs::create_dir_all(to).map_err(failed)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
