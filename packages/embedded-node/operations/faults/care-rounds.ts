import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type FaultKind, orderDisk } from '../../store/faults/disk-shim.ts'
import { type Care, contentOf, type Expected, prepare, takeCare, targetOf, wrongWith } from './care.ts'

/**
 * A process that runs under the disk shim. `trace`: takes care of a store once, every call traced, and prints what it
 * may leave behind. Otherwise: for each call up to `last` the care suffers that one fault, and is then tried again.
 * Prints one line of JSON per round. Arguments: folder, care, `trace` or the last call, faults.
 */
export interface CareRound {
  readonly call: number
  readonly fault: FaultKind
  readonly failed: boolean
  readonly broken: readonly string[]
}

const [parent, care, until, faults] = process.argv.slice(2) as [string, Care, string, string]
const whole = join(parent, 'whole')
const work = join(parent, 'work')
mkdirSync(whole)
await prepare(whole)

const startAnew = (): void => {
  rmSync(work, { recursive: true, force: true })
  cpSync(whole, work, { recursive: true })
}

const expected = async (): Promise<Expected> => {
  startAnew()
  const before = contentOf(targetOf(work, care))
  await takeCare(work, care)
  return { before, after: contentOf(targetOf(work, care)) }
}

const suffer = async (call: number, fault: FaultKind, what: Expected): Promise<CareRound> => {
  startAnew()
  orderDisk(parent, { kind: 'fail', call, fault })
  const failed = await fails()
  orderDisk(parent, { kind: 'pass' })
  const target = targetOf(work, care)
  const broken = [...wrongWith(target, what, !failed)]
  if (failed && broken.length === 0 && canBeDoneAgain(target)) {
    if (await fails()) broken.push('it cannot be done again')
    broken.push(...wrongWith(target, what, true))
  }
  return { call, fault, failed, broken }
}

/** A restore overwrites nothing, not even what it left itself when only its last sync failed. */
const canBeDoneAgain = (target: string): boolean => care !== 'restore' || contentOf(target) === undefined

const fails = (): Promise<boolean> =>
  takeCare(work, care).then(
    () => false,
    () => true,
  )

const what = await expected()
if (until === 'trace') {
  startAnew()
  orderDisk(parent, { kind: 'trace', file: join(parent, 'calls') })
  await takeCare(work, care)
  orderDisk(parent, { kind: 'pass' })
  console.log(JSON.stringify(what))
} else {
  const kinds = faults.split(',') as FaultKind[]
  for (let call = 1; call <= Number(until); call += 1) {
    console.log(JSON.stringify(await suffer(call, kinds[call % kinds.length]!, what)))
  }
}
