import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Store } from '../../store/store.ts'
import { hashPassword, isPassword } from './password.ts'

/** A user as kept in the stream `$user-<name>`, the way EventStoreDB keeps its users. */
const user = z.object({
  loginName: z.string(),
  fullName: z.string(),
  groups: z.array(z.string()),
  disabled: z.boolean(),
  password: z.object({ scheme: z.string(), salt: z.string(), hash: z.string() }).optional(),
})
type User = z.infer<typeof user>

/** A user with where that was read, and when it was written in ticks of 100 ns since the Unix epoch. */
export interface KnownUser {
  readonly user: User
  readonly revision: bigint
  readonly updatedTicks: bigint
}

/** The users of a store, read from it anew each time: what was changed holds for the next call. */
export interface Users {
  /** undefined for a name that nobody has or had taken from them. */
  readonly find: (loginName: string) => KnownUser | undefined
  /** Writes the user down at the revision that `known` was found at; false if somebody was quicker. */
  readonly save: (type: UserEvent, user: User, known: KnownUser | undefined) => Promise<boolean>
}

/** What happens to users, as EventStoreDB names it. */
export type UserEvent = '$UserCreated' | '$UserUpdated' | '$PasswordChanged' | '$UserDeleted'

/** Login names end up in stream names and lists of roles: visible characters, no separators. */
export const isLoginName = (name: string): boolean => /^[\p{L}\p{N}][\p{L}\p{N}._@+-]{0,63}$/u.test(name)

/** Nobody gets in by an event that does not say what a user is: there is no such user then. */
export const openUsers = (store: Store): Users => ({
  find: (loginName) => {
    const page = store.readStream(`$user-${loginName}`, 'end', 'backwards', 1)
    const last = page.kind === 'page' ? page.events[0] : undefined
    if (last === undefined || last.type === '$UserDeleted') return undefined
    const parsed = user.safeParse(json(last.data)).data
    if (parsed === undefined) return undefined
    return { user: parsed, revision: last.revision, updatedTicks: last.createdTicks }
  },
  save: async (type, saved, known) => {
    const outcome = await store.append({
      stream: `$user-${saved.loginName}`,
      expected: known?.revision ?? (type === '$UserCreated' ? 'any' : 'stream_exists'),
      events: [userEvent(type, saved)],
    })
    return outcome.kind === 'appended'
  },
})

/** The password that EventStoreDB too gives its first users. */
export const usualFirstPassword = 'changeit'

/** Gives the users that a new store begins with, `admin` and `ops`, their first password if they have none yet. */
export const givePasswords = async (users: Users, firstPassword: string): Promise<void> => {
  for (const loginName of ['admin', 'ops']) {
    const known = users.find(loginName)
    if (known === undefined || known.user.password !== undefined) continue
    await users.save(
      '$PasswordChanged',
      { ...known.user, password: await hashPassword(firstPassword) },
      known,
    )
  }
}

/** Whether `admin` still has the password that everybody knows. */
export const hasUsualPassword = async (users: Users): Promise<boolean> =>
  isPassword(usualFirstPassword, users.find('admin')?.user.password)

const userEvent = (type: UserEvent, saved: User) => ({
  id: randomUUID(),
  type,
  contentType: 'application/json' as const,
  metadata: new Uint8Array(),
  data: Buffer.from(JSON.stringify(saved)),
})

const json = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}
