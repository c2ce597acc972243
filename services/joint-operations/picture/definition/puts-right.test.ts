import { happened, recorded } from '@concord/kernel/given'
import { expect, test } from 'vitest'
import { putsRight } from './puts-right.ts'

const told = (type: string, data: object, envelope: object = {}) =>
  putsRight(recorded(happened(type, data, envelope), 0, undefined, 'watch-INC-1'))

test.each([
  ['corrects its own agency’s record', told('FireReported', {}, { corrects: 'e-1' }), true, false],
  ['takes it back', told('ReportRetracted', {}, { retracts: 'e-1' }), false, true],
  ['says otherwise than another agency', told('FireReported', { disputes: 'W-1' }), true, false],
  [
    'would take back what another agency said',
    told('ReportFiled', { reportType: 'ReportRetracted', disputes: 'W-1' }),
    ...[false, true],
  ],
  ['tells something for the first time', told('FireReported', { areaHa: 3 }), false, false],
] as const)('who %s', (_, found, corrects, retracts) => {
  expect(found).toEqual({ corrects, retracts })
})
