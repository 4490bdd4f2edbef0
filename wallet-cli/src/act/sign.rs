//! Signing: the right key for the account.

use proto::instruction::{Approval, Instruction};
use proto::signing::Purpose;
use thiserror::Error;

use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::keystore::AccountKey;
use crate::label::Label;
use crate::session::Session;

/// A key that cannot sign for the profile's party, or not alone.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// The party is no account of the network.
    #[error("your party is no account of this network")]
    NoAccount,
    /// The account asks for more than one signature.
    #[error("your account asks for {threshold} signatures")]
    SeveralOfficers {
        /// How many.
        threshold: u32,
    },
    /// Others must sign the same instruction.
    #[error("this must be signed by {} too", parties.join(" and by "))]
    SeveralParties {
        /// Who, by name.
        parties: Vec<String>,
    },
    /// The key does not belong to the account.
    #[error("key {label} does not sign for your party")]
    OtherKey {
        /// The key.
        label: Label,
    },
}

impl Explain for SignError {
    fn hint(&self) -> String {
        match self {
            Self::NoAccount => {
                "check the party in the profile; a party is enrolled with its card in the genesis \
                 file"
                    .to_owned()
            }
            Self::SeveralOfficers { .. } | Self::SeveralParties { .. } => {
                "say the same again with --collect FILE: you sign first, the others sign the file \
                 with ebl cosign, and ebl submit sends it"
                    .to_owned()
            }
            Self::OtherKey { .. } => {
                "choose the profile of the account this key belongs to, or mend key = in it"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoAccount => Exit::Config,
            Self::SeveralOfficers { .. } | Self::SeveralParties { .. } => Exit::Usage,
            Self::OtherKey { .. } => Exit::Keystore,
        }
    }
}

/// Checks what can be checked before anybody types a passphrase.
pub(super) fn check_account(session: &Session<'_>) -> Result<(), WalletError> {
    session.profile.key()?;
    let party = session.profile.party()?;
    session.network.policy(&party).ok_or(SignError::NoAccount)?;
    Ok(())
}

/// Checks that one signature of the profile's party is all the ledger asks for.
pub(super) fn check_alone(
    session: &Session<'_>,
    instruction: &Instruction,
) -> Result<(), WalletError> {
    if !instruction.with().is_empty() {
        let names = session.names();
        let parties = instruction.with().iter().map(|party| names.short(party)).collect();
        return Err(SignError::SeveralParties { parties }.into());
    }
    let policy = session.network.policy(&instruction.by().actor).ok_or(SignError::NoAccount)?;
    match policy.threshold() {
        1 => Ok(()),
        threshold => Err(SignError::SeveralOfficers { threshold }.into()),
    }
}

/// Opens the profile's key and checks that it signs for the profile's party.
///
/// # Errors
///
/// [`SignError`], or what is wrong with the key or its passphrase.
pub fn open_key(session: &Session<'_>) -> Result<AccountKey, WalletError> {
    let label = session.profile.key()?;
    let party = session.profile.party()?;
    let passphrase = session.wallet.passphrases.existing(&format!("Passphrase of {label}"))?;
    let key = session.wallet.keystore().open(label, &passphrase)?;
    session.network.policy(&party).ok_or(SignError::NoAccount)?;
    if !session.network.signs_for(&party, &key.public_key()) {
        return Err(SignError::OtherKey { label: label.clone() }.into());
    }
    Ok(key)
}

/// Signs a body.
#[must_use]
pub fn sign_body(session: &Session<'_>, body: &[u8], key: &AccountKey) -> Approval {
    let signature = key.sign(Purpose::Instruction, &session.network.chain(), body);
    Approval { key: key.public_key(), signature }
}
