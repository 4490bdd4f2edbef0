use proto::evidence::Evidence;
use proto::fact::FactRecord;
use proto::pb::api::v1::evidence_request::About;
use proto::pb::api::v1::{
    EvidenceRequest, GrantsRequest, HistoryRequest, MembersRequest, ReceiptRequest, StatusRequest,
    SubmitRequest, TitleRequest, TitlesRequest,
};
use proto::pb::ledger::v1::SubjectKind;
use proto::registry::{self, Act, Grant};
use proto::state::TitleRecord;
use title::{ActKind, ActSet, Authority, PartyId, Time};
use tonic::Code;

use super::network::{Network, party};
use crate::api::limits::EVIDENCE_CALLS;
use crate::api::service::now_ms;

#[tokio::test]
async fn a_recorded_title_is_found_by_id_by_history_by_receipt_and_by_party() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit();
    let id = network.title(1).0.to_vec();

    let title = api
        .client
        .title(TitleRequest { title: id.clone(), known_height: None })
        .await
        .unwrap()
        .into_inner();
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
    let answer =
        api.client.title(TitleRequest { title: title.clone(), known_height: None }).await.unwrap();
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

#[tokio::test]
async fn what_a_party_did_about_itself_is_found_by_member_by_history_and_by_receipt() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.own_act(Act::GiveStandingConsent);
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit();
    let answer = api.client.members(MembersRequest {}).await.unwrap().into_inner();
    let account = proto::account::Account::decode(&answer.accounts[0]).unwrap();
    assert_eq!(account.handing, title::Handing::AtOnce);
    let member = registry::Member::decode(&answer.members[0]).unwrap();
    assert_eq!(member.chain.length, 1);
    let record = registry::Network::decode(&answer.network).unwrap();
    assert!(record.governors.contains(&member.id()));

    let (subject, kind) = (member.id().0.to_vec(), SubjectKind::Member.into());
    let asked = HistoryRequest { subject: subject.clone(), from: 0, limit: 0, kind };
    let history = api.client.history(asked).await.unwrap().into_inner();
    let fact = FactRecord::decode(&history.records[0]).unwrap();
    assert_eq!(fact.chain_after(), member.chain);
    let asked = ReceiptRequest { subject, sequence: 1, kind };
    assert!(api.client.receipt(asked).await.unwrap().into_inner().receipt.is_some());
}

#[tokio::test]
async fn a_grant_is_found_by_its_principal() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let asked = |after: Vec<u8>| GrantsRequest { principal: party().0.to_vec(), after, limit: 0 };
    assert!(api.client.grants(asked(vec![])).await.unwrap().into_inner().grants.is_empty());
    // Somebody nobody knows cannot be an agent (G-12), so the carrier opens an account for one.
    let account = super::network::second_account();
    let envelope = network.own_act(Act::OpenAccount(Box::new(account.clone())));
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit();
    let agent: PartyId = account.party();
    // Grants go by block time, so this block has the time that admission goes by.
    let now_ms = now_ms();
    let until = Time(now_ms + 3_600_000);
    let authority = Authority { acts: ActSet::of(&[ActKind::Offer]), until };
    let envelope = network.own_act(Act::GrantAuthority { agent, authority });
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit_at(now_ms);
    let answer = api.client.grants(asked(vec![])).await.unwrap().into_inner();
    let grant = Grant::decode(&answer.grants[0]).unwrap();
    assert_eq!(grant, Grant { principal: party(), agent, authority });
    assert!(!answer.more);
    let after = api.client.grants(asked(agent.0.to_vec())).await.unwrap().into_inner();
    assert!(after.grants.is_empty());
}

#[tokio::test]
async fn an_evidence_file_gives_its_seat_back_once_it_is_read() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let envelope = network.issue(1);
    api.client.submit(SubmitRequest { envelope, wait_ms: 0 }).await.unwrap();
    network.commit();
    for _ in 0..2 * EVIDENCE_CALLS {
        let about = Some(About::Title(network.title(1).0.to_vec()));
        let answer = api.client.evidence(EvidenceRequest { about }).await.unwrap().into_inner();
        assert!(Evidence::decode(&answer.evidence).is_ok());
    }
}
