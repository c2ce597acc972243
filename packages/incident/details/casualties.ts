import type { Change } from '../changes/change.ts'
import { factsAbout } from '../changes/fact-changes.ts'
import { countSchema } from './details.ts'

/**
 * How an event says what became of people, in numbers. Taken into an event's details by spreading. Agencies count apart:
 * what they state stands side by side until a decision settles it.
 */
export const casualtyDetails = {
  dead: countSchema.optional().meta({ description: 'Number of people dead.' }),
  injured: countSchema.optional().meta({ description: 'Number of people injured.' }),
  missing: countSchema.optional().meta({ description: 'Number of people missing.' }),
  rescued: countSchema.optional().meta({ description: 'Number of people rescued.' }),
  evacuated: countSchema.optional().meta({ description: 'Number of people evacuated.' }),
  affected: countSchema.optional().meta({ description: 'Number of people affected.' }),
} as const

/** What became of people, as {@link casualtyDetails} has it. */
type Casualties = { readonly [Field in keyof typeof casualtyDetails]?: unknown }

/** The numbers of people that an event carries, as facts about `casualties` or about what it names. */
export const casualtiesOf = (
  stated: Readonly<Record<string, unknown>>,
  about = 'casualties',
): readonly Change[] =>
  factsAbout(about, stated as Casualties, {
    dead: 'people',
    injured: 'people',
    missing: 'people',
    rescued: 'people',
    evacuated: 'people',
    affected: 'people',
  })
