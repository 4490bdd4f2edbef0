use proto::fact::FactRecord;
use proto::pb::api::v1::{
    HistoryRequest, MembersRequest, ReceiptRequest, StatusRequest, SubmitRequest, TitleRequest,
    TitlesRequest,
};
use proto::state::TitleRecord;
use tonic::Code;

use super::network::{Network, party};

#[tokio::test]
async fn a_recorded_title_is_found_by_id_by_history_by_receipt_and_by_party() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit();
    let id = network.title(1).0.to_vec();

    let title = api.client.title(TitleRequest { title: id.clone() }).await.unwrap().into_inner();
    assert_eq!(TitleRecord::decode(&title.record).unwrap().title.id, network.title(1));
    assert_eq!(title.head.unwrap().height, 1);

    let asked = HistoryRequest { subject: id.clone(), from: 0, limit: 0, kind: 0 };
    let history = api.client.history(asked).await.unwrap().into_inner();
    assert_eq!(FactRecord::decode(&history.records[0]).unwrap().sequence, 1);

    let asked = ReceiptRequest { subject: id, sequence: 1, kind: 0 };
    assert!(api.client.receipt(asked).await.unwrap().into_inner().receipt.is_some());

    let asked = TitlesRequest { party: party().0.to_vec(), after: vec![], limit: 0 };
    let titles = api.client.titles(asked).await.unwrap().into_inner();
    assert_eq!(titles.records, [title.record]);
    assert!(!titles.more);
}

#[tokio::test]
async fn a_title_never_issued_is_an_empty_answer_and_no_error() {
    let network = Network::new();
    let mut api = network.serve().await;
    let title = network.title(1).0.to_vec();
    let answer = api.client.title(TitleRequest { title: title.clone() }).await.unwrap();
    assert!(answer.into_inner().record.is_empty());
    let answer =
        api.client.receipt(ReceiptRequest { subject: title, sequence: 1, kind: 0 }).await.unwrap();
    assert!(answer.into_inner().receipt.is_none());
}

#[tokio::test]
async fn an_id_cut_short_is_named_by_field_and_length() {
    let network = Network::new();
    let mut api = network.serve().await;
    let asked = TitlesRequest { party: party().0.to_vec(), after: vec![1; 8], limit: 0 };
    let status = api.client.titles(asked).await.unwrap_err();
    assert_eq!(status.code(), Code::InvalidArgument);
    assert!(status.message().starts_with("TitlesRequest.after has 8 bytes; it must have 32"));
}

#[tokio::test]
async fn status_names_chain_role_and_what_bills_may_be_issued_under() {
    let network = Network::new();
    let mut api = network.serve().await;
    let status = api.client.status(StatusRequest {}).await.unwrap().into_inner();
    assert_eq!(status.chain_id, network.chain.chain_id().0);
    assert_eq!((status.role.as_str(), status.network_name.as_str()), ("validator", "one node"));
    assert_eq!((status.rulebooks, status.terms_profiles), (vec![1], vec![1]));
    // Genesis is of 2023 and the heartbeat a minute.
    assert!(status.head.unwrap().stale);
    let members = api.client.members(MembersRequest {}).await.unwrap().into_inner();
    assert_eq!((members.members.len(), members.accounts.len()), (1, 1));
}
