import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  type AgencyKeys,
  type ConnectedEventLog,
  canonical,
  type HeadEvent,
  type LogTree,
  openSigningKey,
  type SigningKey,
  whyNotToSign,
} from '@concord/event-log'
import { err, ok, type Result, type StoredEvent } from '@concord/kernel'
import { z } from 'zod'
import { aroundPeriod } from './around-period.ts'
import { coverPage } from './cover-page.ts'
import { findGrounds } from './grounds.ts'
import type { Manifest } from './manifest.ts'
import { packageLine } from './package-line.ts'
import { type Selection, type SelectionFailure, selectEvents } from './selection.ts'

/** What goes into a package of evidence, who makes it, and what it rests on. */
export interface ExportOptions {
  readonly log: ConnectedEventLog
  readonly keys: AgencyKeys
  /** Who makes the package and signs its manifest; its key is in the folder of keys. */
  readonly agency: string
  /** Whose log head the package rests on. */
  readonly headOf: string
  /** A tree over the log that has caught up. */
  readonly tree: LogTree
  readonly selection: Selection
  /** A folder that does not exist yet. It appears when the package is whole. */
  readonly folder: string
  /** Default: 100,000. */
  readonly limit?: number
  readonly now?: () => Date
}

/** `key-ended`: nobody would believe a package that the maker's key in its folder signs. */
export type ExportFailure =
  | SelectionFailure
  | { readonly kind: 'folder-exists' | 'key-ended'; readonly detail: string }

/** Makes an evidence package, as described in docs/evidence-format.md. Nothing is left behind when it fails. */
export const exportEvidence = async (options: ExportOptions): Promise<Result<Manifest, ExportFailure>> => {
  const { log, tree, folder, selection, limit = 100_000, now = () => new Date() } = options
  if (existsSync(folder)) return err({ kind: 'folder-exists', detail: `${folder} exists already.` })
  // Before the keys are read: what they say then is known of this one too.
  const signer = openSigningKey(options.keys.folder, options.agency)
  const grounds = await findGrounds(options)
  if (!grounds.ok) return grounds
  const { head: signed, countersignatures, keyEvents, register } = grounds.value
  const unfit = whyNotToSign(register, signer, now())
  if (unfit !== undefined) return err({ kind: 'key-ended', detail: unfit })
  const { head } = signed
  const events = await selectEvents(log, selection, tree.leafPosition(head.size - 1), limit)
  if (!events.ok) return events
  const parts = { log, tree, selection, limit, grounds: grounds.value, events: events.value }
  const around = await aroundPeriod(parts)
  if (!around.ok) return around

  const lines = (list: readonly StoredEvent[]): string =>
    list.map((event) => `${packageLine(tree, head.size, event)}\n`).join('')
  const files = new Map<string, string | Buffer>([
    ['anchors.json', canonical(options.keys.anchors)],
    ['events.ndjson', lines(events.value)],
    ['heads.ndjson', lines([signed.event, ...countersignatures])],
    ['keys.ndjson', lines(keyEvents)],
    ...answerOf(selection),
    ...(selection.kind === 'period' ? [['around.ndjson', lines(around.value)] as const] : []),
    ...schemasOf(log, events.value),
    ['verify.mjs', await readFile(new URL('./verifier/verify.mjs', import.meta.url))],
  ])
  const counts = { events: events.value.length, heads: 1 + countersignatures.length, keys: keyEvents.length }
  const manifest = manifestOf(options, signed, counts)
  files.set('index.html', coverPage(manifest, events.value, countersignatures))
  return ok(await write(folder, signer, { ...manifest, files: listed(files) }, files))
}

const answerOf = (selection: Selection): readonly [string, string][] =>
  selection.kind === 'answer' && selection.answer !== undefined
    ? [['answer.json', canonical({ question: selection.question, answer: selection.answer })]]
    : []

/** One JSON Schema for each type of event in the package, as the roster declares it now. */
const schemasOf = (log: ConnectedEventLog, events: readonly StoredEvent[]): readonly [string, string][] => {
  const schemas = new Map<string, string>()
  for (const { stream, type } of events) {
    const definition = log.owners.definitionOf(stream, type)
    if (!definition) continue
    const path = `schemas/${log.owners.ownerOf(stream)}.${type}.${definition.schemaVersion}.json`
    if (schemas.has(path)) continue
    const schema = z.toJSONSchema(definition.data, { io: 'output', unrepresentable: 'any' })
    schemas.set(path, canonical({ ...schema, description: definition.description, title: type }))
  }
  return [...schemas]
}

const manifestOf = (
  { agency, log, selection, now = () => new Date() }: ExportOptions,
  { event, head }: HeadEvent,
  counts: Manifest['counts'],
): Manifest => {
  const { size, root, position, at } = head
  const owners = Object.fromEntries(
    [...log.owners.categories]
      .filter(([category, owner]) => owner !== category)
      .map(([category, owner]) => [category, owner ?? null]),
  )
  return {
    format: 'concord-evidence/1',
    madeAt: now().toISOString(),
    madeBy: agency,
    selection: stated(selection),
    head: {
      agency: event.stream.slice(event.stream.indexOf('-') + 1),
      event: event.id,
      size,
      root,
      position,
      at,
    },
    owners,
    counts,
    files: [],
  }
}

/** A selection as the manifest states it: positions as text, the answer in a file of its own. */
const stated = (selection: Selection): Manifest['selection'] => {
  if (selection.kind !== 'answer') return selection
  const { kind, question, askedAs, positions } = selection
  return { kind, question, ...(askedAs === undefined ? {} : { askedAs }), positions: positions.map(String) }
}

const listed = (files: ReadonlyMap<string, string | Buffer>): Manifest['files'] =>
  [...files]
    .map(([path, content]) => {
      const bytes = Buffer.from(content)
      return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1))

const write = async (
  folder: string,
  signer: SigningKey,
  manifest: Manifest,
  files: ReadonlyMap<string, string | Buffer>,
): Promise<Manifest> => {
  const text = canonical(manifest)
  const signature = canonical({ alg: 'Ed25519', kid: signer.kid, value: signer.sign(text) })
  const place = `${folder}.unfinished`
  await rm(place, { recursive: true, force: true })
  try {
    const all = [...files, ['manifest.json', text], ['manifest.signature.json', signature]] as const
    for (const [path, content] of all) {
      await mkdir(dirname(join(place, path)), { recursive: true })
      await writeFile(join(place, path), content, { flush: true })
    }
    await rename(place, folder)
  } finally {
    await rm(place, { recursive: true, force: true })
  }
  return manifest
}
