import { Readable } from 'node:stream'
import { isSealed } from '@concord/kernel'
import { expect, test } from 'vitest'
import { inForce, tellLines } from './told.ts'

/* A story goes through the agencies' own desks: what they refuse of others they refuse of a story. */

interface Told {
  readonly type: string
  readonly agency?: string
  readonly mode?: 'exercise'
  readonly corrects?: string
  readonly retracts?: string
  readonly data?: object
}

const tell = (...told: readonly Told[]) =>
  tellLines(
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
    ),
    'told',
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
