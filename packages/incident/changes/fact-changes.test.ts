import { expect, test } from 'vitest'
import type { z } from 'zod'
import { countSchema, details, nameSchema } from '../details/details.ts'
import { factsAbout } from './fact-changes.ts'

const crimeDetails = details({ iccs: nameSchema.optional(), victimCount: countSchema.optional() })

const crime: z.infer<typeof crimeDetails> = { victimCount: 2, victims: 3 }

test('the declared fields that an event has are facts, each with its unit', () => {
  expect(factsAbout('crime', crime, { iccs: '', victimCount: 'people' })).toEqual([
    { change: 'fact', about: 'crime', name: 'victimCount', value: 2, unit: 'people' },
  ])
})

test('a field that the event does not declare does not compile, so that none is lost by a new name', () => {
  // @ts-expect-error The field is victimCount; what came as `victims` is nobody's word.
  factsAbout('crime', crime, { iccs: '', victims: 'people' })
  const units = { iccs: '', victims: 'people' } as const
  // @ts-expect-error Nor does it where the units are named elsewhere.
  factsAbout('crime', crime, units)
  // @ts-expect-error What declares nothing states nothing.
  factsAbout('crime', crime as Readonly<Record<string, unknown>>, { victims: 'people' })
})
