//! Singularity: of two transfers of one title, and of two issues under one number, one is final,
//! whoever is asked.

use std::thread;

use ebl_tests::harness::client::Outcome;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::member::Members;

#[test]
fn of_two_transfers_handed_to_two_validators_at_once_exactly_one_is_final() {
    let cluster = Cluster::start(Plan::default());
    let Members { carrier, shipper, bank, buyer, .. } = Members::default();
    let chain = cluster.chain();
    for round in 0..3 {
        let issue = carrier.issue(&chain, &format!("bill {round}"), shipper.party());
        let title = issue.title;
        cluster.client(0).submit(&issue).receipts();
        let head = cluster.client(0).head_of(title);

        let offers = [bank.party(), buyer.party()]
            .map(|recipient| shipper.offer(&chain, title, head, recipient));
        let outcomes = thread::scope(|scope| {
            let handed_in = [1, 2].map(|node| {
                let (client, offer) = (cluster.client(node), &offers[node - 1]);
                scope.spawn(move || client.submit(offer))
            });
            handed_in.map(|thread| thread.join().unwrap())
        });

        let (won, lost): (Vec<_>, Vec<_>) =
            outcomes.iter().partition(|outcome| matches!(outcome, Outcome::Final(_)));
        assert_eq!((won.len(), lost.len()), (1, 1), "{outcomes:?}");
        assert!(matches!(lost[0], Outcome::Refused(rule) if rule == "L-07"), "{lost:?}");
        let agreed = cluster.agreed();
        let history = cluster.client(0).history(title);
        assert_eq!(history.len(), 2);
        for client in cluster.clients() {
            assert_eq!(client.history(title), history);
            assert!(client.height().unwrap() >= agreed.height);
        }
    }
}

#[test]
fn of_two_issues_under_one_number_handed_to_two_validators_at_once_exactly_one_is_final() {
    let cluster = Cluster::start(Plan::default());
    let Members { carrier, shipper, bank, .. } = Members::default();
    let chain = cluster.chain();
    for round in 0..3 {
        let number = format!("bill {round}");
        let issues = [&shipper, &bank].map(|holder| carrier.issue(&chain, &number, holder.party()));
        assert_eq!(issues[0].title, issues[1].title);
        let outcomes = thread::scope(|scope| {
            let handed_in = [1, 2].map(|node| {
                let (client, issue) = (cluster.client(node), &issues[node - 1]);
                scope.spawn(move || client.submit(issue))
            });
            handed_in.map(|thread| thread.join().unwrap())
        });

        let (won, lost): (Vec<_>, Vec<_>) =
            outcomes.iter().partition(|outcome| matches!(outcome, Outcome::Final(_)));
        assert_eq!((won.len(), lost.len()), (1, 1), "{outcomes:?}");
        // It meets the title that stands, or while both wait the other one's head.
        let told = |rule: &str| rule == "T-06" || rule == "L-07";
        assert!(matches!(lost[0], Outcome::Refused(rule) if told(rule)), "{lost:?}");
        let _ = cluster.agreed();
        let history = cluster.client(0).history(issues[0].title);
        assert_eq!(history.len(), 1);
        for client in cluster.clients() {
            assert_eq!(client.history(issues[0].title), history);
        }
    }
}
