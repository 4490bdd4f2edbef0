//! `ebl profile`: the networks and accounts in use.

use std::fmt;
use std::path::PathBuf;

use proto::ids::ChainId;
use serde::Serialize;
use title::PartyId;

use crate::args::{ProfileAddArgs, ProfileShowArgs, ProfileUseArgs, ProfileVerb};
use crate::commands::card;
use crate::error::WalletError;
use crate::hex32::Hex32;
use crate::label::Label;
use crate::names::Names;
use crate::network::Network;
use crate::output::Outcome;
use crate::profile::{self, Draft, Endpoint, Profile, ProfileError, UsualTerms};
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out one of the profile commands.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    verb: &ProfileVerb,
    console: &mut Console<'_>,
) -> Result<(), WalletError> {
    match verb {
        ProfileVerb::Add(args) => Ok(console.finish(&add(wallet, args)?)?),
        ProfileVerb::List => Ok(console.finish(&list(wallet)?)?),
        ProfileVerb::Show(args) => Ok(console.finish(&show(wallet, args)?)?),
        ProfileVerb::Use(args) => Ok(console.finish(&choose(wallet, args)?)?),
    }
}

fn add(wallet: &Wallet, args: &ProfileAddArgs) -> Result<Added, WalletError> {
    let party = party(wallet, args)?;
    let draft = Draft {
        label: args.label.clone(),
        nodes: args.nodes.clone(),
        genesis: args.genesis.clone(),
        expected_chain: args.chain_id.map(|digits| ChainId(digits.0)),
        party,
        key: args.key.clone(),
        // The profile is used from other folders than the present one.
        tls_ca: args.tls_ca.as_ref().map(|path| std::path::absolute(path).unwrap_or(path.clone())),
        witnesses: args.witnesses.clone(),
        issue: UsualTerms {
            terms: args.terms,
            rulebook: args.rulebook,
            forum: args.forum.clone(),
            accountable_party: args.accountable_party.clone(),
        },
    };
    let profile = Profile::add(&wallet.home, draft)?;
    let in_use = wallet.current_profile()? == profile.label;
    Ok(Added { profile: Description::of(&profile), in_use })
}

/// The party named, or else the one that the key's card was made for.
fn party(wallet: &Wallet, args: &ProfileAddArgs) -> Result<Option<PartyId>, WalletError> {
    match (&args.party, &args.key) {
        (Some(name), _) => {
            let network = Network::new(profile::read_genesis(&args.genesis)?);
            let book = wallet.address_book()?;
            Ok(Some(Names { book: &book, network: &network }.resolve(name)?))
        }
        (None, Some(key)) => Ok(card::party_of(&wallet.home, key).map_err(ProfileError::File)?),
        (None, None) => Ok(None),
    }
}

fn list(wallet: &Wallet) -> Result<Listed, WalletError> {
    let current = wallet.current_profile()?;
    Ok(Listed { profiles: wallet.home.profile_labels()?, current })
}

fn show(wallet: &Wallet, args: &ProfileShowArgs) -> Result<Shown, WalletError> {
    let profile = match &args.label {
        Some(label) => Profile::load(&wallet.home, label)?,
        None => wallet.profile()?,
    };
    // A profile whose genesis file was exchanged must not look sound.
    profile.genesis(&wallet.home)?;
    Ok(Shown { profile: Description::of(&profile) })
}

fn choose(wallet: &Wallet, args: &ProfileUseArgs) -> Result<Chosen, WalletError> {
    profile::choose(&wallet.home, &args.label)?;
    Ok(Chosen { label: args.label.clone() })
}

/// A profile in both renderings.
#[derive(Serialize)]
struct Description {
    label: Label,
    chain_id: String,
    nodes: Vec<Endpoint>,
    party: Option<String>,
    key: Option<Label>,
    tls_ca: Option<PathBuf>,
    witnesses: Vec<Hex32>,
    issue: UsualTerms,
}

impl Description {
    fn of(profile: &Profile) -> Self {
        Self {
            label: profile.label.clone(),
            chain_id: profile.chain_id.to_string(),
            nodes: profile.nodes.clone(),
            party: profile.party().ok().map(|party| hex::encode(party.0)),
            key: profile.key().ok().cloned(),
            tls_ca: profile.tls_ca.clone(),
            witnesses: profile.witnesses.clone(),
            issue: profile.issue.clone(),
        }
    }
}

impl fmt::Display for Description {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "profile   {}", self.label)?;
        writeln!(f, "chain id  {}", self.chain_id)?;
        self.nodes.iter().try_for_each(|node| writeln!(f, "node      {node}"))?;
        writeln!(f, "party     {}", self.party.as_deref().unwrap_or("none, only looks"))?;
        writeln!(f, "key       {}", self.key.as_ref().map_or("none, only looks", Label::as_str))?;
        self.tls_ca.iter().try_for_each(|file| writeln!(f, "tls ca    {}", file.display()))?;
        self.witnesses.iter().try_for_each(|witness| writeln!(f, "witness   {witness}"))
    }
}

#[derive(Serialize)]
struct Added {
    profile: Description,
    in_use: bool,
}

impl fmt::Display for Added {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.profile)
    }
}

impl Outcome for Added {
    fn command(&self) -> &'static str {
        "profile add"
    }

    fn hint(&self) -> Option<String> {
        let hint = || format!("ebl profile use {} makes it the one in use", self.profile.label);
        (!self.in_use).then(hint)
    }
}

#[derive(Serialize)]
struct Listed {
    profiles: Vec<Label>,
    current: Label,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.profiles.iter().try_for_each(|label| {
            let mark = if *label == self.current { "*" } else { " " };
            writeln!(f, "{mark} {label}")
        })
    }
}

impl Outcome for Listed {
    fn command(&self) -> &'static str {
        "profile list"
    }

    fn hint(&self) -> Option<String> {
        let hint = || "there are no profiles; ebl profile add makes one".to_owned();
        self.profiles.is_empty().then(hint)
    }
}

#[derive(Serialize)]
struct Shown {
    profile: Description,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.profile)
    }
}

impl Outcome for Shown {
    fn command(&self) -> &'static str {
        "profile show"
    }
}

#[derive(Serialize)]
struct Chosen {
    label: Label,
}

impl fmt::Display for Chosen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "using profile {}", self.label)
    }
}

impl Outcome for Chosen {
    fn command(&self) -> &'static str {
        "profile use"
    }
}
