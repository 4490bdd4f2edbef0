//! The demands, the documents, the sources and the results compared.

use std::collections::{BTreeMap, BTreeSet};

use crate::demands::{DOCUMENTS, Demand, LAW, Shown, of};
use crate::document::{Evidence, OPEN, SHOWN_BY, Section, links, quoted, rules_in, sections};
use crate::fault::{Fault, Place};
use crate::overview;
use crate::repository::Repository;
use crate::results::{Outcome, Ran, Results};
use crate::sources;

/// The test that plays every scenario; a line quoted from one is as good as this test.
pub const PLAYS_SCENARIOS: &str = "title::scenarios::every_scenario_goes_as_written";

/// What the documents name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Demands.
    pub demands: usize,
    /// Demands of which something is open.
    pub open: usize,
    /// Different tests.
    pub tests: usize,
    /// Lines of scenarios.
    pub lines: usize,
}

/// Holds the documents against the list of demands and against the sources.
///
/// # Errors
///
/// [`Fault`] when the repository cannot be read.
pub fn check(repository: &Repository) -> Result<(Counts, Vec<Fault>), Fault> {
    let known = Known {
        repository,
        tests: sources::tests(repository)?,
        rules: repository.rules()?,
        commands: repository.commands()?,
    };
    let (mut counts, mut faults) = (Counts::default(), Vec::new());
    let mut named = BTreeSet::new();
    for document in DOCUMENTS {
        let text = repository.text(document)?;
        let sections = sections(document, &text);
        compare(document, &sections, &mut faults);
        known.text(document, &text, &mut faults);
        for section in &sections {
            known.section(section, &mut faults);
            counts.demands += 1;
            counts.open += usize::from(section.part(OPEN).is_some());
            counts.lines += lines_in(section);
            named.extend(tests_in(section).map(|(_, name)| name.to_owned()));
        }
        faults.extend(overview_fault(document, &text, &sections));
    }
    counts.tests = named.len();
    faults.extend(unpromised(repository)?);
    Ok((counts, faults))
}

/// Holds what the documents name against what ran.
///
/// # Errors
///
/// [`Fault`] when the repository cannot be read.
pub fn check_results(repository: &Repository, results: &Results) -> Result<Vec<Fault>, Fault> {
    let tests = sources::tests(repository)?;
    let mut faults = Vec::new();
    for document in DOCUMENTS {
        for section in sections(document, &repository.text(document)?) {
            for (place, name) in tests_in(&section) {
                faults.extend(result_fault(place, name, tests.get(name), results));
            }
        }
    }
    Ok(faults)
}

/// The tests that the documents name and that were skipped, each with why. `noted` has a line for each
/// skipped test: its name, a tab, and why.
///
/// # Errors
///
/// [`Fault`] when the repository cannot be read.
pub fn named_and_skipped(
    repository: &Repository,
    noted: &str,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut named = BTreeSet::new();
    for document in DOCUMENTS {
        for section in sections(document, &repository.text(document)?) {
            named.extend(tests_in(&section).map(|(_, name)| name.to_owned()));
        }
    }
    let skipped = noted.lines().filter_map(|line| line.split_once('\t'));
    let skipped = skipped.filter(|(name, _)| named.contains(*name));
    Ok(skipped.map(|(name, why)| (name.to_owned(), why.to_owned())).collect())
}

fn result_fault(place: &Place, name: &str, ran: Option<&Ran>, results: &Results) -> Option<Fault> {
    let (place, name) = (place.clone(), name.to_owned());
    match ran.and_then(|ran| results.of(ran)) {
        Some(Outcome::Passed) => None,
        Some(Outcome::Ignored) => Some(Fault::Ignored { place, name }),
        Some(Outcome::Failed) => Some(Fault::Failed { place, name }),
        None => Some(Fault::NotRun { place, name }),
    }
}

/// The tests that a section names, the one that plays its scenarios included.
fn tests_in(section: &Section) -> impl Iterator<Item = (&Place, &str)> {
    section.evidence.iter().filter_map(|(place, evidence)| match evidence {
        Evidence::Test(name) => Some((place, name.as_str())),
        Evidence::Scenario { .. } => Some((place, PLAYS_SCENARIOS)),
        Evidence::Command(_) | Evidence::Document(_) | Evidence::Nothing(_) => None,
    })
}

fn lines_in(section: &Section) -> usize {
    let evidence = section.evidence.iter().map(|(_, evidence)| evidence);
    evidence.map(|e| if let Evidence::Scenario { lines, .. } = e { lines.len() } else { 0 }).sum()
}

/// Every demand has its section, complete and in order, and nothing else has one.
fn compare(document: &'static str, sections: &[Section], faults: &mut Vec<Fault>) {
    let demands: Vec<_> = of(document).collect();
    let mut next = 0;
    for section in sections {
        let found = demands[next..].iter().position(|(demand, _)| demand.id == section.id);
        let Some(skipped) = found else {
            let (place, id) = (section.place.clone(), section.id.clone());
            faults.push(Fault::OutOfPlace { place, id });
            continue;
        };
        let missing = demands[next..next + skipped].iter();
        faults.extend(missing.map(|(demand, _)| Fault::Missing { document, demand: demand.id }));
        next += skipped + 1;
        let (demand, parts) = demands[next - 1];
        complete(demand, parts, section, faults);
    }
    let missing = demands[next..].iter();
    faults.extend(missing.map(|(demand, _)| Fault::Missing { document, demand: demand.id }));
}

fn complete(demand: &Demand, parts: [&'static str; 2], section: &Section, faults: &mut Vec<Fault>) {
    let place = || section.place.clone();
    let needed = parts.into_iter().chain([SHOWN_BY]);
    // What software cannot meet alone is open by its nature.
    let needed = needed.chain((demand.shown == Shown::ByDocument).then_some(OPEN));
    for part in needed {
        let text = section.part(part);
        if text.is_none_or(|text| text.is_empty() && part != SHOWN_BY) {
            faults.push(Fault::PartMissing { place: place(), part });
        }
    }
    let shown = match demand.shown {
        Shown::ByTest => tests_in(section).next().is_some(),
        Shown::ByDocument => !section.evidence.is_empty(),
    };
    if !shown {
        faults.push(Fault::NotShown { place: place() });
    }
}

fn overview_fault(document: &'static str, text: &str, sections: &[Section]) -> Option<Fault> {
    let expected = overview::table(sections);
    let mut written = overview::written(text).into_iter();
    let row = expected.into_iter().find(|row| written.next() != Some(row));
    row.or_else(|| written.next().map(|_| String::new()))
        .map(|row| Fault::OverviewDiffers { document, row })
}

/// The promises that `title::invariants` checks and no section names.
fn unpromised(repository: &Repository) -> Result<Vec<Fault>, Fault> {
    let source = repository.text("title/src/invariants.rs")?;
    let body = source.split_once("pub enum Broken {").and_then(|(_, rest)| rest.split_once("\n}"));
    let Some((body, _)) = body else {
        let path = repository.path("title/src/invariants.rs");
        return Err(Fault::Manifest { path, wanted: "enum Broken" });
    };
    let variants = body.lines().filter_map(|line| line.trim().strip_suffix(','));
    let promised = repository.text(LAW)?;
    Ok(variants
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .filter(|name| !promised.contains(&format!("Broken::{name}`")))
        .map(|name| Fault::NotPromised { broken: name.to_owned() })
        .collect())
}

/// What can be named.
struct Known<'a> {
    repository: &'a Repository,
    tests: BTreeMap<String, Ran>,
    rules: BTreeSet<String>,
    commands: BTreeSet<String>,
}

impl Known<'_> {
    /// Every rule, file and link that a document mentions anywhere exists.
    fn text(&self, document: &str, text: &str, faults: &mut Vec<Fault>) {
        for (index, line) in text.lines().enumerate() {
            let place = || Place { document: document.to_owned(), line: index + 1 };
            for rule in rules_in(line).into_iter().filter(|rule| !self.rules.contains(rule)) {
                faults.push(Fault::NoSuchRule { place: place(), rule });
            }
            let files = quoted(line).into_iter().filter(|span| is_path(span));
            let linked = links(line).into_iter().map(|link| format!("docs/{link}"));
            for path in files.chain(linked).filter(|path| !self.repository.has(path)) {
                faults.push(Fault::NoSuchFile { place: place(), path });
            }
        }
    }

    /// Everything that a section names as evidence exists.
    fn section(&self, section: &Section, faults: &mut Vec<Fault>) {
        for (place, evidence) in &section.evidence {
            let place = place.clone();
            match evidence {
                Evidence::Test(name) if !self.tests.contains_key(name) => {
                    faults.push(Fault::NoSuchTest { place, name: name.clone() });
                }
                Evidence::Scenario { path, lines } => self.scenario(&place, path, lines, faults),
                Evidence::Command(word) if !self.commands.contains(word) => {
                    faults.push(Fault::NoSuchCommand { place, command: format!("cargo {word}") });
                }
                Evidence::Nothing(entry) => {
                    faults.push(Fault::NoEvidence { place, entry: entry.clone() });
                }
                Evidence::Test(_) | Evidence::Command(_) | Evidence::Document(_) => {}
            }
        }
    }

    fn scenario(&self, place: &Place, path: &str, lines: &[String], faults: &mut Vec<Fault>) {
        let Ok(text) = self.repository.text(path) else {
            faults.push(Fault::NoSuchScenario { place: place.clone(), path: path.to_owned() });
            return;
        };
        for line in lines.iter().filter(|line| !text.lines().any(|other| other == *line)) {
            let (path, line) = (path.to_owned(), line.clone());
            faults.push(Fault::NoSuchLine { place: place.clone(), path, line });
        }
    }
}

/// Whether what stands in backticks is a path of this repository.
fn is_path(span: &str) -> bool {
    let plain = span.chars().all(|c| c.is_ascii_alphanumeric() || "/._-".contains(c));
    plain && span.contains('/') && !span.starts_with('/')
}
