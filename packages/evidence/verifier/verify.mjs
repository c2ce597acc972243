#!/usr/bin/env node
/*
 * Checks an evidence package offline: node verify.mjs <folder> [trust.json]
 * It stands on its own. What it checks, and why that is enough, is written in docs/evidence-format.md. `trust.json`, from the
 * agencies and not from the package, names their first keys; without it the package only agrees with the keys in it.
 */
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'

const FORMAT = 'concord-evidence/1'
const CLOCK_TOLERANCE_MS = 300_000
/** So much is read of a folder, in bytes; a package that is larger is not verified. */
const MOST_BYTES = 2 ** 30
const REASONS = new Set(['replaced', 'compromised', 'lost'])

/**
 * Checks the files of a package.
 * @param {Map<string, Buffer | undefined>} files path to content, of everything in the folder; none of what is no plain file
 * @param {Record<string, { kid: string, x: string, next?: string }>} [trust] the agencies' first keys, from elsewhere
 * @returns {{ problems: string[], summary?: object }} no problems: the package is what its makers signed
 */
export const verifyPackage = (files, trust) => {
  const problems = []
  try {
    return { problems, summary: check(files, trust, (problem) => problems.push(problem)) }
  } catch (error) {
    // Whatever a package holds, whoever checks it is told what is wrong with it, and not what went wrong here.
    const told = error instanceof Unreadable ? error.message : 'it holds something of an unknown form'
    problems.push(`cannot be read: ${told}`)
    return { problems }
  }
}

/** What stands in the way of checking anything that comes after it. */
class Unreadable extends Error {}

/** Step by step as under "What is checked" in docs/evidence-format.md; the functions follow in the same order. */
const check = (files, trust, problem) => {
  const manifest = canonicalFile(files, 'manifest.json')
  assertForm(manifest, 'manifest.json', MANIFEST)
  const { format, head: stated, owners, selection } = manifest
  const { isFit, checkAskedFor } = SELECTIONS[selection.kind]
  if (format !== FORMAT) problem(`manifest.json: the format is not ${FORMAT}`)
  if (!isFit(selection)) problem('manifest.json: the selection does not say what was asked for')

  // 1. Files
  checkFiles(files, manifest, problem)
  const anchors = canonicalFile(files, 'anchors.json')
  const keyLines = linesOf(files, 'keys.ndjson')
  const headLines = linesOf(files, 'heads.ndjson')
  const events = linesOf(files, 'events.ndjson')
  const around = selection.kind === 'period' ? linesOf(files, 'around.ndjson') : []
  const counts = { events: events.length, keys: keyLines.length, heads: headLines.length }
  if (canonical(manifest.counts) !== canonical(counts))
    problem('manifest.json: the counts are not those of the files')

  // 2. Anchors, 3. keys, 4. manifest, 5. head
  /** Lines whose key had ended, or that no key could say, and why: they stand, and nobody builds on them. */
  const withoutForce = new Map()
  checkAnchors(anchors, trust, problem)
  const keys = replayKeys(anchors, keyLines, problem, withoutForce)
  checkManifestSignature(files, manifest, keys, problem)
  const head = checkHeads(headLines, stated, keys, problem)

  // 6. Each event
  const isBefore = ({ index }) => events.length > 0 && index < events[0].index
  const run = [...around.filter(isBefore), ...events, ...around.filter((line) => !isBefore(line))]
  for (const line of run)
    checkSignature(line, ownerOf(line.event.stream, owners), keys, problem, withoutForce)
  checkChains([...keyLines, ...headLines, ...run], problem)
  for (const line of run) checkInclusion(line, head, problem)
  for (const line of [...keyLines, ...headLines])
    if (line.index !== null || line.proof !== null) checkInclusion(line, head, problem)
  checkOrder(run, problem)

  // 7. What was asked for
  checkAskedFor({ selection, events, around, run, stated, withoutForce }, problem)

  return {
    ...counts,
    withoutForce: [...withoutForce].map(([{ event }, why]) => `${place(event)}: ${why}`),
    selection,
    head: stated,
    // Of a period that had not ended when the head was signed, the rest is still to come.
    endsEarly: selection.kind === 'period' && momentOf(stated.at) < momentOf(selection.to),
    countersignedBy: headLines.slice(1).map(({ event }) => event.metadata.agency),
    anchors: Object.fromEntries(Object.entries(anchors).map(([agency, { kid }]) => [agency, kid])),
    trusted: trust !== undefined,
  }
}

/** Every file is listed with its size and hash, every listed file is there, and there is no other. */
const checkFiles = (files, manifest, problem) => {
  const listed = new Set(['manifest.json', 'manifest.signature.json'])
  let before = ''
  for (const { path, bytes, sha256 } of manifest.files) {
    if (path <= before || listed.has(path)) problem(`manifest.json: ${path} is listed out of order or twice`)
    before = path
    listed.add(path)
    const content = files.get(path)
    if (content === undefined) problem(`${path}: is missing, or is not a plain file that can be read`)
    else if (content.length !== bytes || hashOf(content).toString('hex') !== sha256)
      problem(`${path}: was changed`)
  }
  for (const path of files.keys()) if (!listed.has(path)) problem(`${path}: does not belong to the package`)
}

const checkAnchors = (anchors, trust, problem) => {
  if (!isObject(anchors)) throw new Unreadable('anchors.json names no keys')
  for (const [agency, anchor] of Object.entries(anchors)) {
    if (!isAnchor(anchor)) throw new Unreadable(`anchors.json: the key of ${agency} is not of the form`)
    if (thumbprint(anchor.x) !== anchor.kid)
      problem(`anchors.json: the key of ${agency} is not the one its kid names`)
    if (trust && !(Object.hasOwn(trust, agency) && canonical(trust[agency]) === canonical(anchor)))
      problem(`anchors.json: the first key of ${agency} is not the one you trust`)
  }
}

const isAnchor = (anchor) => /^kid,(next,)?x$/.test(namesOf(anchor)) && Object.values(anchor).every(isHash)

/**
 * The keys of each agency: its anchor, and what came of it because each key names the only one that may take over. What is
 * not such a step changes nothing; where a key of the agency signed it, it is told and is no fault of the package.
 */
const replayKeys = (anchors, lines, problem, withoutForce) => {
  const firsts = Object.entries(anchors).map(([agency, anchor]) => keyOf(agency, anchor, -Infinity))
  const keys = new Map(firsts.map((key) => [key.kid, key]))
  const present = new Map(firsts.map((key) => [key.agency, key]))
  let before = { stream: '' }
  for (const line of lines) {
    const { event } = line
    const { agency } = event.metadata
    if (event.stream < before.stream) problem(`${place(event)}: is out of order`)
    if (event.revision !== (event.stream === before.stream ? before.revision + 1 : 0))
      problem(`${place(event)}: the events before it are missing`)
    before = event
    if (event.stream !== `keys-${agency}`) problem(`${place(event)}: is not in the key stream of its agency`)
    const taking = successorIn(event, present.get(agency), keys)
    if (taking) keys.set(taking.kid, taking)
    checkSignature(line, agency, keys, problem, withoutForce)
    if (taking) {
      endKeys(event.data.ends, keys)
      present.set(agency, taking)
    } else if (!isFirstKey(event, anchors[agency])) {
      withoutForce.set(line, 'it is not the key that was named, and changes nothing')
    }
  }
  return keys
}

/** A key of an agency as it stands until something ends it; imported once, as that takes a quarter of checking a signature. */
const keyOf = (agency, { kid, x, next }, fromMs) => {
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  return { agency, kid, publicKey, next, fromMs, untilMs: Infinity }
}

const isFirstKey = ({ type, data, metadata }, anchor) =>
  type === 'SigningKeyRegistered' &&
  metadata.signature.kid === anchor?.kid &&
  data?.kid === anchor.kid &&
  data.x === anchor.x &&
  (data.next === undefined || anchor.next === undefined || data.next === anchor.next)

/** The key that takes over by this event: the one that the present key named, which must have signed the event. */
const successorIn = ({ type, data, metadata }, present, keys) => {
  const { agency } = metadata
  const isNamed =
    type === 'SigningKeyRotated' &&
    isRotation(data) &&
    data.kid === present?.next &&
    data.replaces === present.kid &&
    data.kid === thumbprint(data.x) &&
    metadata.signature.kid === data.kid
  if (!isNamed || keys.has(data.kid)) return undefined
  const isOwn = ({ kid }) => keys.get(kid)?.agency === agency
  if (!data.ends.every(isOwn) || !data.ends.some(({ kid }) => kid === data.replaces)) return undefined
  return keyOf(agency, data, momentOf(data.validFrom))
}

const isRotation = (data) =>
  namesOf(data) === 'ends,kid,next,replaces,validFrom,x' &&
  [data.next, data.x].every(isHash) &&
  isMoment(data.validFrom) &&
  Array.isArray(data.ends) &&
  data.ends.length <= 100 &&
  data.ends.every((end) => namesOf(end) === 'at,kid,reason' && isMoment(end.at) && REASONS.has(end.reason))

const endKeys = (ends, keys) => {
  for (const { kid, at } of ends) {
    const key = keys.get(kid)
    key.untilMs = Math.min(key.untilMs, momentOf(at))
  }
}

const checkManifestSignature = (files, manifest, keys, problem) => {
  const signature = canonicalFile(files, 'manifest.signature.json')
  const key = keys.get(signature?.kid)
  if (!isSignature(signature) || key?.agency !== manifest.madeBy)
    return problem('manifest.json: not signed by its maker')
  if (!isValidAt(key, manifest.madeAt)) problem('manifest.json: the key of its maker was not valid')
  if (!isSigned(files.get('manifest.json'), key, signature.value))
    problem('manifest.json: was changed after it was signed')
}

/** The first line is the log head, signed by its agency; the others are countersignatures of that very head. */
const checkHeads = ([signed, ...countersigned], stated, keys, problem) => {
  if (!signed) throw new Unreadable('heads.ndjson names no log head')
  assertForm(signed, 'heads.ndjson, line 1', HEAD)
  const { id, data, type, stream, metadata } = signed.event
  checkSignature(signed, metadata.agency, keys, problem)
  if (type !== 'LogHeadSigned' || stream !== `heads-${metadata.agency}`)
    problem('heads.ndjson: line 1 is no log head')
  const { size, root, position, at } = data
  if (!isMoment(at)) problem('heads.ndjson: line 1 does not say when it was signed')
  const found = { agency: metadata.agency, at, event: id, position, root, size }
  if (canonical(stated) !== canonical(found)) problem('manifest.json: names another log head')
  let before = ''
  for (const line of countersigned) {
    const { event } = line
    const { agency } = event.metadata
    checkSignature(line, agency, keys, problem)
    const { data } = event
    const same = data?.head === id && data.size === size && data.root === root
    const owned = event.type === 'LogHeadCountersigned' && event.stream === `heads-${agency}`
    if (!same || !owned) problem(`${place(event)}: does not countersign the head`)
    if (agency <= before) problem(`${place(event)}: is out of order, or ${agency} countersigns twice`)
    before = agency
  }
  return { size, root: fromBase64(root) }
}

/** A category belongs to the agency of its name, to the one the manifest says, or to the one that the id begins with. */
const ownerOf = (stream, owners) => {
  const [category, first] = stream.split('-')
  if (!Object.hasOwn(owners, category)) return category
  return owners[category] ?? first
}

/**
 * Signed by a key of the stream's owner that was valid when the event was recorded. Where that key had ended, the event is
 * without force; whoever rests something on it says by leaving out `withoutForce` that this is a fault.
 */
const checkSignature = (line, owner, keys, problem, withoutForce) => {
  const { event, recordedAt } = line
  const { signature, ...metadata } = event.metadata
  const key = keys.get(signature.kid)
  if (metadata.agency !== owner) problem(`${place(event)}: does not belong to ${metadata.agency}`)
  if (!isSignature(signature) || key?.agency !== owner)
    return problem(`${place(event)}: no key of ${owner} signed it`)
  const hasEnded = momentOf(recordedAt) >= key.untilMs
  if (hasEnded && withoutForce)
    withoutForce.set(line, `its key had ended when it was recorded, ${recordedAt}`)
  else if (!isValidAt(key, recordedAt)) problem(`${place(event)}: the key was not valid at ${recordedAt}`)
  if (!isSigned(canonical({ ...event, metadata }), key, signature.value))
    problem(`${place(event)}: was changed`)
}

/** One event stands in each place, and carries the hash of the one before it wherever that is in the package. */
const checkChains = (lines, problem) => {
  const hashes = new Map()
  for (const { event, hash } of lines) {
    const known = hashes.get(place(event))
    if (known && !known.equals(hash)) problem(`${place(event)}: another event stands in this place`)
    hashes.set(place(event), hash)
  }
  for (const { event } of lines) {
    const { stream, revision, metadata } = event
    const before = hashes.get(place({ stream, revision: revision - 1 }))
    if ((revision === 0 || before) && metadata.previousHash !== (before?.toString('base64url') ?? null))
      problem(`${place(event)}: breaks the chain of its stream`)
  }
}

/** RFC 6962: the event is leaf `index` of the tree with the root that the head states. */
const checkInclusion = ({ event, hash: leaf, index, proof }, head, problem) => {
  if (index === null || index >= head.size || proof === null)
    return problem(`${place(event)}: is not in the tree`)
  let [node, last, hash] = [index, head.size - 1, leaf]
  for (const sibling of proof.map(fromBase64)) {
    if (last === 0) return problem(`${place(event)}: its proof is too long`)
    if (node % 2 === 1 || node === last) {
      hash = hashOf(Buffer.from([1]), sibling, hash)
      while (node % 2 === 0 && node !== 0) [node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
    } else {
      hash = hashOf(Buffer.from([1]), hash, sibling)
    }
    ;[node, last] = [Math.floor(node / 2), Math.floor(last / 2)]
  }
  if (last !== 0 || !hash.equals(head.root)) problem(`${place(event)}: is not in the tree of the log head`)
}

/** In the order of the log, each event once, and the revisions of each stream too. */
const checkOrder = (run, problem) => {
  const ids = new Set()
  const last = new Map()
  let before = { index: -1, position: -1n }
  for (const { event, index, position } of run) {
    const { id, stream, revision } = event
    if (index <= before.index || BigInt(position) <= before.position || revision <= (last.get(stream) ?? -1))
      problem(`${place(event)}: is out of order`)
    if (ids.has(id)) problem(`${place(event)}: is there twice`)
    ids.add(id)
    last.set(stream, revision)
    before = { index, position: BigInt(position) }
  }
}

/** Of an incident each stream is there from its first event on. */
const checkIncident = ({ selection, events }, problem) => {
  const expected = new Map()
  for (const { event } of events) {
    const { stream, revision } = event
    if (stream.replace(/^[^-]*-/, '') !== selection.incident) problem(`${place(event)}: was not asked for`)
    if (revision !== (expected.get(stream) ?? 0))
      problem(`${place(event)}: the events of its stream before it are missing`)
    expected.set(stream, revision + 1)
  }
}

/** An answer rests on the events at its positions, on each of them and on no other. */
const checkAnswer = ({ selection, events }, problem) => {
  const missing = new Set(selection.positions)
  for (const { event, position } of events)
    if (!missing.delete(position)) problem(`${place(event)}: was not asked for`)
  if (missing.size > 0) problem('manifest.json: the answer rests on events that are not in the package')
}

/**
 * Of a period everything is there. Nothing is left out at its ends: what a head covers that was signed before it was recorded before it,
 * and what comes after a head that was signed after it was recorded after it.
 */
const checkPeriod = ({ selection, events, around, run, stated, withoutForce }, problem) => {
  const [fromMs, toMs] = [momentOf(selection.from), momentOf(selection.to)]
  const isWithin = ({ recordedAt }) => momentOf(recordedAt) >= fromMs && momentOf(recordedAt) < toMs
  // Where the store's clock was set back, what lies between has other times.
  if (![events[0], events.at(-1)].every((line) => line && isWithin(line)))
    problem('events.ndjson: begins or ends outside the period')
  if (around.some(isWithin)) problem('around.ndjson: holds what was recorded within the period')
  if (around.some((line, at) => at > 0 && line.index <= around[at - 1].index))
    problem('around.ndjson: is out of order')

  const expected = new Map()
  run.forEach(({ event, index }, at) => {
    const { stream, revision } = event
    if (at > 0 && index !== run[at - 1].index + 1)
      problem(`${place(event)}: the events of the log before it are missing`)
    if (revision !== (expected.get(stream) ?? revision))
      problem(`${place(event)}: the events of its stream before it are missing`)
    expected.set(stream, revision + 1)
  })

  const heads = run.filter((line) => isHeadOf(stated.agency, line) && !withoutForce.has(line))
  const [first, last] = [run[0]?.index, run.at(-1)?.index]
  const isBefore = ({ event: { data } }) => momentOf(data.at) <= fromMs && data.size >= first
  const isAfter = ({ event: { data } }) => momentOf(data.at) >= toMs
  if (first !== 0 && !heads.some(isBefore))
    problem('around.ndjson: no log head shows that nothing is missing at the beginning of the period')
  if (last !== stated.size - 1 && !heads.some(isAfter))
    problem('around.ndjson: no log head shows that nothing is missing at the end of the period')
}

const isHeadOf = (agency, { event: { type, stream, metadata, data }, index }) =>
  type === 'LogHeadSigned' &&
  stream === `heads-${agency}` &&
  metadata.agency === agency &&
  isObject(data) &&
  isMoment(data.at) &&
  isWhole(data.size) &&
  data.size <= index

/** What a package may be of: what its selection has to say, and what then must be in it. */
const SELECTIONS = {
  incident: { isFit: ({ incident }) => isText(incident), checkAskedFor: checkIncident },
  period: { isFit: ({ from, to }) => isMoment(from) && isMoment(to), checkAskedFor: checkPeriod },
  answer: {
    isFit: ({ question, positions }) => isText(question) && isListOf(isText)(positions),
    checkAskedFor: checkAnswer,
  },
}

const isValidAt = ({ fromMs, untilMs }, instant) => {
  const atMs = momentOf(instant)
  return atMs >= fromMs - CLOCK_TOLERANCE_MS && atMs < untilMs
}

const TIME = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Milliseconds since 1970 of an RFC 3339 time; NaN for any other value, such as a 30th of February. */
const momentOf = (value) => {
  const day = typeof value === 'string' && TIME.test(value) ? value.slice(0, 10) : ''
  return JSON.stringify(new Date(day)) === `"${day}T00:00:00.000Z"` ? Date.parse(value) : Number.NaN
}

const isMoment = (value) => !Number.isNaN(momentOf(value))
const isHash = (value) => isBytes(value, 32)
/** base64url has several spellings of the same bytes; only the one without stray bits is taken. */
const isBytes = (value, length) => {
  const bytes = typeof value === 'string' ? Buffer.from(value, 'base64url') : undefined
  return bytes?.length === length && bytes.toString('base64url') === value
}
const fromBase64 = (text) => Buffer.from(text, 'base64url')
const namesOf = (value) => (typeof value === 'object' ? Object.keys(value ?? []).join() : '')

/** No signature covers itself: another member of it would be anybody's word. */
const isSignature = (value) =>
  namesOf(value) === 'alg,kid,value' && value.alg === 'Ed25519' && isBytes(value.value, 64)
const isSigned = (content, { publicKey }, signature) =>
  verify(null, Buffer.from(content), publicKey, fromBase64(signature))

const thumbprint = (x) =>
  hashOf(Buffer.from(`{"crv":"Ed25519","kty":"OKP","x":"${x}"}`)).toString('base64url')

const hashOf = (...parts) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 8785: keys in the order of UTF-16 code units; numbers and strings as ECMAScript writes them. */
const canonical = (value) => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error('half of a surrogate pair')
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  const members = Object.keys(value)
    .sort()
    .map((key) => `${canonical(key)}:${canonical(value[key])}`)
  return `{${members.join(',')}}`
}

/** A file that holds one JSON value in its canonical form, byte for byte. */
const canonicalFile = (files, path) => parsed(textOf(files, path), path)

/** One JSON value in its canonical form a line, each line ended; each event with its hash, the leaf of the tree. */
const linesOf = (files, path) => {
  const lines = textOf(files, path).split('\n')
  if (lines.pop() !== '') throw new Unreadable(`${path} does not end with its last line`)
  return lines.map((text, index) => {
    const where = `${path}, line ${index + 1}`
    const line = parsed(text, where)
    assertForm(line, where, LINE)
    return { ...line, hash: hashOf(Buffer.from([0]), Buffer.from(canonical(line.event))) }
  })
}

const textOf = (files, path) => {
  const content = files.get(path)
  if (content === undefined) throw new Unreadable(`${path} is missing`)
  const text = content.toString('utf8')
  if (!Buffer.from(text).equals(content)) throw new Unreadable(`${path} is not UTF-8`)
  return text
}

const parsed = (text, where) => {
  let value
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unreadable(`${where} is not JSON`)
  }
  if (!isCanonical(value, text)) throw new Unreadable(`${where} is not in canonical form`)
  return value
}

const isCanonical = (value, text) => {
  try {
    return canonical(value) === text
  } catch {
    return false
  }
}

const isText = (value) => typeof value === 'string'
const isTextOrNull = (value) => value === null || isText(value)
const isWhole = (value) => Number.isSafeInteger(value) && value >= 0
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const isListOf = (isOne) => (value) => Array.isArray(value) && value.every(isOne)
const isFileListed = (file) => isText(file?.path) && isWhole(file.bytes) && isText(file.sha256)

/** Where in a value what is expected; '' is the value itself. */
const MANIFEST = [
  ['', isObject],
  ['files', isListOf(isFileListed)],
  ['owners', (owners) => isObject(owners) && Object.values(owners).every(isTextOrNull)],
  ['selection', isObject],
  ['selection.kind', (kind) => isText(kind) && Object.hasOwn(SELECTIONS, kind)],
]
const LINE = [
  ['', (line) => namesOf(line) === 'event,index,position,proof,recordedAt'],
  ['event', (event) => namesOf(event) === 'data,id,metadata,revision,stream,type'],
  ['event.id', isText],
  ['event.stream', isText],
  ['event.type', isText],
  ['event.revision', isWhole],
  ['event.metadata', isObject],
  ['event.metadata.agency', isText],
  ['event.metadata.previousHash', (hash) => hash === null || isHash(hash)],
  ['event.metadata.signature', isObject],
  ['index', (index) => index === null || isWhole(index)],
  ['position', (position) => isText(position) && /^(0|[1-9]\d{0,19})$/.test(position)],
  ['proof', (proof) => proof === null || isListOf(isHash)(proof)],
  ['recordedAt', (at) => isMoment(at) && new Date(at).toJSON() === at],
]
const HEAD = [
  ['event.data', isObject],
  ['event.data.size', isWhole],
  ['event.data.root', isHash],
]

const assertForm = (value, where, form) => {
  for (const [path, isFit] of form) {
    const names = path === '' ? [] : path.split('.')
    if (!isFit(names.reduce((holder, name) => holder[name], value)))
      throw new Unreadable(`${where}: ${path || 'the whole'} is not of the form`)
  }
}

const place = ({ stream, revision }) => `${stream}@${revision}`

/** All files below a folder, as far as there is room. What is no plain file, such as a link, has no content, wherever it leads. */
const readFolder = (folder) => {
  let room = MOST_BYTES
  const contentOf = (path) => {
    const { size } = statSync(path)
    if (size > room) return undefined
    room -= size
    return readFileSync(path)
  }
  const filesIn = (prefix) =>
    readdirSync(`${folder}/${prefix}`, { withFileTypes: true }).flatMap((entry) => {
      const path = `${prefix}${entry.name}`
      if (entry.isDirectory()) return filesIn(`${path}/`)
      return [[path, entry.isFile() ? contentOf(`${folder}/${path}`) : undefined]]
    })
  return new Map(filesIn(''))
}

const readTrust = (path) => {
  try {
    const trust = JSON.parse(readFileSync(path, 'utf8'))
    return isObject(trust) ? trust : null
  } catch {
    return null
  }
}

/** What a terminal takes for anything but a character is written by its number: a package says nothing in the verifier's place. */
const shown = (text) =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (sign) => `\\u{${sign.codePointAt(0).toString(16)}}`)

const main = ([folder, trustPath]) => {
  if (!folder) {
    console.error('usage: node verify.mjs <folder of the package> [trust.json]')
    return 2
  }
  const trust = trustPath === undefined ? undefined : readTrust(trustPath)
  if (trust === null) {
    console.error(`${trustPath} cannot be read, or does not name the agencies' first keys`)
    return 2
  }
  let files
  try {
    files = readFolder(folder)
  } catch (error) {
    console.error(`${folder} cannot be read to its end: ${shown(error.message)}`)
    return 2
  }
  const { problems, summary } = verifyPackage(files, trust)
  const say = (text) => console.log(shown(text))
  for (const problem of problems) say(`✗ ${problem}`)
  if (problems.length > 0) return 1
  say(`✓ ${summary.events} events are as they were signed and recorded.`)
  for (const said of summary.withoutForce) say(`! without force: ${said}`)
  say(`  log head: ${summary.head.size} events, root ${summary.head.root}, signed by ${summary.head.agency}`)
  if (summary.endsEarly) say(`! the period is whole until ${summary.head.at}, when the log head was signed`)
  say(`  countersigned by: ${summary.countersignedBy.join(', ') || 'nobody'}`)
  if (!summary.trusted) {
    say('  Compare these first keys with those that the agencies publish:')
    for (const [agency, kid] of Object.entries(summary.anchors)) say(`    ${agency}  ${kid}`)
  }
  return 0
}

if (process.argv[1] && realpathSync(process.argv[1]) === import.meta.filename)
  process.exitCode = main(process.argv.slice(2))
