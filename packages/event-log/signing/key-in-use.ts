import { statSync } from 'node:fs'
import type { KeyRegister } from './key-register.ts'
import type { KeySource } from './key-source.ts'
import { openSigningKey, type SigningKey, signingKeyFile } from './signing-key.ts'

/** The key with which a process signs: the one in its folder, also after that was replaced by another one. */
export interface KeyInUse {
  readonly present: () => SigningKey
  /** Whether the key may sign no more, as far as this process has heard. */
  readonly hasEnded: () => boolean
  /** Looks at the folder, and takes over the key that is there now. It looks by itself every second. */
  readonly look: () => Promise<void>
  readonly close: () => void
}

export interface KeyInUseParts {
  readonly agency: string
  readonly folder: string
  readonly register: KeyRegister
  readonly source: KeySource
  readonly now: () => Date
  /** Told of each key that is taken over. */
  readonly onKey: (key: SigningKey) => void
}

const LOOK_MS = 1_000
/** How often a process asks the log whether its key still may sign, in looks. */
const LOOKS_A_QUESTION = 10

/** Opens the key in a folder, which is made on first use. */
export const openKeyInUse = ({ agency, folder, register, source, now, onKey }: KeyInUseParts): KeyInUse => {
  let present = openSigningKey(folder, agency)
  let seen = stampOf(folder, agency)
  let looks = 0
  let looking: Promise<void> | undefined

  const lookOnce = async (): Promise<void> => {
    const stamp = stampOf(folder, agency)
    looks += 1
    if (stamp === seen && looks % LOOKS_A_QUESTION !== 0) return
    // First of all this process must believe its own key: it reads back what it signs.
    await source.refresh(agency)
    if (stamp === seen || stamp === undefined) return
    present = openSigningKey(folder, agency)
    seen = stamp
    onKey(present)
  }
  const look = async (): Promise<void> => {
    looking ??= lookOnce().finally(() => {
      looking = undefined
    })
    await looking
  }
  const timer = setInterval(() => void look().catch(() => undefined), LOOK_MS)
  timer.unref()
  return {
    present: () => present,
    hasEnded: () =>
      (register.key(present.kid, agency)?.validUntilMs ?? Number.POSITIVE_INFINITY) <= now().getTime(),
    look,
    close: () => clearInterval(timer),
  }
}

/** What tells one file from another in its place; undefined while there is none. */
const stampOf = (folder: string, agency: string): string | undefined => {
  const stat = statSync(signingKeyFile(folder, agency), { throwIfNoEntry: false })
  return stat && `${stat.ino} ${stat.mtimeMs}`
}
