PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;

-- What was issued, beside the account that was scored; it never changes. Times are microseconds since 1970.
CREATE TABLE IF NOT EXISTS record (
    tenant TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, version TEXT NOT NULL,
    account TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (tenant, subject, at)) WITHOUT ROWID;

-- Which is each subject's newest score, and by which version.
CREATE TABLE IF NOT EXISTS current (
    tenant TEXT NOT NULL, subject TEXT NOT NULL, at INTEGER NOT NULL, version TEXT NOT NULL,
    PRIMARY KEY (tenant, subject)) WITHOUT ROWID;

CREATE TRIGGER IF NOT EXISTS newest AFTER INSERT ON record BEGIN
    INSERT INTO current VALUES (new.tenant, new.subject, new.at, new.version) ON CONFLICT DO UPDATE
        SET at = excluded.at, version = excluded.version WHERE excluded.at > at;
END;

-- The sheets that were accepted.
CREATE TABLE IF NOT EXISTS sheet (tenant TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;
