//! The routes.

use std::{
    collections::BTreeMap,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    Json, Router,
    body::Body,
    extract::{FromRequestParts, Path, Query, State, rejection::JsonRejection, rejection::StringRejection},
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
    routing::get,
};
use scoreshift::{
    Release, ScoringModel as _, at,
    history::{History, Step},
    present::{Audience, Language, LocalizedMessage, Message, Presenter, printable},
    record::ScoreRecord,
    time::Time,
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use utoipa::{IntoParams, OpenApi as _};
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::{
    access::{Key, hex},
    pages,
    problem::{Problem, problem},
    score::{Account, next_band},
    store::{self, New, Put, Row, Store},
    tenants::{self, Tenant, Tenants},
};

/// What all requests share.
pub(crate) struct App {
    pub(crate) store: Arc<Store>,
    pub(crate) tenants: Tenants,
    pub(crate) key: Key,
    /// As much work at a time as there are processors: explanations compute, and never wait.
    pub(crate) work: Arc<Semaphore>,
    /// Reports on everybody, which take long.
    pub(crate) reports: Arc<Semaphore>,
}

pub(crate) type Answer<R = Response> = Result<R, Problem>;

/// Does what computes or reads the file, off the threads that wait for the network.
pub(crate) async fn blocking<R, F>(app: &Arc<App>, job: F) -> Answer<R>
where
    R: Send + 'static,
    F: FnOnce(&App) -> Answer<R> + Send + 'static,
{
    let (permit, app) = (Arc::clone(&app.work).acquire_owned().await, Arc::clone(app));
    tokio::task::spawn_blocking(move || {
        let answer = job(&app);
        drop(permit);
        answer
    })
    .await?
}

/// What stands in the path.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct Named {
    tenant: String,
    #[serde(default)]
    subject: String,
    /// A day or a moment in UTC, such as `2026-11-28T09:30:00Z`; only in the path of a single score.
    #[param(ignore)]
    time: Option<Time>,
}

/// What stands behind the question mark.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Asked {
    /// What a personal link ends with.
    link: Option<String>,
    /// The time of one record.
    #[param(value_type = Option<String>)]
    from: Option<Time>,
    /// The time of the other one; in a history, the newest.
    #[param(value_type = Option<String>)]
    to: Option<Time>,
}

/// Who asks a tenant for what, and how they want to be answered.
struct Visit {
    app: Arc<App>,
    tenant: Arc<Tenant>,
    named: Named,
    asked: Asked,
    role: Audience,
    language: String,
    accept: String,
}

impl FromRequestParts<Arc<App>> for Visit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Answer<Self> {
        let Path(named) = Path::<Named>::from_request_parts(parts, app).await?;
        let Query(asked) = Query::<Asked>::from_request_parts(parts, app).await?;
        let header = |name| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let denied = |why: &str| problem(StatusCode::UNAUTHORIZED, why);
        let authorization = header(header::AUTHORIZATION);
        let role = match (authorization.strip_prefix("Bearer "), &asked.link) {
            (Some(token), _) => {
                app.key.role(&named.tenant, token).ok_or_else(|| denied("the token is not good for this tenant"))?
            }
            (None, Some(link)) if !named.subject.is_empty() => {
                app.key.admits(&named.tenant, &named.subject, link, seconds()).map_err(denied)?;
                Audience::Person
            }
            _ => return Err(denied("a token or a personal link is needed")),
        };
        if named.subject.chars().count() > 100 || named.subject.chars().any(char::is_control) {
            let wrong = "subject: a name has at most 100 letters, and no control characters";
            return Err(problem(StatusCode::UNPROCESSABLE_ENTITY, wrong));
        }
        Ok(Self {
            app: Arc::clone(app),
            tenant: tenant(app, &named.tenant)?,
            named,
            asked,
            role,
            language: header(header::ACCEPT_LANGUAGE),
            accept: header(header::ACCEPT),
        })
    }
}

fn tenant(app: &App, name: &str) -> Answer<Arc<Tenant>> {
    app.tenants.get(name).ok_or_else(|| not_found(format!("there is no tenant `{}`", printable(name))))
}

fn not_found(error: impl ToString) -> Problem {
    problem(StatusCode::NOT_FOUND, error)
}

pub(crate) fn seconds() -> u64 {
    #[allow(clippy::disallowed_methods, reason = "a service knows what time it is; its scores do not")]
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs()
}

pub(crate) fn now() -> Answer<Time> {
    Ok(Time::try_from(UNIX_EPOCH + Duration::from_secs(seconds()))?)
}

impl Visit {
    async fn work<R: Send + 'static>(self, job: impl FnOnce(&Self) -> Answer<R> + Send + 'static) -> Answer<R> {
        let app = Arc::clone(&self.app);
        blocking(&app, move |_| job(&self)).await
    }

    fn only(&self, roles: &[Audience]) -> Answer<()> {
        let refused = || problem(StatusCode::FORBIDDEN, "this is not for you");
        roles.contains(&self.role).then_some(()).ok_or_else(refused)
    }

    fn presenter(&self) -> Presenter<'_> {
        Presenter::new(self.role)
    }

    fn tell(&self, message: &Message) -> LocalizedMessage {
        message.localize(self.reader())
    }

    fn reader(&self) -> &dyn Language {
        self.tenant.language(&self.language)
    }

    /// A message in the form that is accepted.
    fn answer(&self, message: &Message) -> Response {
        let told = self.tell(message);
        if self.accept.contains("text/html") {
            pages::single(&told).into_response()
        } else if self.accept.contains("text/markdown") {
            markdown(told.markdown().to_string())
        } else if self.accept.contains("text/plain") {
            told.text().to_string().into_response()
        } else {
            Json(told.json()).into_response()
        }
    }

    /// The newest records up to a time, oldest first; there is at least one.
    fn rows(&self, until: Option<Time>, most: u32) -> Answer<Vec<Row>> {
        let until = until.map_or(i64::MAX, store::micros);
        let rows = self.app.store.history(&self.named.tenant, &self.named.subject, until, most)?;
        let nobody = || not_found(format!("`{}` has not been scored", printable(&self.named.subject)));
        if rows.is_empty() { Err(nobody()) } else { Ok(rows) }
    }

    /// The record of a time that was asked for under a name.
    fn row(&self, name: &str, time: Option<Time>) -> Answer<Row> {
        let time = time.ok_or_else(|| problem(StatusCode::BAD_REQUEST, format!("{name}: a time is missing")))?;
        let newest = self.rows(Some(time), 1)?.into_iter().find(|row| row.at == store::micros(time));
        newest.ok_or_else(|| not_found(format!("{name}: there is no score of {time}")))
    }

    fn newest_account(&self) -> Answer<Account> {
        let row = self.rows(None, 1)?.pop().ok_or_else(|| not_found("nobody"))?;
        Ok(row.account()?)
    }

    /// What the release that is announced will do.
    fn notice(&self) -> Answer<Message> {
        let (now, account) = (now()?, self.newest_account()?);
        let announced = self.tenant.in_force(now).zip(self.tenant.announced(now));
        let (current, (next, day)) = announced.ok_or_else(|| not_found("no release is announced"))?;
        Ok(self.presenter().message(&self.tenant.lineage.preview(&version(current), &version(next), &account, day)?))
    }

    /// What by itself would reach the next band; nothing in the highest one.
    fn next(&self) -> Answer<Vec<String>> {
        let (now, account) = (now()?, self.newest_account()?);
        let release = self.tenant.in_force(now).ok_or_else(|| not_found("no release holds today"))?;
        let Some(recourse) = next_band(&account, release.model().score(&account)?) else { return Ok(Vec::new()) };
        let (answer, version) = (recourse.find(release.model(), &account)?, version(release));
        let stays = self.tenant.lineage.explain(at(&version, &account), at(&version, &account))?;
        let told = self.tell(&self.presenter().recourse(&answer).message(&stays));
        Ok(told.next.into_iter().map(|note| note.text).collect())
    }
}

fn version(release: &Release<Account>) -> String {
    release.id().version().to_string()
}

fn markdown(text: String) -> Response {
    ([(header::CONTENT_TYPE, "text/markdown; charset=utf-8")], text).into_response()
}

/// Scores of one subject, and why each differs from the one before.
struct Explained {
    history: History,
    steps: Vec<Step>,
    /// Records that this build cannot read, each by name.
    unreadable: Vec<String>,
}

/// Explains kept records, each by the data that was scored and the releases that scored it. Where a release is gone, a step
/// says so, and is told from what the records have.
fn explained(tenant: &Tenant, rows: &[Row]) -> Answer<Explained> {
    let (mut records, mut accounts, mut unreadable) = (Vec::new(), BTreeMap::new(), Vec::new());
    for row in rows {
        match row.record() {
            Ok(record) => {
                accounts.insert(row.at, row.account().ok());
                records.push(record);
            }
            Err(error) => unreadable.push(error),
        }
    }
    let history = History::new(records)?;
    let account = |record: &ScoreRecord| accounts.get(&store::micros(record.time()?))?.as_ref();
    let steps = history.explain(&tenant.lineage, account);
    Ok(Explained { history, steps, unreadable })
}

/// Scores an account by the release of that time. The same again is no second record.
#[utoipa::path(put, path = "/v1/{tenant}/subjects/{subject}/scores/{time}", params(Named, ("time" = String, Path)), request_body = Account,
    responses((status = 201, description = "the record", body = Value), (status = 200, description = "it was kept before", body = Value),
        (status = 409, description = "another account was scored at this time", body = Problem),
        (status = 422, description = "what is wrong with the account, and where", body = Problem)))]
async fn score(visit: Visit, account: Result<Json<Account>, JsonRejection>) -> Answer {
    visit.only(&[Audience::Agent])?;
    let Json(account) = account?;
    visit
        .work(move |visit| {
            let wrong = |why| problem(StatusCode::UNPROCESSABLE_ENTITY, format!("time: {why}"));
            let time = visit.named.time.ok_or_else(|| wrong("it is missing"))?;
            if time > now()? {
                return Err(wrong("it is in the future"));
            }
            let release = visit.tenant.in_force(time).ok_or_else(|| wrong("no release holds then"))?;
            let subject = &visit.named.subject;
            let record = release.record_with_digest(&account)?.with_subject(subject).with_time(time);
            let account = serde_json::to_string(&account)?;
            let new = New::of(subject, store::micros(time), &account, &record)?;
            Ok(match visit.app.store.put(&visit.named.tenant, &new)? {
                Put::New => (StatusCode::CREATED, Json(record)).into_response(),
                Put::Same(kept) => ([(header::CONTENT_TYPE, "application/json")], kept).into_response(),
                Put::Other => return Err(problem(StatusCode::CONFLICT, "another account was scored at this time")),
            })
        })
        .await
}

/// How many records a list or a page has.
const MOST: u32 = 24;

/// The scores of a subject as they were issued, oldest first, and why each moved; `version_changed` is a marker for lists and
/// charts, and `unreadable` names the records that this build cannot read.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/scores", params(Named, Asked), responses((status = 200, body = Value)))]
async fn history(visit: Visit) -> Answer<Json<Value>> {
    visit
        .work(|visit| {
            let told = explained(&visit.tenant, &visit.rows(visit.asked.to, MOST)?)?;
            let steps = std::iter::once(None).chain(told.steps.iter().map(Some));
            let entry = |(record, step): (&ScoreRecord, Option<&Step>)| {
                let why = step.map(|step| visit.tell(&visit.presenter().message(step)));
                json!({
                    "time": record.time(), "version": record.model().version(), "band": record.band(),
                    "score": record.scale().show(record.value()), "version_changed": step.is_some_and(Step::version_changed),
                    "why": why.as_ref().map(LocalizedMessage::json),
                })
            };
            let scores: Vec<Value> = told.history.records().iter().zip(steps).map(entry).collect();
            Ok(Json(json!({ "scores": scores, "unreadable": told.unreadable })))
        })
        .await
}

/// The same as a page to be read.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/page", params(Named, Asked),
    responses((status = 200, body = String, content_type = "text/html")))]
async fn page(visit: Visit) -> Answer {
    visit
        .work(|visit| {
            let told = explained(&visit.tenant, &visit.rows(visit.asked.to, MOST)?)?;
            let (presenter, notice) = (visit.presenter(), visit.notice().ok().map(|message| visit.tell(&message)));
            let steps: Vec<LocalizedMessage> = told.steps.iter().map(|step| visit.tell(&presenter.message(step))).collect();
            let page = pages::History {
                subject: &visit.named.subject,
                language: visit.reader(),
                records: told.history.records(),
                steps: told.steps.iter().zip(&steps).collect(),
                notice: notice.as_ref(),
                next: &visit.next()?,
                unreadable: &told.unreadable,
            };
            Ok(page.document().into_response())
        })
        .await
}

/// Why two scores of a subject differ: for the person, an agent or an auditor, by the role of the caller; as JSON, a page, Markdown or
/// text, by what is accepted.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/explanation", params(Named, Asked),
    responses((status = 200, description = "schema/explanation-1.json", body = Value),
        (status = 409, description = "a record that this build cannot read", body = Problem)))]
async fn explanation(visit: Visit) -> Answer {
    visit
        .work(|visit| {
            let mut rows = [visit.row("from", visit.asked.from)?, visit.row("to", visit.asked.to)?];
            rows.sort_by_key(|row| row.at);
            let told = explained(&visit.tenant, &rows)?;
            match (told.steps.first(), told.unreadable.first()) {
                (Some(step), _) => Ok(visit.answer(&visit.presenter().message(step))),
                (None, unreadable) => Err(problem(StatusCode::CONFLICT, unreadable.map_or("", String::as_str))),
            }
        })
        .await
}

/// What the release that is announced will do to a subject's score.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/notice", params(Named, Asked),
    responses((status = 200, description = "schema/explanation-1.json", body = Value),
        (status = 404, description = "no release is announced", body = Problem)))]
async fn notice(visit: Visit) -> Answer {
    visit.work(|visit| Ok(visit.answer(&visit.notice()?))).await
}

/// What by itself would bring a subject into the next band, in sentences; none in the highest band.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/next", params(Named, Asked), responses((status = 200, body = Vec<String>)))]
async fn next(visit: Visit) -> Answer<Json<Vec<String>>> {
    visit.work(|visit| Ok(Json(visit.next()?))).await
}

/// Whether a record can be computed again, to the last bit; for auditors.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/scores/{time}/reproduction", params(Named, ("time" = String, Path)),
    responses((status = 200, body = Value),
    (status = 409, description = "a record that this build cannot read, or whose release is gone", body = Problem)))]
async fn reproduction(visit: Visit) -> Answer<Json<Value>> {
    visit.only(&[Audience::Auditor])?;
    visit
        .work(|visit| {
            let row = visit.row("time", visit.named.time)?;
            let record = row.record().map_err(|error| problem(StatusCode::CONFLICT, error))?;
            let reproduction = visit.tenant.lineage.reproduce(&record, &row.account()?)?;
            Ok(Json(json!({ "told": reproduction.to_string(), "reproduction": reproduction })))
        })
        .await
}

/// A personal link to a subject's page, good for 30 days.
#[utoipa::path(post, path = "/v1/{tenant}/subjects/{subject}/link", params(Named), responses((status = 200, body = String)))]
async fn link(visit: Visit) -> Answer<String> {
    visit.only(&[Audience::Agent])?;
    Ok(page_link(&visit.app.key, &visit.named.tenant, &visit.named.subject, seconds() + 30 * 24 * 3600))
}

pub(crate) fn page_link(key: &Key, tenant: &str, subject: &str, expires: u64) -> String {
    // Each byte as `%` and two digits, whatever it is.
    let path: Vec<String> = subject.bytes().map(|byte| hex(&[byte])).collect();
    format!("/v1/{tenant}/subjects/%{}/page?link={}", path.join("%"), key.link(tenant, subject, expires))
}

/// What a proposed sheet would do to everybody: a line of JSON now and then with how many have been seen, and at last one
/// with the report and what the gate says. Whoever hangs up stops it.
#[utoipa::path(post, path = "/v1/{tenant}/impact", params(("tenant" = String, Path)),
    request_body(content = String, description = "a sheet as TOML", content_type = "application/toml"),
    responses((status = 200, body = String, content_type = "application/x-ndjson"),
        (status = 422, description = "what is wrong with the sheet, and where", body = Problem)))]
async fn impact(visit: Visit, sheet: Result<String, StringRejection>) -> Answer {
    visit.only(&[Audience::Agent, Audience::Auditor])?;
    let proposed = tenants::lineage(&sheet?)?;
    // One at a time, beside the work of others and not in its place.
    let busy = |_| problem(StatusCode::SERVICE_UNAVAILABLE, "another report is under way");
    let permit = Arc::clone(&visit.app.reports).try_acquire_owned().map_err(busy)?;
    let (lines, told) = mpsc::channel::<String>(8);
    tokio::task::spawn_blocking(move || {
        let go_on = |seen: u64| {
            // Who does not read is told less, and holds up nobody; there is always room for the last line.
            if seen % 1000 == 0 && lines.capacity() > 1 {
                let _ = lines.try_send(format!("{}\n", json!({ "seen": seen })));
            }
            !lines.is_closed()
        };
        let gate = &visit.tenant.gate;
        let last = match visit.tenant.impact_of(&proposed, gate, &visit.app.store, go_on) {
            Ok(impact) => {
                let told = visit.tell(&visit.presenter().message(&impact)).text().to_string();
                json!({ "told": told, "gate": gate.check(&impact), "impact": impact })
            }
            Err(refusal) => json!(Problem::from(refusal)),
        };
        if lines.try_send(format!("{last}\n")).is_err() {
            tracing::info!("a report was given up: nobody is there any more to be told");
        }
        drop(permit);
    });
    let lines = ReceiverStream::new(told).map(Ok::<_, std::convert::Infallible>);
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], Body::from_stream(lines)).into_response())
}

/// How a tenant's sheet stands: what is in force, what comes, and why a changed sheet was refused.
#[utoipa::path(get, path = "/v1/{tenant}/sheet", params(("tenant" = String, Path)), responses((status = 200, body = Value)))]
async fn sheet(visit: Visit) -> Answer<Json<Value>> {
    visit.only(&[Audience::Agent, Audience::Auditor])?;
    visit
        .work(|visit| {
            let (now, tenant) = (now()?, &visit.tenant);
            let in_force = tenant.in_force(now).map(version);
            let (subjects, scored) = visit.app.store.count(&tenant.name, in_force.as_deref().unwrap_or_default())?;
            let announced = tenant.announced(now).map(|(release, day)| json!({ "version": version(release), "from": day }));
            Ok(Json(json!({
                "latest": version(tenant.lineage.latest()), "in_force": in_force, "announced": announced,
                "refused": visit.app.tenants.refused().remove(&tenant.name), "subjects": subjects, "scored_by_it": scored,
            })))
        })
        .await
}

/// What changed in a tenant's score, release by release; open to everybody.
#[utoipa::path(get, path = "/v1/{tenant}/changelog", params(("tenant" = String, Path)),
    responses((status = 200, body = String, content_type = "text/markdown")))]
async fn changelog(State(app): State<Arc<App>>, name: Path<String>) -> Answer {
    Ok(markdown(tenant(&app, &name)?.lineage.changelog()))
}

/// Whether the service answers, and how many sheets were refused.
#[utoipa::path(get, path = "/health", responses((status = 200, body = Value)))]
async fn health(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "ok": true, "tenants": app.tenants.all().len(), "refused": app.tenants.refused().len() }))
}

#[derive(utoipa::OpenApi)]
#[openapi(info(title = "Seller trust", description = "Scores sellers, keeps each score, and says why it moved."))]
struct Description;

/// All routes, and their description under `/openapi.json`.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(score))
        .routes(routes!(history))
        .routes(routes!(page))
        .routes(routes!(explanation))
        .routes(routes!(notice))
        .routes(routes!(next))
        .routes(routes!(reproduction))
        .routes(routes!(link))
        .routes(routes!(impact))
        .routes(routes!(sheet))
        .routes(routes!(changelog))
        .routes(routes!(health))
        .with_state(app)
        .split_for_parts();
    router
        .route("/openapi.json", get(|| async { Json(description) }))
        .route("/style.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], pages::style()) }))
        .fallback(|| async { not_found("there is no such page") })
        .method_not_allowed_fallback(|| async { problem(StatusCode::METHOD_NOT_ALLOWED, "this is not done here") })
}
