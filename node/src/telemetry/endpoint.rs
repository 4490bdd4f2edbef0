//! Metrics over HTTP for a collector on the same machine.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::IntoResponse;
use axum::routing::get;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::watch;

use super::metrics::{Metrics, Snapshot};

const OPENMETRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// Why there are no metrics to read.
#[derive(Debug, Error)]
pub enum EndpointError {
    /// Metrics are for this machine only.
    #[error("metrics cannot be served on {address}, which is not of this machine alone")]
    NotLoopback {
        /// The address configured.
        address: SocketAddr,
    },
    /// The address cannot be listened on.
    #[error("metrics cannot be served on {address}: {source}")]
    Listen {
        /// The address configured.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// Serving failed.
    #[error("the metrics endpoint stopped: {0}")]
    Serve(#[source] io::Error),
}

impl EndpointError {
    /// What the operator can do.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        match self {
            Self::NotLoopback { .. } => {
                "configure 127.0.0.1 or [::1], and let a collector on this machine pass them on"
            }
            Self::Listen { .. } => {
                "configure another port for metrics, or stop the program that has this one"
            }
            Self::Serve(_) => "start the node again; if it happens again, see its log",
        }
    }
}

/// The metrics endpoint, bound but not serving yet.
pub struct Endpoint {
    listener: TcpListener,
    address: SocketAddr,
}

impl Endpoint {
    /// Takes the address, which must be of this machine alone: metrics have no access control.
    ///
    /// # Errors
    ///
    /// [`EndpointError`], each with what to do.
    pub async fn bind(address: SocketAddr) -> Result<Self, EndpointError> {
        if !address.ip().is_loopback() {
            return Err(EndpointError::NotLoopback { address });
        }
        let listen = |source| EndpointError::Listen { address, source };
        let listener = TcpListener::bind(address).await.map_err(listen)?;
        Ok(Self { address: listener.local_addr().map_err(listen)?, listener })
    }

    /// Where it listens: the address asked for, with the port taken where that was 0.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves `/metrics` until `stop` turns true. `now` reads what is looked up at each request.
    ///
    /// # Errors
    ///
    /// [`EndpointError::Serve`] when the listener fails.
    pub async fn serve(
        self,
        metrics: Metrics,
        now: impl Fn() -> Snapshot + Send + Sync + 'static,
        mut stop: watch::Receiver<bool>,
    ) -> Result<(), EndpointError> {
        let text: Text = Arc::new(move || metrics.text(now()));
        let router = Router::new().route("/metrics", get(scrape)).with_state(text);
        let served = async { axum::serve(self.listener, router).await };
        // A collector that is cut off asks again; there is nothing to finish. An error of the flag
        // means that nobody is left to raise it: the node has stopped.
        tokio::select! {
            served = served => served.map_err(EndpointError::Serve),
            _ = stop.wait_for(|stop| *stop) => Ok(()),
        }
    }
}

type Text = Arc<dyn Fn() -> String + Send + Sync>;

async fn scrape(State(text): State<Text>) -> impl IntoResponse {
    ([(CONTENT_TYPE, OPENMETRICS)], text())
}
