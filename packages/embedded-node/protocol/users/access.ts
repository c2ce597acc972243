import { z } from 'zod'
import type { Store } from '../../store/store.ts'
import { type Identity, isAdmin } from './identity.ts'

type Action = 'read' | 'write' | 'delete' | 'metaRead' | 'metaWrite'

/** Who may do what, asked for each call and while a lasting one goes on. */
export interface Access {
  /** Whether `who` may do `action` on `stream` (`$all` for the whole log) by the stream's and the default lists. */
  readonly may: (who: Identity, action: 'read' | 'write' | 'delete', stream: string) => boolean
}

/**
 * Access by the lists in the streams' metadata (`$acl`), else by the defaults in `$settings`, else by the built-in
 * ones: everybody who is known may use an ordinary stream, administrators alone a system stream and `$all`.
 * Administrators may do everything but write to `$all` or delete it, which nobody may. A metadata stream `$$name`
 * goes by `name`'s lists for metadata.
 */
export const accessByLists = (store: Store): Access => ({
  may: (who, action, stream) => {
    if (!isPossible(action, stream)) return false
    if (isAdmin(who)) return true
    const metadata = stream.startsWith('$$')
    const subject = metadata ? stream.slice(2) : stream
    const asked: Action = !metadata ? action : action === 'read' ? 'metaRead' : 'metaWrite'
    const roles = listOf(store, subject)?.[keys[asked]] ?? defaultRoles(store, subject)[keys[asked]]
    return allows(roles ?? '$admins', who)
  },
})

/** The access of a node that asks nobody who they are. */
export const accessForEverybody: Access = { may: (_who, action, stream) => isPossible(action, stream) }

/** The whole log is no stream that somebody could write to or delete. */
const isPossible = (action: Action, stream: string): boolean => stream !== '$all' || action === 'read'

const keys = { read: '$r', write: '$w', delete: '$d', metaRead: '$mr', metaWrite: '$mw' } as const

const roles = z.union([z.string(), z.array(z.string())]).optional()
const accessList = z.object({ $r: roles, $w: roles, $d: roles, $mr: roles, $mw: roles })
type AccessList = z.infer<typeof accessList>

const streamMetadata = z.object({ $acl: accessList.optional() })
const settings = z.object({ $userStreamAcl: accessList.optional(), $systemStreamAcl: accessList.optional() })

const forEverybody: AccessList = { $r: '$all', $w: '$all', $d: '$all', $mr: '$all', $mw: '$all' }
const forAdmins: AccessList = { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' }

const listOf = (store: Store, stream: string): AccessList | undefined =>
  lastJson(store, `$$${stream}`, streamMetadata)?.$acl

const defaultRoles = (store: Store, stream: string): AccessList => {
  const given = lastJson(store, '$settings', settings)
  return stream.startsWith('$')
    ? { ...forAdmins, ...given?.$systemStreamAcl }
    : { ...forEverybody, ...given?.$userStreamAcl }
}

const lastJson = <T>(store: Store, stream: string, schema: z.ZodType<T>): T | undefined => {
  const page = store.readStream(stream, 'end', 'backwards', 1)
  const last = page.kind === 'page' ? page.events[0] : undefined
  if (last === undefined) return undefined
  try {
    return schema.safeParse(JSON.parse(Buffer.from(last.data).toString('utf8'))).data
  } catch {
    return undefined
  }
}

/** `$all` in a list means everybody who has given a name and a password. */
const allows = (roles: string | readonly string[], { name, groups }: Identity): boolean =>
  name !== undefined &&
  [roles].flat().some((role) => role === '$all' || role === name || groups.includes(role))
