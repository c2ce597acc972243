import { z } from 'zod'

/**
 * What an event carries. Fields that nobody has agreed on are kept as they came and are never interpreted: an agency's
 * system knows more than the picture needs, and dropping it would lose evidence.
 */
export const details = <Shape extends z.ZodRawShape>(shape: Shape) => z.object(shape).catchall(z.json())

/** The name under which an incident, operation or exercise is known to everybody. */
export const incidentIdSchema = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'an incident is named by up to 64 letters, digits, dots, dashes and underscores',
  )
  .meta({ description: 'The name of an incident, operation or exercise.' })

/** An event of the log: its id, or the reference its sender gave it in the same stream. */
export const eventReferenceSchema = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "An event's id, or the reference its sender gave it." })

export const nameSchema = z.string().min(1).max(128)
export const textSchema = z.string().min(1).max(4000)
export const latitudeSchema = z.number().min(-90).max(90).meta({ description: 'Degrees north, WGS 84.' })
export const longitudeSchema = z.number().min(-180).max(180).meta({ description: 'Degrees east, WGS 84.' })
export const personnelSchema = z.int().min(1).max(100_000).meta({ description: 'Number of people.' })
export const severitySchema = z
  .enum(['Extreme', 'Severe', 'Moderate', 'Minor', 'Unknown'])
  .meta({ description: 'Severity as CAP 1.2 has it.' })
export const certaintySchema = z
  .enum(['Observed', 'Likely', 'Possible', 'Unlikely', 'Unknown'])
  .meta({ description: 'Certainty as CAP 1.2 has it.' })
