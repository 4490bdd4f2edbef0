//! What is read, what is not, and what cannot be written.

use title::{
    Act, Acting, Capacity, End, Endorsement, Event, Fact, Issue, Order, PartyId, Status, Time,
};

use super::chains::{ALL, REJECTED, REPRESENTED, STRAIGHT, TO_ORDER, read, straight, to_shipper};
use super::world::{SECOND, TITLE, World, bill, heading, terms};
use crate::endorsement_chain::{
    Action, Breach, Directory, EndorsementChain, Field, Heading, IdentifyingCode, Identity, Link,
    Misread, ProjectionFault, ReadingFault, Recorded, Unfit, acts, project,
};

fn only(text: &str) -> EndorsementChain {
    read(text).pop().unwrap()
}

/// What reading this chain in its own world comes to.
fn fault_of(chain: &EndorsementChain, text: &str) -> ReadingFault {
    let world = World::of(&read(text));
    acts(chain, &bill(to_shipper(&world), vec![]), &world.directory).unwrap_err()
}

#[test]
fn an_action_of_no_api_is_refused_by_name() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain[0].action_code = "ACCOMPLISHED".to_owned();
    let code = "ACCOMPLISHED".to_owned();
    assert_eq!(fault_of(&chain, TO_ORDER), ReadingFault::UnknownAction { entry: 6, code });
}

#[test]
fn a_party_is_known_by_its_codes_and_not_by_its_name() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain[6].recipient.as_mut().unwrap().party_name = "Another".to_owned();
    let world = World::of(&read(TO_ORDER));
    let bill = bill(to_shipper(&world), vec![]);
    acts(&chain, &bill, &world.directory).expect("the code still says who it is");

    chain.endorsement_chain[6].recipient.as_mut().unwrap().identifying_codes[0].party_code =
        "shipper-02".to_owned();
    let name = "Another".to_owned();
    assert_eq!(fault_of(&chain, TO_ORDER), ReadingFault::UnknownParty { entry: 0, name });
}

#[test]
fn codes_of_two_parties_identify_nobody() {
    let mut chain = only(TO_ORDER);
    let code = chain.endorsement_chain[6].actor.identifying_codes[0].clone();
    let recipient = chain.endorsement_chain[6].recipient.as_mut().unwrap();
    recipient.identifying_codes.push(code);
    let name = recipient.party_name.clone();
    assert_eq!(fault_of(&chain, TO_ORDER), ReadingFault::UnknownParty { entry: 0, name });
}

#[test]
fn a_represented_party_without_a_code_is_not_recognised() {
    let mut chain = only(REPRESENTED);
    let actor = &mut chain.endorsement_chain[4].actor;
    let principal = actor.represented_party.as_mut().unwrap();
    principal.identifying_codes.clear();
    let name = principal.party_name.clone();
    assert_eq!(fault_of(&chain, REPRESENTED), ReadingFault::UnknownParty { entry: 1, name });
}

#[test]
fn a_transfer_to_nobody_is_no_act() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain[4].recipient = None;
    let fault = ReadingFault::NoRecipient { entry: 2, action: Action::Transfer };
    assert_eq!(fault_of(&chain, TO_ORDER), fault);
}

#[test]
fn a_surrender_to_another_than_the_issuer_is_no_act() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain[1].recipient = chain.endorsement_chain[6].recipient.clone();
    assert_eq!(fault_of(&chain, TO_ORDER), ReadingFault::NotTheIssuer { entry: 5 });
}

#[test]
fn a_rejection_to_another_than_the_requester_is_no_act() {
    let mut chain = only(REJECTED);
    let rejection = &mut chain.endorsement_chain[2];
    rejection.action_code = "SREJ".to_owned();
    let world = World::of(&read(REJECTED));
    let bill = bill(to_shipper(&world), vec![]);
    acts(&chain, &bill, &world.directory).expect("SREJ to the requester is a rejection");

    chain.endorsement_chain[2].recipient = chain.endorsement_chain[6].recipient.clone();
    assert_eq!(fault_of(&chain, REJECTED), ReadingFault::NotTheRequester { entry: 4 });
}

#[test]
fn a_time_that_runs_back_is_no_history() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain.swap(2, 3);
    assert_eq!(fault_of(&chain, TO_ORDER), ReadingFault::TimeRunsBack { entry: 4 });
}

/// The Surrender API requires a recipient everywhere, and has a placeholder for nobody.
#[test]
fn a_placeholder_for_nobody_is_nobody() {
    let mut chain = only(STRAIGHT);
    let nobody = r#"{"partyName": "NONE", "eblPlatform": "NONE",
        "identifyingCodes": [{"codeListProvider": "NONE", "partyCode": "NONE"}]}"#;
    let nobody = serde_json::from_str(nobody).unwrap();
    chain.endorsement_chain[0].recipient = Some(nobody);
    let mut world = World::of(&read(STRAIGHT));
    let bill = bill(straight(&world), vec![]);
    world.replay(&acts(&chain, &bill, &world.directory).unwrap()).unwrap();
    assert_eq!(world.titles()[&TITLE].status, Status::Ended(End::Accomplished));
}

/// A transfer chain entry of PINT, with the names of 2024.
#[test]
fn pint_transactions_are_read_under_old_and_new_names() {
    let party = |code: &str| {
        format!(
            r#"{{"partyName": "{code}", "eblPlatform": "OLDP",
                "identifyingCodes": [{{"codeListProvider": "OLDP", "partyCode": "{code}"}}]}}"#
        )
    };
    let [line, buyer] = ["line", "buyer"].map(party);
    let at = |day: u8| format!(r#""actionDateTime": "2024-05-{day:02}T08:00:00.125Z""#);
    let entry = format!(
        r#"{{"eblPlatform": "OLDP", "transactions": [
            {{"action": "ISSU", "actor": {line}, "recipient": {buyer}, {}}},
            {{"action": "RESD", "actor": {buyer}, "recipient": {line}, {}}},
            {{"actionCode": "SREJ", "actor": {line}, "recipient": {buyer}, {}}},
            {{"action": "RESA", "reasonCode": "SWTP", "actor": {buyer}, "recipient": {line}, {}}},
            {{"actionCode": "SACC", "actor": {line}, "recipient": {buyer}, {}}}]}}"#,
        at(1),
        at(2),
        at(3),
        at(4),
        at(5)
    );
    let endorsement_chain = EndorsementChain::read_pint(entry.as_bytes()).unwrap();
    let chain = EndorsementChain { endorsement_chain, ..only(TO_ORDER) };
    let mut world = World::of(std::slice::from_ref(&issued(&chain)));
    let steps = acts(&chain, &bill(Order::Blank, vec![]), &world.directory).unwrap();
    world.replay(&steps).unwrap();
    assert_eq!(world.titles()[&TITLE].status, Status::Ended(End::Paper));
    let written = world.export(TITLE, &heading(&chain)).endorsement_chain;
    let codes: Vec<_> = written.iter().rev().map(|link| link.action_code.as_str()).collect();
    let today =
        ["ISSUE", "SURRENDER_FOR_DELIVERY", "TRANSFER", "SURRENDER_FOR_AMENDMENT", "SURRENDERED"];
    assert_eq!(codes, today);
    let moments = |links: &[Link]| links.iter().map(|l| l.action_date_time).collect::<Vec<_>>();
    assert_eq!(moments(&written), moments(&chain.endorsement_chain));
}

/// The chain with its issue under today's name, by which a world knows the carrier.
fn issued(chain: &EndorsementChain) -> EndorsementChain {
    let mut issued = chain.clone();
    issued.endorsement_chain.last_mut().unwrap().action_code = "ISSUE".to_owned();
    issued
}

#[test]
fn an_integer_timestamp_is_not_guessed_at() {
    let entry = br#"{"transactions": [{"action": "ISSU", "timestamp": 1658385166302442200,
        "actor": {"partyName": "line", "eblPlatform": "OLDP",
            "identifyingCodes": [{"codeListProvider": "OLDP", "partyCode": "line"}]}}]}"#;
    assert!(matches!(EndorsementChain::read_pint(entry), Err(Misread::Json(_))));
}

#[test]
fn texts_that_the_schema_refuses_are_refused() {
    let said = |field: &str, text: &str| {
        let mut chains = serde_json::to_value(read(TO_ORDER)).unwrap();
        *chains.pointer_mut(field).unwrap() = text.into();
        match EndorsementChain::read(chains.to_string().as_bytes()) {
            Err(Misread::Text(Breach { field, .. })) => Some(field),
            Ok(_) => None,
            Err(other) => panic!("{other}"),
        }
    };
    let link = "/0/endorsementChain/0/actor";
    let name = &format!("{link}/partyName");
    let platform = &format!("{link}/eblPlatform");
    let code = &format!("{link}/identifyingCodes/0/partyCode");
    assert_eq!(said(name, "Bölte & Söhne"), None);
    assert_eq!(said(name, &"ö".repeat(70)), None);
    assert_eq!(said(name, &"ö".repeat(71)), Some(Field::PartyName));
    assert_eq!(said(name, " led by a space"), Some(Field::PartyName));
    assert_eq!(said(name, "two\nlines"), Some(Field::PartyName));
    assert_eq!(said(name, ""), Some(Field::PartyName));
    assert_eq!(said(platform, "PLATF"), Some(Field::EblPlatform));
    assert_eq!(said(platform, "A B"), Some(Field::EblPlatform));
    assert_eq!(said(code, &"c".repeat(151)), Some(Field::PartyCode));
    let reference = "/0/transportDocumentReference";
    assert_eq!(said(reference, &"1".repeat(21)), Some(Field::TransportDocumentReference));
}

#[test]
fn what_is_too_long_or_too_much_is_not_read() {
    let long = vec![b' '; 4 * 1024 * 1024 + 1];
    assert!(matches!(EndorsementChain::read(&long), Err(Misread::TooLong { .. })));
    let mut chain = only(TO_ORDER);
    let link = chain.endorsement_chain[0].clone();
    chain.endorsement_chain = vec![link; 1025];
    let text = serde_json::to_vec(&[&chain]).unwrap();
    let read = EndorsementChain::read(&text);
    assert!(matches!(read, Err(Misread::TooMany { count: 1025, most: 1024, .. })));
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(matches!(EndorsementChain::read(deep.as_bytes()), Err(Misread::Json(_))));
}

#[test]
fn a_party_without_codes_is_not_read() {
    let mut chain = only(TO_ORDER);
    chain.endorsement_chain[0].actor.identifying_codes.clear();
    let text = serde_json::to_vec(&[&chain]).unwrap();
    assert!(matches!(EndorsementChain::read(&text), Err(Misread::NoCode { .. })));
}

/// MLETR art. 6: a record may have more than is asked; whoever does not know it passes it over.
#[test]
fn fields_that_are_not_known_are_passed_over() {
    let text = TO_ORDER.replacen("\"actionCode\"", "\"remark\": {\"a\": [1]}, \"actionCode\"", 1);
    assert_eq!(read(&text), read(TO_ORDER));
}

#[test]
fn times_are_read_in_utc_alone_and_keep_their_milliseconds() {
    let with = |text: &str| {
        let chain = TO_ORDER.replace("2026-03-01T09:15:00.250Z", text);
        EndorsementChain::read(chain.as_bytes())
            .map(|chains| chains[0].endorsement_chain[6].action_date_time.time().0)
    };
    assert_eq!(with("2026-03-01T09:15:00.250Z").unwrap(), 1_772_356_500_250);
    assert_eq!(with("2026-03-01T09:15:00.2509Z").unwrap(), 1_772_356_500_250);
    assert_eq!(with("2026-03-01T09:15:00Z").unwrap(), 1_772_356_500_000);
    for refused in ["2026-03-01T09:15:00+01:00", "2026-03-01 09:15", "2026-13-01T09:15:00Z", ""] {
        assert!(matches!(with(refused), Err(Misread::Json(_))), "{refused}");
    }
}

const LINE: PartyId = PartyId([1; 32]);

fn issue(at: Time) -> Fact {
    let issue = Issue { controller: LINE, ..terms(Order::Blank) };
    Fact { title: TITLE, by: Acting::own(LINE), with: vec![], at, event: Event::Issued(issue) }
}

fn line(platform: Option<&str>) -> Directory {
    let mut directory = Directory::default();
    let identity = Identity {
        name: "Line".to_owned(),
        platform: platform.map(str::to_owned),
        codes: vec![IdentifyingCode::party(LINE)],
        tax: vec![],
    };
    directory.insert(LINE, identity).unwrap();
    directory
}

fn written(facts: &[Fact], directory: &Directory) -> Result<EndorsementChain, ProjectionFault> {
    let heading =
        Heading { reference: "MOL1".to_owned(), sub_reference: None, carrier_scac_code: None };
    let recorded = facts.iter().map(|fact| Recorded { fact, audit_reference: None });
    project(&heading, &recorded.collect::<Vec<_>>(), directory)
}

#[test]
fn a_party_without_a_name_or_platform_is_not_left_out() {
    let facts = [issue(Time(1))];
    let unknown = written(&facts, &Directory::default());
    assert_eq!(unknown, Err(ProjectionFault::UnknownParty { party: LINE }));
    let name = "Line".to_owned();
    assert_eq!(written(&facts, &line(None)), Err(ProjectionFault::NoPlatform { name }));
    assert_eq!(written(&facts, &line(Some("LEDG"))).unwrap().endorsement_chain.len(), 1);
}

#[test]
fn facts_that_are_no_history_are_not_written() {
    let directory = line(Some("LEDG"));
    let begun = issue(Time(1));
    let then = |event| Fact { event, ..begun.clone() };
    let end = then(Event::Voided);
    let accepted = then(Event::Accepted { from: LINE, to: LINE, order: None });
    let elsewhere = Fact { title: SECOND, ..then(Event::Signed) };
    for (facts, position) in [
        (vec![then(Event::Signed)], 0),
        (vec![begun.clone(), begun.clone()], 1),
        (vec![begun.clone(), elsewhere], 1),
        (vec![begun.clone(), accepted], 1),
        (vec![begun.clone(), then(Event::Released { to: LINE, order: Order::Blank })], 1),
        (vec![begun.clone(), end.clone(), end], 2),
    ] {
        let fault = written(&facts, &directory);
        assert_eq!(fault, Err(ProjectionFault::NotOneHistory { position }), "{facts:?}");
    }
}

#[test]
fn a_time_no_chain_can_write_is_no_reason_to_invent_another() {
    let fault = written(&[issue(Time(u64::MAX))], &line(Some("LEDG")));
    assert_eq!(fault, Err(ProjectionFault::PastWriting { position: 0 }));
}

#[test]
fn one_code_stands_for_one_party() {
    let mut directory = line(Some("LEDG"));
    let code = IdentifyingCode::party(LINE);
    let identity =
        |codes| Identity { name: "Other".to_owned(), platform: None, codes, tax: vec![] };
    let other = PartyId([2; 32]);
    let taken = directory.insert(other, identity(vec![code.clone()]));
    assert_eq!(taken, Err(Unfit::CodeTaken { code: code.clone(), taken_by: LINE }));
    let name = "Other".to_owned();
    assert_eq!(directory.insert(other, identity(vec![])), Err(Unfit::NoCode { name }));
    // A party that gets another code gives its old one up.
    directory.insert(LINE, identity(vec![IdentifyingCode::lei("9999000000000SYNTH02")])).unwrap();
    assert_eq!(directory.party(&[code]), None);
}

/// Of several versions each is read by itself.
#[test]
fn every_chain_of_our_own_is_read_and_written_as_it_stands() {
    for text in ALL {
        let value: serde_json::Value = serde_json::from_str(text).unwrap();
        assert_eq!(serde_json::to_value(read(text)).unwrap(), value);
    }
}

/// What another platform's chain says of the agent is whom the ledger asks for authority.
#[test]
fn a_transfer_through_an_agent_is_accepted_by_the_agent_for_its_principal() {
    let chain = only(REPRESENTED);
    let mut world = World::of(std::slice::from_ref(&chain));
    world.enrol(world.party("Delta Clearing"), &[Capacity::Agent]);
    let steps = acts(&chain, &bill(to_shipper(&world), vec![]), &world.directory).unwrap();
    let acceptance = steps.iter().find(|step| step.instruction.act == Act::Accept).unwrap();
    let by = Acting {
        actor: world.party("Delta Clearing"),
        represented: Some(world.party("Birch Paper Trading")),
    };
    assert_eq!(acceptance.instruction.by, by);
    let endorsed = Act::Endorse(Endorsement::ToOrder(world.party("Birch Paper Trading")));
    assert!(steps.iter().any(|step| step.instruction.act == endorsed));
}
