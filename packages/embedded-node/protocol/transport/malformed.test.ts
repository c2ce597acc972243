import { once } from 'node:events'
import { connect } from 'node:http2'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type RunningNode, startNode } from '../../index.ts'
import { frame } from './frame.ts'
import { codes } from './status.ts'

const unexpected: string[] = []
let node: RunningNode
beforeAll(async () => {
  node = await startNode({ port: 0, onUnexpected: (path) => unexpected.push(path) })
})
afterAll(() => node.stop())

/** The status of a call with these bytes for its message. */
const statusOf = async (method: string, message: Buffer): Promise<number> => {
  const session = connect(`http://127.0.0.1:${node.port}`)
  const headers = { ':method': 'POST', 'content-type': 'application/grpc', te: 'trailers' }
  const call = session.request({ ...headers, ':path': `/event_store.client.${method}` })
  let status: unknown
  for (const event of ['response', 'trailers'] as const)
    call.on(event, (told: Readonly<Record<string, unknown>>) => {
      status = told['grpc-status'] ?? status
    })
  call.resume().end(frame(message))
  await once(call, 'close')
  session.close()
  return Number(status)
}

test.each([
  ...['Append', 'BatchAppend', 'Read', 'Delete', 'Tombstone'].map((name) => `streams.Streams/${name}`),
  ...['Create', 'Details', 'ChangePassword'].map((name) => `users.Users/${name}`),
])(
  'what is no message of %s is the caller’s fault, and nobody is told of a fault of the node',
  async (method) => {
    for (const bytes of ['\n\u007fshort', 'canary', '\u00ff\u00ff\u00ff\u00ff'])
      expect(await statusOf(method, Buffer.from(bytes, 'latin1'))).toBe(codes.invalidArgument)
    expect(unexpected).toEqual([])
  },
)
