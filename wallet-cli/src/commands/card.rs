//! `ebl card`: the member card that enrols an account in a network.

use std::fmt;
use std::path::PathBuf;

use proto::account::{Account, Policy, PolicyFault, identity_commitment};
use proto::card::{CardFault, MemberCard};
use proto::ids::{ChainId, MemberId};
use proto::keys::{KeyFault, PublicKey};
use proto::pb::ledger::v1 as pb;
use proto::reference::is_invisible;
use proto::signing::Purpose;
use serde::{Deserialize, Serialize};
use thiserror::Error;
use title::Capacities;

use crate::args::{CardArgs, IdentifierArgs};
use crate::document::{Identifier, IdentifierFault};
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::hex32::Hex32;
use crate::home::{self, Home, HomeError};
use crate::keystore::AccountKey;
use crate::label::Label;
use crate::output::Outcome;
use crate::toml_file::{self, TomlFileError};
use crate::wallet::Wallet;

/// A member card that could not be made.
#[derive(Debug, Error)]
pub enum CardError {
    /// The identifier is not one.
    #[error("{text:?} is no {identifier}: {fault}")]
    Identifier {
        /// What it should be.
        identifier: Identifier,
        /// The text given.
        text: String,
        /// Why not.
        fault: IdentifierFault,
    },
    /// The legal name is empty, too long, or holds what cannot be seen.
    #[error("a legal name has 1 to {MOST_NAME_CHARACTERS} visible characters")]
    Name,
    /// An officer's key is none.
    #[error("cosigner key {key}: {fault}")]
    Cosigner {
        /// The digits given.
        key: Hex32,
        /// Why not.
        fault: KeyFault,
    },
    /// Keys and threshold make no policy.
    #[error(transparent)]
    Policy(#[from] PolicyFault),
    /// The key has a card for another member or other keys.
    #[error("key {label} stands on another card already, as party {party}")]
    OtherCard {
        /// The key.
        label: Label,
        /// The party of that card.
        party: Hex32,
    },
    /// The system gave no random bytes.
    #[error("the system gave no random bytes for a salt: {0}")]
    Randomness(getrandom::Error),
    /// A file that is no member card.
    #[error("{}: {fault}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        fault: CardFault,
    },
    /// The file beside the key.
    #[error(transparent)]
    Identity(#[from] TomlFileError),
}

impl Explain for CardError {
    fn hint(&self) -> String {
        match self {
            Self::Identifier { .. } => "check the code in its register".to_owned(),
            Self::Name => "write the name as it stands in the register, in one line".to_owned(),
            Self::Cosigner { .. } => {
                "ask that officer for the public key that ebl key show prints".to_owned()
            }
            Self::Policy(_) => {
                "give every officer's key once, and a threshold from 1 to their number".to_owned()
            }
            Self::OtherCard { .. } => {
                "one key is one account: make another key with ebl key new".to_owned()
            }
            Self::Randomness(_) => {
                "no card can be made safely on this machine until that is mended".to_owned()
            }
            Self::File { .. } => "ask the member for the card that ebl card made".to_owned(),
            Self::Identity(error) => error.hint(),
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::Identifier { .. } | Self::Name | Self::Cosigner { .. } | Self::Policy(_) => {
                Exit::Usage
            }
            Self::File { .. } => Exit::Document,
            Self::OtherCard { .. } => Exit::Keystore,
            Self::Randomness(_) => Exit::Internal,
            Self::Identity(error) => error.exit(),
        }
    }
}

/// What opens the identity commitment of an account. Whoever has the salt can show whose account
/// it is; it is kept beside the key and never sent.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Identity {
    party: Hex32,
    member: Hex32,
    salt: Hex32,
}

/// Makes a card.
///
/// # Errors
///
/// [`WalletError`].
pub fn make(wallet: &Wallet, args: &CardArgs) -> Result<Made, WalletError> {
    let member = member(args)?;
    if args.out.exists() {
        return Err(HomeError::Exists { path: args.out.clone() }.into());
    }
    let passphrase = wallet.passphrases.existing(&format!("Passphrase of {}", args.key))?;
    let key = wallet.keystore().open(&args.key, &passphrase)?;
    let account = account(&wallet.home, args, &member, &key)?;
    let party = account.party().into();
    home::create(&args.out, &MemberCard { member: member.clone(), account }.encode())?;
    Ok(Made { party, member: member.legal_name, file: args.out.clone() })
}

/// The party of the account that a key's card was made for.
///
/// # Errors
///
/// [`TomlFileError`] for a file that is there and cannot be read.
pub fn party_of(home: &Home, key: &Label) -> Result<Option<title::PartyId>, TomlFileError> {
    Ok(identity(home, key)?.map(|identity| identity.party.into()))
}

fn member(args: &CardArgs) -> Result<pb::Member, CardError> {
    let length = args.name.chars().count();
    let unseen = |c: char| c.is_control() || is_invisible(c);
    if args.name.trim() != args.name
        || !(1..=MOST_NAME_CHARACTERS).contains(&length)
        || args.name.contains(unseen)
    {
        return Err(CardError::Name);
    }
    let (scheme, identifier, text) = identifier(&args.identifier);
    identifier.check(text).map_err(|fault| {
        let text = text.to_owned();
        CardError::Identifier { identifier, text, fault }
    })?;
    Ok(pb::Member {
        id: MemberId::of(scheme, text).0.to_vec(),
        legal_name: args.name.clone(),
        scheme: scheme.into(),
        identifier: text.to_owned(),
        capacities: Capacities::of(&args.capacities).bits().into(),
        jurisdiction: args.jurisdiction.clone(),
        rulebook: args.rulebook,
        ..pb::Member::default()
    })
}

fn identifier(args: &IdentifierArgs) -> (pb::IdentifierScheme, Identifier, &str) {
    match (&args.lei, &args.gln, &args.duns) {
        (Some(text), _, _) => (pb::IdentifierScheme::Lei, Identifier::Lei, text),
        (_, Some(text), _) => (pb::IdentifierScheme::Gln, Identifier::Gln, text),
        (_, _, Some(text)) => (pb::IdentifierScheme::Duns, Identifier::Duns, text),
        (None, None, None) => unreachable!("the command line asks for exactly one"),
    }
}

/// The account: its policy, and the commitment to a signed statement that it is the member's. The
/// account is older than any chain, so the statement stands under no chain id.
fn account(
    home: &Home,
    args: &CardArgs,
    member: &pb::Member,
    key: &AccountKey,
) -> Result<Account, WalletError> {
    let member = MemberId::from_slice(&member.id).expect("made from a hash just now");
    let mut keys = vec![key.public_key()];
    for digits in &args.cosigners {
        let cosigner = PublicKey::parse(&digits.0)
            .map_err(|fault| CardError::Cosigner { key: *digits, fault })?;
        keys.push(cosigner);
    }
    let policy = Policy::new(args.threshold, &keys).map_err(CardError::Policy)?;
    let root = policy.root();
    let statement = [*member.as_bytes(), *root.as_bytes()].concat();
    let signature = key.sign(Purpose::Identity, &ChainId([0; 32]), &statement);
    let known = identity(home, &args.key).map_err(CardError::Identity)?;
    let salt = match &known {
        Some(identity) => identity.salt,
        None => random().map_err(CardError::Randomness)?,
    };
    let identity_commitment = identity_commitment(&salt.0, &member, &root, &signature);
    let account = Account::new(member, policy, identity_commitment);
    let party: Hex32 = account.party().into();
    match known {
        Some(identity) if identity.party != party => {
            let (label, party) = (args.key.clone(), identity.party);
            Err(CardError::OtherCard { label, party }.into())
        }
        Some(_) => Ok(account),
        None => {
            let identity = Identity { party, member: Hex32(member.0), salt };
            let text = toml_file::render(&identity);
            home::create(&home.identity(&args.key), text.as_bytes())?;
            Ok(account)
        }
    }
}

fn identity(home: &Home, key: &Label) -> Result<Option<Identity>, TomlFileError> {
    match toml_file::read(&home.identity(key), MOST_FILE_BYTES) {
        Err(TomlFileError::Home(HomeError::Missing { .. })) => Ok(None),
        read => read.map(Some),
    }
}

/// Keeps what opens the identity commitment of a joint account beside the keys.
///
/// # Errors
///
/// [`HomeError`].
pub(super) fn keep_joint(home: &Home, account: &Account, salt: Hex32) -> Result<(), HomeError> {
    let party: Hex32 = account.party().into();
    let label = format!("joint-{}", &party.to_string()[..16]);
    let label = label.parse().expect("letters, a dash and digits make a label");
    let identity = Identity { party, member: Hex32(account.member.0), salt };
    home::replace(&home.identity(&label), toml_file::render(&identity).as_bytes())
}

/// 32 bytes that nobody can guess.
pub(crate) fn random() -> Result<Hex32, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(Hex32(bytes))
}

/// A member card that was made.
#[derive(Serialize)]
pub struct Made {
    party: Hex32,
    member: String,
    file: PathBuf,
}

impl fmt::Display for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "member  {}", self.member)?;
        writeln!(f, "party   {}", self.party)?;
        writeln!(f, "card    {}", self.file.display())
    }
}

impl Outcome for Made {
    fn command(&self) -> &'static str {
        "card"
    }

    fn hint(&self) -> Option<String> {
        Some("hand the card to the network's founders; it is public".to_owned())
    }
}

/// The most characters of a legal name in a genesis file.
const MOST_NAME_CHARACTERS: usize = 140;
const MOST_FILE_BYTES: usize = 4096;
