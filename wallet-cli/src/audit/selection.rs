//! Which of the acts in a window are asked for, in a form that the statement says and the state file
//! keeps.

use std::collections::BTreeSet;
use std::fmt::{self, Display};

use serde::{Deserialize, Serialize};

use super::bills::Kind;
use crate::hex32::Hex32;

/// Which acts are asked for; any, where a field is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Selection {
    /// Acts that name this party.
    pub party: Option<Hex32>,
    /// Acts on titles whose digits begin with one of these.
    pub titles: BTreeSet<String>,
    /// Acts of these kinds, as they are typed.
    pub acts: BTreeSet<String>,
    /// Acts on bills of these kinds.
    pub bill_kinds: BTreeSet<Kind>,
    /// Acts on bills under these terms.
    pub terms_profiles: BTreeSet<u32>,
    /// Notices about these.
    pub notices: BTreeSet<String>,
}

/// As the options that would ask for it.
impl Display for Selection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut options = Vec::new();
        add(&mut options, "--party", self.party);
        add(&mut options, "--title", &self.titles);
        add(&mut options, "--act", &self.acts);
        add(&mut options, "--bill-kind", self.bill_kinds.iter().map(|kind| kind.word()));
        add(&mut options, "--terms-profile", &self.terms_profiles);
        add(&mut options, "--notice", &self.notices);
        if options.is_empty() {
            return f.write_str("none, every act is shown");
        }
        f.write_str(&options.join(" "))
    }
}

fn add<T: Display>(options: &mut Vec<String>, name: &str, values: impl IntoIterator<Item = T>) {
    options.extend(values.into_iter().map(|value| format!("{name} {value}")));
}
