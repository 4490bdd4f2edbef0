//! The command line. Help, completions and manual pages are made from these comments.

mod acts;
mod audit;
mod bills;
mod carrier;
mod head;
mod notices;
mod registry;
mod signing;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

pub use acts::{
    AcceptArgs, ActArgs, CarriedArgs, EndorseArgs, HandOverArgs, OfferArgs, PledgeArgs, RejectArgs,
    ReleaseArgs, RequestAmendmentArgs, StandingArgs, StandsArgs,
};
pub use audit::{AuditArgs, RowFormat};
pub use bills::{
    AnswerArgs, BillArgs, CardArgs, CheckArgs, EndorsementChainArgs, ExplainArgs, IdentifierArgs,
    Instant, LedgerArgs, ListArgs, OutcomeArgs, PackageShowArgs, PrintArgs, ProveArgs,
    ProveUnusedArgs, ReceiptArgs, ResendArgs, VerifyArgs, WatchArgs,
};
pub use carrier::{BillOrderArgs, IssueArgs, NewBillArgs, ReplaceArgs, ToPaperArgs};
pub use head::HeadArgs;
pub use notices::{AnnotateArgs, HoldArgs, LiftArgs, OpenArgs, OrderArgs, ReassignArgs};
pub use registry::{
    AcceptRulebookArgs, AdmitArgs, CapacitiesArgs, GovernanceVerb, GrantArgs, MemberArgs, NoVoter,
    OpenAccountArgs, OwnArgs, RevokeArgs, RulebookArgs, SetArgs, TermsArgs, ValidatorsArgs, Voter,
};
pub use signing::{CosignArgs, SigningArgs, SubmitArgs};

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
    /// Make the member card that enrols your account in a network
    ///
    /// Hand the card to the network's founders. What opens its identity commitment is kept beside
    /// the key.
    Card(CardArgs),
    /// Keep names for parties
    #[command(subcommand)]
    Contacts(ContactsVerb),
    /// Keep the networks and accounts you use
    #[command(subcommand)]
    Profile(ProfileVerb),
    /// Check a transport document without a node or a key
    ///
    /// Every fault is listed with its place in the document and its rule. Exit code 0 says that
    /// the document could be issued, 8 that it could not.
    #[command(visible_alias = "inspect")]
    Check(CheckArgs),
    /// Look into bill packages
    #[command(subcommand)]
    Package(PackageVerb),
    /// Issue a bill for a transport document
    ///
    /// The document is checked, kept byte for byte in a new bill package together with the terms
    /// and attachments, and committed to on the ledger. The package is written before anything is
    /// sent; hand it to whoever shall hold the bill. With --from-paper the bill takes the place of
    /// a paper one that you have withdrawn.
    Issue(Box<IssueArgs>),
    /// Offer control of a bill to another party
    ///
    /// Control moves when the recipient accepts, not before. An endorsement that goes with the
    /// offer takes effect at the same moment.
    Offer(OfferArgs),
    /// Take your offer back
    Withdraw(ActArgs),
    /// Take control of a bill that is offered to you, or take it as a pledge
    ///
    /// The bill's package is opened against what stands on the ledger. A package that is missing,
    /// altered, or describes another bill or other terms stops the acceptance. Every notice on the
    /// bill is shown first.
    Accept(AcceptArgs),
    /// Refuse a bill that is offered to you
    Decline(ActArgs),
    /// Hand a bill at once to a party that takes bills without being asked each time
    ///
    /// Control moves now. The new holder may hand it back as its very next act.
    HandOver(HandOverArgs),
    /// Hand back a bill that was just handed over to you
    HandBack(ActArgs),
    /// Change to whose order a bill stands; control does not move
    Endorse(EndorseArgs),
    /// Undo your own endorsement while you are in control
    CancelEndorsement(ActArgs),
    /// Leave a visible mark that you hold a bill
    Sign(ActArgs),
    /// Offer a bill as a pledge, such as to the bank that lends on it
    ///
    /// Nothing moves until the pledgee accepts. Then it is in control, and only its release or
    /// enforcement moves the bill.
    Pledge(PledgeArgs),
    /// Pledgee: end the pledge and let the bill go back to its pledgor
    ///
    /// With --to it goes where the pledgor directs, such as to the buyer who paid; the pledgor
    /// signs the same instruction.
    Release(ReleaseArgs),
    /// Pledgee: take the bill for the debt
    Enforce(ActArgs),
    /// Surrender a bill to its carrier for delivery
    Surrender(ActArgs),
    /// Surrender a bill to its carrier for another in its place
    ///
    /// What replaces it can only go to the party, and stand to the order, named here. Where the
    /// bill stands to another party's order, that party signs too.
    RequestAmendment(RequestAmendmentArgs),
    /// Surrender a bill to its carrier for paper in its place, to the same order
    RequestPaper(ActArgs),
    /// Carrier: accept a bill surrendered for delivery; it ends
    AcceptSurrender(ActArgs),
    /// Carrier: send a surrendered bill back
    RejectSurrender(RejectArgs),
    /// Carrier: end bills surrendered for amendment and begin others in their place
    ///
    /// All in one moment, linked both ways. Each new document goes through what `ebl issue` asks.
    /// One that carries the reference of a bill that ends becomes its next version; any other
    /// reference must be new.
    Replace(Box<ReplaceArgs>),
    /// Carrier: end a bill surrendered for paper, and give paper in its place
    ToPaper(ToPaperArgs),
    /// Carrier: withdraw a bill issued by mistake, before control of it has passed
    ///
    /// Whoever is in control signs too, and the order party where that is another.
    Void(ActArgs),
    /// Put a notice on a bill; it moves nothing
    ///
    /// The ledger holds the notice's kind and a commitment to what it says. What opens the
    /// commitment is kept here.
    Annotate(AnnotateArgs),
    /// Governance: keep a bill where it is, by order
    Hold(HoldArgs),
    /// Governance: end a hold before its time, by order
    Lift(LiftArgs),
    /// Governance: give control of a bill to another party, by order
    Reassign(ReassignArgs),
    /// Let an agent act in your name: for which acts, and until when
    ///
    /// A new grant to the same agent takes the place of the one before.
    Grant(GrantArgs),
    /// Take back what an agent may do in your name
    Revoke(RevokeArgs),
    /// Take bills that are handed over at once, without being asked each time
    TakeAtOnce(OwnArgs),
    /// Take bills by acceptance only, again
    TakeOnAcceptance(OwnArgs),
    /// Accept a rulebook for your member
    AcceptRulebook(AcceptRulebookArgs),
    /// Open a further account of your member, or a joint one with others
    ///
    /// For a joint account the passphrase is asked twice: its statement of identity is signed
    /// before the preview.
    OpenAccount(OpenAccountArgs),
    /// Decide who is a member, who votes, and under which rules
    ///
    /// As many governors as the network asks for sign the same instruction: name the others with
    /// --signed-too and collect their signatures with --collect.
    #[command(subcommand)]
    Governance(Box<GovernanceVerb>),
    /// Show what a signing file asks, and add your signature to it
    ///
    /// What is shown is read from the bytes that you sign, and from nothing else.
    Cosign(CosignArgs),
    /// Send a signing file that everybody has signed
    Submit(SubmitArgs),
    /// Show what a notice, an order or a change of medium says, and whether the ledger holds it
    Open(OpenArgs),
    /// Print the text of a rule that a refusal names
    Explain(ExplainArgs),
    /// List the bills you control, are offered or issued
    ///
    /// The list is what the node says; `ebl show` proves a single bill.
    List(ListArgs),
    /// Show where a bill stands, proved against the genesis file
    Show(BillArgs),
    /// Show everything that happened to a bill, proved against the genesis file
    History(BillArgs),
    /// Write a bill's history as a DCSA endorsement chain
    ///
    /// With --json the result is the list that the Endorsement Chain API answers. Offers, holds
    /// and notices have no DCSA action and are left out.
    EndorsementChain(EndorsementChainArgs),
    /// Write the proof of one fact of a bill to a file
    Receipt(ReceiptArgs),
    /// Write everything about a bill to an evidence file, for whoever has no node
    ///
    /// The file holds every fact with the parties' signatures, who committed it, and that nothing
    /// was left out. The document is kept back unless asked for.
    Prove(ProveArgs),
    /// Write to an evidence file that nothing was ever issued under a reference
    ProveUnused(ProveUnusedArgs),
    /// Make a challenge for whoever claims to be in control of a bill
    Challenge,
    /// Answer a challenge: sign that one is in control of the bill of an evidence file
    ///
    /// No node is asked. Whoever then has the file can check it with `ebl verify --challenge`.
    Answer(AnswerArgs),
    /// Check a receipt or an evidence file without any node
    Verify(VerifyArgs),
    /// Print the copy of a bill that an evidence file proves, as PDF/A-3 with the evidence inside
    ///
    /// The file is checked as `ebl verify` does, and nothing is printed that does not verify. No
    /// node is asked. Every page says that the record on the ledger is the original and that the
    /// paper gives no right to the cargo.
    Print(PrintArgs),
    /// Follow the ledger block by block, checking each
    ///
    /// With --json one object is written per block.
    Watch(WatchArgs),
    /// Show every act that the ledger recorded, and prove that none was left out
    ///
    /// For customs and other auditors, on a node of their own. Each block is checked: it continues
    /// the one before, a quorum signed it, and the acts shown are all it recorded. Filters hide
    /// rows; they never lessen what is checked. At the end it says what was checked. No document is
    /// read: what a row shows is what stands on the ledger, and names come from the registry and
    /// from your contacts.
    Audit(AuditArgs),
    /// Check the newest block of every node of the profile, and that all have one history
    ///
    /// Each node must lead on from the newest block that this wallet saw, and all from one another's.
    /// Where two blocks of one height were signed, a file that names who signed both is kept, and the
    /// command ends with exit code 5. Witnesses are observers that sign which blocks they have on disk.
    Head(HeadArgs),
    /// Show how the node stands
    Status,
    /// List the network's members, their accounts, and who governs
    ///
    /// Proved by the genesis file and the facts of the registry.
    Members,
    /// List the instructions signed in this wallet
    Outbox,
    /// Ask what became of an instruction
    Outcome(OutcomeArgs),
    /// Hand in again, byte for byte, an instruction signed in this wallet
    Resend(ResendArgs),
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

/// `ebl package`
#[derive(Clone, Debug, Subcommand)]
pub enum PackageVerb {
    /// Show what a bill package holds
    Show(PackageShowArgs),
}

/// `ebl contacts`
#[derive(Clone, Debug, Subcommand)]
pub enum ContactsVerb {
    /// Give a party a name
    Add(ContactsAddArgs),
    /// Take over the names of a network's members from the profile's genesis file
    Import,
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
    Add(Box<ProfileAddArgs>),
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
    /// The party you act as: a member's legal name, or 64 hexadecimal digits; that of the key's
    /// card if absent
    #[arg(long, value_name = "NAME")]
    pub party: Option<String>,
    /// Name of the key you sign with
    #[arg(long, value_name = "LABEL")]
    pub key: Option<Label>,
    /// Certificates that the nodes must chain to; needed for https
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    /// The key of a witness you trust, as its node's card names it; may be given several times
    #[arg(long = "witness", value_name = "DIGITS")]
    pub witnesses: Vec<Hex32>,
    /// For carriers: the terms profile of bills you issue
    #[arg(long, value_name = "N")]
    pub terms: Option<u32>,
    /// For carriers: the rulebook of bills you issue
    #[arg(long, value_name = "N")]
    pub rulebook: Option<u32>,
    /// For carriers: where disputes under your bills are heard
    #[arg(long, value_name = "TEXT")]
    pub forum: Option<String>,
    /// For carriers: who answers for the carriage
    #[arg(long, value_name = "NAME")]
    pub accountable_party: Option<String>,
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
