//! The law and a reference model written independently of it give the same answers.

use ebl_law::check::run;
use ebl_law::show::Line;
use ebl_law::shrink::shrink;

const SEED: u64 = 1;

#[test]
fn law_and_reference_model_agree_on_a_million_acts_that_reach_every_rule() {
    let report = run(SEED, 1_000_000, 2);
    if let Some(found) = &report.found {
        let (steps, shown) = shrink(SEED, found.history, &found.steps)
            .expect("a difference that was found is found again");
        let lines: Vec<String> = steps.iter().map(|step| Line(step).to_string()).collect();
        panic!("history {}:\n{}\n{shown}", found.history, lines.join("\n"));
    }
    assert_eq!(report.operations, 1_000_000);
    assert_eq!(report.coverage.gaps(), [], "every act is accepted, every reason given");
    let share = report.coverage.accepted() * 100 / report.operations;
    assert!((20..=60).contains(&share), "{share} of a hundred acts are accepted");
}

#[test]
fn what_a_run_finds_does_not_depend_on_the_number_of_threads() {
    let (one, three) = (run(7, 20_100, 1), run(7, 20_100, 3));
    assert_eq!(one.operations, three.operations);
    assert_eq!(one.coverage, three.coverage);
    assert_eq!(one.states.count(), three.states.count());
}
