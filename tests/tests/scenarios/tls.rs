//! TLS between wallet and node: the right authority's certificate serves, any other is refused.

use ebl_tests::demo::cast::Cast;
use ebl_tests::harness::cluster::{Cluster, Plan};
use ebl_tests::harness::node::Node;
use ebl_tests::harness::programs::Programs;
use ebl_tests::harness::wait::{PATIENCE, until};
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};

/// A certificate authority of its own.
struct Authority {
    certificate: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap().pem();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// Gives a node a certificate for a host name, and has it serve with TLS.
    fn certify(&self, node: &Node, host: &str) {
        let key = KeyPair::generate().unwrap();
        let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let home = node.config();
        std::fs::write(home.with_file_name("certificate.pem"), certificate.pem()).unwrap();
        std::fs::write(home.with_file_name("key.pem"), key.serialize_pem()).unwrap();
        node.configure("\n[tls]\ncertificate = \"certificate.pem\"\nkey = \"key.pem\"\n");
    }
}

#[test]
fn a_wallet_trusts_the_authority_it_was_given_and_no_other() {
    let programs = Programs::built();
    let folder = tempfile::tempdir().unwrap();
    let cast = Cast::enrol(programs, folder.path());
    let plan = Plan { validators: 1, observers: 0, ..Plan::default() };
    let mut cluster = Cluster::found(programs, plan, folder, &cast.cards());
    let (right, wrong) = (Authority::new(), Authority::new());
    right.certify(&cluster.nodes()[0], "localhost");
    cluster.node(0).spawn();

    let port = cluster.nodes()[0].ports().api();
    let genesis = cluster.genesis_file();
    let wallet = &cast.shipper;
    wallet.write("right.pem", &right.certificate);
    wallet.write("wrong.pem", &wrong.certificate);
    let named = format!("https://localhost:{port}");
    let numbered = format!("https://127.0.0.1:{port}");
    let clear = format!("http://127.0.0.1:{port}");
    wallet.add_profile("right", &genesis, &["--node", &named, "--tls-ca", "right.pem"]);
    wallet.add_profile("wrong", &genesis, &["--node", &named, "--tls-ca", "wrong.pem"]);
    wallet.add_profile("numbered", &genesis, &["--node", &numbered, "--tls-ca", "right.pem"]);
    wallet.add_profile("clear", &genesis, &["--node", &clear]);

    let status = |profile| wallet.run(&["status", "--profile", profile]);
    until("the node serves with TLS", PATIENCE, || (status("right").code == 0).then_some(()));
    for (profile, said) in [("wrong", "certificate"), ("numbered", "certificate"), ("clear", "")] {
        let run = status(profile);
        assert_eq!(run.code, 6, "{profile}: {run:?}");
        assert!(run.what().contains(said), "{profile}: {run:?}");
        assert!(!run.hint().is_empty());
    }
    // Its certificate was good all along.
    assert_eq!(status("right").code, 0);
}

#[test]
fn a_node_whose_certificate_and_key_do_not_belong_together_does_not_start() {
    let cluster = Cluster::prepare(Plan { validators: 1, observers: 0, ..Plan::default() });
    let node = &cluster.nodes()[0];
    Authority::new().certify(node, "localhost");
    let other = KeyPair::generate().unwrap().serialize_pem();
    std::fs::write(node.config().with_file_name("key.pem"), other).unwrap();
    let ended = node.run_to_end("run");
    assert_eq!(ended.code, Some(1), "{}", ended.printed);
    assert!(ended.printed.contains("key.pem") && ended.printed.contains("Hint: "));
}

#[test]
fn a_node_whose_port_is_taken_says_which() {
    let cluster = Cluster::prepare(Plan { validators: 1, observers: 0, ..Plan::default() });
    let node = &cluster.nodes()[0];
    let port = node.ports().api();
    let taken = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let ended = node.run_to_end("run");
    drop(taken);
    assert_eq!(ended.code, Some(1), "{}", ended.printed);
    assert!(ended.printed.contains(&format!("127.0.0.1:{port}")), "{}", ended.printed);
    assert!(ended.printed.contains("Hint: "), "{}", ended.printed);
}
