import { randomUUID } from 'node:crypto'
import type { AppendRequest, ProposedEvent } from './store.ts'

const json = (type: string, content: object): ProposedEvent => ({
  id: randomUUID(),
  type,
  contentType: 'application/json',
  metadata: new Uint8Array(0),
  data: Buffer.from(JSON.stringify(content)),
})

const user = (login: string, fullName: string, groups: readonly string[]): AppendRequest => ({
  stream: `$user-${login}`,
  expected: 'no_stream',
  events: [json('$UserCreated', { loginName: login, fullName, groups, disabled: false })],
})

/** What a new log holds: an EventStoreDB node is never quite empty, `$all` begins with events of its own users. */
export const firstWrites: readonly AppendRequest[] = [
  {
    stream: '$$$user-admin',
    expected: 'no_stream',
    events: [json('$metadata', { $acl: { $r: '$admins', $w: '$admins', $mw: '$admins' } })],
  },
  {
    stream: '$$$user-ops',
    expected: 'no_stream',
    events: [json('$metadata', { $acl: { $r: '$admins', $w: '$admins', $mw: '$admins' } })],
  },
  user('admin', 'Event Store Administrator', ['$admins']),
  user('ops', 'Event Store Operations', ['$ops']),
]
