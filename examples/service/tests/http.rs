//! The service as others see it: a process, asked over HTTP.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test may stop"
)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, net::TcpStream, path::Path, thread};

use serde_json::Value;
use tempfile::tempdir;

struct Service {
    child: Child,
    address: String,
    /// The tokens of the market's agent and auditor.
    tokens: Vec<String>,
    /// The end of the link to the first seller's page.
    link: String,
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
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().take(6);
        let lines: Vec<String> = lines.map(Result::unwrap).collect();
        let last = |line: &String| line.rsplit(' ').next().unwrap().replace("http://", "");
        let tokens = lines.iter().filter(|line| line.starts_with("market")).map(last).collect();
        let link = last(&lines[5]);
        let link = link[link.find('?').unwrap()..].to_owned();
        Self { child, address: last(&lines[0]), tokens, link }
    }

    /// Sends all but the end of a request.
    fn begin(&self, request: &str, who: &str, headers: &str, length: usize) -> TcpStream {
        let token = match who {
            "agent" => format!("Authorization: Bearer {}\r\n", self.tokens[0]),
            "auditor" => format!("Authorization: Bearer {}\r\n", self.tokens[1]),
            _ => String::new(),
        };
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let head = "HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json";
        let head = format!("{request} {head}\r\nContent-Length: {length}\r\n{token}{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream
    }

    /// One request: the status, and all that comes back until the service hangs up.
    fn ask(&self, request: &str, who: &str, headers: &str, body: &str) -> (u16, String) {
        let mut stream = self.begin(request, who, headers, body.len());
        // A body that is too long is refused before all of it is sent.
        let _ = stream.write_all(body.as_bytes());
        end(stream)
    }

    fn get(&self, path: &str, who: &str) -> Value {
        let (status, answer) = self.ask(&format!("GET {path}"), who, "", "");
        assert_eq!(status, 200, "{path}: {answer}");
        serde_json::from_str(body(&answer)).unwrap()
    }

    /// How the market's sheet stands, once that is so.
    fn sheet_when(&self, holds: impl Fn(&Value) -> bool) -> Value {
        when(|| Some(self.get("/v1/market/sheet", "agent")).filter(&holds))
    }
}

/// What there is, once it is there.
fn when<T>(mut there: impl FnMut() -> Option<T>) -> T {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if let Some(it) = there() {
            return it;
        }
        thread::sleep(Duration::from_millis(20));
    }
    panic!("it does not come");
}

impl Drop for Service {
    /// As `kill -9` does.
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

fn end(mut stream: TcpStream) -> (u16, String) {
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    let status = answer.split(' ').nth(1).unwrap_or_else(|| panic!("no answer")).parse();
    (status.unwrap(), answer)
}

fn body(answer: &str) -> &str {
    answer.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn what_is_asked_is_answered_as_the_table_says() {
    let folder = tempdir().unwrap();
    let service = Service::start(folder.path(), 3);
    let store = rusqlite::Connection::open(folder.path().join("scores.db")).unwrap();
    store.execute_batch(include_str!("older.sql")).unwrap();
    let big = format!("\"{}\"", "a".repeat(10_000_000));
    let (long, deep) = ("a".repeat(300), "[".repeat(10_000));
    let (mut before, mut wrong) = (String::new(), Vec::new());
    let lines = include_str!("requests.txt").lines();
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let fill = |text: &str| {
            let named = [("{long}", &long), ("{big}", &big), ("{deep}", &deep)];
            let named = named.into_iter().chain([("{link}", &service.link), ("{answer}", &before)]);
            named.fold(text.trim().to_owned(), |text, (name, with)| text.replace(name, with))
        };
        let [status, request, who, form, sent, says] = line.split('|').collect::<Vec<_>>()[..]
        else {
            panic!("{line}");
        };
        let (form, language) = form.trim().split_once(' ').unwrap_or((form.trim(), "en"));
        let headers = format!("Accept: {form}\r\nAccept-Language: {language}\r\n");
        let (got, answer) = service.ask(&fill(request), who.trim(), &headers, &fill(sent));
        let is_said = |words: &str| match words.trim().strip_prefix('!') {
            Some(words) => !answer.contains(words),
            None => answer.contains(&fill(words)),
        };
        let is_refused = body(&answer).starts_with("{\"error\":");
        let is_right = status.trim() == got.to_string() && is_refused == (got >= 400);
        if !is_right || !says.split('&').all(is_said) {
            wrong.push(format!("{}\n  {answer}", &line[..line.len().min(300)]));
        }
        body(&answer).clone_into(&mut before);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn who_takes_long_or_comes_with_too_many_is_refused_and_others_are_served_afterwards() {
    let folder = tempdir().unwrap();
    let service = Service::start(folder.path(), 3);
    // Headers that do not end are cut off, and others are served meanwhile.
    let mut slow = TcpStream::connect(&service.address).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: a\r\nX: ").unwrap();
    assert_eq!(service.get("/health", "nobody")["ok"], true);
    let mut rest = String::new();
    slow.read_to_string(&mut rest).unwrap();
    assert!(!rest.contains("200 OK"), "{rest}");

    // Accounts that do not come hold all places, until their time is over. A question between them may hold the place
    // that one of them would have had: then another comes.
    let stall = || service.begin("PUT /v1/market/subjects/ann/scores/2025-05-01", "agent", "", 1);
    let mut stalled: Vec<_> = (0..64).map(|_| stall()).collect();
    let refused = when(|| match service.ask("GET /health", "nobody", "", "") {
        (200, _) => {
            stalled.push(stall());
            None
        }
        (_, refused) => Some(refused),
    });
    assert!(refused.contains("503") && refused.contains("retry-after: 1"), "{refused}");
    assert!(refused.contains("too many requests at a time"), "{refused}");
    let ends: Vec<_> = stalled.into_iter().map(|stream| end(stream).0).collect();
    assert!(ends.iter().all(|status| matches!(status, 408 | 503)), "{ends:?}");
    assert!(ends.iter().filter(|status| **status == 408).count() >= 63, "{ends:?}");
    assert_eq!(service.get("/health", "nobody")["ok"], true);
}

#[test]
fn a_changed_sheet_is_taken_while_the_service_runs_or_refused_with_reasons() {
    let folder = tempdir().unwrap();
    let service = Service::start(folder.path(), 200);
    let path = folder.path().join("sheets/market.toml");
    let sheet = fs::read_to_string(&path).unwrap();
    let (before, words) = sheet.split_at(sheet.find("[words]").unwrap());
    let release = |version: &str, set: &str| {
        let change = format!("key = \"new\"\nsentence = \"New.\"\nset = {set}\n");
        let release = format!("[[release]]\nversion = \"{version}\"\n[[release.change]]\n{change}");
        format!("{before}{release}{words}")
    };
    let refused = |text: &str, why: &str| {
        fs::write(&path, text).unwrap();
        let is_said = |sheet: &Value| sheet["refused"].as_str().is_some_and(|it| it.contains(why));
        assert_eq!(service.sheet_when(is_said)["latest"], "3.0.0");
    };
    refused("score = 1", "invalid type: integer `1`");
    let unknown = release("4.0.0", "{ lifft = 1 }");
    refused(&unknown, "the model has no setting `lifft`; did you mean `lift`?");
    // What is released never moves.
    let moved = sheet.replace("points_per_dispute = 12.0", "points_per_dispute = 13.0");
    refused(&moved, "A released version never moves");
    refused(before.split("\n[[release]]\nversion = \"3").next().unwrap(), "3.0.0");
    refused(&release("3.0.1", "{ lift = 2.9 }"), "3.0.1");
    // Everybody would fall by 30 points; that the sheet has no gate any more does not open it.
    let harsh = release("4.0.0", "{ lift = -27.0 }").replace("gate =", "# ");
    refused(&harsh, "The gate is closed");
    let proposed = |sheet: &str| {
        let (_, answer) = service.ask("POST /v1/market/impact", "auditor", "", sheet);
        let report = answer.lines().rfind(|line| line.contains("\"gate\""));
        let report: Value = serde_json::from_str(report.expect(&answer)).unwrap();
        assert!(report["told"].as_str().unwrap().contains("200"), "{}", report["told"]);
        report["gate"]["failed"].as_array().unwrap().len()
    };
    let mild = release("4.0.0", "{ lift = 2.0 }");
    assert_eq!((proposed(&harsh), proposed(&mild)), (1, 0));
    fs::write(&path, &mild).unwrap();
    // It has no day, so that it holds at once, and everybody is scored by it.
    let all = |sheet: &Value| sheet["scored_by_it"] == 200 && sheet["in_force"] == "4.0.0";
    assert_eq!(service.sheet_when(all)["refused"], Value::Null);
    drop(service);

    // What was refused while nobody looked is refused afterwards as well.
    fs::write(&path, mild.replace("lift = 2.0", "lift = 1.0")).unwrap();
    let service = Service::start(folder.path(), 200);
    let stays = service.get("/v1/market/sheet", "agent");
    assert!(stays["latest"] == "4.0.0" && stays["refused"].is_string(), "{stays}");
    let history = service.get("/v1/market/subjects/seller%207/scores", "agent");
    assert_eq!(history["history"]["entries"].as_array().unwrap().len(), 4);
}

#[test]
fn killed_in_the_middle_of_scoring_everybody_again_it_goes_on_where_it_was() {
    const SELLERS: u32 = 6000;
    let folder = tempdir().unwrap();
    let mut cuts = vec![0];
    while cuts.last() != Some(&u64::from(SELLERS)) {
        let service = Service::start(folder.path(), SELLERS);
        let more = |sheet: &Value| sheet["scored_by_it"].as_u64() > cuts.last().copied();
        cuts.push(service.sheet_when(more)["scored_by_it"].as_u64().unwrap());
    }
    assert!(cuts.len() > 2 && cuts.is_sorted(), "it was never cut off: {cuts:?}");
    let store = rusqlite::Connection::open(folder.path().join("scores.db")).unwrap();
    let count = |what: &str| {
        let query = format!("SELECT count({what}) FROM record WHERE version = '2.0.0'");
        store.query_row(&query, [], |row| row.get::<_, u32>(0)).unwrap()
    };
    assert_eq!((count("*"), count("DISTINCT subject")), (SELLERS, SELLERS));

    // Whoever asks for a report on them all is told how far it is, and stops it by hanging up.
    let service = Service::start(folder.path(), SELLERS);
    let sheet = fs::read_to_string(folder.path().join("sheets/market.toml")).unwrap();
    let sheet = sheet.replace("[words]", "[[release]]\nversion = \"3.0.1\"\n[words]");
    let (_, whole) = service.ask("POST /v1/market/impact", "agent", "", &sheet);
    assert!(whole.contains("{\"seen\":6000}") && whole.contains("\"gate\""), "{whole}");
    let mut stream = service.begin("POST /v1/market/impact", "agent", "", sheet.len());
    stream.write_all(sheet.as_bytes()).unwrap();
    let mut lines = BufReader::new(&stream).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.starts_with("{\"seen\":1000}")));
    let (busy, _) = service.ask("POST /v1/market/impact", "agent", "", &sheet);
    assert_eq!(busy, 503);
    drop(stream);
    let log = || fs::read_to_string(folder.path().join("log")).unwrap();
    when(|| log().contains("a report was given up").then_some(()));
}
