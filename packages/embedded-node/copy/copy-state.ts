import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { z } from 'zod'
import type { CopiedBetween } from './copied-between.ts'

/** How far a copy has come; kept in a file so that a copy that was stopped goes on where it was. */
const copyState = z.object({
  /** Everything up to this position of the source is in the target. */
  position: z.string(),
  events: z.number(),
  /** How many there were to copy when it began. */
  all: z.number(),
  /** Whether metadata stay byte for byte. */
  asTheyAre: z.boolean().default(true),
  between: z.object({ from: z.string().optional(), to: z.string().optional() }).default({}),
  /** Streams whose first events the source no longer has, and by how much their numbers are lower in the target. */
  shifts: z.record(z.string(), z.string()),
})

/**
 * How far a copy has come, as it is worked with; `copyState` says what each part means. Positions and revisions are the
 * source's.
 */
export interface CopyState {
  readonly position: bigint
  readonly events: number
  readonly all: number
  readonly asTheyAre: boolean
  readonly between: CopiedBetween
  readonly shifts: ReadonlyMap<string, bigint>
}

/** Where a copy begins: nothing is in the target yet, and no stream of the source lost its first events. */
export const atTheBeginning: CopyState = {
  position: 0n,
  events: 0,
  all: 0,
  asTheyAre: true,
  between: {},
  shifts: new Map(),
}

/** The state in a file, or undefined where there is none. Rejects if the file is something else. */
export const loadState = async (file: string): Promise<CopyState | undefined> => {
  if (!existsSync(file)) return undefined
  const { position, events, all, asTheyAre, between, shifts } = parsed(file, await readFile(file, 'utf8'))
  const entries = Object.entries(shifts).map(([stream, shift]) => [stream, BigInt(shift)] as const)
  return { position: BigInt(position), events, all, asTheyAre, between, shifts: new Map(entries) }
}

const parsed = (file: string, text: string): z.infer<typeof copyState> => {
  try {
    return copyState.parse(JSON.parse(text))
  } catch {
    throw new Error(
      `${file} does not hold the progress of a copy. Name another file, or remove it to begin the copy again.`,
    )
  }
}

/** Replaces the file in one step, so that a crash leaves the old state or the new one. */
export const saveState = async (
  file: string,
  { position, events, all, asTheyAre, between, shifts }: CopyState,
): Promise<void> => {
  const text = JSON.stringify({
    position: String(position),
    events,
    all,
    asTheyAre,
    between,
    shifts: Object.fromEntries([...shifts].map(([stream, shift]) => [stream, String(shift)])),
  })
  const handle = await open(`${file}.new`, 'w')
  await handle.writeFile(text)
  await handle.sync()
  await handle.close()
  await rename(`${file}.new`, file)
}
