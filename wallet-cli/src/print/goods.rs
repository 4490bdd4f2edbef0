//! The goods: a table that goes on over as many pages as it needs.

use std::collections::{BTreeMap, BTreeSet};

use super::catalogue::{Label, Sentence};
use super::fields::Fields;
use super::flow::Flow;
use super::page::{Area, BODY, BOTTOM, CAPTION, EDGE, Ink, MEASURE, STRONG, Style};

/// Draws the table.
pub(super) fn draw(flow: &mut Flow<'_>, fields: &mut Fields<'_>) {
    let mut table = Table::begin(flow);
    let equipment = Equipment::of(fields);
    let mut containers = BTreeSet::new();
    let mut packages = Some(0_u64);
    for item in fields.entries("/consignmentItems") {
        let goods = description(flow, fields, &item);
        let marks = fields.list(&format!("{item}/shippingMarks"));
        table.row(flow, STRONG, [marks, vec![], goods, vec![], vec![]]);
        for cargo in fields.entries(&format!("{item}/cargoItems")) {
            let line = Cargo::read(flow, fields, &equipment, &cargo);
            containers.extend(line.container.clone());
            packages = packages.zip(line.packages).and_then(|(all, own)| all.checked_add(own));
            table.row(flow, BODY, line.columns);
        }
    }
    let containers = containers.len();
    if let Some(packages) = packages {
        let total = flow.words(&Sentence::Totals { containers, packages });
        table.row(flow, STRONG, [vec![], vec![], vec![total], vec![], vec![]]);
    }
    table.end(flow);
}

fn description(flow: &Flow<'_>, fields: &mut Fields<'_>, item: &str) -> Vec<String> {
    let mut lines = fields.list(&format!("{item}/descriptionOfGoods"));
    let codes = fields.list(&format!("{item}/HSCodes"));
    if !codes.is_empty() {
        lines.push(flow.labelled(Label::HsCodes, &codes.join(", ")));
    }
    lines
}

/// One cargo item: what of the goods is in one container.
struct Cargo {
    container: Option<String>,
    packages: Option<u64>,
    columns: [Vec<String>; COLUMNS],
}

impl Cargo {
    fn read(flow: &Flow<'_>, fields: &mut Fields<'_>, equipment: &Equipment, cargo: &str) -> Self {
        let container = fields.value(&format!("{cargo}/equipmentReference"));
        let unit = container.as_deref().map(|it| equipment.lines(flow, fields, it));
        let packaging = format!("{cargo}/outerPackaging");
        let count = fields.value(&format!("{packaging}/numberOfPackages"));
        let packages = count.as_deref().and_then(|count| count.parse().ok());
        let mut kind: Vec<String> = count.into_iter().collect();
        kind.extend(fields.values(&packaging, &["description"]));
        let codes = fields.values(&packaging, &["packageCode", "imoPackagingCode"]);
        kind.extend((!codes.is_empty()).then(|| format!("({})", codes.join(", "))));
        let mut goods = vec![kind.join(" ")];
        for dangerous in fields.entries(&format!("{packaging}/dangerousGoods")) {
            let keys = ["UNNumber", "NANumber", "properShippingName", "imoClass"];
            let words = fields.values(&dangerous, &keys).join(", ");
            goods.push(flow.labelled(Label::DangerousGoods, &words));
        }
        let mut amount = |key: &str| fields.values(&format!("{cargo}/{key}"), &["value", "unit"]);
        let weight = vec![amount("cargoGrossWeight").join(" ")];
        let volume = vec![amount("cargoGrossVolume").join(" ")];
        let marks = fields.list(&format!("{cargo}/shippingMarks"));
        let columns = [marks, unit.unwrap_or_default(), goods, weight, volume];
        Self { container, packages, columns }
    }
}

/// The containers of the document, by their numbers.
struct Equipment(BTreeMap<String, Vec<String>>);

impl Equipment {
    fn of(fields: &Fields<'_>) -> Self {
        let mut listed: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for used in fields.entries("/utilizedTransportEquipments") {
            let number = fields.peek(&format!("{used}/equipment/equipmentReference"));
            listed.entry(number.unwrap_or_default().to_owned()).or_default().push(used);
        }
        Self(listed)
    }

    /// A container with its size and its seals.
    fn lines(&self, flow: &Flow<'_>, fields: &mut Fields<'_>, container: &str) -> Vec<String> {
        let mut lines = vec![container.to_owned()];
        for used in self.0.get(container).into_iter().flatten() {
            let equipment = format!("{used}/equipment");
            fields.value(&format!("{equipment}/equipmentReference"));
            if let Some(code) = fields.value(&format!("{equipment}/ISOEquipmentCode")) {
                lines[0] = format!("{container} {code}");
            }
            let mut seals = Vec::new();
            for seal in fields.entries(&format!("{used}/seals")) {
                seals.extend(fields.value(&format!("{seal}/number")));
            }
            lines.push(flow.labelled(Label::Seals, &seals.join(", ")));
        }
        lines
    }
}

/// The table on the page at hand.
struct Table {
    /// Where its rows begin on this page.
    top: f32,
}

impl Table {
    fn begin(flow: &mut Flow<'_>) -> Self {
        flow.ensure(90.0);
        Self::head(flow)
    }

    /// The captions of the columns.
    fn head(flow: &mut Flow<'_>) -> Self {
        let top = flow.y;
        let captions = [
            Label::MarksAndNumbers,
            Label::ContainersAndSeals,
            Label::PackagesAndGoods,
            Label::GrossWeight,
            Label::Measurement,
        ];
        let height = CAPTION.leading() + PAD;
        let area = Area { x: EDGE, y: top, width: MEASURE, height };
        flow.page().filled(area, Ink::Tint);
        for (caption, (x, _)) in captions.into_iter().zip(columns()) {
            let words = flow.label(caption);
            flow.page().text(x + PAD, top + CAPTION.size + PAD / 2.0, CAPTION, words);
        }
        flow.y += height + PAD / 2.0;
        Self { top }
    }

    /// Rules off what stands on this page.
    fn end(&self, flow: &mut Flow<'_>) {
        let bottom = (flow.y + PAD / 2.0).min(BOTTOM);
        let area = Area { x: EDGE, y: self.top, width: MEASURE, height: bottom - self.top };
        let top = self.top;
        flow.page().frame(area, Ink::Rule);
        for (x, _) in columns().into_iter().skip(1) {
            flow.page().line((x, top), (x, bottom));
        }
        flow.y = bottom;
    }

    fn row(&mut self, flow: &mut Flow<'_>, style: Style, texts: [Vec<String>; COLUMNS]) {
        let mut wrapped = Vec::new();
        for (texts, (_, width)) in texts.into_iter().zip(columns()) {
            let mut lines = Vec::new();
            for text in texts {
                let text = flow.printable(&text);
                lines.extend(flow.wrapped(&text, style, width - 2.0 * PAD));
            }
            wrapped.push(lines);
        }
        let longest = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        if longest <= TOGETHER {
            self.make_room(flow, style.leading() * longest as f32);
        }
        for at in 0..longest {
            self.make_room(flow, style.leading());
            let base = flow.y + style.size;
            for (lines, (x, _)) in wrapped.iter().zip(columns()) {
                if let Some(line) = lines.get(at) {
                    flow.page().text(x + PAD, base, style, line.clone());
                }
            }
            flow.y += style.leading();
        }
        flow.y += PAD / 2.0;
    }

    fn make_room(&mut self, flow: &mut Flow<'_>, height: f32) {
        if !flow.has_room(height + PAD) {
            self.end(flow);
            flow.next_page();
            *self = Self::head(flow);
        }
    }
}

/// Where each column begins and how wide it is.
fn columns() -> [(f32, f32); COLUMNS] {
    let mut x = EDGE;
    SHARES.map(|share| {
        let column = (x, share * MEASURE);
        x += share * MEASURE;
        column
    })
}

const COLUMNS: usize = 5;
const SHARES: [f32; COLUMNS] = [0.16, 0.19, 0.39, 0.14, 0.12];
const PAD: f32 = 4.0;
/// A row of at most so many lines is not torn between pages.
const TOGETHER: usize = 10;
