import { Command } from 'commander'
import { z } from 'zod'
import type { Output } from '../output.ts'
import { exitCodes, type ProgramContext } from '../program-context.ts'
import { printRows, wantsCsv } from '../rows.ts'
import type { Session } from '../session.ts'
import { csvOption } from './csv-option.ts'

/** `concord status`. */
export const statusCommand = ({ session, output, end }: ProgramContext): Command =>
  new Command('status')
    .description(
      'print whether each process of the system is ready; ends with status 1 if one is not ready or needs an operator',
    )
    .addOption(csvOption())
    .action(async (options: { readonly csv?: boolean }) => {
      if (!(await printStatus(session(), options, output()))) end(exitCodes.refused)
    })

/** How one process is: `alarm` takes commands, and needs an operator; `stale` answers from what it has, because the log is away; `away` does not answer at all. */
interface ProcessStatus {
  readonly name: string
  readonly url: string
  readonly state: 'ready' | 'alarm' | 'stale' | 'not-ready' | 'away'
  /** Why it is not ready, or what somebody must look into, in its own words where it has any. */
  readonly why?: string
}

/** How long a process may take to say how it is. */
const ANSWER_MS = 5_000

/** What processes say of themselves: the joint operations also whether they are stale, an agency what an operator must look into, a refusal why. */
const healthSchema = z.object({
  status: z.unknown(),
  stale: z.boolean().optional(),
  alarm: z.string().optional(),
  detail: z.string().optional(),
})

/** Asks every process of the system how it is; without a token. Resolves to whether all are ready and none needs an operator. */
export const printStatus = async (
  session: Session,
  options: { readonly csv?: boolean },
  output: Output,
): Promise<boolean> => {
  const csv = wantsCsv(output, options)
  const joint = { name: 'joint-operations', url: new URL('/', session.graphql).href }
  const all = await Promise.all([joint, ...session.agencies].map(statusOf))
  if (output.json) output.out(JSON.stringify(all))
  else {
    const rows = all.map(({ name, url, state, why = '' }) => [name, url, state, why])
    printRows(output, { head: ['process', 'where', 'state', 'why'], rows }, csv)
  }
  return all.every(({ state }) => state === 'ready')
}

const statusOf = async ({ name, url }: Pick<ProcessStatus, 'name' | 'url'>): Promise<ProcessStatus> => {
  try {
    const response = await fetch(new URL('/health/ready', url), { signal: AbortSignal.timeout(ANSWER_MS) })
    const { data: said } = healthSchema.safeParse(await response.json().catch(() => undefined))
    if (!response.ok)
      return { name, url, state: 'not-ready', why: said?.detail ?? `status ${response.status}` }
    if (said?.alarm !== undefined) return { name, url, state: 'alarm', why: said.alarm }
    return said?.stale
      ? { name, url, state: 'stale', why: 'the log cannot be reached' }
      : { name, url, state: 'ready' }
  } catch (error) {
    const { message, code } = ((error as Error).cause ?? error) as NodeJS.ErrnoException
    return { name, url, state: 'away', why: message || code || 'no answer' }
  }
}
