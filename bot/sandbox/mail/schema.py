"""The tables of the mail, and the indexes by which a full mailbox stays as quick as an empty one.

The bytes of files and the MIME of what arrived lie in tables of their own, so that lists and small changes stay cheap.
`mail_count` follows the mailbox by triggers: nobody counts a folder's messages one by one.
"""

INDEXED = ("internetMessageId", "conversationId", "from.emailAddress.address")
"""The properties, as paths in the message's JSON, of which one value is found by an index."""


def value(path: str) -> str:
    """A property's value in SQL, whatever the case of its letters; truth is '1' and '0'."""
    return f"lower(json_extract(data, '$.{path}'))"


_UNREAD = f"{value('isRead')} = '0'"
SCHEMA = """
CREATE TABLE IF NOT EXISTS mail (iid TEXT PRIMARY KEY, rid TEXT NOT NULL, mailbox TEXT NOT NULL, folder TEXT NOT NULL,
    seq INTEGER NOT NULL, born INTEGER NOT NULL, received TEXT NOT NULL, data TEXT NOT NULL, extra TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS mail_by_rid ON mail (rid);
CREATE INDEX IF NOT EXISTS mail_by_change ON mail (seq);
CREATE INDEX IF NOT EXISTS mail_by_folder ON mail (mailbox, folder, seq);
CREATE INDEX IF NOT EXISTS mail_by_time ON mail (mailbox, folder, received, born);
CREATE INDEX IF NOT EXISTS mail_of_all_by_time ON mail (mailbox, received, born) WHERE folder != '';
CREATE TABLE IF NOT EXISTS mail_file (id TEXT PRIMARY KEY, iid TEXT NOT NULL, bytes TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS file_by_mail ON mail_file (iid);
CREATE TABLE IF NOT EXISTS mail_mime (iid TEXT PRIMARY KEY, raw BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS mail_gone (mailbox TEXT NOT NULL, folder TEXT NOT NULL, seq INTEGER NOT NULL,
    iid TEXT NOT NULL, rid TEXT NOT NULL, reason TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS gone_by_folder ON mail_gone (mailbox, folder, seq);
CREATE INDEX IF NOT EXISTS gone_by_change ON mail_gone (mailbox, seq);
CREATE TABLE IF NOT EXISTS mail_prop (iid TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (iid, name)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS prop_by_value ON mail_prop (value);
CREATE TABLE IF NOT EXISTS mail_msgid (message_id TEXT NOT NULL, mailbox TEXT NOT NULL, conversation TEXT NOT NULL,
    PRIMARY KEY (message_id, mailbox)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS mail_count (mailbox TEXT NOT NULL, folder TEXT NOT NULL, total INTEGER NOT NULL,
    unread INTEGER NOT NULL, PRIMARY KEY (mailbox, folder)) WITHOUT ROWID;
"""
_PLUS = f"""
    INSERT INTO mail_count SELECT mailbox, folder, 1, {_UNREAD} FROM mail WHERE iid = NEW.iid
    ON CONFLICT (mailbox, folder) DO UPDATE SET total = total + 1, unread = unread + excluded.unread;"""
_MINUS = f"""
    UPDATE mail_count SET total = total - 1, unread = unread - ({_UNREAD.replace("data", "OLD.data")})
    WHERE mailbox = OLD.mailbox AND folder = OLD.folder;"""
SCHEMA += f"""
CREATE INDEX IF NOT EXISTS mail_unread ON mail (mailbox, folder, received, born) WHERE {_UNREAD};
CREATE TRIGGER IF NOT EXISTS mail_comes AFTER INSERT ON mail BEGIN {_PLUS}
END;
CREATE TRIGGER IF NOT EXISTS mail_changes AFTER UPDATE ON mail BEGIN {_MINUS} {_PLUS}
END;
CREATE TRIGGER IF NOT EXISTS mail_goes AFTER DELETE ON mail BEGIN {_MINUS}
END;
"""
for _path in INDEXED:
    _columns = f"mailbox, {value(_path)}, received, born"
    SCHEMA += f"CREATE INDEX IF NOT EXISTS mail_by_{_path.replace('.', '_')} ON mail ({_columns});\n"
SCHEMA += f"""
INSERT INTO mail_count SELECT mailbox, folder, count(*), sum({_UNREAD})
    FROM (SELECT 1 WHERE NOT EXISTS (SELECT 1 FROM mail_count)) CROSS JOIN mail GROUP BY mailbox, folder;
"""  # a tenant kept from before it was counted
