//! A node that hides the newest fact of a bill, however well it proves the others.

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::client::runtime;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::programs::Programs;
use proto::pb::api::v1 as pb;
use proto::pb::api::v1::ledger_client::LedgerClient;
use proto::pb::api::v1::ledger_server::{Ledger, LedgerServer};
use serde_json::Value;
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Channel, Server};
use tonic::{Request, Response, Status, Streaming};

/// Hands on what an honest node says, but for one bill.
struct Hiding {
    honest: LedgerClient<Channel>,
    title: Vec<u8>,
    facts: usize,
    /// What it says of the bill instead, where it does not say the truth.
    old: Option<pb::TitleResponse>,
}

type Answer<T> = Result<Response<T>, Status>;

#[tonic::async_trait]
impl Ledger for Hiding {
    type BlocksStream = Streaming<pb::CommittedBlock>;
    type FactsStream = Streaming<pb::FactsOfBlock>;

    async fn title(&self, request: Request<pb::TitleRequest>) -> Answer<pb::TitleResponse> {
        match &self.old {
            Some(old) => Ok(Response::new(old.clone())),
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

/// A network of one node, and a bill that the shipper has offered to the bank.
struct Stage {
    cluster: Cluster,
    cast: Cast,
    title: String,
}

impl Stage {
    fn set() -> Self {
        let programs = Programs::built();
        let folder = tempfile::tempdir().unwrap();
        let cast = Cast::enrol(programs, folder.path());
        let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
        let mut cluster = Cluster::found(programs, plan, folder, &cast.cards());
        cluster.start_all();
        let node = format!("http://{}", cluster.nodes()[0].api());
        for (_, wallet) in cast.all() {
            wallet.use_node(&cluster.genesis_file(), &node);
        }
        let Cast { carrier, shipper, bank, .. } = &cast;
        let fixture = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/bill-bearer.json");
        carrier.write("bill.json", std::fs::read(fixture).unwrap());
        let name = shipper.identity().name;
        let to = ["issue", "bill.json", "--order", name, "--to", name, "--package", "bill.package"];
        let title = carrier.does(&to)["title"].as_str().unwrap().to_owned();
        for holder in [shipper, bank] {
            carrier.hand("bill.package", holder);
        }
        shipper.does(&["offer", &title, "--to", bank.identity().name]);
        Self { cluster, cast, title }
    }

    fn honest(&self) -> LedgerClient<Channel> {
        let endpoint = format!("http://{}", self.cluster.nodes()[0].api());
        runtime().block_on(LedgerClient::connect(endpoint)).unwrap()
    }

    /// What an honest node says of the bill now, to whoever knows no block.
    fn said_now(&self) -> pb::TitleResponse {
        let title = hex::decode(&self.title).unwrap();
        let asked = pb::TitleRequest { title, known_height: Some(0) };
        runtime().block_on(self.honest().title(asked)).unwrap().into_inner()
    }

    /// A node that shows no more than so many facts of the bill.
    fn hiding(&self, facts: usize, old: Option<pb::TitleResponse>) -> String {
        let title = hex::decode(&self.title).unwrap();
        serve(Hiding { honest: self.honest(), title, facts, old })
    }
}

fn controller(shown: &Value) -> &Value {
    &shown["controller"]["name"]
}

#[test]
fn a_node_that_hides_the_newest_fact_of_a_bill_is_caught() {
    let stage = Stage::set();
    let Cast { shipper, bank, .. } = &stage.cast;
    let before = stage.said_now();
    bank.does(&["accept", &stage.title, "--package", "bill.package"]);
    let shown = shipper.does(&["show", &stage.title]);
    assert_eq!((controller(&shown), &shown["facts"]), (&bank.identity().name.into(), &3.into()));
    assert!(shown["proof"]["as_of"]["height"].as_u64() >= shown["proof"]["height"].as_u64());

    // It leaves the acceptance out, and answers the rest in truth.
    let genesis = stage.cluster.genesis_file();
    shipper.add_profile("hiding", &genesis, &["--node", &stage.hiding(2, None)]);
    // It shows the bill as an older block has it, too.
    shipper.add_profile("old", &genesis, &["--node", &stage.hiding(2, Some(before))]);
    // It denies that there is such a bill.
    shipper.add_profile("denying", &genesis, &["--node", &stage.hiding(0, None)]);
    for (profile, says) in [
        ("hiding", "it gave 2 facts of the title, and as of its block"),
        ("old", "it answers as of its block"),
        ("denying", "it gave 0 facts of the title, and as of its block"),
    ] {
        for command in ["show", "history"] {
            let run = shipper.run(&["--profile", profile, command, &stage.title]);
            assert_eq!(run.code, 5, "{profile} {command}: {}", run.said);
            assert!(run.what().contains(says), "{profile} {command}: {}", run.what());
        }
        // Nor does a wallet sign anything on it.
        let offer = ["--profile", profile, "offer", &stage.title, "--to", bank.identity().name];
        assert_eq!(shipper.run(&offer).code, 5, "{profile}");
    }
}
