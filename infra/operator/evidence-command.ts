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
  new Command('evidence').description('make packages of evidence that can be checked offline').addCommand(
    new Command('export')
      .argument('<folder>', 'the folder to make; it must not exist yet')
      .description(
        'make a package of events as they were signed, with keys, inclusion proofs, the signed head, a page for the judge, and a verifier',
      )
      .option('--incident <incident>', 'package everything recorded in this incident')
      .option('--from <instant>', 'package everything recorded from this moment on; needs --to', instant)
      .option(
        '--to <instant>',
        'the end of the period; what was recorded at this moment is left out',
        instant,
      )
      .option(
        '--question <graphql>',
        'ask this question (text, a file, or - for standard input), and package the answer with the events whose positions it selects',
      )
      .option(
        '--positions <position...>',
        'package these events, with --question as the words of the question; nothing is asked',
        positions,
      )
      .option('--log <connection string>', 'the log; by default that of the session', logAddress)
      .option('--keys <folder>', 'the folder of keys; by default that of the session')
      .action(async (folder: string, options: ExportOptions) => {
        if (existsSync(folder))
          throw new UsageError(`${folder} exists already. Name a folder that does not exist yet.`)
        const selection = await selectionOf(options, asking)
        const manifest = await makePackage(folder, selection, logOf(options, session))
        if (output().json) output().out(JSON.stringify({ folder, ...manifest }))
        else {
          output().out(`${folder}: the package is complete, with ${manifest.counts.events} events`)
          const trust = join(logOf(options, session).keys, 'trust.json')
          output().out(`check it with: node ${join(folder, 'verify.mjs')} ${folder} ${trust}`)
          output().out(
            'To rely on the result, get the verifier and trust.json from somebody other than the maker of the package.',
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
    throw new UsageError('Choose only one of --incident, --from with --to, and --question.')
  if (incident !== undefined) return { kind: 'incident', incident }
  if (from !== undefined && to !== undefined) return { kind: 'period', from, to }
  if (question === undefined) {
    throw new UsageError('Say what to package: --incident, or --from with --to, or --question.')
  }
  if (positions !== undefined) return { kind: 'answer', question, positions: positions.map(BigInt) }
  return { kind: 'answer', ...(await askQuestion(asking(), question)) }
}
