use std::fs;
use std::io;

use proto::pb::api::v1::ledger_server::SERVICE_NAME;
use tokio::net::TcpListener;
use tokio_stream::StreamExt;
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;
use tonic_reflection::pb::v1::ServerReflectionRequest;
use tonic_reflection::pb::v1::server_reflection_client::ServerReflectionClient;
use tonic_reflection::pb::v1::server_reflection_request::MessageRequest;
use tonic_reflection::pb::v1::server_reflection_response::MessageResponse;

use super::network::Network;
use crate::api::{ApiError, PemFile, Server, Settings};
use crate::config::Tls;

async fn refusal(settings: &Settings) -> ApiError {
    match Server::bind(settings).await {
        Ok(_) => panic!("{settings:?} was taken"),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_port_in_use_is_named_with_what_to_do() {
    let other = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let listen = other.local_addr().unwrap();
    let error = refusal(&Settings { listen, tls: None }).await;
    assert!(error.to_string().contains(&listen.to_string()));
    let ApiError::Listen { ref source, .. } = error else { panic!("{error:?}") };
    assert_eq!(source.kind(), io::ErrorKind::AddrInUse);
    assert!(error.next().contains("another port"));
}

#[tokio::test]
async fn a_tls_file_that_is_missing_or_something_else_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let [certificate, key] = ["node.pem", "node.key"].map(|name| folder.path().join(name));
    let tls = Tls { certificate: certificate.clone(), key: key.clone() };
    let settings = Settings { listen: "127.0.0.1:0".parse().unwrap(), tls: Some(tls) };
    let missing = refusal(&settings).await;
    assert!(matches!(missing, ApiError::Unreadable { file: PemFile::Certificate, .. }));
    assert!(missing.to_string().contains("node.pem"));
    fs::write(&certificate, "-----BEGIN CERTIFICATE-----\n").unwrap();
    fs::write(&key, "-----BEGIN CERTIFICATE-----\n").unwrap();
    let swapped = refusal(&settings).await;
    assert!(matches!(swapped, ApiError::NotPem { file: PemFile::Key, .. }));
    fs::write(&key, "-----BEGIN PRIVATE KEY-----\n").unwrap();
    assert!(matches!(refusal(&settings).await, ApiError::Unusable { .. }));
}

#[tokio::test]
async fn a_node_that_commits_no_more_reports_itself_ill_but_still_answers() {
    let network = Network::new();
    let api = network.serve().await;
    let mut health = HealthClient::new(api.channel.clone());
    let asked = HealthCheckRequest { service: SERVICE_NAME.to_owned() };
    let mut reports = health.watch(asked).await.unwrap().into_inner();
    let first = reports.next().await.unwrap().unwrap();
    assert_eq!(first.status(), ServingStatus::Serving);
    let Network { chain, heads, .. } = network;
    drop((chain, heads));
    let second = reports.next().await.unwrap().unwrap();
    assert_eq!(second.status(), ServingStatus::NotServing);
    let mut client = api.client;
    assert!(client.status(proto::pb::api::v1::StatusRequest {}).await.is_ok());
}

#[tokio::test]
async fn reflection_lists_the_ledger() {
    let network = Network::new();
    let api = network.serve().await;
    let asked = ServerReflectionRequest {
        host: String::new(),
        message_request: Some(MessageRequest::ListServices(String::new())),
    };
    let mut answers = ServerReflectionClient::new(api.channel.clone())
        .server_reflection_info(tokio_stream::iter([asked]))
        .await
        .unwrap()
        .into_inner();
    let answer = answers.next().await.unwrap().unwrap();
    let Some(MessageResponse::ListServicesResponse(list)) = answer.message_response else {
        panic!("no list")
    };
    assert!(list.service.iter().any(|service| service.name == SERVICE_NAME));
}
