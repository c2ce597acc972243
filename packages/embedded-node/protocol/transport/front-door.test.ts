import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer as createHttp1 } from 'node:http'
import { connect as connectHttp2, createServer as createHttp2 } from 'node:http2'
import { connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pass } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ownCertificate } from './certificate.ts'
import { type FrontDoor, openFrontDoor } from './front-door.ts'

const introductionMs = 100
const folder = mkdtempSync(join(tmpdir(), 'concord-door-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(['plain', 'TLS'])('a connection over %s', (kind) => {
  let door: FrontDoor
  beforeAll(async () => {
    const tls = kind === 'TLS' ? await ownCertificate(folder, [], new Date()) : undefined
    const http2 = createHttp2().on('stream', (stream) =>
      stream.respond({ ':status': 204 }, { endStream: true }),
    )
    door = await openFrontDoor({
      host: '127.0.0.1',
      port: 0,
      tls,
      http2,
      http1: createHttp1(),
      introductionMs,
    })
  })
  afterAll(() => {
    door.cut()
    return door.close()
  })

  test('that has introduced itself may be silent for as long as it likes', async () => {
    const url = kind === 'TLS' ? `https://localhost:${door.port}` : `http://localhost:${door.port}`
    const trusted = kind === 'TLS' ? { ca: readFileSync(join(folder, 'node.crt')) } : {}
    const session = connectHttp2(url, trusted)
    await once(session, 'connect')
    await pass(5 * introductionMs)

    const [headers] = await once(session.request({ ':path': '/' }), 'response')
    expect(headers[':status']).toBe(204)
    session.close()
  })

  test('that never introduces itself is cut off', async () => {
    const socket = connectTcp(door.port, '127.0.0.1')
    socket.on('error', () => undefined).resume()
    await once(socket, 'close')
  })
})
