//! How lists of faults are read, and what becomes of a bench's folder.

use std::fs;
use std::path::Path;

use super::lists::parse;
use super::{Bench, Fault, Useless};

fn read(text: &str) -> Result<Vec<Fault>, Useless> {
    parse(Path::new("list.txt"), text, &["seeds"])
}

const ONE: &str = "breaks: this\nfile: a.rs\nline: let a = b: C;\nwith:\n";

#[test]
fn a_line_may_have_colons_and_a_replacement_may_be_nothing() {
    let faults = read(&format!("# a comment\n\n{ONE}\n\n{ONE}")).unwrap();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0].line, "let a = b: C;");
    assert_eq!((faults[0].with.as_str(), &faults[0].after), ("", &None));
}

#[test]
fn a_list_may_have_keys_of_its_own_that_a_fault_may_lack() {
    let faults = read(&format!("{ONE}seeds: 12\n\n{ONE}")).unwrap();
    assert_eq!(faults[0].own.get("seeds").map(String::as_str), Some("12"));
    assert!(faults[1].own.is_empty());
    assert!(parse(Path::new("list.txt"), "seeds: 12\n", &[]).is_err());
}

#[test]
fn a_list_with_a_slip_is_refused_at_its_line() {
    for slip in ["no key", "unknown: key", "file: twice"] {
        let read = read(&format!("breaks: this\nfile: a.rs\n{slip}\n"));
        assert!(matches!(read, Err(Useless::Line { number: 3, .. })), "{slip}");
    }
}

#[test]
fn a_fault_that_lacks_a_part_is_refused() {
    for missing in ["breaks", "file", "line", "with"] {
        let lines = ONE.lines().filter(|line| !line.starts_with(missing));
        let text: String = lines.flat_map(|line| [line, "\n"]).collect();
        assert!(
            matches!(read(&text), Err(Useless::Part { part, .. }) if part == missing),
            "{missing}"
        );
    }
}

#[test]
fn a_mirrored_folder_has_what_its_model_has_and_nothing_else() {
    let name = format!("ebl-planted-faults-{}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    let (model, bench) = (folder.join("model"), Bench::at(folder.join("bench")));
    let write = |root: &Path, file: &str, text: &str| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(&model, "src/a.rs", "sound");
    write(&model, "src/b/c.rs", "sound");
    write(&model, "target/debug/a", "built");
    write(bench.folder(), "src/a.rs", "faulty");
    write(bench.folder(), "src/b.rs", "gone");
    bench.mirror(&model, "src").unwrap();
    bench.mirror(&model, "").unwrap();
    let text = |file: &str| fs::read_to_string(bench.folder().join(file)).ok();
    assert_eq!(text("src/a.rs").as_deref(), Some("sound"));
    assert_eq!(text("src/b/c.rs").as_deref(), Some("sound"));
    assert_eq!((text("src/b.rs"), text("target/debug/a")), (None, None));
    fs::remove_dir_all(folder).unwrap();
}
