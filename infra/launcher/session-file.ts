import { renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Session } from '@concord/command-line'
import { TOKEN_LIFETIME_S } from './tokens.ts'

/** A session that lies in a file, and is made anew there for as long as the system runs. */
export interface KeptSession {
  readonly session: Session
  /** Leaves the file as it is. */
  readonly leave: () => void
}

/** Leaves a session in a file that only its owner reads, with fresh tokens well before the old ones expire. */
export const keepSession = async (file: string, make: () => Promise<Session>): Promise<KeptSession> => {
  const write = async (): Promise<Session> => {
    const session = await make()
    writePrivate(file, session)
    return session
  }
  const session = await write()
  const renewal = setInterval(() => void write(), (TOKEN_LIFETIME_S * 1000) / 2)
  renewal.unref()
  return { session, leave: () => clearInterval(renewal) }
}

const writePrivate = (file: string, session: Session): void => {
  const next = join(dirname(file), `.session-${process.pid}.json`)
  writeFileSync(next, `${JSON.stringify(session, null, 2)}\n`, { mode: 0o600 })
  renameSync(next, file)
}
