import { describe, expect, onTestFinished, test, vi } from 'vitest'
// @ts-expect-error Plain browser code.
import { ask } from './joint-api.js'
// @ts-expect-error Plain browser code.
import { asOfChosen, momentsOf, movedKnown, movedTogether, nowChosen } from './moments.js'
// @ts-expect-error Plain browser code.
import { calledBySender, span, words } from './shown.js'
// @ts-expect-error Plain browser code.
import { whose } from './token.js'

const morning = { occurredAt: '2026-01-05T08:00:00Z', knownAt: '2026-01-05T09:00:00Z' }
const noon = { occurredAt: '2026-01-05T12:00:00Z', knownAt: '2026-01-05T12:00:00Z' }
const lateNews = { occurredAt: '2026-01-05T16:30:00+08:00', knownAt: '2026-01-05T23:00:00+08:00' }
const moments = momentsOf([lateNews, noon, morning, noon])

describe('The two sliders of the board', () => {
  test('offer every moment once, in order, whatever the offsets', () => {
    expect(moments).toEqual({
      known: ['2026-01-05T09:00:00.000Z', '2026-01-05T12:00:00.000Z', '2026-01-05T15:00:00.000Z'],
      valid: ['2026-01-05T08:00:00.000Z', '2026-01-05T08:30:00.000Z', '2026-01-05T12:00:00.000Z'],
    })
  })

  test('ask for the present until one of them is moved', () => {
    expect(asOfChosen(nowChosen, moments)).toBeUndefined()
  })

  test('together show what somebody knew at the time', () => {
    const time = movedKnown(nowChosen, moments, 0)
    expect(asOfChosen(time, moments)).toEqual({
      known: { at: '2026-01-05T09:00:00.000Z' },
      valid: '2026-01-05T08:30:00.000Z',
    })
  })

  test('apart ask about one axis alone', () => {
    const time = movedKnown(movedTogether(nowChosen, moments, false), moments, 1)
    expect(asOfChosen(time, moments)).toEqual({ known: { at: '2026-01-05T12:00:00.000Z' } })
  })

  test('go back to the present together', () => {
    const time = movedKnown(movedKnown(nowChosen, moments, 0), moments, undefined)
    expect(asOfChosen(time, moments)).toBeUndefined()
  })
})

test.each([
  [12, '12 s'],
  [2700, '45 min'],
  [14760, '4.1 h'],
  [5 * 86400, '5 d'],
])('%i seconds are shown as %s', (seconds, shown) => expect(span(seconds)).toBe(shown))

test('names are shown as words', () => {
  expect(words('FieldObservation')).toBe('field observation')
  expect(words('AT_LARGE')).toBe('at large')
})

test('a filed report is shown under the name that its sender gives it', () => {
  const type = 'ReportFiled'
  expect(calledBySender({ type, details: { reportType: 'PortalAlarmRaised' } })).toBe('portal alarm raised')
  expect(calledBySender({ type: 'SceneSecured', details: {} })).toBe('scene secured')
})

test('a token says whose it is, and what is none is said to be none', () => {
  const payload = btoa(JSON.stringify({ agency: 'border', roles: ['commander', 'importer'] }))
  expect(whose(`e30.${payload.replaceAll('=', '')}.x`)).toBe('border, commander and importer')
  expect(whose('hello')).toBe('this is not a token')
})

test('an API that is away is told from a question that was ended, so that it is asked again', async () => {
  onTestFinished(() => void vi.unstubAllGlobals())
  const failWith = (error: Error) => vi.stubGlobal('fetch', () => Promise.reject(error))

  failWith(new TypeError('Failed to fetch'))
  await expect(ask('token', '{ me }')).rejects.toMatchObject({
    away: true,
    message: expect.stringContaining('do not answer'),
  })
  failWith(new DOMException('ended', 'AbortError'))
  await expect(ask('token', '{ me }')).rejects.toMatchObject({ name: 'AbortError' })
})
