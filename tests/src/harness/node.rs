//! One node: a folder, four ports, and at times a process.

use std::env;
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use proto::keys::PublicKey;
use rustix::process::{Pid, Signal, kill_process};

use super::client::Client;
use super::ports::Ports;
use super::programs::Programs;
use super::wait::{PATIENCE, until};

/// A node of a network under test. Dropped, it is killed.
#[derive(Debug)]
pub struct Node {
    name: String,
    home: PathBuf,
    address: Ipv4Addr,
    ports: Ports,
    program: PathBuf,
    place: Vec<String>,
    wrapper: Vec<String>,
    process: Option<Child>,
}

/// Whether a node votes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It votes.
    Validator,
    /// It only follows.
    Observer,
}

/// How a run that ended by itself ended.
#[derive(Clone, Debug)]
pub struct Ended {
    /// The exit code; none after a signal.
    pub code: Option<i32>,
    /// Everything it printed.
    pub printed: String,
}

/// How a configuration says what keeps the index, where nothing else was asked for.
const INDEX: &str = "index = \"sled\"";

impl Node {
    /// Makes a node's folder, keys and card with `ebl-node init`.
    ///
    /// # Panics
    ///
    /// When `ebl-node` does not do so.
    #[must_use]
    pub fn init(programs: &Programs, folder: &Path, name: &str, role: Role) -> Self {
        Self::init_at(Ipv4Addr::LOCALHOST, programs, folder, name, role)
    }

    /// As [`Self::init`], for a node that listens at an address of its own.
    ///
    /// # Panics
    ///
    /// When `ebl-node` does not do so.
    #[must_use]
    pub fn init_at(
        address: Ipv4Addr,
        programs: &Programs,
        folder: &Path,
        name: &str,
        role: Role,
    ) -> Self {
        let node = Self {
            name: name.to_owned(),
            home: folder.join(name),
            address,
            ports: Ports::free(),
            program: programs.node.clone(),
            place: Vec::new(),
            wrapper: Vec::new(),
            process: None,
        };
        let port = node.ports.first().to_string();
        let mut command = node.command("init");
        command.args(["--name", name, "--port", &port, "--ip", &address.to_string()]);
        if role == Role::Observer {
            command.arg("--observer");
        }
        expect_success(&mut command);
        node
    }

    /// Gives it its network and its peers with `ebl-node join`.
    ///
    /// # Panics
    ///
    /// When `ebl-node` does not do so.
    pub fn join(&self, genesis: &Path, peers: &[PathBuf]) {
        let mut command = self.command("join");
        command.arg("--genesis").arg(genesis);
        for peer in peers {
            command.arg("--peer").arg(peer);
        }
        expect_success(&mut command);
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its card, for founders and peers.
    #[must_use]
    pub fn card(&self) -> PathBuf {
        self.home.join("card.toml")
    }

    /// Its consensus key.
    ///
    /// # Panics
    ///
    /// When it has none: an observer.
    #[must_use]
    pub fn consensus_key(&self) -> PublicKey {
        let card = fs::read_to_string(self.card()).expect("init wrote it");
        let key = card.lines().find_map(|line| line.strip_prefix("consensus_key = "));
        let digits = key.expect("a validator's card has its key").trim_matches('"');
        let bytes = hex::decode(digits).expect("init wrote it");
        PublicKey::parse(&bytes).expect("init wrote it")
    }

    /// Its configuration file.
    #[must_use]
    pub fn config(&self) -> PathBuf {
        self.home.join("node.toml")
    }

    /// The folder of its ledger.
    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// Its ports.
    #[must_use]
    pub fn ports(&self) -> &Ports {
        &self.ports
    }

    /// A client of its API.
    #[must_use]
    pub fn client(&self) -> Client {
        Client::at(self.api())
    }

    /// Where its API listens.
    #[must_use]
    pub fn api(&self) -> SocketAddr {
        SocketAddr::from((self.address, self.ports.api()))
    }

    /// Lets its process run where these words lead, such as `ip netns exec NAME`. They must give
    /// way to the program they are told to run, so that its process id stays the same.
    pub fn live_in(&mut self, words: &[&str]) {
        self.place = words.iter().map(|word| (*word).to_owned()).collect();
    }

    /// Lets its process be started by these words from now on, such as `env NAME=value`; none
    /// for none. As in [`Self::live_in`], they must give way to the program.
    pub fn wrap(&mut self, words: &[String]) {
        self.wrapper = words.to_vec();
    }

    /// Whether its process runs.
    ///
    /// # Panics
    ///
    /// When the system does not know.
    pub fn is_running(&mut self) -> bool {
        let process = self.process.as_mut();
        process.is_some_and(|process| process.try_wait().expect("own child").is_none())
    }

    /// Whether it was started and neither stopped nor killed.
    #[must_use]
    pub fn is_started(&self) -> bool {
        self.process.is_some()
    }

    /// Starts the process without waiting until it serves.
    ///
    /// # Panics
    ///
    /// When it runs already or does not start.
    pub fn spawn(&mut self) {
        assert!(self.process.is_none(), "{} is started twice", self.name);
        let log = self.log_file();
        let errors = log.try_clone().expect("a file handle can be doubled");
        let mut command = self.run_command();
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        let process = command.spawn().expect("the program was built");
        running().push(process.id());
        self.process = Some(process);
    }

    /// Starts the process and waits until its API answers.
    ///
    /// # Panics
    ///
    /// When it ends instead, or does not answer in time.
    pub fn start(&mut self) {
        self.spawn();
        self.wait_until_serving();
    }

    /// Waits until the API of a process that was spawned answers.
    ///
    /// # Panics
    ///
    /// When it ends instead, or does not answer in time.
    pub fn wait_until_serving(&mut self) {
        let client = self.client();
        let what = format!("{} serves", self.name);
        until(&what, PATIENCE, || {
            assert!(self.is_running(), "{} ended: {}", self.name, self.last_words());
            client.status().ok()
        });
    }

    /// Kills it with SIGKILL and starts it no more.
    ///
    /// # Panics
    ///
    /// When it was not started.
    pub fn kill(&mut self) {
        let mut process = self.process.take().expect("only a started node is killed");
        process.kill().expect("own child");
        process.wait().expect("own child");
        running().retain(|id| *id != process.id());
    }

    /// Stops its process in the middle of whatever it does, with SIGSTOP.
    ///
    /// # Panics
    ///
    /// When it was not started.
    pub fn pause(&self) {
        self.signal(Signal::STOP);
    }

    /// Lets a paused process go on, with SIGCONT.
    ///
    /// # Panics
    ///
    /// When it was not started.
    pub fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        let process = self.process.as_ref().expect("only a started node is signalled");
        let sent = kill_process(pid(process.id()), signal);
        sent.expect("a child that was not waited for can be signalled");
    }

    /// Asks it to stop with SIGTERM and waits for its end.
    ///
    /// # Panics
    ///
    /// When it was not started, or does not end in time.
    pub fn stop(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        self.wait_for_end()
    }

    /// Waits until it ends by itself.
    ///
    /// # Panics
    ///
    /// When it was not started, or does not end in time.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let what = format!("{} ends", self.name);
        let process = self.process.as_mut().expect("only a started node ends");
        let status = until(&what, PATIENCE, || process.try_wait().expect("own child"));
        running().retain(|id| *id != process.id());
        self.process = None;
        status
    }

    /// Runs one of the commands that take the node's folder, to its end.
    ///
    /// # Panics
    ///
    /// When it does not end in time.
    #[must_use]
    pub fn run_to_end(&self, verb: &str) -> Ended {
        self.run_to_end_within(verb, PATIENCE)
    }

    /// As [`Self::run_to_end`], for a command that may take long.
    ///
    /// # Panics
    ///
    /// When it does not end in time.
    #[must_use]
    pub fn run_to_end_within(&self, verb: &str, patience: Duration) -> Ended {
        self.to_end(self.command(verb), patience)
    }

    /// Runs `ebl-node join` to its end, whatever that is.
    ///
    /// # Panics
    ///
    /// When it does not end in time.
    #[must_use]
    pub fn join_to_end(&self, genesis: &Path) -> Ended {
        let mut command = self.command("join");
        command.arg("--genesis").arg(genesis);
        self.to_end(command, PATIENCE)
    }

    fn to_end(&self, mut command: Command, patience: Duration) -> Ended {
        let path = self.home.join("printed");
        let printed = File::create(&path).expect("the node's folder can be written to");
        let errors = printed.try_clone().expect("a file handle can be doubled");
        command.stdin(Stdio::null()).stdout(printed).stderr(errors);
        let mut process = Killed(command.spawn().expect("the program was built"));
        let status =
            until("the command ends", patience, || process.0.try_wait().expect("own child"));
        let printed = fs::read_to_string(path).expect("the program prints text");
        Ended { code: status.code(), printed }
    }

    /// Changes its configuration file.
    ///
    /// # Panics
    ///
    /// When the file cannot be read or written to.
    pub fn reconfigure(&self, change: impl FnOnce(String) -> String) {
        let config = fs::read_to_string(self.config()).expect("init wrote it");
        fs::write(self.config(), change(config)).expect("init wrote it");
    }

    /// Says what keeps its index, which is founded with sled's.
    ///
    /// # Panics
    ///
    /// When its configuration file does not name what keeps it.
    pub fn keep_index_with(&self, keeper: &str) {
        self.reconfigure(|config| {
            assert!(config.contains(INDEX), "the default is written out: {config}");
            config.replace(INDEX, &format!("index = \"{keeper}\""))
        });
    }

    /// Adds text to the end of its configuration file.
    ///
    /// # Panics
    ///
    /// When the file cannot be written to.
    pub fn configure(&self, text: &str) {
        self.reconfigure(|config| config + text);
    }

    /// Everything it ever logged.
    #[must_use]
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_path()).unwrap_or_default()
    }

    /// The end of what it logged.
    #[must_use]
    pub fn last_words(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(LAST_WORDS)..].join("\n")
    }

    /// The id of its process.
    #[must_use]
    pub fn process_id(&self) -> Option<u32> {
        self.process.as_ref().map(Child::id)
    }

    /// What its process does while it is traced or stopped, and whether it still is anything: the
    /// letter the system shows, such as `T` for stopped.
    #[must_use]
    pub fn process_state(&self) -> Option<char> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process_id()?)).ok()?;
        stat.rsplit_once(')')?.1.trim_start().chars().next()
    }

    /// The height its engine works on, as its metrics tell.
    #[must_use]
    pub fn engine_height(&self) -> Option<u64> {
        let mut stream = TcpStream::connect((self.address, self.ports.metrics())).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let line = answer.lines().find(|line| line.starts_with(ENGINE_HEIGHT))?;
        line.rsplit(' ').next()?.parse().ok()
    }

    /// The most memory its process ever used, in KiB, where the system tells.
    #[must_use]
    pub fn peak_memory_kib(&self) -> Option<u64> {
        let path = format!("/proc/{}/status", self.process_id()?);
        let status = fs::read_to_string(path).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        line.split_whitespace().next()?.parse().ok()
    }

    /// The processor time its process used, where the system tells.
    #[must_use]
    pub fn processor_time(&self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process_id()?)).ok()?;
        // The second field is the program's name in brackets; user and system time are the
        // fourteenth and fifteenth, in ticks of 10 ms on every Linux there is.
        let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
        let user: u64 = fields.next()?.parse().ok()?;
        let system: u64 = fields.next()?.parse().ok()?;
        Some(Duration::from_millis(10 * (user + system)))
    }

    /// Leaves the process to itself.
    pub fn release(&mut self) {
        let process = self.process.take();
        running().retain(|id| process.as_ref().is_none_or(|process| *id != process.id()));
    }

    fn run_command(&self) -> Command {
        let mut words = self.place.iter().chain(&self.wrapper);
        let mut command = match words.next() {
            None => self.command("run"),
            Some(first) => {
                let mut command = Command::new(first);
                command.args(words).arg(&self.program);
                command.arg("run").arg("--home").arg(&self.home).env_remove("RUST_LOG");
                command
            }
        };
        // As an operator is told to run it (docs/operating/running-a-node.md, Memory).
        if env::var_os(PURGE_DELAY).is_none() {
            command.env(PURGE_DELAY, "60000");
        }
        command
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg(verb).arg("--home").arg(&self.home).env_remove("RUST_LOG");
        command
    }

    fn log_file(&self) -> File {
        let file = OpenOptions::new().create(true).append(true).open(self.log_path());
        file.expect("the node's folder can be written to")
    }

    fn log_path(&self) -> PathBuf {
        self.home.join("log")
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        if self.process.is_some() {
            self.kill();
        }
    }
}

/// Kills every node of this process that runs, for a process that is told to end at once.
pub fn kill_all() {
    for id in running().iter() {
        // Fails for a node that has just ended.
        let _ = kill_process(pid(*id), Signal::KILL);
    }
}

/// The processes of nodes that were started and not waited for.
fn running() -> MutexGuard<'static, Vec<u32>> {
    static RUNNING: Mutex<Vec<u32>> = Mutex::new(Vec::new());
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pid(id: u32) -> Pid {
    i32::try_from(id).ok().and_then(Pid::from_raw).expect("a child has a process id")
}

/// A process that does not outlive its owner.
struct Killed(Child);

impl Drop for Killed {
    fn drop(&mut self) {
        // Fails when it has ended, which is as well.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn expect_success(command: &mut Command) {
    let output = command.output().expect("the program was built");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {errors}");
}

/// The engine's own gauge.
const ENGINE_HEIGHT: &str = "malachitebft_core_consensus_height{";
/// How many lines of a log are shown.
const LAST_WORDS: usize = 40;
/// After how many milliseconds the allocator gives memory back. What the tests' own environment says
/// of it counts.
const PURGE_DELAY: &str = "MIMALLOC_PURGE_DELAY";
