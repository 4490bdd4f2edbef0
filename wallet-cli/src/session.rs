//! One profile in use: what it trusts, what it knows, and whom it asks.

use std::time::Duration;

use title::TitleId;

use crate::address_book::AddressBook;
use crate::error::WalletError;
use crate::head::{self, Standing};
use crate::hex32::Hex32;
use crate::names::Names;
use crate::network::Network;
use crate::node::Node;
use crate::profile::Profile;
use crate::proven;
use crate::shelf::Shelf;
use crate::ui::Console;
use crate::wallet::Wallet;

/// One profile in use.
pub struct Session<'w> {
    /// The wallet home.
    pub wallet: &'w Wallet,
    /// Which nodes to ask, as whom.
    pub profile: Profile,
    /// The network that the profile trusts.
    pub network: Network,
    /// The user's names for parties.
    pub book: AddressBook,
    /// The bills known here.
    pub shelf: Shelf,
}

impl<'w> Session<'w> {
    /// Reads the profile in use and everything beside it. No node is asked.
    ///
    /// # Errors
    ///
    /// [`WalletError`] for a file of the home that cannot be used.
    pub fn open(wallet: &'w Wallet) -> Result<Self, WalletError> {
        let profile = wallet.profile()?;
        let network = Network::new(profile.genesis(&wallet.home)?);
        let shelf = Shelf::load(&wallet.home)?;
        Ok(Self { book: wallet.address_book()?, wallet, profile, network, shelf })
    }

    /// Names of parties.
    #[must_use]
    pub fn names(&self) -> Names<'_> {
        Names { book: &self.book, network: &self.network }
    }

    /// A title in a sentence, see [`Shelf::bill`].
    #[must_use]
    pub fn bill(&self, title: &TitleId) -> String {
        self.shelf.bill(title)
    }

    /// How long a node may go without a block. An idle network still makes one at every heartbeat,
    /// and a head older than two is stale.
    #[must_use]
    pub fn patience(&self) -> Duration {
        let heartbeat = Duration::from_millis(self.network.genesis().heartbeat_ms().into());
        heartbeat * 2 + ROUNDS
    }

    /// Connects to a node, checks that its newest block stands on what was seen before, says so when
    /// it lags behind, and takes in what it proves of the registry.
    ///
    /// # Errors
    ///
    /// [`WalletError::Node`], [`WalletError::Head`] or [`WalletError::Proof`].
    pub fn connect(&mut self, console: &mut Console<'_>) -> Result<Node, WalletError> {
        let mut node = Node::connect(&self.profile)?;
        let head = node.status().head.clone().unwrap_or_default();
        if head.stale {
            console.status(&format!(
                "{} has no new block since {}; what it shows may be old",
                node.endpoint(),
                crate::clock::show(title::Time(head.time_ms))
            ));
        }
        if let Standing::Behind { height, seen } =
            head::check(&mut node, &self.network, &self.wallet.home)?
        {
            console.status(&format!(
                "{} has blocks up to {height}, and block {seen} was seen before; what it shows is old",
                node.endpoint()
            ));
        }
        proven::registry(&mut node, &mut self.network)?;
        Ok(node)
    }
}

/// The digits of a title.
#[must_use]
pub fn digits(title: &TitleId) -> String {
    Hex32(title.0).to_string()
}

/// What the votes on a block may take beside.
const ROUNDS: Duration = Duration::from_secs(10);
