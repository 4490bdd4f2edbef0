//! `ebl governance`: what the governance decides about the registry, and its history. As many
//! governors as the threshold asks for sign the same instruction, mostly by a signing file.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use proto::keys::PublicKey;
use proto::registry::{Act, TermsProfile};
use proto::validators::{SetFault, ValidatorSet};
use serde::Serialize;
use thiserror::Error;
use title::{Capacities, TitleId};

use super::party::{self, read_card};
use crate::act::{self, Carried, Decision};
use crate::args::{
    AdmitArgs, CapacitiesArgs, GovernanceVerb, MemberArgs, RulebookArgs, SetArgs, TermsArgs,
    ValidatorsArgs,
};
use crate::commands::acts;
use crate::commands::card::CardError;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::names;
use crate::output::Outcome;
use crate::session::Session;
use crate::statement;
use crate::ui::Console;
use crate::view::FactView;
use crate::wallet::Wallet;

/// A change of the validators that cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ValidatorsError {
    /// The digits are no key.
    #[error("{key} is no consensus key")]
    NoKey {
        /// The digits.
        key: Hex32,
    },
    /// The key does not vote.
    #[error("{key} is no validator, so it cannot be removed")]
    NoValidator {
        /// The digits.
        key: Hex32,
    },
    /// What is left is no set.
    #[error("these validators make no set: {0}")]
    Set(#[from] SetFault),
}

impl Explain for ValidatorsError {
    fn hint(&self) -> String {
        match self {
            Self::NoKey { .. } => "ask the node's operator for the key that ebl-node init prints",
            Self::NoValidator { .. } | Self::Set(_) => {
                "ebl governance history shows who was voted in, the genesis file who founded"
            }
        }
        .to_owned()
    }

    fn exit(&self) -> Exit {
        Exit::Usage
    }
}

/// Carries out one of the verbs.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(
    wallet: &Wallet,
    verb: &GovernanceVerb,
    console: &mut Console<'_>,
) -> Result<(), WalletError> {
    let carried = match verb {
        GovernanceVerb::Admit(args) => admit(wallet, args, console),
        GovernanceVerb::Suspend(args) => on_member(wallet, args, Act::SuspendMember, console),
        GovernanceVerb::Reinstate(args) => on_member(wallet, args, Act::ReinstateMember, console),
        GovernanceVerb::Remove(args) => on_member(wallet, args, Act::RemoveMember, console),
        GovernanceVerb::Capacities(args) => capacities(wallet, args, console),
        GovernanceVerb::Validators(args) => validators(wallet, args, console),
        GovernanceVerb::Rulebook(args) => rulebook(wallet, args, console),
        GovernanceVerb::Terms(args) => terms(wallet, args, console),
        GovernanceVerb::Set(args) => set(wallet, args, console),
        GovernanceVerb::History => {
            let history = history(wallet, console)?;
            return Ok(console.finish(&history)?);
        }
    };
    Ok(console.finish(&carried?)?)
}

fn admit(
    wallet: &Wallet,
    args: &AdmitArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let admission = read_card(&args.card)?
        .admission()
        .map_err(|fault| CardError::File { path: args.card.clone(), fault: fault.into() })?;
    party::run(wallet, &args.signing, |_| Ok(Act::AdmitMember(Box::new(admission))), console)
}

fn on_member(
    wallet: &Wallet,
    args: &MemberArgs,
    act: fn(proto::ids::MemberId) -> Act,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| Ok(act(names::member_named(&session.network, &args.member)?));
    party::run(wallet, &args.signing, act, console)
}

fn capacities(
    wallet: &Wallet,
    args: &CapacitiesArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        let member = names::member_named(&session.network, &args.member)?;
        Ok(Act::ChangeCapacities { member, capacities: Capacities::of(&args.capacities) })
    };
    party::run(wallet, &args.signing, act, console)
}

fn validators(
    wallet: &Wallet,
    args: &ValidatorsArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        let present = &session.network.network().validators;
        Ok(Act::ChangeValidators(changed(present, args)?))
    };
    party::run(wallet, &args.signing, act, console)
}

/// The set that votes once these are added and those removed.
fn changed(present: &ValidatorSet, args: &ValidatorsArgs) -> Result<ValidatorSet, ValidatorsError> {
    let parse =
        |key: &Hex32| PublicKey::parse(&key.0).map_err(|_| ValidatorsError::NoKey { key: *key });
    let mut powers: BTreeMap<_, _> =
        present.validators().iter().map(|it| (it.key, it.power)).collect();
    for key in &args.remove {
        let known = powers.remove(&parse(key)?);
        known.ok_or(ValidatorsError::NoValidator { key: *key })?;
    }
    for voter in &args.add {
        powers.insert(parse(&voter.key)?, voter.power);
    }
    let entries: Vec<_> = powers.into_iter().collect();
    Ok(ValidatorSet::new(&entries)?)
}

fn rulebook(
    wallet: &Wallet,
    args: &RulebookArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, &args.signing)?;
    let text = Some(args.text.as_path());
    let stated = statement::make(&session, &NETWORK, "rulebook", None, text)?;
    let act = Act::AdoptRulebook { rulebook: args.rulebook, text: stated.commitment };
    let decision = Decision { act, notes: stated.notes(), terms };
    let keep = || Ok(statement::keep(&wallet.home, &stated, args.out.as_deref())?);
    act::carry_out_decision(&session, &mut node, decision, keep, console)
}

fn terms(
    wallet: &Wallet,
    args: &TermsArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let profile = TermsProfile {
        number: args.number,
        governing_law: args.law.clone(),
        convention: args.convention.clone(),
    };
    party::run(wallet, &args.signing, |_| Ok(Act::RegisterTerms(profile)), console)
}

fn set(wallet: &Wallet, args: &SetArgs, console: &mut Console<'_>) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        let named = args.governors.iter().map(|name| names::member_named(&session.network, name));
        let governors = named.collect::<Result<BTreeSet<_>, _>>()?;
        Ok(Act::SetGovernance { governors, threshold: args.threshold })
    };
    party::run(wallet, &args.signing, act, console)
}

/// Everything that happened to the registry.
#[derive(Serialize)]
pub struct History {
    facts: Vec<FactView>,
}

fn history(wallet: &Wallet, console: &mut Console<'_>) -> Result<History, WalletError> {
    let mut session = Session::open(wallet)?;
    session.connect(console)?;
    let facts = session.network.facts().iter();
    Ok(History { facts: facts.map(|record| FactView::of(record, &session)).collect() })
}

impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.facts.iter().try_for_each(|fact| writeln!(f, "{}  {}", fact.place(), fact.in_words))
    }
}

impl Outcome for History {
    fn command(&self) -> &'static str {
        "governance history"
    }

    fn hint(&self) -> Option<String> {
        let empty = "nothing has changed since the genesis file founded the network";
        self.facts.is_empty().then(|| empty.to_owned())
    }
}

/// What a statement is about that is about no title.
pub(super) const NETWORK: TitleId = TitleId([0; 32]);

#[cfg(test)]
mod tests;
