import { verify } from 'node:crypto'
import { parentPort, workerData } from 'node:worker_threads'
import type { Writer } from '@concord/kernel'
import { signedForm } from '../form/canonical-form.ts'
import type { WrittenEvent } from '../form/stored-event.ts'
import { ownership } from '../ownership.ts'
import { openKeyRegister } from '../signing/key-register.ts'
import { publicKeyOf } from '../signing/signing-key.ts'
import type { TrustAnchors } from '../signing/trust-anchors.ts'
import { openConnection } from '../store/connection.ts'
import { openLogPump } from '../store/log-pump.ts'
import { openSegmentCheck } from '../verify/segment-check.ts'

/** What a thread is to check, once it has it in its memory. */
export interface CheckWork {
  readonly connectionString: string
  readonly agencies: readonly Writer[]
  readonly anchors: TrustAnchors
  readonly after: bigint | undefined
  readonly events: number
}

/* One thread: reads its events, says so, and checks them when all threads are told to at once. */
const { connectionString, agencies, anchors, after, events } = workerData as CheckWork
const owners = ownership(agencies)
const register = openKeyRegister(anchors)
const held = await read()
parentPort!.on('message', (what: 'chains' | 'signatures') => {
  parentPort!.postMessage(what === 'chains' ? chains() : signatures())
})
parentPort!.postMessage(held.length)

async function read(): Promise<readonly WrittenEvent[]> {
  const connection = openConnection(connectionString)
  const pump = openLogPump(connection.client(), after)
  const found: WrittenEvent[] = []
  while (found.length < events) {
    for (const item of await pump.take()) if (item.kind === 'event') found.push(item)
  }
  pump.stop()
  await connection.close()
  return found.slice(0, events)
}

/** Milliseconds for all of them: their keys, their chains, and the newest signature of each stream. */
function chains(): number {
  const start = performance.now()
  const check = openSegmentCheck(owners, register, { every: false })
  for (const written of held) if (!check.look(written)) break
  const { difference } = check.report()
  if (difference) throw new Error(difference.detail)
  return performance.now() - start
}

/** Milliseconds that Ed25519 alone would take for all of them, from some of them. */
function signatures(): number {
  const signed = held.slice(0, 2_000).map(({ event }) => {
    const { signature } = event.metadata as { readonly signature: { readonly value: string } }
    return {
      form: Buffer.from(signedForm(event)!),
      value: Buffer.from(signature.value, 'base64url'),
      key: publicKeyOf(anchors[owners.ownerOf(event.stream)!]!.x),
    }
  })
  const start = performance.now()
  for (const { form, value, key } of signed) if (!verify(null, form, key, value)) throw new Error('forged')
  return ((performance.now() - start) * held.length) / signed.length
}
