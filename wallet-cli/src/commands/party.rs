//! What a party does about itself on the registry: whom it lets act in its name, whether it takes
//! bills at once, which rulebook it accepts, and its further accounts.

use std::collections::BTreeSet;
use std::path::Path;

use proto::account::{Account, NO_CHAIN, Policy, identity_commitment, identity_statement};
use proto::card::MemberCard;
use proto::registry::Act;
use proto::signing::Purpose;
use title::{ActKind, ActSet, Authority};

use super::card::{self, CardError};
use crate::act::{self, Carried, Decision, SignError};
use crate::args::{
    AcceptRulebookArgs, GrantArgs, OpenAccountArgs, OwnArgs, RevokeArgs, SigningArgs,
};
use crate::clock;
use crate::commands::acts;
use crate::error::WalletError;
use crate::home;
use crate::session::Session;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out `ebl grant`.
///
/// # Errors
///
/// [`WalletError`].
pub fn grant(
    wallet: &Wallet,
    args: &GrantArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        let agent = session.names().resolve(&args.agent)?;
        let all = if args.every_act { ActKind::ALL } else { args.acts.as_slice() };
        let days = || clock::minutes_after(clock::now(), args.days * MINUTES_A_DAY);
        let until = args.until.map_or_else(days, |moment| moment.0);
        let authority = Authority { acts: ActSet::of(all), until };
        Ok(Act::GrantAuthority { agent, authority })
    };
    run(wallet, &args.signing, act, console)
}

/// Carries out `ebl revoke`.
///
/// # Errors
///
/// [`WalletError`].
pub fn revoke(
    wallet: &Wallet,
    args: &RevokeArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        Ok(Act::RevokeAuthority { agent: session.names().resolve(&args.agent)? })
    };
    run(wallet, &args.signing, act, console)
}

/// Carries out `ebl take-at-once`, `ebl take-on-acceptance`.
///
/// # Errors
///
/// [`WalletError`].
pub fn own(
    wallet: &Wallet,
    args: &OwnArgs,
    act: Act,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    run(wallet, &args.signing, |_| Ok(act), console)
}

/// Carries out `ebl accept-rulebook`.
///
/// # Errors
///
/// [`WalletError`].
pub fn accept_rulebook(
    wallet: &Wallet,
    args: &AcceptRulebookArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = Act::AcceptRulebook { rulebook: args.rulebook };
    run(wallet, &args.signing, |_| Ok(act), console)
}

/// Carries out `ebl open-account`.
///
/// # Errors
///
/// [`WalletError`].
pub fn open_account(
    wallet: &Wallet,
    args: &OpenAccountArgs,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let act = |session: &Session<'_>| {
        let account = match &args.card {
            Some(path) => read_card(path)?.account,
            None => joint(session, &args.joint_with)?,
        };
        Ok(Act::OpenAccount(Box::new(account)))
    };
    run(wallet, &args.signing, act, console)
}

/// Reads a member card.
///
/// # Errors
///
/// [`CardError::File`], or a file that cannot be read.
pub(super) fn read_card(path: &Path) -> Result<MemberCard, WalletError> {
    let bytes = home::read(path, MOST_CARD_BYTES)?;
    Ok(MemberCard::decode(&bytes)
        .map_err(|fault| CardError::File { path: path.to_owned(), fault })?)
}

/// A joint account of the profile's party and others, all of whom sign for it. Its statement of
/// identity is signed by the profile's key.
fn joint(session: &Session<'_>, others: &[String]) -> Result<Account, WalletError> {
    let names = session.names();
    let mut holders = BTreeSet::from([session.profile.party()?]);
    for name in others {
        holders.insert(names.resolve(name)?);
    }
    let holders: Vec<_> = holders.into_iter().collect();
    let policy = Policy::joint(&holders).map_err(CardError::Policy)?;
    let member = session.network.member_id(&holders[0]).ok_or(SignError::NoAccount)?;
    let key = act::open_key(session)?;
    let root = policy.root();
    let signature = key.sign(Purpose::Identity, &NO_CHAIN, &identity_statement(&member, &root));
    let salt = card::random().map_err(CardError::Randomness)?;
    let commitment = identity_commitment(&salt.0, &member, &root, &signature);
    let account = Account::new(member, policy, commitment);
    card::keep_joint(&session.wallet.home, &account, salt)?;
    Ok(account)
}

/// Asks what the act is, and carries it out.
pub(super) fn run(
    wallet: &Wallet,
    signing: &SigningArgs,
    act: impl FnOnce(&Session<'_>) -> Result<Act, WalletError>,
    console: &mut Console<'_>,
) -> Result<Carried, WalletError> {
    let mut session = Session::open(wallet)?;
    let mut node = session.connect(console)?;
    let terms = acts::terms(&session, signing)?;
    let decision = Decision { act: act(&session)?, notes: Vec::new(), terms };
    act::carry_out_decision(&session, &mut node, decision, || Ok(()), console)
}

const MINUTES_A_DAY: u32 = 24 * 60;
const MOST_CARD_BYTES: usize = 64 * 1024;
