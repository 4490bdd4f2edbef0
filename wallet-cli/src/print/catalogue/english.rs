//! The messages in English.

use super::{Label, Sentence};

pub(super) const fn label(label: Label) -> &'static str {
    match label {
        Label::BillOfLading => "BILL OF LADING",
        Label::CopyNotNegotiable => "COPY – NOT NEGOTIABLE",
        Label::NotTheOriginal => {
            "This is not the original. The record on the ledger is the original; this paper gives \
             no right to the cargo."
        }
        Label::Watermark => "COPY",
        Label::Shipper => "Shipper",
        Label::OnBehalfOfShipper => "On behalf of shipper",
        Label::Consignee => "Consignee",
        Label::OnBehalfOfConsignee => "On behalf of consignee",
        Label::ConsigneeOrOrder => "Consignee or order",
        Label::ToOrder => "TO ORDER",
        Label::Endorsee => "Endorsee",
        Label::NotifyParty => "Notify party",
        Label::NobodyNamed => "Nobody is named",
        Label::Carrier => "Carrier",
        Label::CarriersAgent => "Carrier's agent at destination",
        Label::OtherParty => "Other party",
        Label::BillNumber => "Bill of lading no.",
        Label::BookingNumber => "Booking no.",
        Label::ShippingInstructions => "Shipping instructions",
        Label::PreCarriage => "Pre-carriage by",
        Label::PlaceOfReceipt => "Place of receipt",
        Label::Vessel => "Vessel",
        Label::Voyage => "Voyage no.",
        Label::PortOfLoading => "Port of loading",
        Label::PortOfDischarge => "Port of discharge",
        Label::PlaceOfDelivery => "Place of delivery",
        Label::OnCarriage => "On-carriage by",
        Label::OnwardRouting => "Onward inland routing",
        Label::PlannedDeparture => "Planned departure",
        Label::PlannedArrival => "Planned arrival",
        Label::MarksAndNumbers => "Marks and numbers",
        Label::ContainersAndSeals => "Container; seal",
        Label::PackagesAndGoods => "Number and kind of packages; description of goods",
        Label::GrossWeight => "Gross weight",
        Label::Measurement => "Measurement",
        Label::HsCodes => "HS code",
        Label::Seals => "Seal",
        Label::DangerousGoods => "Dangerous goods",
        Label::Freight => "Freight",
        Label::FreightPrepaid => "Prepaid",
        Label::FreightCollect => "Collect",
        Label::PayableAt => "Freight payable at",
        Label::DeclaredValue => "Declared value",
        Label::NumberOfOriginals => "Number of originals",
        Label::OneElectronicRecord => "One: the record on the ledger",
        Label::PlaceOfIssue => "Place of issue",
        Label::DateOfIssue => "Date of issue",
        Label::ShippedOnBoard => "Shipped on board",
        Label::ReceivedForShipment => "Received for shipment",
        Label::Service => "Receipt and delivery",
        Label::Movement => "Movement",
        Label::CarrierClauses => "Carrier's clauses",
        Label::TermsAndConditions => "Terms and conditions of carriage",
        Label::OtherFields => "Other fields of the document",
        Label::OtherFieldsNote => {
            "Every field that is not shown above, by its place in the document (RFC 6901)."
        }
        Label::Rider => "Rider",
        Label::SeeRider => "… continued on the rider",
        Label::Continued => "continued",
        Label::DateIsAClaim => {
            "Dates in the document are the carrier's statements. The ledger's evidence of time is \
             the time of its blocks, in UTC."
        }
        Label::NoDocument => "The transport document is not in the evidence file",
        Label::NoDocumentNote => {
            "Whoever made the evidence kept the document back. What follows is what the ledger \
             shows. The document that belongs to this bill is fixed by the commitment given here; \
             its bill package opens it."
        }
        Label::Standing => "How the bill stands on the ledger",
        Label::AsOf => "As of",
        Label::InControl => "In control (holder)",
        Label::Nobody => "Nobody: the bill has ended",
        Label::Stands => "Stands",
        Label::Status => "Status",
        Label::Title => "Title id",
        Label::Version => "Version of its reference",
        Label::KindOfBill => "Kind of bill",
        Label::StraightBill => "Straight bill",
        Label::OrderBill => "Order bill",
        Label::BlankBill => "Bearer bill (endorsed in blank)",
        Label::DocumentCommitment => "Commitment to the document",
        Label::MasterBill => "House bill under master title",
        Label::Ledger => "Ledger",
        Label::ChainId => "Chain id",
        Label::BlockHash => "Header hash",
        Label::Rulebook => "Rulebook",
        Label::Law => "Law and convention",
        Label::Recognition => "Recognised by",
        Label::RecognitionUnknown => {
            "This law is not known to the program to recognise electronic bills; ask counsel."
        }
        Label::Parties => "Parties by their registration on the ledger",
        Label::CodeNote => "title id and header hash",
        Label::ByOrderMark => "Marked for ever: an order held or moved this bill.",
        Label::EndorsementChain => "Endorsement chain",
        Label::EndorsementChainNote => {
            "Every fact of this bill on the ledger until the block above, oldest first; none is \
             left out. Times are those of the blocks."
        }
        Label::Notices => "Notices on the bill",
        Label::NoNotices => "There is none.",
        Label::NoticesNote => "A notice moves nothing. The ledger holds its kind, not its words.",
        Label::By => "by",
        Label::To => "to",
        Label::From => "from",
        Label::Until => "until",
        Label::SignedToo => "signed too by",
        Label::Reason => "reason",
        Label::Replacing => "in place of title",
        Label::ReplacedBy => "replaced by title",
        Label::Commitment => "commitment",
        Label::NewOrder => "order on acceptance",
        Label::Issued => "Issued",
        Label::IssuedFromPaper => "Issued in place of a paper bill",
        Label::IssuedInPlace => "Issued in place of an earlier bill",
        Label::TransferOffered => "Transfer offered",
        Label::OfferWithdrawn => "Offer withdrawn",
        Label::TransferAccepted => "Transfer accepted: control passed",
        Label::OfferDeclined => "Offer declined",
        Label::HandedOver => "Handed over: control passed",
        Label::HandedBack => "Handed back: control returned",
        Label::EndorsedInBlank => "Endorsed in blank",
        Label::EndorsedToOrder => "Endorsed to order",
        Label::EndorsedToNamed => "Endorsed to a named party",
        Label::EndorsementCancelled => "Endorsement cancelled",
        Label::SignedByHolder => "Signed by its holder",
        Label::PledgeOffered => "Pledge offered",
        Label::Pledged => "Pledged: control passed as security",
        Label::PledgeReleased => "Pledge released",
        Label::PledgeEnforced => "Pledge enforced",
        Label::SurrenderedForDelivery => "Surrendered for delivery",
        Label::SurrenderedForAmendment => "Surrendered for amendment",
        Label::SurrenderedForPaper => "Surrendered for paper in its place",
        Label::SurrenderAccepted => "Surrender accepted: accomplished",
        Label::SurrenderRejected => "Surrender rejected",
        Label::Replaced => "Replaced: ended",
        Label::TurnedToPaper => "Turned to paper: ended",
        Label::Voided => "Void: ended",
        Label::Annotated => "Notice",
        Label::Held => "Held by order",
        Label::HoldLifted => "Hold lifted by order",
        Label::Reassigned => "Control moved by order",
        Label::ChargesDue => "charges are due",
        Label::RequesterNotEntitled => "the requester is not entitled",
        Label::DocumentMismatch => "bill and carrier's document differ",
        Label::ClaimPending => "a claim is pending",
        Label::OtherReason => "another reason, told outside the ledger",
        Label::ChangeOfDestination => "change of destination",
        Label::SwitchBill => "switch bill",
        Label::Split => "split",
        Label::Combine => "combination with others",
        Label::Correction => "correction",
        Label::LetterOfIndemnity => "letter of indemnity",
        Label::AdverseClaim => "adverse claim",
        Label::StoppageInTransit => "stoppage in transit",
        Label::CustomsHold => "customs hold",
        Label::CustomsRelease => "customs release",
        Label::CargoReleased => "cargo released",
        Label::Discrepancy => "discrepancy",
        Label::Certificate => "certificate",
        Label::WhatItProves => "What the evidence in this file proves",
        Label::ProvesHistory => {
            "The whole history of this bill until the block above: nothing in the chain was left \
             out, added or reordered (singularity of the electronic transferable record)."
        }
        Label::ProvesControl => {
            "Who was in control, and to whose order the bill stood, after every one of those \
             blocks (control of the electronic transferable record)."
        }
        Label::ProvesSignatures => "Whose keys signed each act, as each party's account requires.",
        Label::ProvesDocument => {
            "That the document printed and attached here is the one the bill was issued for."
        }
        Label::WhatItDoesNotProve => "What it does not prove",
        Label::NotAfter => "Anything after that block. Ask for newer evidence before you pay.",
        Label::NotAgents => {
            "That an agent was allowed to act for another. The validators checked it then."
        }
        Label::NotKeys => "That nobody else has a key that signed.",
        Label::NotLedger => {
            "That this is the ledger you mean. Compare the chain id with what its members publish."
        }
        Label::NotDocument => "What the transport document says: it is not in the evidence.",
        Label::NotPaper => {
            "By the paper alone: nothing. Print can be altered; check the evidence embedded in the \
             PDF file."
        }
        Label::HowToCheck => "How to check",
        Label::CheckExtract => {
            "1. Take the attachment bill.evidence out of the PDF file: every PDF reader lists its \
             attachments."
        }
        Label::CheckVerify => {
            "2. Run the command below, with the chain id that the network's members publish. No \
             node, account or connection is needed."
        }
        Label::CheckCode => {
            "3. Compare the title id and the header hash it prints with the QR code of this copy."
        }
        Label::NotShown => "Characters that could not be printed",
    }
}

pub(super) fn sentence(sentence: &Sentence<'_>) -> String {
    match sentence {
        Sentence::Page { number, of } => format!("Page {number} of {of}"),
        Sentence::Foot { bill, height, time } => format!("{bill} · as of block {height}, {time}"),
        Sentence::AtBlock { height, time } => format!("block {height}, {time}"),
        Sentence::CommittedBy { signers, validators } => {
            format!("committed by {signers} of {validators} validators")
        }
        Sentence::Handovers { count: 0 } => "those of the genesis file".to_owned(),
        Sentence::Handovers { count: 1 } => "after 1 change of validators since genesis".to_owned(),
        Sentence::Handovers { count } => {
            format!("after {count} changes of validators since genesis")
        }
        Sentence::ToTheOrderOf { who } => format!("to the order of {who}"),
        Sentence::ToNamedOnly { who } => format!("to {who}, who may not endorse it on"),
        Sentence::InBlank => "in blank: whoever is in control may claim the cargo".to_owned(),
        Sentence::StraightTo { shipper, consignee } => {
            format!("consigned to {consignee}, shipped by {shipper}")
        }
        Sentence::IssuedOnLedger { carrier, height, time } => {
            format!("Issued on the ledger by {carrier} in block {height}, {time}")
        }
        Sentence::OrderAtIssue { order } => format!("On the ledger at issue: {order}"),
        Sentence::Active => "in the hands of the party in control".to_owned(),
        Sentence::Offered { to, until } => format!("offered to {to} until {until}"),
        Sentence::OfferedAsPledge { to, until } => {
            format!("offered as a pledge to {to} until {until}")
        }
        Sentence::SurrenderedFor { what, by } => {
            format!("{what}, by {by}; the carrier is in control and must answer")
        }
        Sentence::Ended { how } => format!("ended – {how}"),
        Sentence::PledgedBy { who } => format!("pledged by {who}"),
        Sentence::HeldUntil { until } => format!("held by order until {until}"),
        Sentence::Link { height, instruction } => {
            format!("block {height} · instruction {instruction}")
        }
        Sentence::SignedWith { keys } => format!("signed with {keys}"),
        Sentence::AsAgentFor { agent, principal } => {
            format!("{principal}, signed by {agent} as agent")
        }
        Sentence::Totals { containers, packages } => {
            format!("Total: containers {containers}; packages {packages}")
        }
        Sentence::Jurisdiction { country } => format!("jurisdiction {country}"),
        Sentence::LawOf { law, convention, profile } => {
            format!("{law}; convention {convention} (terms profile {profile})")
        }
        Sentence::UnknownTerms { profile } => {
            format!("terms profile {profile}, not in the evidence")
        }
        Sentence::NotShownList { characters } => format!(
            "No font at hand has these; where one stands in the text its number is printed \
             instead: {characters}. The attached files hold the text as it is."
        ),
        Sentence::Subject { bill } => format!("Copy of electronic bill of lading {bill}"),
        Sentence::EvidenceFile { time } => {
            format!("Evidence of the bill as of {time}; check it with: ebl verify bill.evidence")
        }
        Sentence::DocumentFile { sha256 } => {
            format!("The transport document as it was issued, SHA-256 {sha256}")
        }
    }
}
