//! `ebl key`: make and look at account keys.

use std::fmt;
use std::path::PathBuf;

use serde::Serialize;

use crate::args::{KeyNewArgs, KeyShowArgs, KeyVerb};
use crate::error::WalletError;
use crate::label::Label;
use crate::output::Outcome;
use crate::ui::Console;
use crate::wallet::Wallet;

/// Carries out one of the key commands.
///
/// # Errors
///
/// [`WalletError`].
pub fn run(wallet: &Wallet, verb: &KeyVerb, console: &mut Console<'_>) -> Result<(), WalletError> {
    match verb {
        KeyVerb::New(args) => Ok(console.finish(&new(wallet, args)?)?),
        KeyVerb::List => Ok(console.finish(&list(wallet)?)?),
        KeyVerb::Show(args) => Ok(console.finish(&show(wallet, args)?)?),
    }
}

fn new(wallet: &Wallet, args: &KeyNewArgs) -> Result<Created, WalletError> {
    let keystore = wallet.keystore();
    keystore.refuse_existing(&args.label)?;
    let passphrase = wallet.passphrases.fresh(&format!("New passphrase for {}", args.label))?;
    let public_key = keystore.create(&args.label, &passphrase, args.work_factor)?;
    Ok(Created {
        label: args.label.clone(),
        public_key: public_key.to_string(),
        file: keystore.file(&args.label),
    })
}

fn list(wallet: &Wallet) -> Result<Listed, WalletError> {
    let keystore = wallet.keystore();
    let stored = |label: Label| Stored { file: keystore.file(&label), label };
    Ok(Listed { keys: keystore.labels()?.into_iter().map(stored).collect() })
}

fn show(wallet: &Wallet, args: &KeyShowArgs) -> Result<Shown, WalletError> {
    let passphrase = wallet.passphrases.existing(&format!("Passphrase of {}", args.label))?;
    let key = wallet.keystore().open(&args.label, &passphrase)?;
    Ok(Shown { label: key.label().clone(), public_key: key.public_key().to_string() })
}

#[derive(Serialize)]
struct Created {
    label: Label,
    public_key: String,
    file: PathBuf,
}

impl fmt::Display for Created {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "key         {}", self.label)?;
        writeln!(f, "public key  {}", self.public_key)?;
        writeln!(f, "file        {}", self.file.display())
    }
}

impl Outcome for Created {
    fn command(&self) -> &'static str {
        "key new"
    }

    fn hint(&self) -> Option<String> {
        Some(
            "keep a copy of the file, and the passphrase elsewhere: nobody can restore them".into(),
        )
    }
}

#[derive(Serialize)]
struct Listed {
    keys: Vec<Stored>,
}

#[derive(Serialize)]
struct Stored {
    label: Label,
    file: PathBuf,
}

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.keys.iter().try_for_each(|key| writeln!(f, "{}", key.label))
    }
}

impl Outcome for Listed {
    fn command(&self) -> &'static str {
        "key list"
    }

    fn hint(&self) -> Option<String> {
        self.keys.is_empty().then(|| "there are no keys; ebl key new LABEL makes one".to_owned())
    }
}

#[derive(Serialize)]
struct Shown {
    label: Label,
    public_key: String,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "key         {}", self.label)?;
        writeln!(f, "public key  {}", self.public_key)
    }
}

impl Outcome for Shown {
    fn command(&self) -> &'static str {
        "key show"
    }
}
