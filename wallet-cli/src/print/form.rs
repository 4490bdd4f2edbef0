//! The bill as a carrier's form shows it: who sends what to whom, on which ship, from where to where.

use super::boxes::{Cell, Rider, row};
use super::catalogue::{Label, Sentence};
use super::code;
use super::copy::Copy;
use super::fields::{Fields, party, place};
use super::flow::Flow;
use super::goods;
use super::page::{BODY, NOTE, SMALL, STRONG};
use crate::document::Document;
use crate::session::digits;

/// Draws the form. What it has no place for is given back, to be listed at the end.
pub(super) fn draw(
    flow: &mut Flow<'_>,
    copy: &Copy<'_>,
    document: &Document,
) -> Vec<(String, String)> {
    let mut fields = Fields::new(document);
    let mut riders = parties(flow, copy, &mut fields);
    riders.extend(voyage(flow, &mut fields));
    let clauses = fields.list("/carrierClauses");
    goods::draw(flow, &mut fields);
    riders.extend(freight(flow, &mut fields));
    riders.extend(issue(flow, copy, &mut fields));
    flow.gap(2.0);
    flow.note(Label::DateIsAClaim);
    if !clauses.is_empty() {
        flow.heading(Label::CarrierClauses);
        clauses.iter().for_each(|clause| flow.paragraph(BODY, clause));
    }
    rider(flow, riders);
    if let Some(terms) = fields.value("/termsAndConditions") {
        flow.heading(Label::TermsAndConditions);
        flow.paragraph(SMALL, &terms);
    }
    fields.rest()
}

/// What is drawn where the evidence holds no document.
pub(super) fn without_document(flow: &mut Flow<'_>, copy: &Copy<'_>) {
    flow.heading(Label::NoDocument);
    flow.paragraph(BODY, flow.label(Label::NoDocumentNote));
    flow.gap(6.0);
    let title = copy.title();
    let carrier = vec![copy.party(&title.carrier), issued(flow, copy)];
    let kind = vec![flow.label(Copy::kind(&title.order)).to_owned()];
    row(flow, 110.0, vec![Cell::new(0.5, Label::Carrier, carrier), code_cell(flow, copy)]);
    row(
        flow,
        30.0,
        vec![
            Cell::new(0.25, Label::KindOfBill, kind),
            Cell::new(0.75, Label::DocumentCommitment, vec![hex::encode(title.document.root)]),
        ],
    );
}

fn parties(flow: &mut Flow<'_>, copy: &Copy<'_>, fields: &mut Fields<'_>) -> Vec<Rider> {
    let base = "/documentParties";
    let shipper = party(fields, &format!("{base}/shipper"));
    let numbers = bill_numbers(flow, copy, fields);
    let mut riders = row(flow, 76.0, vec![Cell::new(0.5, Label::Shipper, shipper), numbers]);
    let consignee = consignee(flow, copy, fields);
    let carrier = party(fields, &format!("{base}/issuingParty"));
    let second = vec![consignee, Cell::new(0.5, Label::Carrier, carrier)];
    riders.extend(row(flow, 76.0, second));
    let mut notify = Vec::new();
    for entry in fields.entries(&format!("{base}/notifyParties")) {
        notify.extend(party(fields, &entry));
    }
    if notify.is_empty() {
        notify.push(flow.label(Label::NobodyNamed).to_owned());
    }
    let third = vec![Cell::new(0.5, Label::NotifyParty, notify), code_cell(flow, copy)];
    riders.extend(row(flow, 76.0, third));
    riders.extend(further_parties(flow, fields));
    riders
}

fn bill_numbers(flow: &Flow<'_>, copy: &Copy<'_>, fields: &mut Fields<'_>) -> Cell {
    let mut lines = vec![copy.name()];
    let reference = fields.value("/transportDocumentReference");
    lines.extend(reference.filter(|reference| *reference != copy.name()));
    let mut labelled = |label: Label, value: Option<String>| {
        lines.extend(value.map(|value| flow.labelled(label, &value)));
    };
    let items = fields.entries("/consignmentItems");
    for item in items {
        let booking = fields.value(&format!("{item}/carrierBookingReference"));
        labelled(Label::BookingNumber, booking);
    }
    labelled(Label::ShippingInstructions, fields.value("/shippingInstructionsReference"));
    Cell::new(0.5, Label::BillNumber, lines)
}

/// The consignee of a straight bill; of another, to whose order it was made out.
fn consignee(flow: &Flow<'_>, copy: &Copy<'_>, fields: &mut Fields<'_>) -> Cell {
    let mut lines = Vec::new();
    if fields.is_set("/isToOrder") {
        lines.push(flow.label(Label::ToOrder).to_owned());
    }
    lines.extend(party(fields, "/documentParties/consignee"));
    let mut endorsee = party(fields, "/documentParties/endorsee").into_iter();
    lines.extend(endorsee.next().map(|name| flow.labelled(Label::Endorsee, &name)));
    lines.extend(endorsee);
    let began = super::copy::of_title(copy.beginning());
    if let Some(issue) = began.event.issue() {
        let order = &copy.order(&issue.order, flow.language);
        lines.push(flow.words(&Sentence::OrderAtIssue { order }));
    }
    Cell::new(0.5, Label::ConsigneeOrOrder, lines)
}

/// Parties that have a box only where the document names them.
fn further_parties(flow: &mut Flow<'_>, fields: &mut Fields<'_>) -> Vec<Rider> {
    let named = [
        ("onBehalfOfShipper", Label::OnBehalfOfShipper),
        ("onBehalfOfConsignee", Label::OnBehalfOfConsignee),
        ("carriersAgentAtDestination", Label::CarriersAgent),
    ];
    let mut cells = Vec::new();
    for (key, label) in named {
        let base = format!("/documentParties/{key}");
        if fields.has(&base) {
            cells.push(Cell::new(0.5, label, party(fields, &base)));
        }
    }
    for other in fields.entries("/documentParties/other") {
        let mut lines = fields.values(&other, &["partyFunction"]);
        lines.extend(party(fields, &format!("{other}/party")));
        cells.push(Cell::new(0.5, Label::OtherParty, lines));
    }
    in_rows(flow, cells, 2)
}

fn in_rows(flow: &mut Flow<'_>, cells: Vec<Cell>, of: usize) -> Vec<Rider> {
    let mut riders = Vec::new();
    let mut cells = cells.into_iter().peekable();
    while cells.peek().is_some() {
        riders.extend(row(flow, 30.0, cells.by_ref().take(of).collect()));
    }
    riders
}

fn voyage(flow: &mut Flow<'_>, fields: &mut Fields<'_>) -> Vec<Rider> {
    let base = "/transports";
    let (mut vessels, mut voyages) = (Vec::new(), Vec::new());
    for voyage in fields.entries(&format!("{base}/vesselVoyages")) {
        vessels.extend(fields.value(&format!("{voyage}/vesselName")));
        voyages.extend(fields.value(&format!("{voyage}/carrierExportVoyageNumber")));
    }
    let mut by = |label: Label, key: &str| Cell::new(0.25, label, fields.values(base, &[key]));
    let pre_carriage = by(Label::PreCarriage, "preCarriageBy");
    let on_carriage = by(Label::OnCarriage, "onCarriageBy");
    let departure = by(Label::PlannedDeparture, "plannedDepartureDate");
    let arrival = by(Label::PlannedArrival, "plannedArrivalDate");
    let mut at =
        |label: Label, key: &str| Cell::new(0.25, label, place(fields, &format!("{base}/{key}")));
    let mut cells = vec![
        pre_carriage,
        at(Label::PlaceOfReceipt, "placeOfReceipt"),
        Cell::new(0.25, Label::Vessel, vessels),
        Cell::new(0.25, Label::Voyage, voyages),
        at(Label::PortOfLoading, "portOfLoading"),
        at(Label::PortOfDischarge, "portOfDischarge"),
        on_carriage,
        at(Label::PlaceOfDelivery, "placeOfDelivery"),
        departure,
        arrival,
    ];
    let inland = at(Label::OnwardRouting, "onwardInlandRouting");
    cells.push(inland);
    cells.push(movement(fields));
    in_rows(flow, cells, 4)
}

fn movement(fields: &mut Fields<'_>) -> Cell {
    let service = fields.values("", &["receiptTypeAtOrigin", "deliveryTypeAtDestination"]);
    let keys = ["cargoMovementTypeAtOrigin", "cargoMovementTypeAtDestination"];
    let movement = fields.values("", &keys);
    Cell::new(0.25, Label::Service, vec![service.join(" / "), movement.join(" / ")])
}

fn freight(flow: &mut Flow<'_>, fields: &mut Fields<'_>) -> Vec<Rider> {
    let term = fields.value("/freightPaymentTermCode").map(|code| match code.as_str() {
        "PRE" => flow.label(Label::FreightPrepaid).to_owned(),
        "COL" => flow.label(Label::FreightCollect).to_owned(),
        _ => code,
    });
    let payable = place(fields, "/invoicePayableAt");
    let value = fields.values("", &["declaredValueCurrency", "declaredValue"]);
    let one = vec![flow.label(Label::OneElectronicRecord).to_owned()];
    let cells = vec![
        Cell::new(0.25, Label::Freight, term.into_iter().collect()),
        Cell::new(0.25, Label::PayableAt, payable),
        Cell::new(0.25, Label::DeclaredValue, vec![value.join(" ")]),
        Cell::new(0.25, Label::NumberOfOriginals, one),
    ];
    row(flow, 30.0, cells)
}

fn issue(flow: &mut Flow<'_>, copy: &Copy<'_>, fields: &mut Fields<'_>) -> Vec<Rider> {
    let issued_at = place(fields, "/placeOfIssue");
    let issued_on = fields.values("", &["issueDate"]);
    let (label, key) = if fields.has("/shippedOnBoardDate") {
        (Label::ShippedOnBoard, "shippedOnBoardDate")
    } else {
        (Label::ReceivedForShipment, "receivedForShipmentDate")
    };
    let loaded = fields.values("", &[key]);
    let signature = vec![issued(flow, copy)];
    let cells = vec![
        Cell::new(0.2, Label::PlaceOfIssue, issued_at),
        Cell::new(0.15, Label::DateOfIssue, issued_on),
        Cell::new(0.2, label, loaded),
        Cell::new(0.45, Label::Carrier, signature),
    ];
    row(flow, 40.0, cells)
}

fn issued(flow: &Flow<'_>, copy: &Copy<'_>) -> String {
    let began = copy.beginning();
    let time = &crate::clock::show(super::copy::of_title(began).at);
    let carrier = &copy.party(&copy.title().carrier);
    flow.words(&Sentence::IssuedOnLedger { carrier, height: began.record.height, time })
}

/// The code for cameras, and beside it where the bill stands and as of when.
fn code_cell(flow: &Flow<'_>, copy: &Copy<'_>) -> Cell {
    let title = copy.title();
    let modules = code::modules(&code::text(&title.id, copy.header));
    let holder = title.controller().map(|party| copy.party(&party));
    let holder = holder.unwrap_or_else(|| flow.label(Label::Nobody).to_owned());
    let (height, time) = (copy.header.height, &copy.time());
    let as_of = flow.words(&Sentence::AtBlock { height, time });
    let lines = vec![
        flow.labelled(Label::Title, &digits(&title.id)),
        flow.labelled(Label::BlockHash, &copy.header.hash().to_string()),
        flow.labelled(Label::AsOf, &as_of),
        flow.labelled(Label::InControl, &holder),
    ];
    Cell::with_code(0.5, Label::CodeNote, modules, lines)
}

fn rider(flow: &mut Flow<'_>, riders: Vec<Rider>) {
    if riders.is_empty() {
        return;
    }
    flow.heading(Label::Rider);
    for rider in riders {
        flow.ensure(3.0 * BODY.leading());
        flow.paragraph(STRONG, flow.label(rider.caption));
        rider.lines.iter().for_each(|line| flow.paragraph(BODY, line));
        flow.gap(4.0);
    }
}

/// Lists the fields that have no place on the form.
pub(super) fn others(flow: &mut Flow<'_>, rest: &[(String, String)]) {
    if rest.is_empty() {
        return;
    }
    flow.heading(Label::OtherFields);
    flow.note(Label::OtherFieldsNote);
    for (pointer, raw) in rest {
        flow.paragraph(NOTE, &format!("{pointer}: {raw}"));
    }
}
