//! What is remembered of an envelope's signatures.

use std::sync::OnceLock;

/// Whether every signature of an envelope was checked before, and is good. It follows from the
/// envelope's bytes alone, so it may be remembered; two envelopes do not differ by it.
#[derive(Clone, Debug, Default)]
pub(super) struct Signed {
    good: OnceLock<()>,
    /// Whether somebody took note of the keys.
    noted: OnceLock<()>,
}

// Told twice, either says the same.
impl Signed {
    pub(super) fn is_known(&self) -> bool {
        self.good.get().is_some()
    }

    pub(super) fn find_good(&self) {
        let _ = self.good.set(());
    }

    pub(super) fn is_noted(&self) -> bool {
        self.noted.get().is_some()
    }

    pub(super) fn note(&self) {
        let _ = self.noted.set(());
    }
}

impl PartialEq for Signed {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Signed {}
