import { randomUUID } from 'node:crypto'
import { Pool } from 'undici'

/** Gives commands to an agency over connections that are kept open, at so little cost that the agency is what is measured. */
export interface CommandCaller {
  /** Sends one command and waits for its answer; throws when it is not recorded. */
  readonly send: (incident: string, command: string, data: unknown) => Promise<void>
  readonly close: () => Promise<void>
}

/** As many connections as there are callers, one request at a time on each. */
export const openCommandCaller = (url: string, token: string, callers: number): CommandCaller => {
  const pool = new Pool(url, { connections: callers, pipelining: 1 })
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    send: async (incident, command, data) => {
      const answer = await pool.request({
        method: 'POST',
        path: `/v1/incidents/${incident}/commands/${command}`,
        headers: { ...headers, 'idempotency-key': randomUUID() },
        body: JSON.stringify({ occurredAt: new Date().toISOString(), data }),
      })
      const text = await answer.body.text()
      if (answer.statusCode !== 201) throw new Error(`status ${answer.statusCode}: ${text}`)
    },
    close: () => pool.close(),
  }
}
