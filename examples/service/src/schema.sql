PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;

-- What was issued, beside the account that was scored; it never changes.
CREATE TABLE IF NOT EXISTS record (
    tenant TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, account TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (tenant, subject, at)) WITHOUT ROWID;

-- What the rest of an app asks for: each subject's newest score.
CREATE TABLE IF NOT EXISTS current (
    tenant TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, version TEXT NOT NULL, score REAL NOT NULL,
    PRIMARY KEY (tenant, subject)) WITHOUT ROWID;

-- The sheets that were accepted.
CREATE TABLE IF NOT EXISTS sheet (tenant TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;

-- When everybody began to be scored again by a release.
CREATE TABLE IF NOT EXISTS rescoring (
    tenant TEXT NOT NULL, version TEXT NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (tenant, version)) WITHOUT ROWID;
