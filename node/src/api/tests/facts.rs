use proto::feed::Feed;
use proto::handover::Handover;
use proto::pb::api::v1::{FactsOfBlock, FactsRequest};
use proto::registry::Act;
use tonic::{Code, Streaming};

use super::network::{Network, Serving};
use crate::api::limits;
use crate::api::service::now_ms;
use crate::fixture::plan;

async fn asked(api: &mut Serving, from_height: u64, to_height: u64) -> Streaming<FactsOfBlock> {
    let request = FactsRequest { from_height, to_height };
    api.client.facts(request).await.unwrap().into_inner()
}

async fn next(stream: &mut Streaming<FactsOfBlock>) -> FactsOfBlock {
    stream.message().await.unwrap().expect("the stream goes on")
}

/// Hands in an envelope and commits it.
fn record(network: &mut Network, envelope: &[u8]) {
    network.sources.admission.submit(envelope, now_ms()).unwrap();
    network.commit();
}

#[tokio::test]
async fn every_fact_of_every_block_comes_and_verifies_by_the_genesis_file_alone() {
    let mut network = Network::new();
    let issue = network.issue(1);
    record(&mut network, &issue);
    network.commit();
    let consent = network.own_act(Act::GiveStandingConsent);
    record(&mut network, &consent);
    let mut api = network.serve().await;
    let mut stream = asked(&mut api, 0, 0).await;
    let mut feed = Feed::from_height(network.sources.reader.genesis(), 1);
    for (height, facts) in [(1, 1), (2, 0), (3, 1)] {
        let block = feed.take(&next(&mut stream).await).unwrap();
        assert_eq!((block.header.height, block.records.len()), (height, facts));
        assert_eq!(block.records, network.sources.reader.facts(height).unwrap());
    }
    let issue = network.issue(2);
    record(&mut network, &issue);
    let block = feed.take(&next(&mut stream).await).unwrap();
    assert_eq!((block.header.height, block.records.len()), (4, 1));
}

#[tokio::test]
async fn a_stream_of_facts_ends_with_the_height_it_was_asked_for() {
    let mut network = Network::new();
    for _ in 0..3 {
        network.commit();
    }
    let mut api = network.serve().await;
    let mut stream = asked(&mut api, 2, 3).await;
    let mut feed = Feed::from_height(network.sources.reader.genesis(), 2);
    for _ in 2..=3 {
        feed.take(&next(&mut stream).await).unwrap();
    }
    assert_eq!(stream.message().await.unwrap(), None);
    let mut none = asked(&mut api, 3, 2).await;
    assert_eq!(none.message().await.unwrap(), None);
}

#[tokio::test]
async fn a_stream_of_facts_begins_with_every_change_of_the_validators_and_repeats_none() {
    let mut network = Network::named("facts under changing voters");
    plan(network.chain.chain_id(), 2, &[0, 1]);
    for _ in 0..3 {
        network.commit();
    }
    let mut api = network.serve().await;
    for (from_height, expected) in [(1, [vec![], vec![2], vec![]]), (3, [vec![2], vec![], vec![]])]
    {
        let mut stream = asked(&mut api, from_height, 3).await;
        for expected in &expected[..4 - usize::try_from(from_height).unwrap()] {
            let block = next(&mut stream).await;
            let height = |bytes: &Vec<u8>| Handover::decode(bytes).unwrap().header().height;
            let came: Vec<_> = block.handovers.iter().map(height).collect();
            assert_eq!(came, *expected, "from {from_height}");
        }
    }
}

#[tokio::test]
async fn one_address_has_only_so_many_streams_of_facts_and_they_stop_with_the_node() {
    let network = Network::new();
    let mut api = network.serve().await;
    let mut streams = Vec::new();
    for _ in 0..limits::FACT_STREAMS_PER_ADDRESS {
        streams.push(asked(&mut api, 1, 0).await);
    }
    let request = FactsRequest { from_height: 1, to_height: 0 };
    let status = api.client.facts(request).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    let (most, here) = (limits::FACT_STREAMS, limits::FACT_STREAMS_PER_ADDRESS);
    let told = format!("{most} streams of facts, {here} of them to one address");
    assert!(status.message().contains(&told), "{status:?}");
    // Streams of blocks have places of their own.
    let blocks = proto::pb::api::v1::BlocksRequest { from_height: 1 };
    api.client.blocks(blocks).await.unwrap();
    api.stop.send_replace(true);
    for mut stream in streams {
        assert_eq!(stream.message().await.unwrap_err().code(), Code::Unavailable);
    }
}
