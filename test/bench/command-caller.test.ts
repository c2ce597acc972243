import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { openCommandCaller } from './command-caller.ts'

/* The load generator of the benchmarks: a caller whose command failed goes on calling. */

const answering = async (...answers: readonly string[]): Promise<string> => {
  const left = [...answers]
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(left.shift() ?? ''))
    socket.on('error', () => {})
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
const created = 'HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}'

test.each([
  ['that is refused', 'HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\n{}', 'HTTP/1.1 409'],
  ['whose answer tells no length', 'HTTP/1.1 201 Created\r\n\r\n', 'tells no length'],
])('one command %s fails alone', async (_, answer, why) => {
  const caller = openCommandCaller(await answering(answer, created), 'token', 1)
  onTestFinished(() => caller.close())
  await expect(caller.send('I-1', 'FileReport', {})).rejects.toThrow(why)
  await caller.send('I-1', 'FileReport', {})
})
