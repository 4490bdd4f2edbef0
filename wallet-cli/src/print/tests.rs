//! Copies of bills of the test network: laid out, written, and read again.

use proto::block::{Block, Header};
use proto::document::{BillPackage, MasterSalt};
use proto::evidence::{ProvenFact, ProvenTitle};
use proto::fact::FactRecord;
use proto::instruction::{Subject, Submission};
use proto::state::{ReferenceRecord, TitleRecord};
use title::{Act, AnnotationKind, Commitment, Endorsement, Time};

use super::font::Fonts;
use super::page::{Area, BOTTOM, EDGE, HEIGHT, Item, TOP, WIDTH};
use super::{Copy, Language, Printed, lay_out, print};
use crate::document::{Document, Scalar};
use crate::fixture::{BANK, LINE, Ledger, SHIPPER};

const TO_ORDER: &str = include_str!("../../../tests/fixtures/bill-to-order.json");
const STRAIGHT: &str = include_str!("../../../tests/fixtures/bill-straight.json");

mod drawing;

/// A bill of the test network, as evidence would prove it.
struct Bill {
    ledger: Ledger,
    proven: ProvenTitle,
    header: Header,
    document: Option<Document>,
}

impl Bill {
    fn of(ledger: Ledger, document: Option<&str>) -> Self {
        let title = ledger.title().unwrap().clone();
        let facts = |subject| facts(&ledger, subject);
        let proven = ProvenTitle {
            record: TitleRecord {
                control: ledger.chain(Subject::TitleControl(title.id)).head,
                annotations: ledger.chain(Subject::TitleAnnotations(title.id)).head,
                title: title.clone(),
            },
            reference: ReferenceRecord { live: Some(title.id), versions: 1 },
            control: facts(Subject::TitleControl(title.id)),
            annotations: facts(Subject::TitleAnnotations(title.id)),
            package: document.map(|text| BillPackage {
                document: text.as_bytes().to_vec(),
                attachments: vec![],
                master_salt: MasterSalt([5; 32]),
                reference: "HDL2611-0047".to_owned(),
                reference_scheme: 0,
                chain_id: ledger.network.chain(),
                title_id: title.id,
                version: 1,
            }),
            answered: None,
        };
        let header = header(&ledger, ledger.blocks.len() as u64);
        let document = document.map(|text| Document::from_bytes(text.as_bytes().to_vec()).unwrap());
        Self { ledger, proven, header, document }
    }

    fn copy(&self) -> Copy<'_> {
        Copy {
            evidence: b"the evidence",
            network: &self.ledger.network,
            header: &self.header,
            signers: 3,
            validators: 4,
            handovers: 0,
            bill: &self.proven,
            document: self.document.as_ref(),
        }
    }

    fn print(&self, language: Language) -> Printed {
        print(&self.copy(), language, &[]).unwrap()
    }

    /// The pages as they are laid out.
    fn pages(&self, fonts: &Fonts, language: Language) -> Vec<Vec<Item>> {
        let flow = lay_out(&self.copy(), fonts, language);
        flow.pages.into_iter().map(|page| page.items).collect()
    }
}

fn header(ledger: &Ledger, height: u64) -> Header {
    let at = usize::try_from(height - 1).unwrap();
    Block::decode(&ledger.blocks[at].block).unwrap().header
}

fn facts(ledger: &Ledger, subject: Subject) -> Vec<ProvenFact> {
    let proven = |leaf: &Vec<u8>| {
        let record = FactRecord::decode(leaf).unwrap();
        let at = usize::try_from(record.height - 1).unwrap();
        let block = Block::decode(&ledger.blocks[at].block).unwrap();
        let opened = Submission::open(&block.envelopes[0], &ledger.network.chain()).unwrap();
        let approvals = opened.approvals().unwrap();
        ProvenFact { header: block.header, record, signers: 3, validators: 4, approvals }
    };
    ledger.chain(subject).leaves.iter().map(proven).collect()
}

/// A bill that went to and fro so often, is pledged, and has notices on it.
fn travelled(times: usize) -> Ledger {
    let mut ledger = Ledger::issued();
    let until = |ledger: &Ledger| Time(ledger.now().0 + 600_000);
    let mut pass = |from, to: crate::fixture::Firm| {
        ledger.record(&from, Act::Endorse(Endorsement::ToOrder(to.party())));
        let offer = Act::Offer { to: to.party(), endorsement: None, until: until(&ledger) };
        ledger.record(&from, offer);
        ledger.record(&to, Act::Accept);
    };
    for _ in 0..times {
        pass(SHIPPER, BANK);
        pass(BANK, SHIPPER);
    }
    let until = Time(ledger.now().0 + 600_000);
    ledger.record(&SHIPPER, Act::Pledge { to: BANK.party(), until });
    ledger.record(&BANK, Act::Accept);
    let content = Commitment { scheme: 1, root: [4; 32] };
    ledger.record(&LINE, Act::Annotate { kind: AnnotationKind::Discrepancy, content });
    ledger
}

/// The document with this many containers and as many lines of description.
fn long_document(many: usize) -> String {
    let mut document: serde_json::Value = serde_json::from_str(TO_ORDER).unwrap();
    let item = &mut document["consignmentItems"][0];
    let cargo = item["cargoItems"][0].clone();
    item["cargoItems"] = (0..many).map(|_| cargo.clone()).collect();
    item["descriptionOfGoods"] =
        (0..many).map(|line| format!("line {line} of 黑胡椒粒袋裝貨物說明")).collect();
    document["documentParties"]["shipper"]["displayedAddress"] =
        (0..40).map(|line| format!("{line} Cinnamon Lane, on the left behind the mill")).collect();
    document["termsAndConditions"] = "Clause paramount. ".repeat(400).into();
    document.to_string()
}

fn texts(pages: &[Vec<Item>]) -> Vec<&str> {
    let texts = pages.iter().flatten().filter_map(|item| match item {
        Item::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

fn without_space(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

#[test]
fn the_same_bill_makes_the_same_bytes() {
    let bill = Bill::of(travelled(2), Some(TO_ORDER));
    for language in Language::ALL {
        assert_eq!(bill.print(language).bytes, bill.print(language).bytes);
    }
    let [english, chinese] = Language::ALL.map(|language| bill.print(language).bytes);
    assert_ne!(english, chinese);
}

#[test]
fn nothing_stands_outside_the_page_however_long_bill_and_chain_are() {
    let fonts = Fonts::new(&[]).unwrap();
    let long = long_document(120);
    for (ledger, document) in
        [(travelled(30), Some(long.as_str())), (travelled(0), Some(STRAIGHT)), (travelled(1), None)]
    {
        let bill = Bill::of(ledger, document);
        for language in Language::ALL {
            let pages = bill.pages(&fonts, language);
            for item in pages.iter().flatten() {
                let Some(Area { x, y, width, height }) = item.bounds(&fonts) else { continue };
                let (right, bottom) = (x + width, y + height);
                let inside = x >= EDGE - 0.1
                    && right <= WIDTH - EDGE + 0.6
                    && y >= 25.0
                    && bottom <= HEIGHT - 15.0;
                assert!(inside, "{item:?} leaves the page");
                // Nothing of the body runs into the head or the foot.
                let above_foot = y >= BOTTOM || bottom <= BOTTOM + 4.0;
                let below_head = y >= TOP - 1.0 || bottom <= TOP;
                assert!(above_foot && below_head, "{item:?} runs into head or foot");
            }
        }
    }
}

#[test]
fn long_bills_take_more_pages_and_each_says_which_it_is() {
    let fonts = Fonts::new(&[]).unwrap();
    let long = Bill::of(travelled(30), Some(&long_document(120)));
    let short = Bill::of(travelled(0), Some(TO_ORDER));
    let of = |bill: &Bill| bill.pages(&fonts, Language::English).len();
    assert!(of(&long) > of(&short) + 10, "{} and {}", of(&long), of(&short));
    let pages = long.pages(&fonts, Language::English);
    for (at, page) in pages.iter().enumerate() {
        let said = texts(std::slice::from_ref(page));
        let number = format!("Page {} of {}", at + 1, pages.len());
        assert!(said.contains(&number.as_str()), "{said:?}");
        assert!(said.contains(&"COPY – NOT NEGOTIABLE"));
        assert!(without_space(&said.concat()).contains("thispapergivesnorighttothecargo"));
    }
}

#[test]
fn every_page_of_a_chinese_copy_says_that_it_is_no_original() {
    let fonts = Fonts::new(&[]).unwrap();
    let bill = Bill::of(travelled(3), Some(TO_ORDER));
    for page in bill.pages(&fonts, Language::TraditionalChinese) {
        let said = without_space(&texts(std::slice::from_ref(&page)).concat());
        assert!(said.contains("本件並非正本"), "{said}");
        assert!(said.contains("不得轉讓"));
    }
}

#[test]
fn every_field_of_the_document_is_on_the_paper() {
    let fonts = Fonts::new(&[]).unwrap();
    for text in [TO_ORDER, STRAIGHT, include_str!("../../../tests/fixtures/bill-bearer.json")] {
        let bill = Bill::of(travelled(0), Some(text));
        let pages = bill.pages(&fonts, Language::English);
        let paper = without_space(&texts(&pages).concat());
        let document = bill.document.as_ref().unwrap();
        for field in document.fields() {
            let leaf = document.root().at(&field.pointer).unwrap().leaf().unwrap();
            let value = match &leaf.scalar {
                Scalar::Text(text) => text.clone(),
                _ => leaf.raw.clone(),
            };
            // What the form says in its own words.
            let own_words = ["/isToOrder", "/freightPaymentTermCode"];
            if !own_words.contains(&field.pointer.as_str()) {
                let value = without_space(&value);
                assert!(paper.contains(&value), "{} is not on the paper", field.pointer);
            }
        }
    }
}

#[test]
fn the_chain_names_every_fact_with_its_block_and_who_is_in_control_after_it() {
    let fonts = Fonts::new(&[]).unwrap();
    let bill = Bill::of(travelled(1), None);
    let pages = bill.pages(&fonts, Language::English);
    let said = texts(&pages);
    let control: Vec<_> = said.iter().filter(|line| line.starts_with("In control")).collect();
    // As the bill stands, at its code, and after the issue, two transfers and the pledge.
    assert_eq!(control.len(), 2 + 4, "{control:?}");
    for fact in &bill.proven.control {
        let place = format!("block {} · instruction", fact.record.height);
        assert!(said.iter().any(|line| line.starts_with(&place)), "{place}");
    }
    assert!(said.iter().any(|line| line.contains("Pledged")));
    assert!(said.iter().any(|line| line.contains("discrepancy")));
}

#[test]
fn a_copy_without_document_says_so_and_shows_the_commitment() {
    let fonts = Fonts::new(&[]).unwrap();
    let bill = Bill::of(travelled(0), None);
    let pages = bill.pages(&fonts, Language::English);
    let said = texts(&pages);
    assert!(said.contains(&"The transport document is not in the evidence file"));
    assert!(without_space(&said.concat()).contains(&"09".repeat(32)));
}

#[test]
fn what_no_font_has_is_reported_and_listed() {
    let text = TO_ORDER.replace("Quillon Spice Works", "𠮷 Spice Works");
    let bill = Bill::of(travelled(0), Some(&text));
    let printed = bill.print(Language::English);
    assert_eq!(printed.missing.into_iter().collect::<Vec<_>>(), ['𠮷']);
    let fonts = Fonts::new(&[]).unwrap();
    let pages = bill.pages(&fonts, Language::English);
    assert!(texts(&pages).iter().any(|line| line.contains("‹U+20BB7› Spice Works")));
    assert!(texts(&pages).contains(&"Characters that could not be printed"));
}

#[test]
fn the_code_says_title_and_header() {
    let bill = Bill::of(travelled(0), None);
    let text = super::code_text(&bill.ledger.id, &bill.header);
    let parts: Vec<_> = text.split(':').collect();
    let [scheme, version, title, height, header] = parts[..] else { panic!("{text}") };
    assert_eq!((scheme, version), ("ebl", "1"));
    assert_eq!(title, hex::encode(bill.ledger.id.0));
    assert_eq!(height, bill.header.height.to_string());
    assert_eq!(header, bill.header.hash().to_string());
    let longest = text.replace(&format!(":{height}:"), &format!(":{}:", u64::MAX));
    let modules = super::code::modules(&longest);
    assert_eq!(modules.dark.len(), modules.side * modules.side);
    // A symbol has 17 modules and four for each version (ISO/IEC 18004).
    assert_eq!(modules.side % 4, 1);
}
