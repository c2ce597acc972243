import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '@concord/kernel'
import { z } from 'zod'
import { faultsIn } from './faults-in.ts'

const tokenSchema = z.object({ agency: z.string(), role: z.string(), token: z.string() })

/**
 * Where a running system is and with which tokens to talk to it. The launcher writes it beside the data folder,
 * readable by its owner alone; for any other system it is written by hand.
 */
const sessionSchema = z.object({
  graphql: z.url(),
  agencies: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      url: z.url(),
      /** The event types it records. */
      records: z.array(z.string()),
      /** Those of them that members of every agency may ask for, such as joining an incident. */
      open: z.array(z.string()).default([]),
    }),
  ),
  tokens: z.array(tokenSchema),
  log: z.string().optional(),
  keys: z.string().optional(),
  /** The folder that holds those of its processes, where they are on this machine. */
  data: z.string().optional(),
})

/** Where the processes are, and tokens for who asks. */
export type Session = z.infer<typeof sessionSchema>

/** Where an agency takes reports, and of which types. */
export type AgencyAddress = Session['agencies'][number]

/** `CONCORD_SESSION`, or else where `start` and `demo` leave it. */
export const defaultSessionFile = (): string =>
  process.env.CONCORD_SESSION ?? join('.concord', 'session.json')

/** Reads a session file. Throws {@link UsageError} if it is missing or not a session file. */
export const readSession = (file: string): Session => {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new UsageError(
      `No session at ${file}. Start a system (npx -y pnpm@12 start, or demo), or name another session file with --session.`,
    )
  }
  const parsed = sessionSchema.safeParse(parseJson(text))
  if (!parsed.success) throw new UsageError(`${file} is not a session file: ${faultsIn(parsed.error)}`)
  return parsed.data
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The token of an agency's role, written `agency/role`, such as `joc/analyst`. */
export const tokenFor = (session: Session, who: string): string => {
  const [agency, role] = who.split('/')
  const found = session.tokens.find(
    (token) => token.agency === agency && (role === undefined || token.role === role),
  )
  if (found) return found.token
  const known = session.tokens.map((token) => `${token.agency}/${token.role}`).join(', ')
  throw new UsageError(`No token for ${who}. There are: ${known}.`)
}
