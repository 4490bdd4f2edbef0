//! A node that hides the newest fact of a bill, however well it proves the others.

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::client::runtime;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::pb::api::v1::ledger_server::{Ledger, LedgerServer};
use serde_json::Value;
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status, Streaming};

use super::evidence::Stage;

/// Hands on what an honest node says, but for one bill.
struct Hiding {
    honest: LedgerClient<Channel>,
    title: Vec<u8>,
    facts: usize,
    /// What it says of the bill instead, where it does not say the truth.
    old: Option<pb::TitleResponse>,
    /// Whether it says that it is behind whatever a wallet has seen, and shows its newest block to whoever has
    /// seen none.
    feigns: bool,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Ledger for Hiding {
    type BlocksStream = Streaming<pb::CommittedBlock>;
    type FactsStream = Streaming<pb::FactsOfBlock>;
    type SubmitManyStream = Streaming<pb::SubmitManyResponse>;

    async fn title(&self, request: Request<pb::TitleRequest>) -> Answer<pb::TitleResponse> {
        match &self.old {
            Some(old) => Ok(Response::new(old.clone())),
            None if self.feigns && request.get_ref().known_height() > 0 => {
                Ok(Response::new(pb::TitleResponse::default()))
            }
            None => self.honest.clone().title(request.into_inner()).await,
        }
    }

    async fn history(&self, request: Request<pb::HistoryRequest>) -> Answer<pb::HistoryResponse> {
        let asked = request.into_inner();
        let (hides, from) = (asked.subject == self.title && asked.kind <= 1, asked.from.max(1));
        let mut answer = self.honest.clone().history(asked).await?;
        if hides {
            let shown = self.facts.saturating_sub(usize::try_from(from).unwrap() - 1);
            answer.get_mut().records.truncate(shown);
        }
        Ok(answer)
    }

    async fn submit(&self, request: Request<pb::SubmitRequest>) -> Answer<pb::SubmitResponse> {
        self.honest.clone().submit(request.into_inner()).await
    }

    async fn submit_many(
        &self,
        _: Request<Streaming<pb::SubmitManyRequest>>,
    ) -> Answer<Self::SubmitManyStream> {
        Err(Status::unimplemented("no wallet asks for it"))
    }

    async fn outcome(&self, request: Request<pb::OutcomeRequest>) -> Answer<pb::SubmitResponse> {
        self.honest.clone().outcome(request.into_inner()).await
    }

    async fn titles(&self, request: Request<pb::TitlesRequest>) -> Answer<pb::TitlesResponse> {
        self.honest.clone().titles(request.into_inner()).await
    }

    async fn receipt(&self, request: Request<pb::ReceiptRequest>) -> Answer<pb::ReceiptResponse> {
        self.honest.clone().receipt(request.into_inner()).await
    }

    async fn blocks(&self, request: Request<pb::BlocksRequest>) -> Answer<Self::BlocksStream> {
        self.honest.clone().blocks(request.into_inner()).await
    }

    async fn members(&self, request: Request<pb::MembersRequest>) -> Answer<pb::MembersResponse> {
        self.honest.clone().members(request.into_inner()).await
    }

    async fn grants(&self, request: Request<pb::GrantsRequest>) -> Answer<pb::GrantsResponse> {
        self.honest.clone().grants(request.into_inner()).await
    }

    async fn status(&self, request: Request<pb::StatusRequest>) -> Answer<pb::StatusResponse> {
        self.honest.clone().status(request.into_inner()).await
    }

    async fn evidence(
        &self,
        request: Request<pb::EvidenceRequest>,
    ) -> Answer<pb::EvidenceResponse> {
        self.honest.clone().evidence(request.into_inner()).await
    }

    async fn facts(&self, request: Request<pb::FactsRequest>) -> Answer<Self::FactsStream> {
        self.honest.clone().facts(request.into_inner()).await
    }

    async fn checkpoint(
        &self,
        request: Request<pb::CheckpointRequest>,
    ) -> Answer<pb::CheckpointResponse> {
        if self.feigns && request.get_ref().known_height > 0 {
            return Ok(Response::new(pb::CheckpointResponse::default()));
        }
        self.honest.clone().checkpoint(request.into_inner()).await
    }
}

/// Begins to serve, and gives the address.
fn serve(hiding: Hiding) -> String {
    runtime().block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = Server::builder().add_service(LedgerServer::new(hiding));
        tokio::spawn(server.serve_with_incoming(TcpIncoming::from(listener)));
        format!("http://{address}")
    })
}

fn honest(stage: &Stage) -> LedgerClient<Channel> {
    let endpoint = format!("http://{}", stage.cluster.nodes()[0].api());
    runtime().block_on(LedgerClient::connect(endpoint)).unwrap()
}

/// What an honest node says of the bill now, to whoever knows no block.
fn said_now(stage: &Stage) -> pb::TitleResponse {
    let title = hex::decode(&stage.title).unwrap();
    let asked = pb::TitleRequest { title, known_height: Some(0) };
    runtime().block_on(honest(stage).title(asked)).unwrap().into_inner()
}

/// A node that shows no more than so many facts of the bill.
fn hiding(stage: &Stage, facts: usize, old: Option<pb::TitleResponse>) -> String {
    let title = hex::decode(&stage.title).unwrap();
    serve(Hiding { honest: honest(stage), title, facts, old, feigns: false })
}

fn controller(shown: &Value) -> &Value {
    &shown["controller"]["name"]
}

#[test]
fn a_node_that_hides_the_newest_fact_of_a_bill_is_caught() {
    let stage = Stage::new();
    let Cast { shipper, bank, .. } = &stage.cast;
    let before = said_now(&stage);
    bank.does(&["offer", &stage.title, "--to", shipper.identity().name]);
    let shown = shipper.does(&["show", &stage.title]);
    assert_eq!((controller(&shown), &shown["facts"]), (&bank.identity().name.into(), &4.into()));
    assert!(shown["proof"]["as_of"]["height"].as_u64() >= shown["proof"]["height"].as_u64());

    // It leaves the offer out, and answers the rest in truth.
    let genesis = stage.cluster.genesis_file();
    bank.add_profile("hiding", &genesis, &["--node", &hiding(&stage, 3, None)]);
    // It shows the bill as an older block has it, too.
    bank.add_profile("old", &genesis, &["--node", &hiding(&stage, 3, Some(before))]);
    // It denies that there is such a bill.
    bank.add_profile("denying", &genesis, &["--node", &hiding(&stage, 0, None)]);
    for (profile, says) in [
        ("hiding", "it gave 3 facts of the title, and as of its block"),
        ("old", "it answers as of its block"),
        ("denying", "it gave 0 facts of the title, and as of its block"),
    ] {
        for command in ["show", "history"] {
            let run = bank.run(&["--profile", profile, command, &stage.title]);
            assert_eq!(run.code, 5, "{profile} {command}: {}", run.said);
            assert!(run.what().contains(says), "{profile} {command}: {}", run.what());
        }
        // Nor does a wallet sign anything on it.
        let withdraw = ["--profile", profile, "withdraw", &stage.title];
        assert_eq!(bank.run(&withdraw).code, 5, "{profile}");
    }
}

/// Whoever is behind has an earlier block. One that shows a later one must show that it stands on what the
/// wallet has seen, or it could show any history that a quorum signed.
#[test]
fn a_node_that_says_it_is_behind_and_shows_a_later_block_is_not_believed() {
    let stage = Stage::new();
    let bank = &stage.cast.bank;
    bank.does(&["show", &stage.title]);
    let title = hex::decode(&stage.title).unwrap();
    let feigning =
        serve(Hiding { honest: honest(&stage), title, facts: 9, old: None, feigns: true });
    bank.add_profile("feigning", &stage.cluster.genesis_file(), &["--node", &feigning]);
    for command in [&["show", &stage.title][..], &["sign", &stage.title], &["head"]] {
        let run = bank.run(&[&["--profile", "feigning"], command].concat());
        assert_eq!(run.code, 5, "{command:?}: {}", run.said);
        assert!(run.what().contains("was seen") || run.what().contains("stands on"), "{run:?}");
    }
}
