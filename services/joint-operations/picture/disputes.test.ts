import { expect, test } from 'vitest'
import { readSideInMemory } from './fixtures/read-side-of.ts'
import { indexedQuestions } from './indexed-questions.ts'
import { PictureRefused } from './picture.ts'

test('more disputes than can be looked through at once are refused, and one incident is still answered', () => {
  const { side, models } = readSideInMemory()
  side.projections[0]!.database.exec(`
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 1001)
    INSERT INTO topic (topic, name) SELECT n, 'incident:I' || n FROM number;
    INSERT INTO disputed SELECT topic, -1 FROM topic`)
  const { conflicts } = indexedQuestions(models)
  expect(() => conflicts({ agency: 'alpha' }, {})).toThrow(PictureRefused)
  expect(conflicts({ agency: 'alpha' }, {}, 'incident:I7')).toEqual([])
  side.projections[0]!.database.exec('DELETE FROM disputed WHERE topic = 1')
  expect(conflicts({ agency: 'alpha' }, {})).toEqual([])
  side.close()
})

test('disputes of which a reader does not see two sides do not make them too many', () => {
  const { side, models } = readSideInMemory()
  side.projections[0]!.database.exec(`
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number LIMIT 2000)
    INSERT INTO topic (topic, name) SELECT n, 'incident:I' || n FROM number;
    INSERT INTO disputed SELECT topic, 0 FROM topic`)
  expect(indexedQuestions(models).conflicts({ agency: 'alpha' }, {})).toEqual([])
  side.close()
})
