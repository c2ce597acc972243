import type { DocumentNode } from 'graphql'
import { LRUCache } from 'lru-cache'

/** Characters of documents that are remembered together: parsed, each of them takes up to some 200 bytes. */
export const MOST_REMEMBERED = 128 * 1024

/**
 * Parsed documents, so that a screen which asks the same again is not parsed and checked anew. Counted by their length and
 * not by their number, because everybody may send others of any length; a document that is longer than all may be together
 * is not remembered, and none that cannot be parsed.
 */
export const rememberedDocuments = () => ({
  documentCache: new LRUCache<string, DocumentNode>({
    maxSize: MOST_REMEMBERED,
    sizeCalculation: (_, text) => Math.max(1, text.length),
  }),
  errorCache: { get: (_text: string) => undefined, set: (_text: string, _error: unknown) => {} },
})
