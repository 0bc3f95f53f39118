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
        macro_rules! of {
            ($($type:ty: $it:ident => $told:expr;)*) => {
                $(if let Some($it) = error.downcast_ref::<$type>() {
                    let (status, told): (StatusCode, String) = $told;
                    return problem(status, told);
                })*
            };
        }
        let data = |is_to_blame| match is_to_blame {
            true => (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()),
            false => ours(&error),
        };
        of! {
            // The words of the extractors name the place: `reviews.PL.stars: invalid type …`.
            JsonRejection: it => (it.status(), it.body_text());
            PathRejection: it => (it.status(), it.body_text());
            QueryRejection: it => (it.status(), it.body_text());
            StringRejection: it => (it.status(), it.body_text());
            EvalError: it => data(it.is_input_error());
            ExplainError: it => data(it.is_input_error());
            RecourseError: it => data(it.is_input_error());
            // The record is what it is: it cannot be held against the releases that there are.
            ReproduceError: it => (StatusCode::CONFLICT, it.to_string());
            HistoryError: it => (StatusCode::CONFLICT, it.to_string());
        }
        let (status, told) = ours(&error);
        problem(status, told)
    }
}

fn ours(error: &Failure) -> (StatusCode, String) {
    tracing::error!(error, "a request failed");
    (StatusCode::INTERNAL_SERVER_ERROR, "this is our fault, and is looked into".to_owned())
}
