use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;

use super::{Endpoint, EndpointError, LogError, Metrics, Settled, Snapshot, parse};

const NOW: Snapshot = Snapshot { height: 7, head_time_ms: 1_700_000_000_000, pool: 2, peers: 3 };

#[test]
fn what_is_counted_stands_in_the_text_by_rule_and_outcome() {
    let metrics = Metrics::new();
    metrics.submitted();
    metrics.settled(Settled::Refused { rule: "T-10" }, Duration::from_millis(3));
    metrics.settled(Settled::Final, Duration::from_millis(700));
    let text = metrics.text(NOW);
    for line in [
        "ebl_height 7",
        "ebl_pool_instructions 2",
        "ebl_peers_connected 3",
        "ebl_submitted_total 1",
        "ebl_refused_total{rule=\"T-10\"} 1",
        "ebl_submit_seconds_count{outcome=\"final\"} 1",
        "ebl_submit_seconds_bucket{le=\"1.0\",outcome=\"final\"} 1",
    ] {
        assert!(text.lines().any(|it| it == line), "{line} is not in\n{text}");
    }
}

#[test]
fn the_engines_metrics_and_ours_make_one_text_with_one_end() {
    let text = Metrics::new().text(NOW);
    assert_eq!(text.matches("# EOF").count(), 1);
    assert!(text.ends_with("# EOF\n"));
}

#[tokio::test]
async fn metrics_are_not_served_beyond_this_machine() {
    let address = "0.0.0.0:0".parse().unwrap();
    let Err(error) = Endpoint::bind(address).await else { panic!("bound") };
    assert!(matches!(error, EndpointError::NotLoopback { .. }));
    assert!(error.next().contains("127.0.0.1"));
}

#[tokio::test]
async fn a_collector_reads_the_metrics_until_the_node_stops() {
    let endpoint = Endpoint::bind("127.0.0.1:0".parse().unwrap()).await.unwrap();
    let address = endpoint.address();
    let stop = watch::Sender::new(false);
    let served = tokio::spawn(endpoint.serve(Metrics::new(), || NOW, stop.subscribe()));
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = "GET /metrics HTTP/1.1\r\nHost: node\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    assert!(answer.contains("ebl_height 7\n"));
    stop.send_replace(true);
    served.await.unwrap().unwrap();
}

#[test]
fn a_log_filter_that_means_nothing_is_shown_as_it_was_written() {
    assert!(parse("warn,node=debug").is_ok());
    let Err(LogError::Filter { text, .. }) = parse("node=loud") else { panic!("understood") };
    assert_eq!(text, "node=loud");
}
