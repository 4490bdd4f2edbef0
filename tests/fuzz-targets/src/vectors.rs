//! The golden vectors of the wire format, as seeds and as the small world that proofs speak of.

use std::sync::OnceLock;

use proto::genesis::Genesis;

/// A file of `proto/vectors/`.
#[derive(Clone, Copy, Debug)]
pub struct Vectors(&'static str);

/// Blocks, certificates, receipts, hand-overs.
pub const BLOCKS: Vectors = Vectors(include_str!("../../../proto/vectors/blocks.txt"));
/// Keys and signatures, good and bad.
pub const ED25519: Vectors = Vectors(include_str!("../../../proto/vectors/ed25519.txt"));
/// A fact record of each kind.
pub const FACTS: Vectors = Vectors(include_str!("../../../proto/vectors/facts.txt"));
/// Files that travel between parties.
pub const FILES: Vectors = Vectors(include_str!("../../../proto/vectors/files.txt"));
/// Members, accounts, and the genesis file.
pub const IDENTITY: Vectors = Vectors(include_str!("../../../proto/vectors/identity.txt"));
/// A body of each act on titles, and envelopes.
pub const INSTRUCTIONS: Vectors = Vectors(include_str!("../../../proto/vectors/instructions.txt"));
/// A body, a fact and a record of each act on the registry.
pub const REGISTRY: Vectors = Vectors(include_str!("../../../proto/vectors/registry.txt"));
/// Parts of a state, and a run of headers.
pub const SNAPSHOT: Vectors = Vectors(include_str!("../../../proto/vectors/snapshot.txt"));
/// Values of the state map.
pub const STATE: Vectors = Vectors(include_str!("../../../proto/vectors/state.txt"));

impl Vectors {
    /// Every entry of this name, in the file's order.
    #[must_use]
    pub fn all(self, name: &str) -> Vec<Vec<u8>> {
        let wanted = self.entries().into_iter().filter(|(found, _)| *found == name);
        wanted.map(|(_, bytes)| bytes).collect()
    }

    /// The first entry of this name.
    ///
    /// # Panics
    ///
    /// When there is none.
    #[must_use]
    pub fn first(self, name: &str) -> Vec<u8> {
        self.all(name).into_iter().next().expect("the vectors have this entry")
    }

    /// The entries: a name that ends in a colon, and indented below it bytes in hexadecimal.
    fn entries(self) -> Vec<(&'static str, Vec<u8>)> {
        let mut entries: Vec<(&str, Vec<u8>)> = Vec::new();
        for line in self.0.lines().filter(|line| !line.starts_with('#')) {
            if let Some(name) = line.strip_suffix(':') {
                entries.push((name, Vec::new()));
            } else if let Some(digits) = line.strip_prefix("    ")
                && let Some((_, bytes)) = entries.last_mut()
            {
                bytes.extend(hex::decode(digits).unwrap_or_default());
            }
        }
        entries
    }
}

/// The sample network of the vectors: its genesis file.
///
/// # Panics
///
/// When the vectors hold no genesis file that can be read.
pub fn genesis() -> &'static Genesis {
    static GENESIS: OnceLock<Genesis> = OnceLock::new();
    GENESIS.get_or_init(|| {
        Genesis::decode(&IDENTITY.first("genesis file")).expect("the vectors are read back")
    })
}
