import { incident, type Parameter } from './operation.ts'

/** What goes with every command besides its body. */
export const commandParameters: readonly Parameter[] = [
  incident,
  {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description:
      'A UUID that you make and keep before you first send the command. A repeat gives the same answer.',
    schema: { type: 'string', format: 'uuid' },
  },
  {
    name: 'If-Match',
    in: 'header',
    description:
      'The revision that you decided on, such as "3", or * for any: refused with 412 when it is another one. For members of this agency.',
    schema: { type: 'string' },
  },
  {
    name: 'If-None-Match',
    in: 'header',
    description:
      '*: only if this agency has recorded nothing of the incident yet. For members of this agency.',
    schema: { type: 'string', const: '*' },
  },
]
