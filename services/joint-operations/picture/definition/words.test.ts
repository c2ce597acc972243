import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hasWords, wordsOf, wordsSought } from './words.ts'

test.each([
  ['Riders at ULKHAN', ['riders', 'at', 'ulkhan']],
  ['Šťastný', ['stastny']],
  ['FieldObservation', ['fieldobservation', 'field', 'observation']],
  ['police-INC-7', ['police', 'inc', '7', '-inc7']],
  ['NB25–07', ['nb25', '07', '-nb2507']],
  ['2025-04-23', ['2025', '04', '23', '-202504', '-0423']],
])('%s is found by its words', (text, words) => {
  expect(wordsOf(text)).toEqual(words)
})

test.each([
  ['police-INC-7', ['police', '-inc7']],
  ['HV-13 north-bound', ['north', 'bound', '-hv13']],
  ['2025-04', ['-202504']],
])('of %s a code is sought as one', (text, words) => {
  expect(wordsSought(text)).toEqual(words)
})

const texts = fc.stringMatching(/^[A-Za-zé0-9 ‑-]{0,20}$/)

test('every text is found by itself, and by itself among others', () => {
  fc.assert(
    fc.property(texts, texts, (text, other) => {
      expect(hasWords(wordsOf(text), text)).toBe(true)
      expect(hasWords(wordsOf(`${other} ${text}`), text)).toBe(true)
    }),
  )
})
