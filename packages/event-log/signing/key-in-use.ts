import { statSync } from 'node:fs'
import type { KeyRegister } from './key-register.ts'
import type { KeySource } from './key-source.ts'
import { openSigningKey, readSigningKey, type SigningKey, signingKeyFile } from './signing-key.ts'

/** The key with which a process signs: the one in its folder, also after that was replaced by another one. */
export interface KeyInUse {
  readonly present: () => SigningKey
  /** Whether the key may sign no more, as far as this process has heard. */
  readonly hasEnded: () => boolean
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
  /** Told, once each time, why the agency can't sign: its key has ended, or there is none in the file that was put in its place. */
  readonly onFailure: (reason: string) => void
}

const LOOK_MS = 1_000
/** How often a process asks the log whether its key still may sign, in looks. */
const LOOKS_A_QUESTION = 10

/**
 * Opens the key in a folder, which is made on first use. It looks there every second, and takes over the key that was put in its
 * place meanwhile.
 */
export const openKeyInUse = (parts: KeyInUseParts): KeyInUse => {
  const { agency, folder, register, source, now, onKey, onFailure } = parts
  let present = openSigningKey(folder, agency)
  let seen = stampOf(folder, agency)
  let looks = 0
  let isLooking = false
  let failure: string | undefined

  const hasEnded = (): boolean =>
    (register.key(present.kid, agency)?.validUntilMs ?? Number.POSITIVE_INFINITY) <= now().getTime()
  const takeOver = async (): Promise<void> => {
    const stamp = stampOf(folder, agency)
    looks += 1
    if (stamp === seen && looks % LOOKS_A_QUESTION !== 0) return
    // First of all this process must believe its own key: it reads back what it signs.
    await source.refresh(agency)
    if (stamp === seen) return
    const key = readSigningKey(signingKeyFile(folder, agency), agency)
    if (!key) return
    present = key
    seen = stamp
    onKey(present)
  }
  const look = async (): Promise<void> => {
    const before = failure
    try {
      await takeOver()
      failure = hasEnded() ? endedKey(present) : undefined
    } catch (error) {
      failure = (error as Error).message
    }
    if (failure !== undefined && failure !== before) onFailure(failure)
  }
  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
    })
  }, LOOK_MS)
  timer.unref()
  return { present: () => present, hasEnded, close: () => clearInterval(timer) }
}

/** What is signed with an ended key nobody believes, so its process writes nothing until it has the present one. */
export const endedKey = ({ kid, agency }: SigningKey): string =>
  `The key ${kid} has ended: the present key of ${agency} is not in this process's folder of keys.`

/** What tells one file from another in its place; undefined while there is none. */
const stampOf = (folder: string, agency: string): string | undefined => {
  const stat = statSync(signingKeyFile(folder, agency), { throwIfNoEntry: false })
  return stat && `${stat.ino} ${stat.mtimeMs}`
}
