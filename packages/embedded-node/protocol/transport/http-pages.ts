import type { Server, ServerResponse } from 'node:http'
import { type NodeStatistics, prometheusText } from '../statistics.ts'

// An import would fill in every name that node:http exports, among them a whole client that nothing here uses.
const { createServer } = process.getBuiltinModule('node:http')

/**
 * The few pages that the node serves over plain HTTP/1.1: signs of life and statistics for those who watch it. It is
 * not EventStoreDB's HTTP API: every other path is not found. The pages tell nothing of what the store holds.
 */
export const createHttpPages = (statistics: () => NodeStatistics): Server => {
  const server = createServer((request, response) => {
    // No page takes a body; what comes is dropped.
    request.resume()
    const path = (request.url ?? '').split('?', 1)[0]
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply(response, 404, text, '')
    if (path === '/health/live') return reply(response, 204, text, '')
    if (path === '/ping') return reply(response, 200, json, pong)
    if (path === '/stats') return reply(response, 200, json, JSON.stringify(statistics()))
    if (path !== '/metrics') return reply(response, 404, text, '')
    prometheusText(statistics()).then(
      (metrics) => reply(response, 200, text, metrics),
      () => reply(response, 500, text, ''),
    )
  })
  server.maxRequestsPerSocket = 1000
  server.headersTimeout = 10_000
  server.requestTimeout = 10_000
  return server
}

const json = 'application/json'
const text = 'text/plain; version=0.0.4; charset=utf-8'
/** Clients that look for EventStoreDB expect this very answer. */
const pong = JSON.stringify({ msgTypeId: 12, text: 'Ping request successfully handled' })

const reply = (response: ServerResponse, status: number, contentType: string, body: string): void => {
  response.writeHead(status, { 'content-type': contentType })
  response.end(body)
}
