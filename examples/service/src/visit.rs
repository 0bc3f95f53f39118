//! Who asks a tenant for what, and how they want to be answered.

use std::{
    sync::Arc,
    time::{Duration, SystemTime},
};

use axum::{
    Json, RequestPartsExt as _,
    extract::{FromRequestParts, Path, Query},
    http::{HeaderMap, HeaderName, StatusCode, header, request::Parts},
    response::{Html, IntoResponse, Response},
};
use scoreshift::{
    history::{History, Step},
    present::{Audience, Language, LocalizedMessage, Presentable, Presenter, printable},
    time::{Time, TimeError},
};
use serde::Deserialize;
use tokio::{sync::Semaphore, task::spawn_blocking};
use utoipa::{IntoParams, ToSchema};

use crate::{
    access::Key,
    problem::{Answer, Problem, problem},
    score::Account,
    store::{Row, Store},
    tenants::{Tenant, Tenants},
};

/// What all requests share.
pub(crate) struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) tenants: Tenants,
    pub(crate) key: Key,
    /// Reports on everybody, which take long.
    pub(crate) reports: Arc<Semaphore>,
}

impl App {
    pub(crate) fn tenant(&self, name: &str) -> Answer<Arc<Tenant>> {
        let unknown = || not_found(format!("there is no tenant `{}`", printable(name)));
        self.tenants.get(name).ok_or_else(unknown)
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
    role: Audience,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Answer<Self> {
        let Path(named) = parts.extract::<Path<Named>>().await?;
        let Query(asked) = parts.extract::<Query<Asked>>().await?;
        let headers = parts.headers.clone();
        let denied = |why| problem(StatusCode::UNAUTHORIZED, why);
        let token = text(&headers, header::AUTHORIZATION).strip_prefix("Bearer ");
        let pass = token.or(asked.link.as_deref());
        let pass = pass.ok_or_else(|| denied("a token or a personal link is needed"))?;
        let pass = app.key.read(pass, now()?).map_err(denied)?;
        let is_for_them = pass.subject.is_none_or(|subject| subject == named.subject);
        if pass.tenant != named.tenant || !is_for_them {
            return Err(denied("this token or link is not good for this page"));
        }
        if named.subject.chars().count() > 100 || named.subject.chars().any(char::is_control) {
            let wrong = "subject: a name has at most 100 letters, and no control characters";
            return Err(problem(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
        Ok(Self {
            tenant: app.tenant(&named.tenant)?,
            app: Arc::clone(app),
            named,
            asked,
            role: pass.role,
            headers,
        })
    }
}

/// Scores of one subject, and why each differs from the one before.
pub(crate) struct Explained {
    pub(crate) history: History,
    pub(crate) steps: Vec<Step>,
    /// Records that this build cannot read, each by name.
    pub(crate) unreadable: Vec<String>,
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
        self.tenant.language(text(&self.headers, header::ACCEPT_LANGUAGE))
    }

    pub(crate) fn presenter(&self) -> Presenter<'_> {
        Presenter::new(self.role)
    }

    pub(crate) fn tell(&self, of: &impl Presentable) -> LocalizedMessage {
        self.presenter().message(of).localize(self.language())
    }

    pub(crate) fn accepts(&self, form: &str) -> bool {
        text(&self.headers, header::ACCEPT).contains(form)
    }

    /// A message in the form that is accepted.
    pub(crate) fn answer(&self, of: &impl Presentable) -> Response {
        let told = self.tell(of);
        if self.accepts("text/html") {
            Html(told.html().stylesheet("/style.css").page().to_string()).into_response()
        } else if self.accepts("text/markdown") {
            markdown(told.markdown().to_string())
        } else if self.accepts("text/plain") {
            told.text().to_string().into_response()
        } else {
            Json(told.json()).into_response()
        }
    }

    /// The newest records up to a time, oldest first; there is at least one.
    pub(crate) fn rows(&self, until: Option<Time>, most: u32) -> Answer<Vec<Row>> {
        let (subject, until) = (&self.named.subject, until.map_or(i64::MAX, Time::unix_micros));
        let rows = self.app.store.history(&self.tenant.name, subject, until, most)?;
        let nobody = || not_found(format!("`{}` has not been scored", printable(subject)));
        if rows.is_empty() { Err(nobody()) } else { Ok(rows) }
    }

    /// The record of a time that was asked for under a name.
    pub(crate) fn row(&self, name: &str, time: Option<Time>) -> Answer<Row> {
        let missing = || problem(StatusCode::BAD_REQUEST, format!("{name}: a time is missing"));
        let time = time.ok_or_else(missing)?;
        let newest = self.rows(Some(time), 1)?.pop();
        let row = newest.filter(|row| row.at == time.unix_micros());
        row.ok_or_else(|| not_found(format!("{name}: there is no score of {time}")))
    }

    /// What was scored last.
    pub(crate) fn newest(&self) -> Answer<Account> {
        let row = self.rows(None, 1)?.pop();
        Ok(row.ok_or_else(|| not_found("nobody"))?.account()?)
    }

    /// Explains kept records, each by the data that was scored and the releases that scored it. Where a release is gone, a
    /// step says so, and is told from what the records have.
    pub(crate) fn explained(&self, rows: &[Row]) -> Answer<Explained> {
        let (mut history, mut accounts, mut unreadable) = (History::default(), vec![], vec![]);
        for row in rows {
            match row.record() {
                Ok(record) => {
                    history.push(record)?;
                    accounts.push(row.account().ok());
                }
                Err(error) => unreadable.push(error),
            }
        }
        let mut accounts = accounts.into_iter();
        let steps = history.explain(&self.tenant.lineage, |_| accounts.next().flatten());
        Ok(Explained { history, steps, unreadable })
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

pub(crate) fn markdown(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response()
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
