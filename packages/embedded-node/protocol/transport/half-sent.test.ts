import { once } from 'node:events'
import { type ClientHttp2Stream, connect } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startNode } from '../../index.ts'
import { frame } from './frame.ts'
import { createGrpcServer, type Handler } from './grpc-server.ts'
import { codes, ok } from './status.ts'
import { onlyMessage } from './unary.ts'

/** Calls on one connection, each begun and not finished. */
const callsTo = (address: string) => {
  const session = connect(address, { rejectUnauthorized: false })
  onTestFinished(() => session.destroy())
  return (path: string, bytes: Buffer): ClientHttp2Stream => {
    const call = session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc' })
    call.resume().write(bytes)
    return call
  }
}

/** What a call that never ends its request is told. */
const statusOf = async (call: ClientHttp2Stream): Promise<number> => {
  const [headers] = await once(call, 'response')
  return Number(headers['grpc-status'])
}

const givenServer = async (handler: Handler) => {
  const onUnexpected = () => undefined
  const server = createGrpcServer({ handlerFor: () => handler, onUnexpected, mostHalfSentBytes: 250_000 })
  server.http2.listen(0, '127.0.0.1')
  await once(server.http2, 'listening')
  onTestFinished(() => {
    server.close()
    server.http2.close()
  })
  return callsTo(`http://127.0.0.1:${(server.http2.address() as AddressInfo).port}`)
}

const whole: Handler = async (call) => {
  await onlyMessage(call)
  return ok
}
const half = frame(Buffer.alloc(110_000)).subarray(0, 100_000)

test('of what is half sent, on whatever calls, the first is given up where it is more than the node holds', async () => {
  const begin = await givenServer(whole)
  const first = begin('/a', half)
  const others = [begin('/a', half), begin('/a', half)]
  expect(await statusOf(first)).toBe(codes.resourceExhausted)

  for (const other of others) other.end(Buffer.alloc(10_005))
  expect(await Promise.all(others.map(statusOf))).toEqual([codes.ok, codes.ok])
})

test('a request that has come in whole counts until its call begins', async () => {
  const begin = await givenServer(whole)
  const first = begin('/a', frame(Buffer.alloc(100_000)))
  begin('/a', half)
  begin('/a', half)
  expect(await statusOf(first)).toBe(codes.resourceExhausted)
})

test('a call of which nothing has come counts as well, and one that lasts does not once it was asked', async () => {
  const lasting: Handler = async (call) => {
    await onlyMessage(call)
    call.send(Buffer.from('here'))
    await call.closed
    return ok
  }
  const begin = await givenServer(lasting)
  const subscription = begin('/a', frame(Buffer.alloc(10)))
  subscription.end()
  await once(subscription, 'response')
  const idle = Array.from({ length: 40 }, () => begin('/a', Buffer.alloc(0)))
  expect(await statusOf(idle[0]!)).toBe(codes.resourceExhausted)
  expect(subscription.closed).toBe(false)
})

test('whoever was answered and does not end the request is hung up on', async () => {
  const begin = await givenServer(async () => ok)
  const call = begin('/a', half)
  await once(call, 'close')
  expect(call.rstCode).toBe(0)
})

test('nothing is read of what somebody sends who names no user', async () => {
  const node = await startNode({ port: 0, security: {} })
  onTestFinished(() => node.stop())
  const begin = callsTo(`https://127.0.0.1:${node.port}`)
  for (const method of ['streams.Streams/Read', 'streams.Streams/BatchAppend', 'users.Users/Details'])
    expect(await statusOf(begin(`/event_store.client.${method}`, half))).toBe(codes.permissionDenied)
})
