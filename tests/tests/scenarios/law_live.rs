//! What the law's scenarios say on paper, a network does.

use ebl_scenario::{What, files, parse};
use ebl_tests::harness::programs::Programs;
use ebl_tests::live::play::play;

#[test]
fn a_scenario_goes_live_as_it_goes_on_paper() {
    let scripts = files::scripts(&files::at("title/tests/scenarios")).unwrap();
    for file in ["voyage.txt", "pledge.txt"] {
        let script = scripts.iter().find(|script| script.file == file).unwrap();
        let report = play(Programs::built(), script);
        println!("{report}");
        assert_eq!(report.difference, None);
        assert_eq!(report.lines, script.steps.len());
        let count = |is_refused: bool| {
            let acts = script.steps.iter().filter(|step| match &step.what {
                What::Act(line) => line.refused.is_some() == is_refused,
                _ => false,
            });
            acts.count()
        };
        assert_eq!((report.accepted, report.refused), (count(false), count(true)));
        assert_eq!(report.apart, []);
    }
}

#[test]
fn a_line_that_goes_otherwise_on_a_network_is_named() {
    let text = "party Line is carrier\nparty Acme is trader\nday 1\n\
                Line issues BL-1 to bearer, held by Acme\nLine signs BL-1 -- refused T-11\n";
    let script = parse::script("wrong.txt", text).unwrap();
    let report = play(Programs::built(), &script);
    let difference = report.difference.unwrap();
    assert_eq!((difference.line, difference.instead.as_str()), (5, "refused T-10"));
    assert_eq!((report.lines, report.accepted, report.refused), (4, 1, 0));
}
