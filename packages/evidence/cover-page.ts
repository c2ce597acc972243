import { isSealed, type StoredEvent } from '@concord/kernel'
import type { Manifest } from './manifest.ts'

/** The page of a package for people: what it is, how to check it, and each event in words. Loads nothing from anywhere. */
export const coverPage = (
  { madeAt, madeBy, selection, head, counts }: Manifest,
  events: readonly StoredEvent[],
  countersignatures: readonly StoredEvent[],
): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>Evidence package</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b }
code, pre { font-family: ui-monospace, monospace; font-size: .85em; overflow-wrap: anywhere }
article { border-top: 1px solid #bbb; padding: .75rem 0 }
h2 { margin-top: 2rem } h3 { margin: 0 } pre { white-space: pre-wrap; background: #f5f5f5; padding: .5rem }
dt { font-weight: 600 } dd { margin: 0 0 .5rem }
</style>
</head>
<body>
<main>
<h1>Evidence package</h1>
<dl>
<dt>What was asked for</dt><dd>${asked(selection)}</dd>
<dt>Made</dt><dd>${text(madeAt)} by ${text(madeBy)}</dd>
<dt>Holds</dt><dd>${counts.events} events exactly as they were recorded and signed</dd>
<dt>Rests on</dt><dd>the log head of ${head.size} events, signed by ${text(head.agency)} at ${text(head.at)}:
<code>${text(head.root)}</code></dd>
<dt>Countersigned by</dt><dd>${countersignatures.map(({ stream }) => text(stream.slice(6))).join(', ') || 'nobody'}</dd>
</dl>
<h2>How to check it</h2>
<p>This page only shows what the files say. Whether they are genuine, a program checks without any network:
<code>node verify.mjs &lt;this folder&gt; trust.json</code>. Take the program and <code>trust.json</code>, which names the
agencies' first keys, from the agencies and not from this folder. Any change to any file, even of one bit, is found.</p>
<p>Personal details are sealed. A sealed field can be opened only by the agency that holds its key, and by nobody once
it was erased; the signatures hold either way.</p>
<h2>Events</h2>
${events.map(eventArticle).join('\n')}
</main>
</body>
</html>
`

const asked = (selection: Manifest['selection']): string =>
  Object.entries(selection)
    .map(([name, value]) => `${text(name)}: ${text(Array.isArray(value) ? value.join(', ') : String(value))}`)
    .join('<br>')

const eventArticle = ({
  type,
  stream,
  revision,
  position,
  recordedAt,
  id,
  data,
  metadata,
}: StoredEvent): string => {
  const envelope = metadata as Readonly<Record<string, unknown>>
  return `<article>
<h3>${text(type)}</h3>
<p>${text(summaryOf(envelope))}</p>
<dl>
<dt>Happened (as claimed)</dt><dd>${text(String(envelope.occurredAt))}</dd>
<dt>Recorded (by the store)</dt><dd>${text(recordedAt)}</dd>
<dt>By</dt><dd>${text(String(envelope.agency))}, mode ${text(String(envelope.mode))}</dd>
<dt>Where it stands</dt><dd><code>${text(stream)}@${revision}</code>, position ${position}, id <code>${text(id)}</code></dd>
</dl>
<pre>${text(JSON.stringify(data, (_, value) => (isSealed(value) ? 'sealed' : value), 2))}</pre>
</article>`
}

const summaryOf = ({ summary }: Readonly<Record<string, unknown>>): string =>
  isSealed(summary) ? '(sealed)' : String(summary ?? '')

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const text = (value: string): string => value.replace(/[&<>"']/g, (character) => escapes[character]!)
