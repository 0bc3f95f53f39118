//! The service as others see it: a process, asked over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop"
)]

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

struct Service {
    child: Child,
    address: String,
    /// The tokens of the market's agent and auditor.
    tokens: Vec<String>,
    page: String,
}

struct Reply {
    status: u16,
    head: String,
    body: String,
}

impl Reply {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

impl Service {
    fn start(folder: &Path, sellers: u32) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_scoreshift-service"))
            .env("SERVICE_DATA", folder)
            .env("SERVICE_SELLERS", sellers.to_string())
            .env("RUST_LOG", "scoreshift_service::api=info,error")
            .stdout(Stdio::piped())
            .stderr(fs::File::create(folder.join("log")).unwrap())
            .spawn()
            .unwrap();
        let lines: Vec<String> = BufReader::new(child.stdout.take().unwrap()).lines().take(6).map(Result::unwrap).collect();
        let last = |line: &String| line.rsplit(' ').next().unwrap().to_owned();
        Self {
            child,
            address: last(&lines[0]).replace("http://", ""),
            tokens: lines.iter().filter(|line| line.starts_with("market")).map(last).collect(),
            page: last(&lines[5]).replacen("http://", "", 1),
        }
    }

    /// One request, and all that comes back until the service hangs up.
    fn ask(&self, request: &str, who: &str, headers: &str, body: &str) -> Reply {
        let token = match who {
            "agent" => format!("Authorization: Bearer {}\r\n", self.tokens[0]),
            "auditor" => format!("Authorization: Bearer {}\r\n", self.tokens[1]),
            _ => String::new(),
        };
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let length = body.len();
        let head = format!(
            "{request} HTTP/1.1\r\nHost: service\r\nConnection: close\r\nContent-Length: {length}\r\n{token}{headers}\r\n"
        );
        stream.write_all(head.as_bytes()).unwrap();
        // A body that is too long is refused before all of it is sent.
        let _ = stream.write_all(body.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{request}: no answer: {answer}"));
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Reply { status, head: head.to_lowercase(), body: body.to_owned() }
    }

    fn get(&self, path: &str, who: &str) -> Value {
        let reply = self.ask(&format!("GET {path}"), who, "", "");
        assert_eq!(reply.status, 200, "{path}: {}", reply.body);
        reply.json()
    }

    fn put(&self, subject: &str, time: &str, account: &Value) -> Reply {
        let path = format!("PUT /v1/market/subjects/{subject}/scores/{time}");
        self.ask(&path, "agent", "Content-Type: application/json\r\n", &account.to_string())
    }

    /// How the market's sheet stands, once that is so.
    fn sheet_when(&self, holds: impl Fn(&Value) -> bool) -> Value {
        let began = Instant::now();
        loop {
            let sheet = self.get("/v1/market/sheet", "agent");
            if holds(&sheet) {
                return sheet;
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{sheet}");
            thread::sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Service {
    /// As `kill -9` does.
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

#[test]
fn a_score_is_kept_once_and_explained_to_each_by_role_and_language() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), 3);
    let account = |stars: f64| json!({"orders": 420, "disputes": 6, "reviews": {"DE": {"stars": stars, "count": 130}}});

    let first = service.put("ann", "2024-05-01", &account(4.6));
    assert_eq!((first.status, first.json()["model"]["version"].as_str()), (201, Some("1.0.0")));
    let again = service.put("ann", "2024-05-01", &account(4.6));
    assert_eq!((again.status, again.json()), (200, first.json()));
    assert_eq!(service.put("ann", "2025-05-01T09:30:00Z", &account(3.1)).status, 201);

    let history = service.get("/v1/market/subjects/ann/scores", "agent");
    let scores = history["scores"].as_array().unwrap();
    assert_eq!((scores.len(), &scores[0]["why"], &scores[1]["version_changed"]), (2, &Value::Null, &json!(true)));
    let causes = |why: &Value| why["details"].to_string();
    assert!(causes(&scores[1]["why"]).contains("A dispute now costs more."), "{}", scores[1]);

    let path = "GET /v1/market/subjects/ann/explanation?from=2024-05-01&to=2025-05-01T09:30:00Z";
    let told = |who: &str, headers: &str| service.ask(path, who, headers, "");
    let agent = told("agent", "Accept: text/plain\r\n").body;
    assert!(agent.contains("Their seller trust score "), "{agent}");
    let auditor = told("auditor", "Accept: text/markdown\r\nAccept-Language: de-AT,en;q=0.4\r\n").body;
    assert!(auditor.contains("Vertrauen") && auditor.contains("Ein Streitfall kostet jetzt mehr."), "{auditor}");
    let page = told("agent", "Accept: text/html\r\nAccept-Language: ar\r\n");
    assert!(page.body.contains("dir=\"rtl\"") && page.head.contains("content-security-policy: default-src 'none'"));

    let notice = service.get("/v1/market/subjects/ann/notice", "agent");
    assert!(notice.to_string().contains("From 1 January 2099"), "{notice}");
    let next = service.get("/v1/market/subjects/ann/next", "agent");
    assert!(next[1].as_str().is_some_and(|line| line.starts_with("With ")), "{next}");
    let same = service.get("/v1/market/subjects/ann/scores/2024-05-01/reproduction", "auditor");
    assert_eq!((&same["reproduction"]["verdict"], &same["reproduction"]["same_data"]), (&json!("same"), &json!(true)));

    // A person reads their own score, and no weights.
    let (_, path) = service.page.split_once('/').unwrap();
    let page = service.ask(&format!("GET /{path}"), "nobody", "", "");
    assert!(page.status == 200 && page.body.contains("Your score as a seller") && page.body.contains("New version"));
    assert!(!page.body.contains("points for each"), "{}", page.body);
    let other = path.replacen("%31", "%32", 1);
    assert_eq!(service.ask(&format!("GET /{other}"), "nobody", "", "").status, 401);
    let link = service.ask("POST /v1/market/subjects/a%2Fb%20%22/link", "agent", "", "").body;
    assert_eq!(service.ask(&format!("GET {link}"), "nobody", "", "").status, 404, "it is admitted, and nobody is there");

    let changelog = service.ask("GET /v1/market/changelog", "nobody", "", "").body;
    assert!(changelog.starts_with("- **seller trust 3.0.0** (2099-01-01)"), "{changelog}");
    assert_eq!(service.get("/health", "nobody"), json!({"ok": true, "tenants": 2, "refused": 0}));
    // What is described is there.
    let described = service.get("/openapi.json", "nobody")["paths"].as_object().unwrap().clone();
    assert_eq!(described.len(), 12);
    for (path, methods) in described {
        for (method, described) in methods.as_object().unwrap() {
            let parameters = described["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
            let named: Vec<&Value> = parameters.iter().filter(|parameter| parameter["in"] == "path").collect();
            let stands = |parameter: &&Value| path.contains(&format!("{{{}}}", parameter["name"].as_str().unwrap()));
            assert!(named.iter().all(stands) && named.len() == path.matches('{').count(), "{method} {path}: {named:?}");
            let request =
                format!("{} {}", method.to_uppercase(), path.replace("{tenant}", "market").replace(['{', '}'], ""));
            let reply = service.ask(&request, "nobody", "", "");
            assert!(!reply.body.contains("no such page") && reply.status != 405, "{request}: {}", reply.body);
        }
    }
}

#[test]
fn whatever_strangers_send_is_refused_with_its_place_and_the_service_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), 3);
    let table = include_str!("requests.txt").lines().filter(|line| !line.starts_with('#'));
    let (big, deep, long) = (format!("\"{}\"", "a".repeat(10_000_000)), "[".repeat(10_000), "a".repeat(300));
    let mut wrong = Vec::new();
    for line in table {
        let [status, request, who, body, says] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else {
            panic!("{line}");
        };
        let body = body.replace("{big}", &big).replace("{deep}", &deep);
        let request = request.replace("{long}", &long);
        let reply = service.ask(&request, who, "Content-Type: application/json\r\n", &body);
        if reply.status.to_string() != status || !reply.json()["error"].as_str().is_some_and(|error| error.contains(says)) {
            wrong.push(format!("{line}\n  {} {}", reply.status, reply.body));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));

    // Names are data: whatever they are, they come out as text.
    for subject in
        ["%3Cscript%3Ealert(1)%3C%2Fscript%3E", "..%2F..%2Fkey", "%E2%80%AEevil", "%27%3B%20DROP%20TABLE%20record%3B--"]
    {
        assert_eq!(service.put(subject, "2025-05-01", &json!({"orders": 4})).status, 201);
        let page = service.ask(&format!("GET /v1/market/subjects/{subject}/page"), "agent", "", "");
        assert!(page.status == 200 && !page.body.contains("<script"), "{}", page.body);
    }
    // Headers that do not end are cut off, and others are served meanwhile.
    let mut slow = TcpStream::connect(&service.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\nX: ").unwrap();
    assert_eq!(service.get("/health", "nobody")["ok"], true);
    let mut rest = Vec::new();
    slow.read_to_end(&mut rest).unwrap();
    assert!(!String::from_utf8_lossy(&rest).contains("200 OK"));
}

#[test]
fn a_changed_sheet_is_taken_while_the_service_runs_or_refused_with_reasons() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), 200);
    let path = folder.path().join("sheets/market.toml");
    let sheet = fs::read_to_string(&path).unwrap();
    let release = |version: &str, set: &str| {
        format!(
            "{sheet}\n[[release]]\nversion = \"{version}\"\n[[release.change]]\nkey = \"new\"\nsentence = \"New.\"\nset = {set}\n"
        )
    };
    let refused = |text: &str, why: &str| {
        fs::write(&path, text).unwrap();
        let told = service.sheet_when(|sheet| sheet["refused"].as_str().is_some_and(|refused| refused.contains(why)));
        assert_eq!(told["latest"], "3.0.0");
    };
    refused("score = 1", "invalid type: integer `1`");
    refused(&release("4.0.0", "{ lifft = 1 }"), "the model has no setting `lifft`; did you mean `lift`?");
    // What is released never moves.
    refused(&sheet.replace("points_per_dispute = 12.0", "points_per_dispute = 13.0"), "A released version never moves");
    refused(sheet.split("\n[[release]]\nversion = \"3").next().unwrap(), "3.0.0");
    refused(&release("3.0.1", "{ lift = 2.9 }"), "3.0.1");
    // Everybody would fall by 30 points.
    let harsh = release("4.0.0", "{ lift = -27.0 }");
    refused(&harsh, "The gate is closed");
    let proposed = |sheet: &str| {
        let reply = service.ask("POST /v1/market/impact", "auditor", "", sheet);
        let report = reply.body.lines().rfind(|line| line.contains("\"gate\"")).unwrap_or_else(|| panic!("{}", reply.body));
        serde_json::from_str::<Value>(report).unwrap()
    };
    assert!(proposed(&harsh)["told"].as_str().unwrap().contains("200"), "{}", proposed(&harsh)["told"]);
    assert_eq!(proposed(&harsh)["gate"]["failed"].as_array().unwrap().len(), 1);

    let mild = release("4.0.0", "{ lift = 2.0 }");
    assert_eq!(proposed(&mild)["gate"]["failed"], json!([]));
    fs::write(&path, &mild).unwrap();
    // It has no day, so that it holds at once, and everybody is scored by it.
    let taken = service.sheet_when(|sheet| sheet["scored_by_it"] == 200 && sheet["in_force"] == "4.0.0");
    assert_eq!(taken["refused"], Value::Null);
    drop(service);

    // What was refused while nobody looked is refused afterwards as well.
    fs::write(&path, mild.replace("lift = 2.0", "lift = 1.0")).unwrap();
    let service = Service::start(folder.path(), 200);
    let stays = service.get("/v1/market/sheet", "agent");
    assert!(stays["latest"] == "4.0.0" && stays["refused"].as_str().is_some(), "{stays}");
    let history = service.get("/v1/market/subjects/seller%207/scores", "agent");
    assert_eq!(history["scores"].as_array().unwrap().len(), 4);
}

#[test]
fn killed_in_the_middle_of_scoring_everybody_again_it_goes_on_where_it_was() {
    const SELLERS: u32 = 6000;
    let folder = tempfile::tempdir().unwrap();
    let mut cuts = Vec::new();
    loop {
        let service = Service::start(folder.path(), SELLERS);
        let more = cuts.last().copied().unwrap_or(0);
        let sheet = service.sheet_when(|sheet| sheet["scored_by_it"].as_u64() > Some(more));
        let scored = sheet["scored_by_it"].as_u64().unwrap();
        drop(service);
        cuts.push(scored);
        if scored == u64::from(SELLERS) {
            break;
        }
    }
    assert!(cuts.len() > 1 && cuts.is_sorted(), "it was never cut off: {cuts:?}");
    let store = rusqlite::Connection::open(folder.path().join("scores.db")).unwrap();
    let count = |query: &str| store.query_row(query, [], |row| row.get::<_, u32>(0)).unwrap();
    let again = "FROM record WHERE record LIKE '%\"version\":\"2.0.0\"%'";
    assert_eq!(count(&format!("SELECT count(*) {again}")), SELLERS);
    assert_eq!(count(&format!("SELECT count(DISTINCT subject) {again}")), SELLERS);
    assert_eq!(count(&format!("SELECT count(DISTINCT at) {again}")), 1);
    assert_eq!(count("SELECT count(*) FROM record"), 3 * SELLERS);

    // Whoever asks for a report on them all is told how far it is, and stops it by hanging up.
    let service = Service::start(folder.path(), SELLERS);
    let sheet = fs::read_to_string(folder.path().join("sheets/market.toml")).unwrap();
    let proposed = format!("{sheet}\n[[release]]\nversion = \"3.0.1\"\n");
    let whole = service.ask("POST /v1/market/impact", "agent", "", &proposed).body;
    assert!(whole.contains("{\"seen\":6000}") && whole.contains("\"gate\""), "{whole}");
    let (length, token) = (proposed.len(), &service.tokens[0]);
    let mut stream = TcpStream::connect(&service.address).unwrap();
    let head = "POST /v1/market/impact HTTP/1.1\r\nHost: service\r\nAuthorization: Bearer";
    write!(stream, "{head} {token}\r\nContent-Length: {length}\r\n\r\n{proposed}").unwrap();
    let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("{\"seen\":1000}")));
    drop(stream);
    let began = Instant::now();
    while !fs::read_to_string(folder.path().join("log")).unwrap().contains("a report was given up") {
        assert!(began.elapsed() < Duration::from_secs(30));
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn what_an_older_build_wrote_is_told_and_reproduced_or_refused_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let service = Service::start(folder.path(), 1);
    let store = rusqlite::Connection::open(folder.path().join("scores.db")).unwrap();
    store.execute_batch(include_str!("older.sql")).unwrap();

    let history = service.get("/v1/market/subjects/older/scores", "agent");
    let shown: Vec<&Value> = history["scores"].as_array().unwrap().iter().map(|entry| &entry["score"]).collect();
    assert_eq!(shown, ["74", "77"]);
    let why = history["scores"][1]["why"].to_string();
    assert!(why.contains("`seller trust` has no release `0.9.0`"), "{why}");
    let unreadable = history["unreadable"][0].as_str().unwrap();
    assert!(unreadable.starts_with("the score of 2024-07-01T00:00:00Z: the record of seller trust 1.0.0"), "{unreadable}");

    let again = |time: &str| {
        let path = format!("GET /v1/market/subjects/older/scores/{time}/reproduction");
        service.ask(&path, "auditor", "", "")
    };
    assert_eq!(again("2024-06-01").json()["reproduction"]["verdict"], "same");
    for (time, why) in [("2024-02-01", "has no release `0.9.0`"), ("2024-07-01", "the format is `scoreshift-record-0`")] {
        let refused = again(time);
        assert!(refused.status == 409 && refused.body.contains(why), "{}", refused.body);
    }
}
