import { statSync } from 'node:fs'
import type { KeyRegister } from '../signing/key-register.ts'
import { openSigningKey, readSigningKey, type SigningKey, signingKeyFile } from '../signing/signing-key.ts'
import { whyNotToSign } from '../signing/why-not-to-sign.ts'
import type { KeySource } from './key-source.ts'

/** The key with which a process signs: the one in its folder, also after that was replaced by another one. */
export interface KeyInUse {
  readonly present: () => SigningKey
  /** Why the key may sign no more, as far as this process has heard; undefined while it may. */
  readonly end: () => string | undefined
  readonly close: () => void
}

/** Where the key is looked for, what is known of keys, and who is told of changes. */
export interface KeyInUseParts {
  readonly agency: string
  readonly folder: string
  readonly register: Pick<KeyRegister, 'key' | 'keysOf'>
  readonly source: Pick<KeySource, 'refresh'>
  readonly now: () => Date
  /** When the newest event of the log was recorded, in milliseconds of the store's clock; undefined where nobody can say. */
  readonly newestMs: () => Promise<number | undefined>
  /** Told of each key that is taken over. */
  readonly onKey: (key: SigningKey) => void
  /**
   * Told, once each time, what is wrong with the key, and whether the process signs on: the key has ended, or the file in its
   * place is gone or holds none that may sign. Told undefined once nothing is wrong any more.
   */
  readonly onTrouble: (trouble: string | undefined) => void
}

const LOOK_MS = 1_000
/** How often a process asks the log whether its key still may sign, and reads its file unprompted, in looks. */
const LOOKS_A_QUESTION = 10

/**
 * Opens the key in a folder, which is made on first use. It looks there every second, and takes over the key that was put in its
 * place meanwhile, if the log knows it as one that may sign: what another one signs would close a stream to its own agency.
 */
export const openKeyInUse = (parts: KeyInUseParts): KeyInUse => {
  const { agency, folder, register, source, newestMs, onKey, onTrouble } = parts
  const file = signingKeyFile(folder, agency)
  let present = openSigningKey(folder, agency)
  let seen = stampOf(file)
  let looks = 0
  let isLooking = false
  let told: string | undefined
  let storeMs: number | undefined
  /** Others judge by the store's clock until when a key signs: by one that is behind it this process would sign on for nothing. */
  const now = (): Date => new Date(Math.max(parts.now().getTime(), storeMs ?? Number.NEGATIVE_INFINITY))

  /** Answers what is wrong with the file. */
  const takeOver = (): string | undefined => {
    const key = keyIn(file, agency)
    if (typeof key === 'string') return key
    if (key.kid === present.kid) return undefined
    const reason = whyNotToSign(register, key, now())
    if (reason !== undefined) return `${file} holds a key that cannot be used. ${reason}`
    present = key
    onKey(present)
    return undefined
  }
  const end = () => (register.key(present.kid, agency) ? whyNotToSign(register, present, now()) : undefined)
  const troubleNow = async (): Promise<string | undefined> => {
    // First of all this process must believe its own key: it reads back what it signs.
    await source.refresh(agency)
    storeMs = await newestMs()
    const amiss = takeOver()
    return (
      end() ?? (amiss && `${amiss} Until it is restarted, this process goes on signing with ${present.kid}.`)
    )
  }
  const look = async (): Promise<void> => {
    looks += 1
    const stamp = stampOf(file)
    if (stamp === seen && looks % LOOKS_A_QUESTION !== 0) return
    seen = stamp
    const trouble = await troubleNow().catch((error: Error) => error.message)
    if (trouble !== told) onTrouble(trouble)
    told = trouble
  }

  const timer = setInterval(() => {
    if (isLooking) return
    isLooking = true
    void look().finally(() => {
      isLooking = false
    })
  }, LOOK_MS)
  timer.unref()

  return { present: () => present, end, close: () => clearInterval(timer) }
}

/** The key in a file, or what is wrong with it. */
const keyIn = (file: string, agency: string): SigningKey | string => {
  try {
    return readSigningKey(file, agency) ?? `${file} is gone.`
  } catch (error) {
    return (error as Error).message
  }
}

/** What tells one file from another in its place, and from what it was; undefined while none can be seen there. */
const stampOf = (file: string): string | undefined => {
  try {
    const { ino, ctimeMs } = statSync(file)
    return `${ino} ${ctimeMs}`
  } catch {
    return undefined
  }
}
