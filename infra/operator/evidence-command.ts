import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AnswerError,
  type Asking,
  instant,
  logAddress,
  type ProgramContext,
  positions,
} from '@concord/command-line'
import { catchUpTree, openAgencyKeys, openEventLog, openLogTree } from '@concord/event-log'
import { exportEvidence, type Selection } from '@concord/evidence'
import { UsageError } from '@concord/kernel'
import { Command } from 'commander'
import { withRecordOfReads } from '../../services/joint-operations/joint-centre.ts'
import { JOINT_CENTRE, roster } from '../../services/roster.ts'
import { askQuestion } from './answered-question.ts'
import { logOf } from './log-of.ts'

interface ExportOptions {
  readonly log?: string
  readonly keys?: string
  readonly incident?: string
  readonly from?: string
  readonly to?: string
  readonly question?: string
  readonly positions?: readonly string[]
}

/** `concord evidence export`: a package that a court can check without Concord. */
export const evidenceCommand = ({ session, output, asking }: ProgramContext): Command =>
  new Command('evidence').description('packages of evidence that can be checked offline').addCommand(
    new Command('export')
      .argument('<folder>', 'a folder that does not exist yet')
      .description(
        'events as signed, keys, inclusion proofs, the signed head, a page for the judge, and a verifier',
      )
      .option('--incident <incident>', 'everything recorded in this incident')
      .option('--from <instant>', 'everything recorded from then on …', instant)
      .option('--to <instant>', '… until before then', instant)
      .option(
        '--question <graphql>',
        'asks (text, a file, or - for standard input), and packages the answer with the events whose positions it selects',
      )
      .option(
        '--positions <position...>',
        'instead of asking: the events on which the answer rests',
        positions,
      )
      .option('--log <connection string>', "the log; left out, the session's", logAddress)
      .option('--keys <folder>', "the folder of keys; left out, the session's")
      .action(async (folder: string, options: ExportOptions) => {
        if (existsSync(folder)) throw new UsageError(`${folder} exists already: name a folder that does not.`)
        const selection = await selectionOf(options, asking)
        const manifest = await makePackage(folder, selection, logOf(options, session))
        if (output().json) output().out(JSON.stringify({ folder, ...manifest }))
        else {
          output().out(`${folder}: the package is whole, with ${manifest.counts.events} events`)
          const trust = join(logOf(options, session).keys, 'trust.json')
          output().out(`check it with: node ${join(folder, 'verify.mjs')} ${folder} ${trust}`)
          output().out(
            'Whoever checks it should have the verifier and the anchors in trust.json from elsewhere.',
          )
        }
      }),
  )

const makePackage = async (
  folder: string,
  selection: Selection,
  at: { readonly connectionString: string; readonly keys: string },
) => {
  const keys = openAgencyKeys(at.keys)
  const { connectionString } = at
  const agencies = withRecordOfReads(roster)
  const log = openEventLog({ connectionString, agencies, keys, keeper: JOINT_CENTRE, verify: 'every' })
  const scratch = mkdtempSync(join(tmpdir(), 'concord-tree-'))
  const tree = openLogTree(join(scratch, 'tree.sqlite'))
  try {
    await catchUpTree(log, tree)
    // It rests on the centre's head, and the centre signs its manifest.
    const made = await exportEvidence({
      log,
      keys,
      agency: JOINT_CENTRE,
      headOf: JOINT_CENTRE,
      tree,
      selection,
      folder,
    })
    if (made.ok) return made.value
    throw new AnswerError(
      'detail' in made.error ? made.error.detail : `An event was refused: ${made.error.event.detail}`,
    )
  } finally {
    tree.close()
    await log.close()
    keys.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}

const selectionOf = async (
  { incident, from, to, question, positions }: ExportOptions,
  asking: () => Asking,
): Promise<Selection> => {
  const ways = [incident, from ?? to, question].filter((one) => one !== undefined)
  if (ways.length > 1)
    throw new UsageError('Say of one thing: --incident, or --from with --to, or --question.')
  if (incident !== undefined) return { kind: 'incident', incident }
  if (from !== undefined && to !== undefined) return { kind: 'period', from, to }
  if (question === undefined) {
    throw new UsageError('Say of what: --incident, or --from with --to, or --question.')
  }
  if (positions !== undefined) return { kind: 'answer', question, positions: positions.map(BigInt) }
  return { kind: 'answer', ...(await askQuestion(asking(), question)) }
}
