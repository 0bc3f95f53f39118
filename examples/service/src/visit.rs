//! Who asks a tenant for what, whether they may, and how they want to be answered. One key signs everything: a token of a
//! role, and a person's link to their own score.

use std::time::{Duration, SystemTime};
use std::{error::Error, fs, io::Write as _, path, sync::Arc};

use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection, StringRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::{Json, RequestPartsExt as _, http::request::Parts};
use hmac::{Hmac, Mac as _};
use itertools::Itertools as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use scoreshift::history::{History, HistoryError, Step};
use scoreshift::present::{
    Audience, Language, LocalizedMessage, Presentable, Presenter, printable,
};
use scoreshift::time::{Time, TimeError};
use scoreshift::{EvalError, ExplainError, record::ReproduceError, recourse::RecourseError};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use tempfile::NamedTempFile;
use tokio::{sync::Semaphore, task::spawn_blocking};
use utoipa::{IntoParams, ToSchema};

use crate::tenants::{Tenant, Tenants};
use crate::{score::Account, store::Row};

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

pub(crate) const UNPROCESSABLE: StatusCode = StatusCode::UNPROCESSABLE_ENTITY;

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
        macro_rules! when {
            ($($type:ty: $it:ident if $holds:expr => $status:expr, $told:expr;)*) => {
                $(match error.downcast_ref::<$type>() {
                    Some($it) if $holds => return problem($status, $told),
                    _ => {}
                })*
            };
        }
        when! {
            // The words of the extractors name the place: `reviews.PL.stars: invalid type …`.
            JsonRejection: it if true => it.status(), it.body_text();
            PathRejection: it if true => it.status(), it.body_text();
            QueryRejection: it if true => it.status(), it.body_text();
            StringRejection: it if true => it.status(), it.body_text();
            EvalError: it if it.is_input_error() => UNPROCESSABLE, it.to_string();
            ExplainError: it if it.is_input_error() => UNPROCESSABLE, it.to_string();
            RecourseError: it if it.is_input_error() => UNPROCESSABLE, it.to_string();
            // The record is what it is: it cannot be held against the releases that there are.
            ReproduceError: it if true => StatusCode::CONFLICT, it.to_string();
            HistoryError: it if true => StatusCode::CONFLICT, it.to_string();
        }
        tracing::error!(error, "a request failed");
        problem(StatusCode::INTERNAL_SERVER_ERROR, "this is our fault, and is looked into")
    }
}

/// The key that passes are signed with.
pub(crate) struct Key(Hmac<Sha256>);

/// What its bearer may ask until when: a token, or the end of a link. A service of yours has tokens that can be taken back
/// one by one; what matters here is how they are compared.
#[derive(Serialize, Deserialize)]
pub(crate) struct Pass {
    pub(crate) tenant: String,
    /// About whom; without one, about everybody.
    pub(crate) subject: Option<String>,
    pub(crate) role: Audience,
    pub(crate) until: Time,
}

impl Key {
    /// The key of a folder, made at the first start, whole or not at all; nobody else may read it.
    pub(crate) fn of(folder: &path::Path) -> Result<Self, Failure> {
        let path = folder.join("key");
        if !path.exists() {
            let mut bytes = [0; 64];
            getrandom::fill(&mut bytes)?;
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&bytes)?;
            file.persist(&path)?;
        }
        let bytes = <[u8; 64]>::try_from(fs::read(&path)?);
        let bytes = bytes.map_err(|_| format!("{} is no key of 64 bytes", path.display()))?;
        Ok(Self(Hmac::new(&bytes.into())))
    }

    pub(crate) fn sign(&self, pass: &Pass) -> serde_json::Result<String> {
        let text = serde_json::to_vec(pass)?;
        let signature = self.0.clone().chain_update(&text).finalize().into_bytes();
        Ok(format!("{}.{}", hex::encode(text), hex::encode(signature)))
    }

    /// Where a pass leads to: the page of its subject.
    pub(crate) fn link(&self, pass: &Pass) -> serde_json::Result<String> {
        let subject = pass.subject.as_deref().unwrap_or_default();
        let subject = utf8_percent_encode(subject, NON_ALPHANUMERIC);
        let (tenant, signed) = (&pass.tenant, self.sign(pass)?);
        Ok(format!("/v1/{tenant}/subjects/{subject}/scores?link={signed}"))
    }

    /// What a signed pass allows. That it has expired is only said of one that is genuine.
    pub(crate) fn read(&self, signed: &str, now: Time) -> Result<Pass, &'static str> {
        let genuine = || {
            let (text, signature) = signed.split_once('.')?;
            let (text, signature) = (hex::decode(text).ok()?, hex::decode(signature).ok()?);
            // It takes the same time wherever the two differ.
            self.0.clone().chain_update(&text).verify_slice(&signature).ok()?;
            serde_json::from_slice::<Pass>(&text).ok()
        };
        let pass = genuine().ok_or("this token or link is not genuine")?;
        if now < pass.until { Ok(pass) } else { Err("this token or link has expired") }
    }
}

/// What all requests share.
pub(crate) struct App {
    pub(crate) tenants: Tenants,
    pub(crate) key: Key,
    /// Reports on everybody, which take long.
    pub(crate) reports: Arc<Semaphore>,
}

impl App {
    pub(crate) fn tenant(&self, name: &str) -> Answer<Arc<Tenant>> {
        let known = self.tenants.all().remove(name).and_then(|known| known.tenant);
        known.ok_or_else(|| not_found(format!("there is no tenant `{}`", printable(name))))
    }
}

/// What stands in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
pub(crate) struct Named {
    tenant: String,
    #[serde(default)]
    pub(crate) subject: String,
    /// A day or a moment in UTC, such as `2026-11-28T09:30:00Z`; only in the path of a single score.
    #[param(ignore)]
    pub(crate) time: Option<Time>,
    #[param(ignore)]
    pub(crate) what: Option<What>,
}

/// What can be told of a score.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum What {
    /// Its scores, and why each moved.
    Scores,
    /// Why two scores differ.
    Explanation,
    /// What the release that is announced will do.
    Notice,
    /// What by itself would reach the next band.
    Next,
    /// Whether a record can be computed again, to the last bit; for auditors.
    Reproduction,
}

/// What stands behind the question mark.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Asked {
    /// What a personal link ends with.
    link: Option<String>,
    /// The time of one record.
    #[param(value_type = Option<String>)]
    pub(crate) from: Option<Time>,
    /// The time of the other one; in a history, the newest; of a link, until when it is good.
    #[param(value_type = Option<String>)]
    pub(crate) to: Option<Time>,
}

/// A request that has been let in.
pub(crate) struct Visit {
    pub(crate) app: Arc<App>,
    pub(crate) tenant: Arc<Tenant>,
    pub(crate) named: Named,
    pub(crate) asked: Asked,
    pub(crate) role: Audience,
    accepted: String,
    language: String,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Answer<Self> {
        let Path(named) = parts.extract::<Path<Named>>().await?;
        let Query(asked) = parts.extract::<Query<Asked>>().await?;
        let headers = parts.headers.clone();
        let text =
            |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let denied = |why| problem(StatusCode::UNAUTHORIZED, why);
        let token = text(header::AUTHORIZATION).strip_prefix("Bearer ");
        let pass = token.or(asked.link.as_deref());
        let pass = pass.ok_or_else(|| denied("a token or a personal link is needed"))?;
        let pass = app.key.read(pass, now()?).map_err(denied)?;
        let is_for_them = pass.subject.is_none_or(|subject| subject == named.subject);
        if pass.tenant != named.tenant || !is_for_them {
            return Err(denied("this token or link is not good for this page"));
        }
        if named.subject.chars().count() > 100 || named.subject.chars().any(char::is_control) {
            let wrong = "subject: a name has at most 100 letters, and no control characters";
            return Err(problem(UNPROCESSABLE, wrong));
        }
        let (app, tenant, role) = (Arc::clone(app), app.tenant(&named.tenant)?, pass.role);
        let (accepted, language) = (text(header::ACCEPT), text(header::ACCEPT_LANGUAGE));
        let (accepted, language) = (accepted.to_owned(), language.to_owned());
        Ok(Self { app, tenant, named, asked, role, accepted, language })
    }
}

impl Visit {
    /// Does what computes or reads the file, off the threads that wait for the network: on as many as there are
    /// processors, see `main`.
    pub(crate) async fn work<R: Send + 'static>(
        self,
        job: impl FnOnce(&Self) -> Answer<R> + Send + 'static,
    ) -> Answer<R> {
        spawn_blocking(move || job(&self)).await?
    }

    pub(crate) fn only(&self, roles: &[Audience]) -> Answer<()> {
        let refused = || problem(StatusCode::FORBIDDEN, "this is not for you");
        roles.contains(&self.role).then_some(()).ok_or_else(refused)
    }

    /// The language that the reader understands best.
    pub(crate) fn language(&self) -> &dyn Language {
        self.tenant.language(&self.language)
    }

    pub(crate) fn tell(&self, of: &impl Presentable) -> LocalizedMessage {
        Presenter::new(self.role).message(of).localize(self.language())
    }

    pub(crate) fn wants_page(&self) -> bool {
        self.accepted.contains("text/html")
    }

    /// A message in the form that is accepted.
    pub(crate) fn answer(&self, of: &impl Presentable) -> Response {
        let told = self.tell(of);
        if !self.wants_page() {
            return Json(told.json()).into_response();
        }
        Html(told.html().stylesheet("/style.css").page().to_string()).into_response()
    }

    /// The newest records up to a time, oldest first; there is at least one.
    pub(crate) fn rows(&self, until: Option<Time>, most: u32) -> Answer<Vec<Row>> {
        let (subject, until) = (&self.named.subject, until.map_or(i64::MAX, Time::unix_micros));
        let rows = self.app.tenants.store.history([&self.tenant.name, subject], until, most)?;
        let nobody = || not_found(format!("`{}` has not been scored", printable(subject)));
        if rows.is_empty() { Err(nobody()) } else { Ok(rows) }
    }

    /// The record of a time that was asked for under a name.
    pub(crate) fn row(&self, name: &str, time: Option<Time>) -> Answer<Row> {
        let time = time.ok_or_else(|| not_found(format!("{name}: a time is missing")))?;
        let row = self.rows(Some(time), 1)?.pop().filter(|row| row.at == time.unix_micros());
        row.ok_or_else(|| not_found(format!("{name}: there is no score of {time}")))
    }

    /// What was scored last.
    pub(crate) fn newest(&self) -> Answer<Account> {
        let row = self.rows(None, 1)?.pop();
        Ok(row.ok_or_else(|| not_found("nobody"))?.account()?)
    }

    /// Kept records, why each differs from the one before, and those that this build cannot read, by name. They are explained
    /// by the data that was scored and the releases that scored it; where a release is gone, a step says so.
    pub(crate) fn explained(&self, rows: &[Row]) -> Answer<(History, Vec<Step>, Vec<String>)> {
        let read = rows.iter().map(|row| row.record().map(|record| (record, row.account().ok())));
        let (read, unreadable): (Vec<_>, Vec<_>) = read.partition_result();
        let (records, accounts): (Vec<_>, Vec<_>) = read.into_iter().unzip();
        let (history, mut accounts) = (History::new(records)?, accounts.into_iter());
        let steps = history.explain(&self.tenant.lineage, |_| accounts.next().flatten());
        Ok((history, steps, unreadable))
    }
}

pub(crate) fn not_found(error: impl Into<String>) -> Problem {
    problem(StatusCode::NOT_FOUND, error)
}

#[allow(clippy::disallowed_methods, reason = "a service knows what time it is; its scores do not")]
pub(crate) fn from_now(days: u64) -> Result<Time, TimeError> {
    Time::try_from(SystemTime::now() + Duration::from_secs(days * 24 * 3600))
}

pub(crate) fn now() -> Result<Time, TimeError> {
    from_now(0)
}
