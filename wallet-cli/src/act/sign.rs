//! Signing: the right key for the account, and the envelope.

use proto::ids::InstructionId;
use proto::instruction::{Approval, Draft, seal};
use proto::signing::Purpose;
use thiserror::Error;

use super::Plan;
use crate::error::{Explain, WalletError};
use crate::exit::Exit;
use crate::keystore::AccountKey;
use crate::label::Label;
use crate::session::Session;

/// A key that cannot sign for the profile's party.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SignError {
    /// The party is no account of the network.
    #[error("your party is no account of this network")]
    NoAccount,
    /// The account asks for more than one signature.
    #[error("your account asks for {threshold} signatures, and this wallet gives one")]
    SeveralSigners {
        /// How many.
        threshold: u32,
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
            Self::SeveralSigners { .. } => {
                "collecting the signatures of several officers is not built yet".to_owned()
            }
            Self::OtherKey { .. } => {
                "choose the profile of the account this key belongs to, or mend key = in it"
                    .to_owned()
            }
        }
    }

    fn exit(&self) -> Exit {
        match self {
            Self::NoAccount | Self::SeveralSigners { .. } => Exit::Config,
            Self::OtherKey { .. } => Exit::Keystore,
        }
    }
}

/// An instruction signed and sealed.
pub(super) struct Signed {
    pub(super) id: InstructionId,
    pub(super) envelope: Vec<u8>,
}

/// Checks what can be checked before anybody types a passphrase.
pub(super) fn check_account(session: &Session<'_>) -> Result<(), WalletError> {
    session.profile.key()?;
    let party = session.profile.party()?;
    let account = session.network.genesis().accounts().get(&party).ok_or(SignError::NoAccount)?;
    match account.policy.threshold() {
        1 => Ok(()),
        threshold => Err(SignError::SeveralSigners { threshold }.into()),
    }
}

/// Opens the profile's key and checks that it signs for the profile's party.
pub(super) fn open_key(session: &Session<'_>) -> Result<AccountKey, WalletError> {
    let label = session.profile.key()?;
    let party = session.profile.party()?;
    let passphrase = session.wallet.passphrases.existing(&format!("Passphrase of {label}"))?;
    let key = session.wallet.keystore().open(label, &passphrase)?;
    let account = session.network.genesis().accounts().get(&party).ok_or(SignError::NoAccount)?;
    if !account.policy.keys().iter().any(|entry| entry.key == key.public_key()) {
        return Err(SignError::OtherKey { label: label.clone() }.into());
    }
    Ok(key)
}

/// Signs a plan.
pub(super) fn sign(session: &Session<'_>, plan: &Plan, key: &AccountKey) -> Signed {
    let chain = session.network.chain();
    let draft = Draft {
        chain,
        deadline_ms: plan.deadline_ms,
        head: plan.head,
        instruction: plan.instruction,
    };
    let body = draft.body();
    let signature = key.sign(Purpose::Instruction, &chain, &body);
    let approval = Approval { key: key.public_key(), signature };
    Signed { id: InstructionId::of(&body), envelope: seal(body, &[approval]) }
}
