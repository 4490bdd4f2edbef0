use proto::block::Block;
use proto::certificate::CommitCertificate;
use proto::handover::Handover;
use proto::pb::api::v1::{BlocksRequest, CommittedBlock, StatusRequest};
use tonic::Code;

use super::network::Network;
use crate::api::limits;
use crate::fixture::plan;

fn height(committed: &CommittedBlock) -> u64 {
    let header = Block::decode(&committed.block).unwrap().header;
    let certificate = committed.certificate.as_ref().unwrap();
    assert_eq!(CommitCertificate::from_message(certificate).unwrap().block, header.hash());
    header.height
}

#[tokio::test]
async fn a_stream_goes_on_from_the_blocks_on_disk_to_those_that_come() {
    let mut network = Network::new();
    network.commit();
    network.commit();
    let mut api = network.serve().await;
    let asked = BlocksRequest { from_height: 0 };
    let mut blocks = api.client.blocks(asked).await.unwrap().into_inner();
    for expected in 1..=2 {
        assert_eq!(height(&blocks.message().await.unwrap().unwrap()), expected);
    }
    network.commit();
    assert_eq!(height(&blocks.message().await.unwrap().unwrap()), 3);
}

#[tokio::test]
async fn a_height_above_the_head_is_waited_for() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let asked = BlocksRequest { from_height: 2 };
    let mut blocks = api.client.blocks(asked).await.unwrap().into_inner();
    network.commit();
    network.commit();
    assert_eq!(height(&blocks.message().await.unwrap().unwrap()), 2);
}

#[tokio::test]
async fn a_stream_is_told_when_the_node_stops_and_the_server_ends() {
    let network = Network::new();
    let mut api = network.serve().await;
    let mut blocks =
        api.client.blocks(BlocksRequest { from_height: 1 }).await.unwrap().into_inner();
    api.stop.send_replace(true);
    assert_eq!(blocks.message().await.unwrap_err().code(), Code::Unavailable);
    api.server.await.unwrap().unwrap();
}

#[tokio::test]
async fn one_address_has_only_so_many_streams_and_a_client_that_leaves_makes_room() {
    let mut network = Network::new();
    let mut api = network.serve().await;
    let asked = BlocksRequest { from_height: 1 };
    let mut streams = Vec::new();
    for _ in 0..limits::BLOCK_STREAMS_PER_ADDRESS {
        streams.push(api.client.blocks(asked).await.unwrap().into_inner());
    }
    let status = api.client.blocks(asked).await.unwrap_err();
    assert_eq!(status.code(), Code::ResourceExhausted);
    drop(streams.pop());
    // The node hears of the leaving some time after; until then it says that it is full.
    let mut again = loop {
        match api.client.blocks(asked).await {
            Ok(stream) => break stream.into_inner(),
            Err(status) => assert_eq!(status.code(), Code::ResourceExhausted),
        }
    };
    network.commit();
    assert_eq!(height(&again.message().await.unwrap().unwrap()), 1);
}

/// The heights of the hand-overs that come with the next block.
async fn handed_over(blocks: &mut tonic::Streaming<CommittedBlock>) -> Vec<u64> {
    let committed = blocks.message().await.unwrap().unwrap();
    let height = |bytes: &Vec<u8>| Handover::decode(bytes).unwrap().header().height;
    committed.handovers.iter().map(height).collect()
}

#[tokio::test]
async fn a_stream_begins_with_every_change_of_the_validators_and_repeats_none() {
    let mut network = Network::named("changing");
    let chain = network.chain.chain_id();
    for (height, voters) in [(1, &[0, 1][..]), (3, &[0])] {
        plan(chain, height, voters);
    }
    for _ in 0..4 {
        network.commit();
    }
    let mut api = network.serve().await;
    for (from_height, expected) in [
        (1, [vec![1], vec![], vec![3], vec![]]),
        (2, [vec![1], vec![3], vec![], vec![]]),
        (4, [vec![1, 3], vec![], vec![], vec![]]),
    ] {
        let asked = BlocksRequest { from_height };
        let mut blocks = api.client.blocks(asked).await.unwrap().into_inner();
        for expected in &expected[..5 - usize::try_from(from_height).unwrap()] {
            assert_eq!(handed_over(&mut blocks).await, *expected, "from {from_height}");
        }
    }
}

#[tokio::test]
async fn a_node_that_was_voted_out_says_that_it_is_an_observer() {
    let mut network = Network::named("leaving");
    plan(network.chain.chain_id(), 2, &[1, 2, 3]);
    let mut api = network.serve().await;
    for expected in ["validator", "validator", "observer"] {
        let status = api.client.status(StatusRequest {}).await.unwrap().into_inner();
        assert_eq!(status.role, expected);
        network.commit();
    }
}
