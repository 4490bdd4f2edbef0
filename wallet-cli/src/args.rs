//! The command line. Help, completions and manual pages are made from these comments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::address_book::ContactName;
use crate::hex32::Hex32;
use crate::keystore::WorkFactor;
use crate::label::Label;
use crate::profile::Endpoint;

/// The wallet of an electronic bill of lading ledger.
///
/// Data goes to standard output, everything else to standard error. The exit code says how a
/// command ended: see `ebl exit-codes`.
#[derive(Clone, Debug, Parser)]
#[command(name = "ebl", version, subcommand_required = true, arg_required_else_help = true)]
pub struct Cli {
    /// What holds for every command.
    #[command(flatten)]
    pub options: Options,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub struct Options {
    /// Folder of keys, profiles and contacts; ~/.local/share/ebl if absent
    #[arg(long, global = true, value_name = "FOLDER", env = "EBL_HOME", hide_env_values = true)]
    pub home: Option<PathBuf>,
    /// Profile to use; the one chosen with `ebl profile use`, or `default`, if absent
    #[arg(long, global = true, value_name = "LABEL", env = "EBL_PROFILE", hide_env_values = true)]
    pub profile: Option<Label>,
    /// Write one JSON object to standard output
    #[arg(long, global = true)]
    pub json: bool,
    /// Answer every question with yes
    #[arg(long, global = true)]
    pub yes: bool,
    /// Read the passphrase from the only line of this file
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "EBL_PASSPHRASE_FILE",
        hide_env_values = true
    )]
    pub passphrase_file: Option<PathBuf>,
}

/// The commands.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Make and look at account keys
    #[command(subcommand)]
    Key(KeyVerb),
    /// Keep names for parties
    #[command(subcommand)]
    Contacts(ContactsVerb),
    /// Keep the networks and accounts you use
    #[command(subcommand)]
    Profile(ProfileVerb),
    /// Print the completion script for a shell
    Completions(CompletionsArgs),
    /// Write the manual pages into a folder
    Man(ManArgs),
    /// List the exit codes and what they mean
    ExitCodes,
}

/// `ebl key`
#[derive(Clone, Debug, Subcommand)]
pub enum KeyVerb {
    /// Make a key, encrypt it under a passphrase and print its public key
    New(KeyNewArgs),
    /// List the keys; needs no passphrase
    List,
    /// Open a key and print its public key
    Show(KeyShowArgs),
}

/// `ebl key new`
#[derive(Clone, Debug, Args)]
pub struct KeyNewArgs {
    /// Name for the key: a-z, 0-9 and dashes
    pub label: Label,
    /// How hard guessing the passphrase is, 14 to 20; each step doubles the time to open the key
    #[arg(long, value_name = "N", default_value_t = WorkFactor::USUAL)]
    pub work_factor: WorkFactor,
}

/// `ebl key show`
#[derive(Clone, Debug, Args)]
pub struct KeyShowArgs {
    /// Name of the key
    pub label: Label,
}

/// `ebl contacts`
#[derive(Clone, Debug, Subcommand)]
pub enum ContactsVerb {
    /// Give a party a name
    Add(ContactsAddArgs),
    /// List the contacts
    List,
    /// Forget a contact
    Remove(ContactsRemoveArgs),
}

/// `ebl contacts add`
#[derive(Clone, Debug, Args)]
pub struct ContactsAddArgs {
    /// Your name for the party
    pub name: ContactName,
    /// The party: 64 hexadecimal digits
    pub party: Hex32,
    /// The member behind the party, as you know it
    #[arg(long, value_name = "NAME")]
    pub member: Option<ContactName>,
}

/// `ebl contacts remove`
#[derive(Clone, Debug, Args)]
pub struct ContactsRemoveArgs {
    /// The contact's whole name
    pub name: String,
}

/// `ebl profile`
#[derive(Clone, Debug, Subcommand)]
pub enum ProfileVerb {
    /// Make a profile for a network and an account
    Add(ProfileAddArgs),
    /// List the profiles
    List,
    /// Show a profile
    Show(ProfileShowArgs),
    /// Choose the profile that commands use
    Use(ProfileUseArgs),
}

/// `ebl profile add`
#[derive(Clone, Debug, Args)]
pub struct ProfileAddArgs {
    /// Name for the profile: a-z, 0-9 and dashes
    pub label: Label,
    /// Address of a node, http://HOST:PORT or https://HOST:PORT; give several to fall back on
    #[arg(long = "node", value_name = "URL", required = true)]
    pub nodes: Vec<Endpoint>,
    /// The network's genesis file; a copy is kept
    #[arg(long, value_name = "FILE")]
    pub genesis: PathBuf,
    /// The network's id, to check the genesis file against
    #[arg(long, value_name = "DIGITS")]
    pub chain_id: Option<Hex32>,
    /// The party you act as: 64 hexadecimal digits
    #[arg(long, value_name = "DIGITS")]
    pub party: Option<Hex32>,
    /// Name of the key you sign with
    #[arg(long, value_name = "LABEL")]
    pub key: Option<Label>,
    /// Certificates that the nodes must chain to
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
}

/// `ebl profile show`
#[derive(Clone, Debug, Args)]
pub struct ProfileShowArgs {
    /// Name of the profile; the one in use if absent
    pub label: Option<Label>,
}

/// `ebl profile use`
#[derive(Clone, Debug, Args)]
pub struct ProfileUseArgs {
    /// Name of the profile
    pub label: Label,
}

/// `ebl completions`
#[derive(Clone, Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    pub shell: Shell,
}

/// `ebl man`
#[derive(Clone, Debug, Args)]
pub struct ManArgs {
    /// The folder; made if absent
    pub folder: PathBuf,
}
