/**
 * The tables of the picture. A mask says which agencies' bits a row holds for. Times are milliseconds since the Unix
 * epoch. Known times are ordinals of the journal in `rectangle` and `tail`, and milliseconds in their `instant_` twins,
 * which hold the incidents with imported records.
 */
export const pictureSchema = `
  CREATE TABLE agency (place INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;

  CREATE TABLE event (
    ordinal INTEGER PRIMARY KEY, position INTEGER NOT NULL, id TEXT NOT NULL, stream TEXT NOT NULL,
    type TEXT NOT NULL,
    -- What a filed report is called by its sender; '' for every other event.
    report_type TEXT NOT NULL,
    agency TEXT NOT NULL, mode TEXT NOT NULL, incident TEXT NOT NULL, reference TEXT,
    occurred_ms INTEGER NOT NULL, known_ms INTEGER NOT NULL, imported INTEGER NOT NULL,
    -- Whether it became known after everything before it in the log: neither imported nor stamped by a clock set back.
    in_clock INTEGER NOT NULL,
    corrects INTEGER NOT NULL, retracts INTEGER NOT NULL, mask INTEGER NOT NULL,
    -- 1: it corrects, retracts or releases another event, or another one does so to it. 2 besides: it is what was released.
    entangled INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX event_released ON event (ordinal) WHERE entangled > 1;
  -- Runs of thousands of events, and between which values they lie.
  CREATE TABLE block (
    block INTEGER PRIMARY KEY, ordinal_from INTEGER NOT NULL, ordinal_to INTEGER NOT NULL,
    known_from INTEGER NOT NULL, known_to INTEGER NOT NULL,
    occurred_from INTEGER NOT NULL, occurred_to INTEGER NOT NULL, delay_from INTEGER NOT NULL, delay_to INTEGER NOT NULL
  ) STRICT;
  -- How many events of each sort a block has, those left out that were released: these are looked at one by one.
  CREATE TABLE tally (
    block INTEGER NOT NULL, mode TEXT NOT NULL, agency TEXT NOT NULL, type TEXT NOT NULL, corrects INTEGER NOT NULL,
    retracts INTEGER NOT NULL, imported INTEGER NOT NULL, mask INTEGER NOT NULL, report_type TEXT NOT NULL,
    events INTEGER NOT NULL,
    PRIMARY KEY (block, mode, agency, type, corrects, retracts, imported, mask, report_type)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX event_position ON event (position);
  -- First reports by how long after they happened they became known.
  CREATE INDEX event_delay ON event (known_ms - occurred_ms, ordinal) WHERE corrects = 0 AND retracts = 0;
  CREATE INDEX event_id ON event (id);
  CREATE INDEX event_reference ON event (reference) WHERE reference IS NOT NULL;
  CREATE INDEX event_incident ON event (incident, ordinal);
  CREATE INDEX event_clock ON event (known_ms, ordinal) WHERE in_clock = 1;
  CREATE INDEX event_imported ON event (known_ms, mask, entangled) WHERE imported = 1;
  -- How many imported events became known in a day, those left out that were released: these are looked at one by one.
  CREATE TABLE import_tally (
    day INTEGER NOT NULL, mask INTEGER NOT NULL, events INTEGER NOT NULL, PRIMARY KEY (day, mask)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE entangled (
    stream TEXT NOT NULL, ordinal INTEGER NOT NULL, known_ms INTEGER NOT NULL, mask INTEGER NOT NULL,
    -- As much of the event as its standing depends on, JSON.
    word TEXT NOT NULL, PRIMARY KEY (stream, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE VIRTUAL TABLE word USING fts5(words, content = '', columnsize = 0, detail = none, tokenize = "ascii tokenchars '-'", prefix = 1);
  -- Every word of those, for what begins with a few letters.
  CREATE TABLE used_word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

  CREATE TABLE topic (
    topic INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
    -- Whether anything of it became known before something that the log has earlier: incidents are also kept on the
    -- instant axis then.
    clocked INTEGER NOT NULL DEFAULT 0,
    -- Whether anything in it was released, so that masks do not say who sees it.
    released INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX topic_clocked ON topic (clocked) WHERE clocked = 1;
  CREATE TABLE filing (
    topic INTEGER NOT NULL, occurred_ms INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    -- Whether it says something of the topic, or only corrects, retracts or releases what does.
    is_member INTEGER NOT NULL,
    -- As the event has them: what changed a topic last is found here alone.
    known_ms INTEGER NOT NULL, mask INTEGER NOT NULL, entangled INTEGER NOT NULL,
    -- As what it counts, by its place among the modes: only events of the topic's own mode change it.
    mode INTEGER NOT NULL,
    PRIMARY KEY (topic, occurred_ms, ordinal)
  ) STRICT, WITHOUT ROWID;
  -- All that decides on an event that is come upon in the order in which incidents were opened or changed.
  CREATE INDEX filing_occurred ON filing (occurred_ms, ordinal, is_member, known_ms, mask, entangled, mode);
  -- All that decides on an event that was found by its words: they are many, and looked at in this order.
  CREATE INDEX filing_ordinal ON filing (ordinal, topic, is_member, occurred_ms, known_ms, mask, entangled);
  -- Decisions that may settle whom a unit serves, by the unit's name.
  CREATE TABLE unit_decision (unit TEXT NOT NULL, ordinal INTEGER NOT NULL, PRIMARY KEY (unit, ordinal))
    STRICT, WITHOUT ROWID;
  -- What events claim that others may contradict, and where two of them do: there alone conflicts are looked for. The mask
  -- of a dispute: who sees two sides of it since that ordinal.
  CREATE TABLE side (
    topic INTEGER NOT NULL, thing TEXT NOT NULL, by TEXT NOT NULL, claim TEXT NOT NULL, measured TEXT NOT NULL,
    ordinal INTEGER NOT NULL, mask INTEGER NOT NULL, PRIMARY KEY (topic, thing, by, claim, measured, ordinal)
  ) STRICT, WITHOUT ROWID;
  -- The same once for each claim and audience, so that what is said again and again, or kept from each other, is not gone
  -- through with each further event.
  CREATE TABLE claimed (
    topic INTEGER NOT NULL, thing TEXT NOT NULL, mask INTEGER NOT NULL, by TEXT NOT NULL, claim TEXT NOT NULL,
    measured TEXT NOT NULL, PRIMARY KEY (topic, thing, mask, by, claim, measured)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE disputed (
    topic INTEGER NOT NULL, ordinal INTEGER NOT NULL, mask INTEGER NOT NULL, PRIMARY KEY (topic, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX disputed_ordinal ON disputed (ordinal, topic, mask);

  -- How many incidents there are for whom: from that moment on, as known since that ordinal, so many more or fewer.
  -- And by blocks.
  CREATE TABLE census_step (
    block INTEGER NOT NULL, valid_ms INTEGER NOT NULL, ordinal INTEGER NOT NULL, mode INTEGER NOT NULL,
    mask INTEGER NOT NULL, incidents INTEGER NOT NULL, PRIMARY KEY (block, valid_ms, ordinal, mode, mask)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE census (
    block INTEGER NOT NULL, mode INTEGER NOT NULL, mask INTEGER NOT NULL, incidents INTEGER NOT NULL,
    PRIMARY KEY (block, mode, mask)
  ) STRICT, WITHOUT ROWID;
  -- The same by the instants at which events became known, and by days; of each incident, so that it can be counted anew.
  CREATE TABLE instant_step (
    day INTEGER NOT NULL, valid_ms INTEGER NOT NULL, known_ms INTEGER NOT NULL, mode INTEGER NOT NULL,
    mask INTEGER NOT NULL, topic INTEGER NOT NULL, incidents INTEGER NOT NULL,
    PRIMARY KEY (day, valid_ms, known_ms, mode, mask, topic)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX instant_step_topic ON instant_step (topic);
  CREATE TABLE instant_census (
    day INTEGER NOT NULL, mode INTEGER NOT NULL, mask INTEGER NOT NULL, incidents INTEGER NOT NULL,
    PRIMARY KEY (day, mode, mask)
  ) STRICT, WITHOUT ROWID;
  -- Each severity that an incident ever had, by its place, and -1 for whatever it had: it is never so before both
  -- \`from\` have come, nor once both \`to\` have, and only for these readers. \`instant_\`: of an incident that is
  -- also kept on the instant axis, the instants.
  CREATE TABLE rank (
    rank INTEGER NOT NULL, id TEXT NOT NULL, topic INTEGER NOT NULL, mask INTEGER NOT NULL,
    known_from INTEGER NOT NULL, valid_from INTEGER NOT NULL, known_to INTEGER NOT NULL, valid_to INTEGER NOT NULL,
    instant_from INTEGER, instant_to INTEGER,
    PRIMARY KEY (rank, id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE summary (
    summary INTEGER PRIMARY KEY, id TEXT NOT NULL, form TEXT NOT NULL, kind TEXT, title TEXT, mode INTEGER NOT NULL,
    status INTEGER NOT NULL, severity INTEGER NOT NULL, lead TEXT, agencies TEXT NOT NULL, areas TEXT NOT NULL,
    lat REAL, lon REAL, opened_at TEXT NOT NULL, opened_ms INTEGER NOT NULL
  ) STRICT;
  -- By status and mode nearly every question asks: here they stand as their places in the lists, beside each stretch of time.
  -- What was known until it was known otherwise: no end in valid time. Never changed once it is here.
  CREATE VIRTUAL TABLE rectangle USING rtree_i32(
    id, known_from, known_to, valid_from_s, valid_from_s2, status_from, status_to,
    +mode, +summary, +mask, +valid_from
  );
  -- What holds of the past: an end in valid time, and mostly none in known time. Apart, because R-trees want alike with alike.
  CREATE VIRTUAL TABLE past_rectangle USING rtree_i32(
    id, known_from, known_to, valid_from_s, valid_to_s, status_from, status_to,
    +mode, +summary, +mask, +valid_from, +valid_to
  );
  CREATE TABLE tail (
    topic INTEGER NOT NULL, slot INTEGER NOT NULL, mask INTEGER NOT NULL, summary INTEGER NOT NULL,
    status INTEGER NOT NULL, mode INTEGER NOT NULL, known_from INTEGER NOT NULL, valid_from INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (topic, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX tail_status ON tail (status, known_from);
  CREATE VIRTUAL TABLE instant_rectangle USING rtree_i32(
    id, known_from_s, known_to_s, valid_from_s, valid_to_s, status_from, status_to,
    +mode, +summary, +mask, +valid_from, +valid_to, +known_from, +known_to
  );
  CREATE TABLE instant_tail (
    topic INTEGER NOT NULL, slot INTEGER NOT NULL, mask INTEGER NOT NULL, summary INTEGER NOT NULL,
    status INTEGER NOT NULL, mode INTEGER NOT NULL, known_from INTEGER NOT NULL, valid_from INTEGER NOT NULL,
    changed_ms INTEGER NOT NULL, changed_at TEXT NOT NULL, PRIMARY KEY (topic, slot)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX instant_tail_status ON instant_tail (status, known_from);

  CREATE TABLE hotspot (
    key TEXT NOT NULL, ordinal INTEGER NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL, confidence REAL,
    acquired_at TEXT NOT NULL, acquired_ms INTEGER NOT NULL, satellite TEXT NOT NULL, country TEXT, place TEXT,
    PRIMARY KEY (key, ordinal)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX hotspot_ordinal ON hotspot (ordinal);
`

/** The read model's name and version: a change of what is written is a new version and a new file. */
export const pictureName = { name: 'picture', version: 27 } as const
