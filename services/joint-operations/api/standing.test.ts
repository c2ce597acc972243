import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Picture } from '../picture/picture.ts'
import { apiOver, tokenOf } from './testing/api-over.ts'
import { borderNight, borderNightLog } from './testing/border-night.ts'
import { tell } from './testing/told-event.ts'

const analyst = tokenOf('joc', ['analyst'])

describe('what every response says of itself', () => {
  test('the position it stands on, the lag, whether it is stale', async () => {
    const { ask } = apiOver(borderNightLog)

    const { data, extensions } = await ask(analyst, '{ standing { position lagMs stale } }')

    expect(extensions.concord).toEqual({ position: '80', lagMs: 0, stale: false, imported: 0 })
    expect(data.standing).toEqual({ position: '80', lagMs: 0, stale: false })
  })

  test('the lag in whole seconds: less would tell of single events of others', async () => {
    const { picture } = apiOver(borderNightLog)
    const lagging = async (lagMs: number) => {
      const late = { ...picture, standingFor: () => ({ ...picture.standing(), lagMs }) }
      return (await apiOver([], { picture: late }).ask(analyst, '{ __typename }')).extensions.concord.lagMs
    }

    expect([await lagging(0), await lagging(999), await lagging(2100)]).toEqual([0, 0, 2000])
  })

  test('a refusal says it too', async () => {
    const { ask } = apiOver(borderNightLog)

    expect((await ask(analyst, '{ nothing }')).extensions.concord.position).toBe('80')
  })

  test('a reader is told the last position that the reader may see, not the last there is', async () => {
    const { ask } = apiOver(borderNightLog.slice(0, 4))

    const known = async (agency: string) =>
      (await ask(tokenOf(agency, ['commander']), '{ standing { position } }')).data.standing.position

    expect(await known('border')).toBe('40')
    expect(await known('corrections')).toBe('30')
  })

  test('how many imported records an answer pinned to an instant counts', async () => {
    const log = tell(borderNight.map((told) => ({ ...told, imported: true })))
    const { ask } = apiOver(log)
    const query = 'query ($asOf: AsOf) { incident(id: "INC-1", asOf: $asOf) { imported } }'

    const at = await ask(analyst, query, { asOf: { known: { at: '2025-04-23T20:45:00+08:00' } } })
    const pinned = await ask(analyst, query, { asOf: { known: { position: '20' } } })

    expect(at.extensions.concord.imported).toBe(2)
    expect(pinned.extensions.concord.imported).toBe(0)
  })
})

describe('reading one’s own write', () => {
  test('waits until the picture is there', async () => {
    const { ask, picture } = apiOver(borderNightLog.slice(0, 2))

    const asked = ask(analyst, 'query @atLeast(position: "30") { event(id: "E-2") { reference } }')
    picture.append(borderNightLog[2]!)
    const { data, extensions } = await asked

    expect(data.event.reference).toBe('E-2')
    expect(extensions.concord.position).toBe('30')
  })

  test('takes the position from a variable', async () => {
    const { ask, picture } = apiOver(borderNightLog.slice(0, 2))

    const query = 'query ($mine: Position!) @atLeast(position: $mine) { event(id: "E-2") { reference } }'
    const asked = ask(analyst, query, { mine: '30' })
    picture.append(borderNightLog[2]!)

    expect((await asked).data.event.reference).toBe('E-2')
  })

  test('the header says the same', async () => {
    const { ask, picture } = apiOver(borderNightLog.slice(0, 2))

    const asked = ask(analyst, '{ event(id: "E-2") { reference } }', {}, { 'concord-at-least': '30' })
    picture.append(borderNightLog[2]!)

    expect((await asked).data.event.reference).toBe('E-2')
  })

  test('waits no longer than it may, and then answers how far it is', async () => {
    const folded = apiOver(borderNightLog).picture
    const waited: number[] = []
    const waitFor: Picture['waitFor'] = async (_reader, _position, timeoutMs) => void waited.push(timeoutMs)
    const { ask } = apiOver(borderNightLog, { picture: { ...folded, waitFor } })

    const { data, extensions } = await ask(
      analyst,
      'query @atLeast(position: "999", waitMs: 500) { standing { position } }',
    )

    expect(waited).toEqual([500])
    expect(data.standing.position).toBe('80')
    expect(extensions.concord.position).toBe('80')
  })

  test.each([-1, 10_001])('a wait of %s ms is refused', async (waitMs) => {
    const { ask } = apiOver(borderNightLog)
    const { errors } = await ask(analyst, `query @atLeast(position: "10", waitMs: ${waitMs}) { __typename }`)
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }])
  })

  test('ends with what the reader may see, whatever was recorded before: nobody looks again and again', async () => {
    const looked: number[] = []
    const sleep = async (ms: number) => void looked.push(ms)
    const { ask, picture } = apiOver(borderNightLog.slice(0, 3), { sleep })
    let isThere = false
    const asked = ask(
      tokenOf('corrections', ['commander']),
      'query @atLeast(position: "50", waitMs: 10000) { standing { position } }',
    ).then(({ data }) => {
      isThere = true
      return data
    })

    // Position 40 is withheld from corrections.
    picture.append(borderNightLog[3]!)
    await setImmediate()
    expect(isThere).toBe(false)
    picture.append({ ...borderNightLog[2]!, position: 50n })
    expect(await asked).toEqual({ standing: { position: '50' } })
    expect(looked).toEqual([])
  })
})

describe('a position that is not known yet', () => {
  const pinned = (position: string) =>
    `{ incident(id: "INC-1", asOf: { known: { position: "${position}" } }) { id } }`

  test('is refused with where the reader’s picture stands, whatever the log holds behind it', async () => {
    const { ask } = apiOver(borderNightLog.slice(0, 4))
    const asked = async (agency: string, position: string) =>
      (await ask(tokenOf(agency, ['commander']), pinned(position))).errors

    expect(await asked('border', '40')).toBeUndefined()
    expect(await asked('corrections', '30')).toBeUndefined()
    // Position 40 is withheld from corrections, and 41 is nobody's: both are told alike.
    for (const position of ['40', '41']) {
      expect(await asked('corrections', position)).toMatchObject([
        { message: expect.stringContaining('lies after 30'), extensions: { code: 'BAD_INPUT' } },
      ])
    }
  })

  test('is waited for where that is asked for', async () => {
    const { ask, picture } = apiOver(borderNightLog.slice(0, 2))
    const asked = ask(analyst, pinned('30').replace('{', 'query @atLeast(position: "30") {'))
    picture.append(borderNightLog[2]!)
    expect((await asked).errors).toBeUndefined()
    const folded = apiOver(borderNightLog).picture
    const impatient = apiOver([], { picture: { ...folded, waitFor: async () => {} } })
    const late = await impatient.ask(analyst, pinned('999').replace('{', 'query @atLeast(position: "999") {'))
    expect(late.errors).toMatchObject([{ extensions: { code: 'BAD_INPUT' } }])
  })
})

test('all fields of an answer stand on the same position', async () => {
  const folded = apiOver(borderNightLog.slice(0, 2)).picture
  const { ask } = apiOver([], {
    picture: {
      ...folded,
      statistics: (...asked) => {
        const counted = folded.statistics(...asked)
        folded.append(borderNightLog[2]!)
        return counted
      },
    },
  })

  const { data } = await ask(
    analyst,
    '{ statistics { total { count events { totalCount } } } events { totalCount } }',
  )

  expect(data.statistics.total).toEqual({ count: 2, events: { totalCount: 2 } })
  expect(data.events.totalCount).toBe(2)
})
