//! The routes.

use std::{convert::Infallible, ops::ControlFlow, slice::from_ref, sync::Arc};

use axum::extract::rejection::{JsonRejection, StringRejection};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse};
use axum::{Json, Router, body::Body, routing::get};
use scoreshift::present::{Audience, HistoryPage, Html as Piece, Presenter};
use serde_json::{Value, json};
use tokio::{sync::mpsc, task::spawn_blocking};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use utoipa::OpenApi as _;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::score::{Account, next_band};
use crate::visit::{
    Answer, App, Asked, Failure, Named, Pass, Problem, UNPROCESSABLE, Visit, What, from_now,
    not_found, now, problem,
};
use crate::{store::Row, tenants::Tenant};

/// Scores an account by the release of that time. The same again is no second record.
#[utoipa::path(put, path = "/v1/{tenant}/subjects/{subject}/scores/{time}", params(Named, ("time" = String, Path)),
    request_body = Account, responses((status = 201, description = "the record", body = Value),
    (status = 200, description = "it was kept before", body = Value), Problem))]
async fn score(visit: Visit, account: Result<Json<Account>, JsonRejection>) -> Answer {
    visit.only(&[Audience::Agent])?;
    let Json(account) = account?;
    let job = move |visit: &Visit| {
        let wrong = |why| problem(UNPROCESSABLE, format!("time: {why}"));
        let time = visit.named.time.filter(|time| now().is_ok_and(|now| *time <= now));
        let time = time.ok_or_else(|| wrong("it is in the future"))?;
        let release = visit.tenant.lineage.in_force(time);
        let release = release.ok_or_else(|| wrong("no release holds then"))?;
        let record = release.record_with_digest(&account)?;
        let record = record.with_subject(&visit.named.subject).with_time(time);
        let row = Row::new(&record, &account)?;
        if visit.app.tenants.store.put(&visit.tenant.name, from_ref(&row))? == 1 {
            return Ok((StatusCode::CREATED, Json(record)).into_response());
        }
        let kept = visit.row("time", Some(time))?;
        if kept.account != row.account {
            return Err(problem(StatusCode::CONFLICT, "another account was scored at this time"));
        }
        Ok(([(header::CONTENT_TYPE, "application/json")], kept.record).into_response())
    };
    visit.work(job).await
}

/// What can be told of a subject's score: for the person, an agent or an auditor, by the role of the caller; as JSON or a page, by
/// what is accepted.
#[utoipa::path(get, path = "/v1/{tenant}/subjects/{subject}/{what}", params(Named, ("what" = What, Path), Asked),
    responses((status = 200, description = "of one message schema/explanation-1.json", body = Value), Problem))]
async fn told(visit: Visit) -> Answer {
    let job = |visit: &Visit| match visit.named.what {
        Some(What::Notice) => {
            let notice = visit.tenant.lineage.notice(&visit.newest()?, now()?)?;
            Ok(visit.answer(&notice.ok_or_else(|| not_found("no release is announced"))?))
        }
        Some(What::Next) => {
            let answer = next_band(&visit.tenant.lineage, &visit.newest()?, now()?)?;
            Ok(visit.answer(&answer.ok_or_else(|| not_found("there is no better band"))?))
        }
        Some(What::Explanation) => {
            let asked = &visit.asked;
            let mut rows = [visit.row("from", asked.from)?, visit.row("to", asked.to)?];
            rows.sort_by_key(|row| row.at);
            let (_, steps, unreadable) = visit.explained(&rows)?;
            let refused = || problem(StatusCode::CONFLICT, unreadable.join("; "));
            Ok(visit.answer(steps.first().ok_or_else(refused)?))
        }
        Some(What::Reproduction) => {
            visit.only(&[Audience::Auditor])?;
            let row = visit.row("from", visit.asked.from)?;
            let record = row.record().map_err(|error| problem(StatusCode::CONFLICT, error))?;
            let again = visit.tenant.lineage.reproduce(&record, &row.account()?)?;
            Ok(Json(json!({ "told": again.to_string(), "reproduction": again })).into_response())
        }
        Some(What::Scores) | None => history(visit),
    };
    visit.work(job).await
}

/// Its scores as they were issued, and why each moved; records that this build cannot read are named.
fn history(visit: &Visit) -> Answer {
    let (history, steps, unreadable) = visit.explained(&visit.rows(visit.asked.to, 24)?)?;
    let told = Presenter::new(visit.role).history(&history, &steps).localize(visit.language());
    if !visit.wants_page() {
        return Ok(Json(json!({ "history": told, "unreadable": unreadable })).into_response());
    }
    let (account, lineage) = (visit.newest()?, &visit.tenant.lineage);
    let notice = lineage.notice(&account, now()?)?.map(|notice| visit.tell(&notice));
    let next = next_band(lineage, &account, now()?)?.map(|answer| visit.tell(&answer));
    let page = told.page().stylesheet("/style.css");
    let page = notice.iter().chain(&next).fold(page, HistoryPage::above);
    let page = unreadable.iter().fold(page, |page, record| page.remark(record));
    Ok(Html(page.to_string()).into_response())
}

/// A personal link to a subject's page, good until the time that is asked for, or for 30 days.
#[utoipa::path(post, path = "/v1/{tenant}/subjects/{subject}/link", params(Named, Asked),
    responses((status = 200, body = String), Problem))]
async fn link(visit: Visit) -> Answer<String> {
    visit.only(&[Audience::Agent])?;
    let until = visit.asked.to.map_or_else(|| from_now(30), Ok)?;
    let (tenant, subject) = (visit.tenant.name.clone(), Some(visit.named.subject));
    Ok(visit.app.key.link(&Pass { tenant, subject, role: Audience::Person, until })?)
}

/// What a proposed sheet would do to everybody: a line of JSON now and then with how many have been seen, and at last one
/// with the report and what the gate says. Whoever hangs up stops it.
#[utoipa::path(post, path = "/v1/{tenant}/impact", params(("tenant" = String, Path)),
    request_body(content = String, description = "a sheet", content_type = "application/toml"),
    responses((status = 200, body = String, content_type = "application/x-ndjson"), Problem))]
async fn impact(visit: Visit, sheet: Result<String, StringRejection>) -> Answer {
    visit.only(&[Audience::Agent, Audience::Auditor])?;
    let wrong = |error: Failure| problem(UNPROCESSABLE, error.to_string());
    let (name, sheet) = (visit.tenant.name.clone(), sheet?);
    let proposed = spawn_blocking(move || Tenant::read(&name, &sheet)).await?.map_err(wrong)?;
    // One at a time, beside the work of others and not in its place.
    let busy = |_| problem(StatusCode::SERVICE_UNAVAILABLE, "another report is under way");
    let permit = Arc::clone(&visit.app.reports).try_acquire_owned().map_err(busy)?;
    let (lines, told) = mpsc::channel::<String>(8);
    spawn_blocking(move || {
        let seen = lines.clone();
        let progress =
            move |count: u64| match seen.blocking_send(format!("{}\n", json!({ "seen": count }))) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
        let impact = visit.tenant.impact_of(&proposed, &visit.app.tenants.store, progress);
        let impact = impact.inspect_err(|why| tracing::info!(why, "a report was given up"));
        let last = match impact {
            Ok((impact, gate)) => {
                let told = visit.tell(&impact).text().to_string();
                json!({ "told": told, "gate": gate, "impact": impact })
            }
            Err(why) => json!({ "error": why.to_string() }),
        };
        let _ = lines.blocking_send(format!("{last}\n"));
        drop(permit);
    });
    let lines = ReceiverStream::new(told).map(Ok::<_, Infallible>);
    let kind = [(header::CONTENT_TYPE, "application/x-ndjson")];
    Ok((kind, Body::from_stream(lines)).into_response())
}

/// How a tenant's sheet stands: what is in force, what comes, and why a changed sheet was refused.
#[utoipa::path(get, path = "/v1/{tenant}/sheet", params(("tenant" = String, Path)),
    responses((status = 200, body = Value), Problem))]
async fn sheet(visit: Visit) -> Answer<Json<Value>> {
    visit.only(&[Audience::Agent, Audience::Auditor])?;
    let job = |visit: &Visit| {
        let (name, lineage) = (&visit.tenant.name, &visit.tenant.lineage);
        let in_force = lineage.in_force(now()?).map(|release| release.id().version());
        let held = in_force.map(ToString::to_string).unwrap_or_default();
        let (subjects, scored) = visit.app.tenants.store.count(name, &held)?;
        let announced = lineage
            .announced(now()?)
            .map(|(release, day)| json!({ "version": release.id().version(), "from": day }));
        Ok(Json(json!({
            "latest": lineage.latest().id().version(), "in_force": in_force, "announced": announced,
            "refused": visit.app.tenants.all().remove(name).and_then(|known| known.refused),
            "subjects": subjects, "scored_by_it": scored,
        })))
    };
    visit.work(job).await
}

/// What changed in a tenant's score, release by release; open to everybody.
#[utoipa::path(get, path = "/v1/{tenant}/changelog", params(("tenant" = String, Path)),
    responses((status = 200, body = String, content_type = "text/markdown"), Problem))]
async fn changelog(State(app): State<Arc<App>>, Path(name): Path<String>) -> Answer {
    let kind = [(header::CONTENT_TYPE, "text/markdown; charset=utf-8")];
    Ok((kind, app.tenant(&name)?.lineage.changelog()).into_response())
}

/// Whether the service answers, and how many sheets were refused.
#[utoipa::path(get, path = "/health", responses((status = 200, body = Value)))]
async fn health(State(app): State<Arc<App>>) -> Json<Value> {
    let tenants = app.tenants.all();
    let refused = tenants.values().filter(|known| known.refused.is_some()).count();
    Json(json!({ "ok": true, "tenants": tenants.len(), "refused": refused }))
}

#[derive(utoipa::OpenApi)]
#[openapi(info(
    title = "Seller trust",
    description = "Scores sellers, keeps each score, and says why it moved."
))]
struct Description;

/// What `load/run.sh` compares with, where it is asked for: the same reads and writes, and answers of the same size, without
/// the crate. The path has a subject, a time or how many records are read, and the length of the answer.
pub(crate) fn bare(app: Arc<App>) -> Router {
    type Named = (State<Arc<App>>, Path<(String, u32, usize)>);
    async fn bare(
        (State(app), Path((subject, number, bytes))): Named,
        sent: String,
    ) -> Answer<String> {
        let job = move || {
            if sent.is_empty() {
                let rows = app.tenants.store.history(["market", &subject], i64::MAX, number)?;
                rows.iter().try_for_each(|row| row.account().map(drop))?;
            } else {
                let account = serde_json::from_str::<Value>(&sent)?.to_string();
                let (at, version, record) = (number.into(), "1.0.0".to_owned(), "r".repeat(bytes));
                app.tenants.store.put("bare", &[Row { subject, at, version, account, record }])?;
            }
            Ok("a".repeat(bytes))
        };
        spawn_blocking(job).await?
    }
    Router::new().route("/bare/{subject}/{number}/{bytes}", get(bare).put(bare)).with_state(app)
}

/// All routes, and their description under `/openapi.json`.
pub(crate) fn router(app: Arc<App>) -> Router {
    let (router, description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(score))
        .routes(routes!(told))
        .routes(routes!(link))
        .routes(routes!(impact))
        .routes(routes!(sheet))
        .routes(routes!(changelog))
        .routes(routes!(health))
        .with_state(app)
        .split_for_parts();
    let style = || async { ([(header::CONTENT_TYPE, "text/css")], Piece::STYLE) };
    let refused = || async { problem(StatusCode::METHOD_NOT_ALLOWED, "this is not done here") };
    router
        .route("/openapi.json", get(|| async { Json(description) }))
        .route("/style.css", get(style))
        .fallback(|| async { not_found("there is no such page") })
        .method_not_allowed_fallback(refused)
}
