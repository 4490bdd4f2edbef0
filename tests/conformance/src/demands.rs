//! The demands: what must have a section, in this order, and what kind of evidence it needs.

/// What shows that a demand is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// At least one test, or one line of a scenario, which a test plays.
    ByTest,
    /// Software cannot meet it alone: a document is enough, and what is open must be said.
    ByDocument,
}

/// One demand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Demand {
    /// As its section's heading begins.
    pub id: &'static str,
    /// What must show it.
    pub shown: Shown,
}

/// Demands of one kind.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The document that has their sections.
    pub document: &'static str,
    /// The parts that every section of the chapter has, beside what shows it.
    pub parts: [&'static str; 2],
    /// The demands, in order.
    pub demands: &'static [Demand],
}

const fn by_test(id: &'static str) -> Demand {
    Demand { id, shown: Shown::ByTest }
}

const fn by_document(id: &'static str) -> Demand {
    Demand { id, shown: Shown::ByDocument }
}

/// Where the demands of the law and the promises stand.
pub const LAW: &str = "docs/mletr.md";
/// Where the threats stand.
pub const THREATS: &str = "docs/threat-model.md";

/// All documents.
pub const DOCUMENTS: [&str; 2] = [LAW, THREATS];

/// All demands.
pub const CHAPTERS: [Chapter; 7] = [
    Chapter { document: LAW, parts: ["Asked", "Met"], demands: &MODEL_LAW },
    Chapter { document: LAW, parts: ["Asked", "Met"], demands: &UK_ACT },
    Chapter { document: LAW, parts: ["Asked", "Met"], demands: &SINGAPORE },
    Chapter { document: LAW, parts: ["Promised", "Kept"], demands: &PROMISES },
    Chapter { document: THREATS, parts: ["Threat", "Defence"], demands: &THREATS_TO_TITLE },
    Chapter { document: THREATS, parts: ["Threat", "Defence"], demands: &THREATS_TO_CONSENSUS },
    Chapter { document: THREATS, parts: ["Threat", "Defence"], demands: &THREATS_TO_STORAGE },
];

/// UNCITRAL Model Law on Electronic Transferable Records, 2017.
const MODEL_LAW: [Demand; 26] = [
    by_test("MLETR art. 2"),
    by_test("MLETR art. 6"),
    by_test("MLETR art. 7"),
    by_test("MLETR art. 8"),
    by_test("MLETR art. 9"),
    by_test("MLETR art. 10(1)(a)"),
    by_test("MLETR art. 10(1)(b)(i)"),
    by_test("MLETR art. 10(1)(b)(ii)"),
    by_test("MLETR art. 10(1)(b)(iii) and 10(2)"),
    by_test("MLETR art. 11(1)"),
    by_test("MLETR art. 11(2)"),
    by_test("MLETR art. 12(a)(i)"),
    by_test("MLETR art. 12(a)(ii)"),
    by_test("MLETR art. 12(a)(iii)"),
    by_test("MLETR art. 12(a)(iv)"),
    by_document("MLETR art. 12(a)(v)"),
    by_document("MLETR art. 12(a)(vi)"),
    by_test("MLETR art. 12(a)(vii)"),
    by_test("MLETR art. 12(b)"),
    by_test("MLETR art. 13"),
    by_test("MLETR art. 14"),
    by_test("MLETR art. 15"),
    by_test("MLETR art. 16"),
    by_test("MLETR art. 17"),
    by_test("MLETR art. 18"),
    by_test("MLETR art. 19"),
];

/// The United Kingdom's Electronic Trade Documents Act 2023.
const UK_ACT: [Demand; 8] = [
    by_test("UK Act s.2(2)(a)"),
    by_test("UK Act s.2(2)(b)"),
    by_test("UK Act s.2(2)(c)"),
    by_test("UK Act s.2(2)(d)"),
    by_test("UK Act s.2(2)(e)"),
    by_test("UK Act s.2(3)(b)"),
    by_test("UK Act s.2(4)"),
    by_test("UK Act s.4"),
];

/// What Singapore's Electronic Transactions Act, Part 2A, asks beyond the Model Law.
const SINGAPORE: [Demand; 3] = [
    by_test("Singapore ETA s.16H"),
    by_test("Singapore ETA s.16M and 16N"),
    by_document("Singapore ETA s.16O(2)"),
];

/// What the law of titles promises of itself, in every state that it lets be reached.
const PROMISES: [Demand; 14] = [
    by_test("Promise 1"),
    by_test("Promise 2"),
    by_test("Promise 3"),
    by_test("Promise 4"),
    by_test("Promise 5"),
    by_test("Promise 6"),
    by_test("Promise 7"),
    by_test("Promise 8"),
    by_test("Promise 9"),
    by_test("Promise 10"),
    by_test("Promise 11"),
    by_test("Promise 12"),
    by_test("Promise 13"),
    by_test("Promise 14"),
];

/// The threats to title.
const THREATS_TO_TITLE: [Demand; 12] = [
    by_test("T1"),
    by_test("T2"),
    by_test("T3"),
    by_test("T4"),
    by_test("T5"),
    by_test("T6"),
    by_test("T7"),
    by_test("T8"),
    by_test("T9"),
    by_test("T10"),
    by_test("T11"),
    by_test("T12"),
];

/// The threats to consensus, network and views.
const THREATS_TO_CONSENSUS: [Demand; 13] = [
    by_test("C1"),
    by_test("C2"),
    by_test("C3"),
    by_test("C4"),
    by_test("C5"),
    by_test("C6"),
    by_test("C7"),
    by_test("C8"),
    by_test("C9"),
    by_test("C10"),
    by_test("C11"),
    by_test("C12"),
    by_test("C13"),
];

/// The threats to storage and operation.
const THREATS_TO_STORAGE: [Demand; 8] = [
    by_test("S1"),
    by_test("S2"),
    by_test("S3"),
    by_test("S4"),
    by_test("S5"),
    by_test("S6"),
    by_test("S7"),
    by_test("S8"),
];

/// The demands whose sections a document has, in order, each with the parts asked of it.
pub fn of(document: &str) -> impl Iterator<Item = (&'static Demand, [&'static str; 2])> {
    CHAPTERS
        .into_iter()
        .filter(move |chapter| chapter.document == document)
        .flat_map(|chapter| chapter.demands.iter().map(move |demand| (demand, chapter.parts)))
}
