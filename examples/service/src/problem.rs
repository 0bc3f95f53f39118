//! What is answered where there is no answer.

use axum::{
    Json,
    extract::rejection::{JsonRejection, PathRejection, QueryRejection, StringRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use scoreshift::{
    EvalError, ExplainError, history::HistoryError, record::ReproduceError, recourse::RecourseError, time::TimeError,
};
use serde::Serialize;

use crate::tenants::Refusal;

/// What is wrong with a request, and where.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    pub(crate) error: String,
}

#[allow(clippy::needless_pass_by_value, reason = "it is an error that nobody needs any more")]
pub(crate) fn problem(status: StatusCode, error: impl ToString) -> Problem {
    Problem { status, error: error.to_string() }
}

/// What is our own fault is logged, and not told to the client.
#[allow(clippy::needless_pass_by_value, reason = "as above")]
fn ours(error: impl ToString) -> Problem {
    tracing::error!(error = error.to_string(), "a request failed");
    problem(StatusCode::INTERNAL_SERVER_ERROR, "this is our fault, and is looked into")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// Which problem each error is.
macro_rules! problems {
    ($($error:ident: $type:ty => $problem:expr;)*) => {$(
        impl From<$type> for Problem {
            fn from($error: $type) -> Self {
                $problem
            }
        }
    )*};
}

problems! {
    // The words of the extractors name the place: `reviews.PL.stars: invalid type …`.
    error: JsonRejection => problem(error.status(), error.body_text());
    error: PathRejection => problem(error.status(), error.body_text());
    error: QueryRejection => problem(error.status(), error.body_text());
    error: StringRejection => problem(error.status(), error.body_text());
    // Their data is to blame, or we are.
    error: EvalError => if error.is_input_error() { problem(StatusCode::UNPROCESSABLE_ENTITY, error) } else { ours(error) };
    error: ExplainError => if error.is_input_error() { problem(StatusCode::UNPROCESSABLE_ENTITY, error) } else { ours(error) };
    error: RecourseError => if error.is_input_error() { problem(StatusCode::UNPROCESSABLE_ENTITY, error) } else { ours(error) };
    // The record is what it is: it cannot be held against the releases that there are.
    error: ReproduceError => problem(StatusCode::CONFLICT, error);
    error: HistoryError => problem(StatusCode::CONFLICT, error);
    error: Refusal => if error.is::<rusqlite::Error>() { ours(error) } else { problem(StatusCode::UNPROCESSABLE_ENTITY, error) };
    error: TimeError => ours(error);
    error: rusqlite::Error => ours(error);
    error: serde_json::Error => ours(error);
    error: tokio::task::JoinError => ours(error);
}
