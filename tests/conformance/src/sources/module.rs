//! The tests of one program: its first source file and the modules that it and they name.

use std::path::{Path, PathBuf};

use super::source;
use crate::fault::Fault;

/// The paths of all tests: modules and function, joined by `::`.
pub(super) fn tests(root: &Path) -> Result<Vec<String>, Fault> {
    let folder = root.parent().unwrap_or(root).to_owned();
    let mut found = Vec::new();
    read(&Module { file: root.to_owned(), folder, path: Vec::new() }, &mut found)?;
    Ok(found)
}

/// One source file.
struct Module {
    file: PathBuf,
    /// Where the modules it names have their files.
    folder: PathBuf,
    /// How it is reached from the first file.
    path: Vec<String>,
}

impl Module {
    /// A module that this file names, in a file of its own.
    fn child(&self, inside: &[String], name: &str, file: Option<String>) -> Self {
        let path = [&self.path[..], inside, &[name.to_owned()]].concat();
        let beside = self.file.parent().unwrap_or(&self.folder);
        let folder = inside.iter().fold(self.folder.clone(), |folder, name| folder.join(name));
        if let Some(file) = file {
            let file = beside.join(file);
            let folder = file.parent().unwrap_or(beside).to_owned();
            return Self { file, folder, path };
        }
        let file = folder.join(format!("{name}.rs"));
        let folder = folder.join(name);
        let file = if file.exists() { file } else { folder.join("mod.rs") };
        Self { file, folder, path }
    }
}

/// What a line says that matters here.
enum Line<'a> {
    /// The function to come is a test.
    Test,
    /// The module to come has its source in this file.
    PathOf(&'a str),
    Function(&'a str),
    /// A module written out from here on.
    ModuleHere(&'a str),
    ModuleInFile(&'a str),
    /// The end of what began at the same indentation.
    Closed,
    Other,
}

fn read(module: &Module, found: &mut Vec<String>) -> Result<(), Fault> {
    let mut open = Vec::<(usize, String)>::new();
    let (mut is_test, mut path_of) = (false, None);
    for line in source(&module.file)?.lines() {
        let text = line.trim_start();
        let indent = line.len() - text.len();
        let inside: Vec<String> = open.iter().map(|(_, name)| name.clone()).collect();
        match meaning(text) {
            Line::Test => is_test = true,
            Line::PathOf(file) => path_of = Some(file.to_owned()),
            Line::Function(name) => {
                if std::mem::take(&mut is_test) {
                    let path = [&module.path[..], &inside, &[name.to_owned()]].concat();
                    found.push(path.join("::"));
                }
            }
            Line::ModuleHere(name) => open.push((indent, name.to_owned())),
            Line::ModuleInFile(name) => read(&module.child(&inside, name, path_of.take()), found)?,
            Line::Closed => open.retain(|(at, _)| *at != indent),
            Line::Other => {}
        }
    }
    Ok(())
}

fn meaning(text: &str) -> Line<'_> {
    if text == "}" {
        return Line::Closed;
    }
    if text == "#[test]" || text.starts_with("#[tokio::test") {
        return Line::Test;
    }
    if let Some(file) = text.strip_prefix("#[path = \"") {
        return file.strip_suffix("\"]").map_or(Line::Other, Line::PathOf);
    }
    let item = without_visibility(text);
    if let Some(module) = item.strip_prefix("mod ") {
        let here = module.strip_suffix(" {").map(Line::ModuleHere);
        let in_file = module.strip_suffix(';').map(Line::ModuleInFile);
        return here.or(in_file).unwrap_or(Line::Other);
    }
    let item = item.strip_prefix("async ").unwrap_or(item);
    let name = item.strip_prefix("fn ").and_then(|rest| rest.split(['(', '<']).next());
    name.map_or(Line::Other, Line::Function)
}

fn without_visibility(text: &str) -> &str {
    match text.strip_prefix("pub") {
        Some(rest) => match rest.strip_prefix('(') {
            Some(scope) => scope.split_once(") ").map_or(text, |(_, item)| item),
            None => rest.trim_start(),
        },
        None => text,
    }
}
