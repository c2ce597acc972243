import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { z } from 'zod'
import { AnswerError, type Asking, describeErrors, subscribe, untilAborted } from '../joint-api.ts'
import { position } from '../option-values.ts'
import type { Output } from '../output.ts'
import type { ProgramContext } from '../program-context.ts'
import { csvOption } from './csv-option.ts'
import { ENTRY, entryPrinter, entrySchema } from './entry-printer.ts'

/** `concord follow`. */
export const followCommand = ({ asking, output }: ProgramContext): Command =>
  new Command('follow')
    .description('print what is recorded as it is recorded, until interrupted')
    .option('--after <position>', 'begin after this position; by default with the next event', position)
    .option('--incident <incident>', 'only events that concern this incident')
    .addOption(csvOption())
    .action((options: FollowOptions) => follow(asking(), options, output()))

/** From where on, and about what. */
interface FollowOptions {
  readonly after?: string | undefined
  readonly incident?: string | undefined
  readonly csv?: boolean
}

/** Prints what is recorded, as it is recorded. Interrupted connections are resumed where they were: nothing is printed twice. */
export const follow = async (asking: Asking, options: FollowOptions, output: Output): Promise<void> => {
  const { fit, print } = entryPrinter(output, options)
  const document = `subscription ($after: Position, $place: String, $incident: ID) { changes(after: $after, place: $place, incident: $incident) { place event { ${ENTRY} } } }`
  const changeSchema = z.object({ changes: z.object({ place: z.string(), event: entrySchema.nullish() }) })
  const { after = null, incident = null } = options
  let place: string | null = null
  for (let failures = 0; !asking.signal?.aborted; ) {
    try {
      for await (const { response } of subscribe(asking, document, { after, place, incident })) {
        if (response.errors?.length) throw new AnswerError(describeErrors(response))
        const { changes } = changeSchema.parse(response.data)
        place = changes.place
        failures = 0
        if (!changes.event) continue
        const entry = { event: changes.event, inForce: true }
        fit([entry])
        print(entry)
      }
    } catch (error) {
      if (asking.signal?.aborted) return
      if (!(error instanceof AnswerError) || ++failures > RETRIES) throw error
      output.err(`${error.message}; trying again`)
    }
    await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures), undefined, untilAborted(asking))
  }
}

/** How long it waits after a connection has ended, twice as long after each further failure. */
const FIRST_WAIT_MS = 500
const LONGEST_WAIT_MS = 10_000

/** How often in a row a broken connection is tried again before it is given up. */
const RETRIES = 8
