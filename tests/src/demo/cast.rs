//! Who plays. All names and identifiers are invented.

use std::path::{Path, PathBuf};

use crate::harness::cluster::Cluster;
use crate::harness::programs::Programs;
use crate::harness::wallet::{Identity, Wallet};

/// The parties of the voyage, each with its own wallet and its own node to ask.
#[derive(Debug)]
pub struct Cast {
    /// The line that carries the cargo.
    pub carrier: Wallet,
    /// Who sends it.
    pub shipper: Wallet,
    /// Who finances it.
    pub bank: Wallet,
    /// Who receives it.
    pub buyer: Wallet,
    /// Who watches over it, through a node of its own.
    pub customs: Wallet,
    /// A member that has nothing to do with this bill.
    pub stranger: Wallet,
}

impl Cast {
    /// Makes everybody's wallet, key and member card.
    #[must_use]
    pub fn enrol(programs: &Programs, folder: &Path) -> Self {
        let wallet = |identity| Wallet::enrol(programs, folder, identity);
        Self {
            carrier: wallet(CARRIER),
            shipper: wallet(SHIPPER),
            bank: wallet(BANK),
            buyer: wallet(BUYER),
            customs: wallet(CUSTOMS),
            stranger: wallet(STRANGER),
        }
    }

    /// Everybody, with the part they play.
    #[must_use]
    pub fn all(&self) -> [(&'static str, &Wallet); 6] {
        [
            ("carrier", &self.carrier),
            ("shipper", &self.shipper),
            ("bank", &self.bank),
            ("buyer", &self.buyer),
            ("customs", &self.customs),
            ("stranger", &self.stranger),
        ]
    }

    /// The part that the member of this name plays.
    #[must_use]
    pub fn part(&self, name: &str) -> Option<&'static str> {
        self.all().into_iter().find(|(_, wallet)| wallet.identity().name == name).map(|it| it.0)
    }

    /// Everybody's card.
    #[must_use]
    pub fn cards(&self) -> Vec<PathBuf> {
        self.all().map(|(_, wallet)| wallet.card()).to_vec()
    }

    /// Tells everybody's wallet of the network. Customs asks the observer, the others a validator
    /// each, and nobody asks the third, which the voyage kills.
    pub fn join(&self, cluster: &Cluster) {
        for ((_, wallet), node) in self.all().into_iter().zip([0, 1, 3, 0, 4, 1]) {
            let port = cluster.nodes()[node].ports().api();
            wallet.use_node(&cluster.genesis_file(), &format!("http://127.0.0.1:{port}"));
        }
    }
}

const CARRIER: Identity = Identity {
    name: "Heron Demonstration Line",
    lei: "999900HERONLINE00106",
    capacity: "carrier",
    country: "NL",
};
const SHIPPER: Identity = Identity {
    name: "Quillon Spice Works",
    lei: "999900QUILLONSPICE70",
    capacity: "trader",
    country: "SG",
};
const BANK: Identity = Identity {
    name: "Harbour Bank of Elmsund",
    lei: "999900HARBOURBANK092",
    capacity: "bank",
    country: "DE",
};
const BUYER: Identity = Identity {
    name: "Tessel Trading House",
    lei: "999900TESSELTRADE052",
    capacity: "trader",
    country: "NL",
};
const CUSTOMS: Identity = Identity {
    name: "Customs of Exampleland",
    lei: "999900EXAMPLECUSTO28",
    capacity: "authority",
    country: "NL",
};
const STRANGER: Identity = Identity {
    name: "Magpie Commodities",
    lei: "999900MAGPIECOMMOD18",
    capacity: "trader",
    country: "GB",
};
