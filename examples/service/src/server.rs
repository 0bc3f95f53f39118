//! Connections, and what no request may do: send much, take long, or come with too many others.

use std::{pin::pin, sync::Arc, time::Duration};

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::{BoxError, Router, error_handling::HandleErrorLayer};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::{net::TcpListener, sync::Semaphore, time};
use tower::{ServiceBuilder, limit::GlobalConcurrencyLimitLayer};
use tower_http::{catch_panic::CatchPanicLayer, set_header::SetResponseHeaderLayer};
use tower_http::{timeout::TimeoutLayer, trace::TraceLayer};

use crate::visit::{Problem, problem};

/// An account is small, and so is a sheet.
const BODY: usize = 256 * 1024;
const REQUESTS: usize = 64;
const CONNECTIONS: u32 = 512;
const HEADERS: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
const CONNECTION: Duration = Duration::from_secs(600);

/// Serves until the process is asked to end, and then finishes what was begun.
pub(crate) async fn run(listener: TcpListener, router: Router) {
    let service = TowerToHyperService::new(limited(router));
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(64 * 1024);
    let room = Arc::new(Semaphore::new(CONNECTIONS as usize));
    let mut end = pin!(tokio::signal::ctrl_c());
    loop {
        let next = async { (Arc::clone(&room).acquire_owned().await, listener.accept().await) };
        let accepted = tokio::select! { accepted = next => accepted, _ = &mut end => break };
        let (place, Ok((stream, _))) = accepted else {
            // Too many open files, mostly: it passes.
            time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let connection = http.serve_connection(TokioIo::new(stream), service.clone());
        tokio::spawn(async move {
            let _ended = time::timeout(CONNECTION, connection).await;
            drop(place);
        });
    }
    // Those that have nothing to say end by themselves meanwhile.
    let _all = time::timeout(ANSWER, room.acquire_many(CONNECTIONS)).await;
}

fn limited(router: Router) -> Router {
    let says =
        |name, value| SetResponseHeaderLayer::overriding(name, HeaderValue::from_static(value));
    let policy = "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    // The path alone: a personal link in a log is a link that others have.
    let span = |asked: &Request| tracing::info_span!("request", path = asked.uri().path());
    router.layer(
        ServiceBuilder::new()
            .layer(TraceLayer::new_for_http().make_span_with(span))
            .layer(CatchPanicLayer::new())
            .layer(says(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
            .layer(says(header::REFERRER_POLICY, "no-referrer"))
            .layer(says(header::CONTENT_SECURITY_POLICY, policy))
            .layer(HandleErrorLayer::new(overloaded))
            .load_shed()
            // Of all routes together.
            .layer(GlobalConcurrencyLimitLayer::new(REQUESTS))
            .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, ANSWER))
            .layer(DefaultBodyLimit::max(BODY)),
    )
}

async fn overloaded(_: BoxError) -> ([(HeaderName, &'static str); 1], Problem) {
    let told = "too many requests at a time; try again in a moment";
    ([(header::RETRY_AFTER, "1")], problem(StatusCode::SERVICE_UNAVAILABLE, told))
}
