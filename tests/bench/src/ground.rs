//! A ledger on which the paths are walked.

use ebl_growth::growth::Growth;
use ebl_growth::ledger::{DEADLINE_MS, GrowthError, Ledger, candidate};
use ebl_sim::cast::Who;
use node::ledger::propose::{Candidate, Proposal};
use node::store::index::memory::MemoryShelf;
use proto::instruction::Subject;
use proto::keys::PreparedKey;
use proto::receipt::Receipt;
use tempfile::TempDir;
use title::{Act, Time};

/// Titles on the ledger: enough that the tree has a few levels, few enough to be signed in seconds.
pub const TITLES: u32 = 1_024;

/// Transfers in a block.
pub const TRANSFERS: u32 = 64;

/// A ledger of [`TITLES`] titles, and a block of offers to put on it.
pub struct Ground {
    growth: Growth,
    /// Offers of as many bills by their holder, whose signatures were checked.
    pub offers: Vec<Candidate>,
    /// The block of them.
    pub proposal: Proposal,
    /// That block's bytes.
    pub block: Vec<u8>,
    /// The receipt of one bill's issue.
    pub receipt: Vec<u8>,
    /// The key that signed the offers, prepared.
    pub key: PreparedKey,
    _folder: TempDir,
}

impl Ground {
    /// Grows the ledger, its index in memory.
    ///
    /// # Errors
    ///
    /// [`GrowthError`].
    ///
    /// # Panics
    ///
    /// When the system has no temporary folder.
    pub fn grow() -> Result<Self, GrowthError> {
        let folder = tempfile::tempdir().expect("the system has a temporary folder");
        let ledger = Ledger::found(&folder.path().join("ledger"), &MemoryShelf::default())?;
        let mut growth = Growth::of(ledger, &[TITLES]);
        growth.next(|_| {})?;
        let offers: Vec<_> =
            (1..=TRANSFERS).map(|bill| offer(&growth, bill)).collect::<Result<_, _>>()?;
        let proposal = growth.ledger().propose(&offers)?;
        let block = proposal.block.encode();
        let receipt = issued(&growth)?.encode();
        let approvals = offers[0].submission.approvals().expect("they were read before");
        let key = PreparedKey::of(&approvals[0].key.decoded());
        Ok(Self { growth, offers, proposal, block, receipt, key, _folder: folder })
    }

    /// The ledger.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        self.growth.ledger()
    }
}

/// An offer by the shipper, to whom every bill was issued.
fn offer(growth: &Growth, bill: u32) -> Result<Candidate, GrowthError> {
    let cast = growth.cast();
    let title = cast.title(bill);
    let record = growth.ledger().reader().title(&title)?.ok_or(GrowthError::NoTitle)?;
    let (to, until) = (cast.party(Who::Bank), Time(DEADLINE_MS));
    let act = Act::Offer { to, endorsement: None, until };
    candidate(&cast.chain(), cast.act(Who::Shipper, title, record.control.head, DEADLINE_MS, act))
}

fn issued(growth: &Growth) -> Result<Receipt, GrowthError> {
    let subject = Subject::TitleControl(growth.cast().title(TITLES - 1));
    growth.ledger().reader().receipt(&subject, 1)?.ok_or(GrowthError::NoTitle)
}
