//! Runs over DCSA's published schema and samples, where `EBL_STANDARDS` names the folder that has
//! them, and says so where it does not.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use title::{Begin, End, Issue, Order, Status};

use super::chains::{ALL, read};
use super::facts::chains_of_every_kind_of_fact;
use super::histories::{EVERY, attempts, written};
use super::schema::Schema;
use super::world::{SECOND, TITLE, World, bill, comparable, heading, terms};
use crate::endorsement_chain::{ACTIONS, Beginning, Bill, EndorsementChain, Form, Text, acts};

/// DCSA's files, or `None` with a word on what is then not shown.
fn standards() -> Option<PathBuf> {
    let folder = std::env::var_os("EBL_STANDARDS").map(|folder| PathBuf::from(folder).join("dcsa"));
    if folder.is_none() {
        eprintln!("skipped: EBL_STANDARDS names no folder with DCSA's schemas and samples");
    }
    folder
}

fn openapi(folder: &Path, file: &str) -> Value {
    let text = fs::read_to_string(folder.join("openapi").join(file)).unwrap();
    serde_yaml_ng::from_str(&text).unwrap()
}

/// The END schema of a chain.
fn schema(folder: &Path) -> Schema {
    Schema::new(openapi(folder, "EBL_END_v3.0.4.yaml"), "#/components/schemas/EndorsementChain")
}

fn sample(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("samples-openapi").join(name)).unwrap()
}

const STRAIGHT: &str = "end__get__endorsement-chains.transportDocumentReference__resp200__surrenderedStraightBLExample.json";
const ON_BEHALF: &str = "end__get__endorsement-chains.transportDocumentReference__resp200__surrenderedStraightBLWithOnBehalfOfPartiesExample.json";

#[test]
fn official_samples_replay_on_the_law_and_are_written_equal() {
    let Some(folder) = standards() else { return };
    let schema = schema(&folder);
    for name in [STRAIGHT, ON_BEHALF] {
        let text = sample(&folder, name);
        let [chain] = &read(&text)[..] else { panic!("{name} has one chain") };
        let mut world = World::of(std::slice::from_ref(chain));
        // As the samples' descriptions say: issued to the shipper, surrendered by the consignee.
        let links = &chain.endorsement_chain;
        let shipper = world.acting(links[3].recipient.as_ref().unwrap()).principal();
        let consignee = world.acting(&links[1].actor).principal();
        let bill = bill(Order::Straight { shipper, consignee }, vec![]);
        world.replay(&acts(chain, &bill, &world.directory).unwrap()).unwrap();
        assert_eq!(world.titles()[&TITLE].status, Status::Ended(End::Accomplished));
        let written = world.export(TITLE, &heading(chain));
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(json!([comparable(&written)]), file, "{name}");
        assert_eq!(faults(&schema, &written), Vec::<String>::new(), "{name}");
    }
}

/// The sample issues the second version three days before the first is surrendered. On this
/// ledger the second begins when the first ends; in all else it comes back equal.
#[test]
fn the_sample_of_two_versions_comes_back_equal_but_for_when_the_second_began() {
    let Some(folder) = standards() else { return };
    let document = openapi(&folder, "EBL_END_v3.0.4.yaml");
    let pointer = "/paths/~1endorsement-chains~1{transportDocumentReference}/get/responses/200\
        /content/application~1json/examples/twoTDSRExample/value";
    let sample = document.pointer(pointer).unwrap();
    let chains = read(&sample.to_string());
    let [second, first] = &chains[..] else { panic!("two versions") };
    let mut world = World::of(&chains);
    let controller = world.acting(&first.endorsement_chain[1].actor).principal();
    let order = Order::Straight { shipper: controller, consignee: controller };
    let continued = Issue { version: 2, controller, ..terms(order) };
    let replaced = bill(order, vec![Begin { title: SECOND, issue: continued }]);
    world.replay(&acts(first, &replaced, &world.directory).unwrap()).unwrap();
    let replacing = Bill { title: SECOND, beginning: Beginning::InPlaceOfAnother, ..replaced };
    assert_eq!(acts(second, &replacing, &world.directory), Ok(vec![]));

    assert_eq!(comparable(&world.export(TITLE, &heading(first))), sample[1]);
    let mut written = comparable(&world.export(SECOND, &heading(second)));
    let began = written["endorsementChain"][0]["actionDateTime"].take();
    assert_eq!(began, sample[1]["endorsementChain"][0]["actionDateTime"]);
    written["endorsementChain"][0]["actionDateTime"] = json!("2025-09-09T13:55:31Z");
    assert_eq!(written, sample[0]);
}

/// Its only chain is an issue by one agent of a carrier to another: allowed, if odd.
#[test]
fn the_chain_of_the_official_surrender_request_comes_back_equal() {
    let Some(folder) = standards() else { return };
    let text = sample(&folder, "sur__post__v3.ebl-surrender-requests__req__surrenderExample.json");
    let request: Value = serde_json::from_str(&text).unwrap();
    let [chain] = &read(&format!("[{text}]"))[..] else { panic!("one request") };
    let mut world = World::of(std::slice::from_ref(chain));
    let bill = bill(Order::Blank, vec![]);
    world.replay(&acts(chain, &bill, &world.directory).unwrap()).unwrap();
    // Two agents act for one carrier: the one that issued, and the one that received.
    let written = world.export(TITLE, &heading(chain));
    let mut expected = request["endorsementChain"].clone();
    expected[0].as_object_mut().unwrap().remove("auditReference");
    assert_eq!(comparable(&written)["endorsementChain"], expected);
}

#[test]
fn the_transfer_chain_of_an_independent_pint_implementation_replays() {
    let Some(folder) = standards() else { return };
    let entry = |code: &str| {
        let name = format!("HHL71800000-transfer-chain-entry-{code}-ed25519.json");
        let bytes = fs::read(folder.join("pint-demo-vectors").join(name)).unwrap();
        EndorsementChain::read_pint(&bytes).unwrap()
    };
    let mut chain = EndorsementChain {
        transport_document_reference: "HHL71800000".to_owned(),
        transport_document_sub_reference: None,
        carrier_scac_code: None,
        endorsement_chain: entry("TRNS"),
    };
    chain.endorsement_chain.extend(entry("ISSU"));
    let mut world = World::of(std::slice::from_ref(&chain));
    let bill = bill(Order::Blank, vec![]);
    world.replay(&acts(&chain, &bill, &world.directory).unwrap()).unwrap();
    let controller = world.acting(chain.endorsement_chain[0].recipient.as_ref().unwrap());
    let controller = controller.principal();
    assert_eq!(world.titles()[&TITLE].status, Status::Active { controller });
    assert_eq!(comparable(&world.export(TITLE, &heading(&chain))), comparable(&chain));
}

fn faults(schema: &Schema, chain: &EndorsementChain) -> Vec<String> {
    schema.faults(&serde_json::to_value(chain).unwrap())
}

#[test]
fn every_chain_of_our_own_fits_the_official_schema() {
    let Some(folder) = standards() else { return };
    let schema = schema(&folder);
    let own = ALL.iter().flat_map(|text| read(text));
    for chain in own.chain(chains_of_every_kind_of_fact()) {
        assert_eq!(faults(&schema, &chain), Vec::<String>::new());
    }
}

#[test]
fn whatever_is_written_fits_the_official_schema() {
    let Some(folder) = standards() else { return };
    let schema = schema(&folder);
    let histories = attempts(EVERY);
    TestRunner::default()
        .run(&histories, |attempts| {
            if let Some(chain) = written(&attempts) {
                prop_assert_eq!(faults(&schema, &chain), Vec::<String>::new());
            }
            Ok(())
        })
        .unwrap();
}

/// The check itself: what the schema must refuse it refuses.
#[test]
fn the_official_schema_refuses_what_does_not_fit() {
    let Some(folder) = standards() else { return };
    let schema = schema(&folder);
    let chain = serde_json::to_value(read(ALL[0]).pop().unwrap()).unwrap();
    for (pointer, other) in [
        ("/transportDocumentReference", json!("123456789012345678901")),
        ("/endorsementChain/0/actor", json!({"partyName": "A", "eblPlatform": "LEDG"})),
        ("/endorsementChain/0/actor/eblPlatform", json!("LEDGE")),
        ("/endorsementChain/0/actor/partyName", json!(" A")),
        ("/endorsementChain/0/actor/identifyingCodes", json!([])),
        ("/endorsementChain/0/actionCode", json!(4)),
    ] {
        let mut changed = chain.clone();
        *changed.pointer_mut(pointer).unwrap() = other;
        let faults = schema.faults(&changed);
        assert!(faults[0].starts_with(pointer), "{pointer}: {faults:?}");
    }
}

/// Our table of what is asked of each text says what the schemas say.
#[test]
fn our_table_of_texts_agrees_with_the_official_schemas() {
    let Some(folder) = standards() else { return };
    let end = openapi(&folder, "EBL_END_v3.0.4.yaml");
    let pint = openapi(&folder, "EBL_PINT_v3.0.0.yaml");
    for text in Text::ALL {
        let from_pint = ["reasonCode", "comments"].contains(&text.name);
        let schemas = if from_pint {
            json!([pint["components"]["schemas"]["Transaction"]])
        } else {
            json!(end["components"]["schemas"].as_object().unwrap().values().collect::<Vec<_>>())
        };
        let asked: Vec<_> = schemas
            .as_array()
            .unwrap()
            .iter()
            // An error's `value` is another field of that name.
            .filter(|schema| schema["title"] != "Detailed Error")
            .map(|schema| &schema["properties"][text.name])
            .filter(|property| property["type"] == "string")
            .collect();
        assert!(!asked.is_empty(), "{}", text.name);
        for property in asked {
            assert_eq!(property["maxLength"], json!(text.most), "{}", text.name);
            let form = match property["pattern"].as_str() {
                None => Form::Free,
                Some(r"^\S(?:.*\S)?$") => Form::Trimmed,
                Some(r"^\S+$") => Form::Unspaced,
                Some("^[A-Z]{2}$") => Form::Country,
                Some(other) => panic!("{}: {other}", text.name),
            };
            assert_eq!(form, text.form, "{}", text.name);
        }
    }
}

#[test]
fn our_names_of_actions_are_the_official_lists() {
    let Some(folder) = standards() else { return };
    let text = fs::read_to_string(folder.join("codelists.json")).unwrap();
    let lists: Value = serde_json::from_str(&text).unwrap();
    let sorted = |mut names: Vec<String>| {
        names.sort();
        names.dedup();
        names
    };
    let listed = |key: &str| serde_json::from_value(lists[key].clone()).map(sorted).unwrap();
    let chain = ACTIONS.iter().map(|names| names.chain.to_owned()).collect();
    assert_eq!(sorted(chain), listed("endorsementChain_actionCode"));
    let pint = ACTIONS.iter().map(|names| names.pint.to_owned()).collect();
    assert_eq!(sorted(pint), listed("pint_actionCode"));
    let old = lists["pint_actionCode_legacy_before_2025_11_14"].as_object().unwrap();
    for (old, new) in old {
        let names = ACTIONS.iter().find(|names| names.old_pint == Some(old)).unwrap();
        assert_eq!(json!(names.pint), *new);
    }
}
