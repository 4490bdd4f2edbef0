//! `ebl list`: the bills a party has to do with, as a node tells.

use std::fmt;

use serde::Serialize;

use crate::args::ListArgs;
use crate::clock;
use crate::error::WalletError;
use crate::output::Outcome;
use crate::session::Session;
use crate::title_name;
use crate::ui::Console;
use crate::view::{PartyView, TitleView};
use crate::wallet::Wallet;

/// The bills of a party.
#[derive(Serialize)]
pub struct Listed {
    party: PartyView,
    bills: Vec<TitleView>,
}

/// Carries out `ebl list`.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    args: &ListArgs,
    console: &mut Console<'_>,
) -> Result<Listed, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let party = match &args.party {
        Some(name) => session.names().resolve(name)?,
        None => session.profile.party()?,
    };
    let now = clock::now();
    let records = title_name::records_of(&mut node, &party)?;
    let view = |record: &proto::state::TitleRecord| TitleView::of(&record.title, &session, now);
    Ok(Listed {
        party: PartyView::of(&party, &session.names()),
        bills: records.iter().map(view).collect(),
    })
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.bills.iter().try_for_each(|bill| {
            writeln!(f, "{}  {:12} {}", &bill.title[..8], bill.status, bill.in_words)
        })
    }
}

impl Outcome for Listed {
    fn command(&self) -> &'static str {
        "list"
    }

    fn hint(&self) -> Option<String> {
        Some(if self.bills.is_empty() {
            "no bill is issued by, controlled by or offered to this party".to_owned()
        } else {
            "this is what the node says; ebl show BILL proves one, and ebl audit --holdings NAME that \
             none is missing"
                .to_owned()
        })
    }
}
