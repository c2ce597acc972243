import { Readable } from 'node:stream'
import { isSealed } from '@concord/kernel'
import { expect, test } from 'vitest'
import { inForce, picture, tellLines } from './told.ts'

/* A story goes through the agencies' own desks: what they refuse of others they refuse of a story. */

interface Told {
  readonly id?: string
  readonly type: string
  readonly agency?: string
  readonly mode?: 'exercise'
  readonly corrects?: string
  readonly retracts?: string
  readonly summary?: string
  readonly data?: object
}

const tell = (...told: readonly Told[]) => tellLines(linesOf(told), 'told')

/** As `concord import story` takes it: what does not fit its type is filed as a report. */
const tellKeeping = (...told: readonly Told[]) => tellLines(linesOf(told), 'told', { keepsMisfits: true })

const linesOf = (told: readonly Told[]): Readable =>
  Readable.from(
    told.map((one, index) => {
      const at = `2026-03-02T08:0${index}:00+08:00`
      const line = {
        id: `R-${index + 1}`,
        incident: 'I-1',
        agency: 'police',
        occurredAt: at,
        recordedAt: at,
      }
      return `${JSON.stringify({ ...line, ...one })}\n`
    }),
  )

test('what is played is corrected by nothing real', async () => {
  const reported = { type: 'SightingReported' }
  const corrected = { ...reported, corrects: 'R-1' }
  expect(await tell(reported, corrected)).toHaveLength(2)
  await expect(tell({ ...reported, mode: 'exercise' }, corrected)).rejects.toThrow('R-2')
})

test('a second correction of a report is of what stands of it, and what is taken back is gone for good', async () => {
  const seen = { type: 'SightingReported' }
  const corrected = { ...seen, corrects: 'R-1' }
  const retracted = { type: 'SightingRetracted', corrects: 'R-1' }
  const told = await tell(seen, corrected, corrected, retracted)
  const [first, second, third] = told.map(({ id }) => id)
  expect(told.map(({ envelope: { corrects, retracts } }) => corrects ?? retracts)).toEqual([
    ...[undefined, first, second],
    ...[third, second, first],
  ])
  expect(inForce(told, 'incident:I-1', {}).map(({ type }) => type)).toEqual(Array(3).fill('ReportRetracted'))
})

test('a report that is reinstated stands again, whether the line names it or its retraction', async () => {
  const seen = { type: 'SightingReported', data: { people: 2 } }
  const retracted = { type: 'ReportRetracted', retracts: 'R-1' }
  for (const named of [
    { retracts: 'R-1' },
    { corrects: 'R-1' },
    { data: { target: 'R-1' } },
    { retracts: 'R-2' },
  ]) {
    const told = await tell(seen, retracted, { type: 'ReportReinstated', ...named })
    expect(inForce(told, 'incident:I-1', {}).map(({ type }) => type)).toContain('SightingReported')
    const again = await tell(seen, retracted, { type: 'ReportReinstated', ...named }, retracted)
    expect(inForce(again, 'incident:I-1', {}).map(({ type }) => type)).not.toContain('SightingReported')
  }
})

test('a report that was put right is given back as it was put right, by a line of whatever file', async () => {
  const seen = (people: number) => ({ type: 'SightingReported', data: { people } })
  const told = await tell(
    seen(2),
    { ...seen(3), corrects: 'R-1' },
    { type: 'ReportRetracted', retracts: 'R-1' },
    { type: 'ReportReinstated', retracts: 'R-1' },
  )
  const standing = inForce(told, 'incident:I-1', {}).filter(({ type }) => type === 'SightingReported')
  expect(standing.map(({ data }) => data)).toEqual([{ people: 3 }])
})

test('what was not taken back cannot be given back, and stands', async () => {
  const told = await tell({ type: 'SightingReported' }, { type: 'ReportReinstated', retracts: 'R-1' })
  expect(inForce(told, 'incident:I-1', {}).map(({ type, data }) => [type, data])).toEqual([
    ['SightingReported', {}],
    ['ReportReinstated', { event: told[0]!.id }],
  ])
})

test('a release to somebody unknown is refused', async () => {
  const release = (to: string) => ({ type: 'ReleaseGranted', data: { event: 'R-1', to: [to] } })
  const seen = { type: 'SightingReported' }
  expect(await tell(seen, release('border'))).toHaveLength(2)
  await expect(tell(seen, release('nowhere'))).rejects.toThrow('R-2')
})

test('a release of two records that is retracted is over for both', async () => {
  const seen = { type: 'SightingReported' }
  const [one, other, ...releases] = await tell(
    seen,
    seen,
    { type: 'ReportsReleased', data: { records: ['R-1', 'R-2'], to: ['border'] } },
    { type: 'ReportRetracted', retracts: 'R-3' },
  )
  expect(releases.map(({ type, data }) => [type, (data as { readonly event: string }).event])).toEqual([
    ['ReleaseGranted', one!.id],
    ['ReleaseGranted', other!.id],
    ['ReleaseRevoked', one!.id],
    ['ReleaseRevoked', other!.id],
  ])
})

test('what is about a person is sealed', async () => {
  const [event] = await tell({ type: 'SightingReported', data: { witness: { name: 'Oyun' } } })
  const { witness } = event!.data as { readonly witness: { readonly name: unknown } }
  expect(isSealed(witness.name)).toBe(true)
})

test('a line that lacks what its type needs is filed in its place, under the name of its type, with all that it says', async () => {
  const told = await tellKeeping(
    { type: 'CostRecorded', data: { amount: 5, purpose: 'fuel' } },
    { type: 'SightingReported' },
  )
  expect(told.map(({ type, data }) => [type, data])).toEqual([
    ['ReportFiled', { amount: 5, purpose: 'fuel', reportType: 'CostRecorded' }],
    ['SightingReported', {}],
  ])
})

test('what was filed so is corrected, and taken back, as anything else', async () => {
  const lacking = { type: 'CostRecorded', data: { amount: 5 } }
  const inFull = { type: 'CostRecorded', corrects: 'R-1', data: { amount: 6, currency: 'MNT' } }
  const told = await tellKeeping(lacking, inFull)
  expect(inForce(told, 'incident:I-1', {}).map(({ type }) => type)).toEqual(['CostRecorded'])
  const gone = await tellKeeping(lacking, { type: 'CostRetracted', retracts: 'R-1' })
  expect(inForce(gone, 'incident:I-1', {}).map(({ type }) => type)).toEqual(['ReportRetracted'])
})

test('the picture understands by its name what was filed because it does not fit', async () => {
  const told = await tellKeeping({ type: 'SubjectApprehended', data: { subject: 'P-1', subjects: 7 } })
  expect(told.map(({ type }) => type)).toEqual(['ReportFiled'])
  expect(picture(told, 'incident:I-1', {})?.persons).toMatchObject([{ subject: 'P-1', status: 'detained' }])
})

test('what a type keeps sealed stays sealed when a line of it is filed', async () => {
  const secret = 'Oyun of the third house'
  const told = await tellKeeping(
    { type: 'AssistanceRecorded', summary: secret, data: { what: secret } },
    { type: 'ProbationBreached', agency: 'corrections', summary: secret, data: {} },
    { type: 'MissingPersonReported', data: { circumstances: secret, persons: secret } },
    {
      type: 'MissingPersonFound',
      data: { subjects: 7, persons: [{ name: secret, notes: secret, born: secret }] },
    },
  )
  expect(told.map(({ type }) => type)).toEqual(Array(4).fill('ReportFiled'))
  expect(JSON.stringify(told.map(({ data, envelope }) => [data, envelope]))).not.toContain('Oyun')
})

test('what was filed because it did not fit is mended by a line that corrects it, and not under the same name', async () => {
  const misfit = { id: 'R-1', type: 'LivestockTheftReported', data: { head: 'many' } }
  const mended = { ...misfit, data: { head: 40 } }
  await expect(tellKeeping(misfit, mended)).rejects.toThrow('key-reused')
  const told = await tellKeeping(misfit, { ...mended, id: 'R-1b', corrects: 'R-1' })
  const standing = inForce(told, 'incident:I-1', {})
  expect(standing.map(({ type, data }) => [type, data])).toEqual([['LivestockTheftReported', { head: 40 }]])
})

test('a step in another agency’s service that lacks what that needs is filed by its own agency', async () => {
  const told = await tellKeeping({ type: 'IncidentSplit', data: { because: 'two seats of fire' } })
  expect(told.map(({ type, data, envelope }) => [envelope.agency, type, data])).toEqual([
    ['police', 'ReportFiled', { because: 'two seats of fire', reportType: 'IncidentSplit' }],
  ])
})
