import type { DocumentNode } from 'graphql'
import { expect, test } from 'vitest'
import { MOST_REMEMBERED, rememberedDocuments } from './remembered-documents.ts'

const parsed = {} as DocumentNode

test('documents are remembered up to so many characters together, whatever number of them is sent', () => {
  const { documentCache, errorCache } = rememberedDocuments()
  const text = (number: number) => `{ event(id: "${String(number).padEnd(10_000)}") { id } }`
  for (let number = 0; number < 1_000; number++) documentCache.set(text(number), parsed)

  const kept = [...Array(1_000).keys()].filter((number) => documentCache.get(text(number)))
  expect(kept).toContain(999)
  expect(kept.length * text(0).length).toBeLessThanOrEqual(MOST_REMEMBERED)

  documentCache.set('x'.repeat(MOST_REMEMBERED + 1), parsed)
  expect(documentCache.get('x'.repeat(MOST_REMEMBERED + 1))).toBeUndefined()
  expect(documentCache.get(text(999))).toBe(parsed)

  errorCache.set('{', new Error('no document'))
  expect(errorCache.get('{')).toBeUndefined()
})
