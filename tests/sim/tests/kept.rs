//! Plans that failed once, kept for ever.

use std::fs;
use std::path::Path;

use ebl_sim::plan::Plan;
use ebl_sim::story::Story;
use ebl_sim::world::World;

#[test]
fn what_failed_once_does_not_fail_again() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("kept");
    let mut replayed = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let plan: Plan = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
        let ended = World::run(plan, Story::told());
        assert_eq!(ended.violation, None, "{}:\n{}", path.display(), ended.story);
        replayed += 1;
    }
    assert!(replayed > 0, "the folder of kept plans is empty");
}
