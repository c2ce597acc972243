import { once } from 'node:events'
import { Agent, get, type IncomingMessage, type RequestListener } from 'node:http'
import { connect } from 'node:net'
import { buffer, text } from 'node:stream/consumers'
import { generate } from 'selfsigned'
import { expect, onTestFinished, test } from 'vitest'
import { serve } from './serve.ts'

/** So long that a test which needs it fails by its own time limit. */
const FOR_EVER_MS = 3_600_000

const served = async (listener: RequestListener, stopMs = FOR_EVER_MS, idleMs = FOR_EVER_MS) => {
  const configuration = { tls: undefined, host: '127.0.0.1', port: 0, stopMs }
  const serving = await serve(listener, configuration, { mostConnections: 8, requestTimeout: 0, idleMs })
  const agent = new Agent({ keepAlive: true })
  onTestFinished(async () => {
    agent.destroy()
    await serving.close().catch(() => undefined)
  })
  /** Asks, and takes of the answer only its head. */
  const ask = async (): Promise<IncomingMessage> => {
    const [answer] = (await once(get(serving.url, { agent }), 'response')) as [IncomingMessage]
    return answer
  }
  return { serving, ask }
}

/** More than the kernels of both sides hold of an answer. */
const LONG = Buffer.alloc(64 * 1_048_576, 'x')

test('an answer that was ended when the server is asked to close is delivered to its last byte, however slow its reader', async () => {
  const { serving, ask } = await served((_, response) => response.end(LONG))
  const answer = await ask()
  const closed = serving.close()
  expect((await buffer(answer)).equals(LONG)).toBe(true)
  await closed
})

test('an answer that is still being made is delivered as well, and its connection closed after it', async () => {
  const { promise: made, resolve: make } = Promise.withResolvers<void>()
  const { serving, ask } = await served(async (_, response) => {
    response.write('begun, ')
    await made
    response.end('and ended')
  })
  const answer = await ask()
  const closed = serving.close()
  make()
  expect(await text(answer)).toBe('begun, and ended')
  await closed
})

test('a connection that is kept alive between requests does not hold the server up', async () => {
  const { serving, ask } = await served((_, response) => response.end('here'))
  expect(await text(await ask())).toBe('here')
  await serving.close()
})

test('a connection on which nothing was asked yet does not hold the server up', async () => {
  const { serving } = await served((_, response) => response.end('here'))
  const silent = connect(Number(new URL(serving.url).port), '127.0.0.1')
  await once(silent, 'connect')
  await serving.close()
  await once(silent.resume(), 'close')
})

test('whoever takes nothing of an answer is cut off when the time to stop is over', async () => {
  const { serving, ask } = await served((_, response) => response.end(LONG), 100)
  const answer = await ask()
  await serving.close()
  await expect(buffer(answer)).rejects.toThrow('aborted')
})

test('whoever takes nothing of an answer is cut off after a while, although nobody asks the server to close', async () => {
  const { promise: gone, resolve: go } = Promise.withResolvers<void>()
  const { ask } = await served(
    (_, response) => {
      response.once('close', go)
      response.end(LONG)
    },
    FOR_EVER_MS,
    100,
  )
  const answer = await ask()
  await gone
  await expect(buffer(answer)).rejects.toThrow('aborted')
})

test('whoever begins to agree on TLS and does not go on is hung up on', async () => {
  const { private: key, cert: certificate } = await generate([{ name: 'commonName', value: 'localhost' }])
  const tls = { certificate, key, clientAuthority: undefined }
  const serving = await serve(
    (_, response) => response.end('here'),
    { tls, host: '127.0.0.1', port: 0, stopMs: FOR_EVER_MS },
    { mostConnections: 8, requestTimeout: 0, handshakeMs: 50 },
  )
  onTestFinished(() => serving.close())
  const silent = connect(Number(new URL(serving.url).port), '127.0.0.1')
  silent.on('error', () => {})
  await once(silent, 'close')
})
