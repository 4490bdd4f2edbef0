//! The arguments of the commands that pass a bill on, pledge it or ask something of the carrier.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args};
use title::{AmendmentReason, RejectionReason};

use super::bills::BillArgs;
use super::signing::SigningArgs;
use crate::clock::Moment;

/// An act that needs nothing but the bill.
#[derive(Clone, Debug, Args)]
pub struct ActArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// An endorsement that goes with control: at most one.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
pub struct CarriedArgs {
    /// Endorse to this party's order; takes effect when control passes
    #[arg(long, value_name = "NAME", requires = "to")]
    pub endorse_to_order: Option<String>,
    /// Endorse to this party, who may not endorse on; takes effect when control passes
    #[arg(long, value_name = "NAME", requires = "to")]
    pub endorse_final: Option<String>,
    /// Endorse in blank; takes effect when control passes
    #[arg(long, requires = "to")]
    pub endorse_blank: bool,
}

/// How long an offer stands.
#[derive(Clone, Copy, Debug, Args)]
pub struct StandingArgs {
    /// For how many days the offer stands
    #[arg(
        long,
        value_name = "N",
        default_value_t = 3,
        conflicts_with = "until",
        value_parser = clap::value_parser!(u32).range(1..=365)
    )]
    pub days: u32,
    /// Until when the offer stands, in UTC: 2026-11-30, 2026-11-30T17:00 or 2026-11-30T17:00:00Z
    #[arg(long, value_name = "MOMENT")]
    pub until: Option<Moment>,
}

/// `ebl offer`
#[derive(Clone, Debug, Args)]
pub struct OfferArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// To whom control is offered
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// The endorsement that goes with it
    #[command(flatten)]
    pub endorsement: CarriedArgs,
    /// How long it stands
    #[command(flatten)]
    pub standing: StandingArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl hand-over`
#[derive(Clone, Debug, Args)]
pub struct HandOverArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// To whom it is handed
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// The endorsement that goes with it
    #[command(flatten)]
    pub endorsement: CarriedArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl pledge`
#[derive(Clone, Debug, Args)]
pub struct PledgeArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Who shall take the pledge
    #[arg(long, value_name = "NAME")]
    pub to: String,
    /// How long the offer stands
    #[command(flatten)]
    pub standing: StandingArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl release`
#[derive(Clone, Debug, Args)]
pub struct ReleaseArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Release to this party in place of the pledgor, who directs it and signs too
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
    /// The pledgor's endorsement
    #[command(flatten)]
    pub endorsement: CarriedArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl accept`
#[derive(Clone, Debug, Args)]
pub struct AcceptArgs {
    /// Which bill, and its package
    #[command(flatten)]
    pub bill: BillArgs,
    /// Accept although the package is missing, altered or says something else than the ledger
    #[arg(long)]
    pub without_package: bool,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl endorse`
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("endorsement").args(["to_order", "final_to", "blank"]).required(true))]
pub struct EndorseArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// To this party's order; it may endorse on
    #[arg(long, value_name = "NAME")]
    pub to_order: Option<String>,
    /// To this party, who may not endorse on
    #[arg(long = "final", value_name = "NAME")]
    pub final_to: Option<String>,
    /// In blank: whoever controls the bill may claim the cargo
    #[arg(long)]
    pub blank: bool,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// To whose order a bill, or what replaces it, shall stand: at most one.
#[derive(Clone, Debug, Args)]
#[command(group = ArgGroup::new("stands")
    .args(["stands_to_order", "stands_final", "stands_blank", "stands_shipper"]))]
pub struct StandsArgs {
    /// Let it stand to this party's order; as the bill does now if no --stands option is given
    #[arg(long, value_name = "NAME")]
    pub stands_to_order: Option<String>,
    /// Let it stand to this party, who may not endorse on
    #[arg(long, value_name = "NAME")]
    pub stands_final: Option<String>,
    /// Let it stand in blank
    #[arg(long)]
    pub stands_blank: bool,
    /// Let a straight bill be consigned by this shipper
    #[arg(long, value_name = "NAME", requires = "stands_consignee")]
    pub stands_shipper: Option<String>,
    /// Let a straight bill be consigned to this consignee
    #[arg(long, value_name = "NAME", requires = "stands_shipper")]
    pub stands_consignee: Option<String>,
}

/// `ebl request-amendment`
#[derive(Clone, Debug, Args)]
pub struct RequestAmendmentArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// What shall change
    #[arg(long, value_name = "WORD", value_parser = amendment())]
    pub reason: AmendmentReason,
    /// Who shall control what replaces the bill; yourself if absent
    #[arg(long, value_name = "NAME")]
    pub new_holder: Option<String>,
    /// To whose order that shall stand
    #[command(flatten)]
    pub stands: StandsArgs,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// `ebl reject-surrender`
#[derive(Clone, Debug, Args)]
pub struct RejectArgs {
    /// Which bill
    #[command(flatten)]
    pub bill: BillArgs,
    /// Why the bill is sent back
    #[arg(long, value_name = "WORD", value_parser = reason())]
    pub reason: RejectionReason,
    /// Who signs
    #[command(flatten)]
    pub signing: SigningArgs,
}

/// The words for reasons, which help and completions list.
fn reason() -> impl TypedValueParser<Value = RejectionReason> {
    PossibleValuesParser::new(RejectionReason::ALL.iter().map(|reason| reason.word())).map(|word| {
        let found = RejectionReason::ALL.iter().find(|reason| reason.word() == word);
        *found.expect("only these words pass")
    })
}

fn amendment() -> impl TypedValueParser<Value = AmendmentReason> {
    PossibleValuesParser::new(AmendmentReason::ALL.iter().map(|reason| reason.word())).map(|word| {
        let found = AmendmentReason::ALL.iter().find(|reason| reason.word() == word);
        *found.expect("only these words pass")
    })
}
