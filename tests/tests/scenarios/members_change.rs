//! Who is a member changes while the network runs, and every change is a fact with a proof.

use ebl_tests::harness::client::{Client, Outcome};
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::member::{Member, Members};
use proto::ids::ChainId;
use proto::instruction::Subject;
use proto::receipt::Receipt;
use proto::registry::Act;
use title::Capacity;

#[test]
fn a_member_is_admitted_suspended_reinstated_and_removed_and_all_of_it_is_proved() {
    let mut cluster = Cluster::prepare(Plan::default());
    cluster.start_validators();
    let (chain, client, late) = (cluster.chain(), cluster.client(1), 4);
    let members = Members::default();
    let newcomer = Member::new("Newcomer Trading Ltd", Capacity::Trader);
    let mut receipts = Vec::new();
    let mut govern = |act| receipts.extend(members.govern(&chain, &client, act).receipts());

    // Nobody yet: named by no bill.
    assert_eq!(issue_to(&members, &newcomer, &chain, &client, "1"), Err("T-21".to_owned()));
    let admission = newcomer.card().admission().unwrap();
    govern(Act::AdmitMember(Box::new(admission)));
    let held = issue_to(&members, &newcomer, &chain, &client, "2").unwrap();
    let title = held.verify(&chain, cluster.genesis().validators()).unwrap();
    let title = title.record.fact.title().unwrap().title;

    // Suspended: neither acts nor is named, and keeps what it holds.
    govern(Act::SuspendMember(newcomer.id()));
    let sign = |client: &Client| {
        let sign = newcomer.sign(&chain, title, client.head_of(title), title::Act::Sign);
        client.submit(&sign)
    };
    assert_eq!(sign(&client).rule(), "T-03");
    assert_eq!(issue_to(&members, &newcomer, &chain, &client, "3"), Err("T-21".to_owned()));
    govern(Act::ReinstateMember(newcomer.id()));
    receipts.extend(sign(&client).receipts());

    let mut govern = |act| receipts.extend(members.govern(&chain, &client, act).receipts());
    govern(Act::RemoveMember(newcomer.id()));
    assert_eq!(sign(&client).rule(), "T-03");
    let record = client.title(title).unwrap().title;
    assert_eq!(record.controller(), Some(newcomer.party()), "what it controls stays on record");

    // All of it is on the network's chain, and holds by the genesis file alone.
    cluster.node(late).start();
    let _ = cluster.agreed();
    let facts = cluster.client(late).facts(&Subject::Network);
    assert_eq!(facts.len(), 4);
    let proved = |receipt: &Receipt| receipt.verify(&chain, cluster.genesis().validators());
    let proved: Vec<_> = receipts.iter().map(|receipt| proved(receipt).unwrap().record).collect();
    assert_eq!(proved.len(), 5);
    assert!(facts.iter().all(|fact| proved.contains(fact)));
}

/// The carrier issues a bill to the newcomer: the receipt, or the rule that says no.
fn issue_to(
    members: &Members,
    newcomer: &Member,
    chain: &ChainId,
    client: &Client,
    reference: &str,
) -> Result<Receipt, String> {
    let issue = members.carrier.issue(chain, reference, newcomer.party());
    match client.submit(&issue) {
        Outcome::Final(mut receipts) => Ok(receipts.remove(0)),
        Outcome::Refused(rule) => Err(rule),
        Outcome::Unknown => panic!("no outcome came"),
    }
}
