//! Binding and serving the API, with health and reflection beside it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use proto::pb::api::v1::ledger_server::{LedgerServer, SERVICE_NAME};
use tokio::net::TcpListener;
use tokio::sync::{Semaphore, watch};
use tokio::time;
use tonic::service::Routes;
use tonic::service::RoutesBuilder;
use tonic::{Status, transport};
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, health_reporter};

use super::incoming::Incoming;
use super::seated::until_read;
use super::service::Service;
use super::status::Fault;
use super::{ApiError, Settings, Sources, limits, stopped, tls};
use crate::chain::Head;

/// The API, bound to its address but not serving yet.
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    builder: transport::Server,
    patience: Duration,
}

impl Server {
    /// Reads the TLS files and takes the address, so that a wrong configuration shows before the
    /// node joins its network.
    ///
    /// # Errors
    ///
    /// [`ApiError`], each with what to do.
    pub async fn bind(settings: &Settings) -> Result<Self, ApiError> {
        let (builder, listener) = prepare(settings).await?;
        if settings.tls.is_none() && !settings.listen.ip().is_loopback() {
            tracing::warn!(
                "the API listens beyond this machine without TLS: who listens on the network \
                 reads along. Configure a certificate, or put a proxy with one in front"
            );
        }
        let listen = |source| ApiError::Listen { address: settings.listen, source };
        let address = listener.local_addr().map_err(listen)?;
        Ok(Self { listener, address, builder, patience: limits::READER_PATIENCE })
    }

    /// Whether the TLS files are good and the address is to be had.
    ///
    /// # Errors
    ///
    /// As [`Self::bind`].
    pub async fn check(settings: &Settings) -> Result<(), ApiError> {
        prepare(settings).await.map(drop)
    }

    /// The same, waiting for readers of streams only so long.
    #[cfg(test)]
    pub(super) fn patient_for(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Where it listens: the address asked for, with the port taken where that was 0.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `stop` turns true and then lets open calls finish for a few seconds.
    ///
    /// # Errors
    ///
    /// [`ApiError::Serve`] when the transport fails.
    pub async fn serve(
        mut self,
        sources: Sources,
        stop: watch::Receiver<bool>,
    ) -> Result<(), ApiError> {
        let (health, health_service) = health_reporter();
        let heads = sources.heads.clone();
        let incoming = Incoming::new(self.listener, sources.metrics.clone());
        let ledger = LedgerServer::new(Service::new(sources, stop.clone(), self.patience))
            .max_decoding_message_size(limits::REQUEST_BYTES);
        let routes =
            bounded(Routes::new(ledger).add_service(health_service).add_service(reflection()));
        let mut signal = stop.clone();
        let served = self
            .builder
            .add_routes(routes)
            .serve_with_incoming_shutdown(incoming, async move { stopped(&mut signal).await });
        let reported = report_health(health, heads, stop.clone());
        tokio::select! {
            (served, ()) = async { tokio::join!(served, reported) } => Ok(served?),
            () = drained(stop) => Ok(()),
        }
    }
}

async fn prepare(settings: &Settings) -> Result<(transport::Server, TcpListener), ApiError> {
    let builder = match &settings.tls {
        Some(files) => tls::configure(limited(), files)?,
        None => limited(),
    };
    let listen = |source| ApiError::Listen { address: settings.listen, source };
    let listener = TcpListener::bind(settings.listen).await.map_err(listen)?;
    Ok((builder, listener))
}

/// A server with the limits of one connection.
fn limited() -> transport::Server {
    transport::Server::builder()
        .concurrency_limit_per_connection(limits::CALLS_PER_CONNECTION)
        .max_concurrent_streams(limits::STREAMS_PER_CONNECTION)
        .initial_stream_window_size(limits::STREAM_WINDOW)
        .initial_connection_window_size(limits::CONNECTION_WINDOW)
        .http2_max_header_list_size(limits::HEADER_BYTES)
        .http2_keepalive_interval(Some(limits::KEEPALIVE_INTERVAL))
        .http2_keepalive_timeout(Some(limits::KEEPALIVE_TIMEOUT))
        .timeout(limits::CALL)
}

/// The routes with a limit on what all connections together may ask at one time.
fn bounded(routes: Routes) -> Routes {
    let calls = Arc::new(Semaphore::new(limits::CALLS));
    let router = routes.into_axum_router().layer(middleware::from_fn_with_state(calls, in_turn));
    RoutesBuilder::from(router).routes()
}

async fn in_turn(State(calls): State<Arc<Semaphore>>, request: Request, next: Next) -> Response {
    match calls.try_acquire() {
        Ok(_turn) => until_read(next.run(request).await, limits::READING),
        Err(_) => Status::from(Fault::Busy).into_http(),
    }
}

fn reflection() -> tonic_reflection::server::v1::ServerReflectionServer<
    impl tonic_reflection::server::v1::ServerReflection,
> {
    tonic_reflection::server::Builder::configure()
        .register_encoded_file_descriptor_set(proto::pb::DESCRIPTORS)
        .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
        .build_v1()
        .expect("the schema is compiled into this program")
}

/// Healthy as long as the node commits blocks and does not stop. A stale head is no illness: it
/// is shown with every answer.
async fn report_health(
    health: HealthReporter,
    mut heads: watch::Receiver<Head>,
    mut stop: watch::Receiver<bool>,
) {
    say(&health, ServingStatus::Serving).await;
    tokio::select! {
        () = async { while heads.changed().await.is_ok() {} } => {
            tracing::error!("the node commits no more blocks; the API reports itself not serving");
        }
        () = stopped(&mut stop) => {}
    }
    say(&health, ServingStatus::NotServing).await;
}

async fn say(health: &HealthReporter, status: ServingStatus) {
    health.set_service_status("", status).await;
    health.set_service_status(SERVICE_NAME, status).await;
}

/// The end of the time that open calls have once the node stops.
async fn drained(mut stop: watch::Receiver<bool>) {
    stopped(&mut stop).await;
    time::sleep(limits::DRAIN).await;
}
