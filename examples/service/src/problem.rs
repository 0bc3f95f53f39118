//! What is answered where there is no answer.

use std::error::Error;

use axum::{
    Json,
    extract::rejection::{JsonRejection, PathRejection, QueryRejection, StringRejection},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use scoreshift::{
    EvalError, ExplainError, history::HistoryError, record::ReproduceError, recourse::RecourseError,
};
use serde::Serialize;

/// Whatever went wrong.
pub(crate) type Failure = Box<dyn Error + Send + Sync>;

/// What is wrong with a request, and where.
#[derive(Debug, Serialize, utoipa::ToSchema, utoipa::IntoResponses)]
#[response(status = "4XX", description = "what is wrong, and where")]
pub(crate) struct Problem {
    #[serde(skip)]
    status: StatusCode,
    error: String,
}

pub(crate) type Answer<R = Response> = Result<R, Problem>;

pub(crate) fn problem(status: StatusCode, error: impl Into<String>) -> Problem {
    Problem { status, error: error.into() }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

/// Who is to blame is what each error knows; what nobody else is to blame for is our own fault.
impl<E: Into<Failure>> From<E> for Problem {
    fn from(error: E) -> Self {
        let error = error.into();
        macro_rules! as_one_of {
            ($($type:ty => $told:expr;)*) => {
                $(if let Some(told) = error.downcast_ref::<$type>().and_then($told) { return told; })*
            };
        }
        macro_rules! rejected {
            () => {
                |error| Some(problem(error.status(), error.body_text()))
            };
        }
        macro_rules! input {
            () => {
                |error| {
                    let is_theirs = error.is_input_error();
                    is_theirs.then(|| problem(StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))
                }
            };
        }
        as_one_of! {
            // The words of the extractors name the place: `reviews.PL.stars: invalid type …`.
            JsonRejection => rejected!();
            PathRejection => rejected!();
            QueryRejection => rejected!();
            StringRejection => rejected!();
            EvalError => input!();
            ExplainError => input!();
            RecourseError => input!();
            // The record is what it is: it cannot be held against the releases that there are.
            ReproduceError => |error| Some(problem(StatusCode::CONFLICT, error.to_string()));
            HistoryError => |error| Some(problem(StatusCode::CONFLICT, error.to_string()));
        }
        tracing::error!(error, "a request failed");
        let told = "this is our fault, and is looked into";
        problem(StatusCode::INTERNAL_SERVER_ERROR, told)
    }
}
