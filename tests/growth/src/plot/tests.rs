//! The picture against the figures that it is drawn from.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::path::Path;

use serde_json::json;

use super::*;

fn figures(sizes: &[(u64, f64)]) -> Value {
    let size = |(titles, per_second): &(u64, f64)| {
        json!({
            "titles": titles,
            "transfers_per_second": per_second,
            "offers_per_second": per_second * 0.9,
            "start_s": { "after_a_clean_stop": 0.5, "verifying_everything": *titles as f64 / 1e3 },
        })
    };
    json!({ "sizes": sizes.iter().map(size).collect::<Vec<_>>() })
}

#[test]
fn the_picture_tells_every_size_and_lies_within_its_frame() {
    let picture = svg(&figures(&[(10_000, 2_000.0), (1_000_000, 1_900.0)])).unwrap();
    for told in ["10,000 titles: 2,000", "1,000,000 titles: 1,710", "10,000 titles: 0.5"] {
        assert!(picture.contains(&format!("<title>{told}</title>")), "{told} in {picture}");
    }
    let numbers = |name: &str| -> Vec<f64> {
        let mark = format!(" {name}=\"");
        let parts = picture.split(&mark).skip(1);
        parts.map(|part| part.split('"').next().unwrap().parse().unwrap()).collect()
    };
    assert!(numbers("cx").iter().all(|x| (0.0..=WIDTH).contains(x)));
    assert!(numbers("cy").iter().all(|y| (TOP..=TOP + UP).contains(y)));
    // Faster is higher.
    let [slower, faster] = [numbers("cy")[1], numbers("cy")[0]];
    assert!(faster < slower);
}

#[test]
fn figures_without_a_number_or_out_of_order_are_not_drawn() {
    let mut lacking = figures(&[(10, 1.0), (20, 1.0)]);
    lacking["sizes"][1]["start_s"] = json!({ "after_a_clean_stop": 1.0 });
    assert!(matches!(svg(&lacking), Err(PlotError::NoNumber("/start_s/verifying_everything"))));
    for sizes in [&[(10, 1.0)][..], &[(20, 1.0), (10, 1.0)], &[(10, 1.0), (10, 1.0)], &[]] {
        assert!(matches!(svg(&figures(sizes)), Err(PlotError::Sizes)));
    }
    assert!(matches!(svg(&json!({})), Err(PlotError::Sizes)));
}

#[test]
fn the_picture_in_the_documents_is_drawn_from_the_figures_beside_it() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let figures = fs::read(docs.join("growth.json")).unwrap();
    let figures: Value = serde_json::from_slice(&figures).unwrap();
    let picture = fs::read_to_string(docs.join("growth.svg")).unwrap();
    let again = "draw it again: cargo growth --of docs/growth.json --svg docs/growth.svg";
    assert_eq!(svg(&figures).unwrap(), picture, "{again}");
}
