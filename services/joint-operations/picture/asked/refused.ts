/** Why a question cannot be answered. */
export type PictureRefusal = {
  readonly code: 'BAD_CURSOR' | 'BAD_MOMENT' | 'TOO_MANY'
  readonly detail: string
}

/** Thrown by questions that cannot be answered; the edge turns it into its own error. */
export class PictureRefused extends Error {
  readonly refusal: PictureRefusal
  constructor(refusal: PictureRefusal) {
    super(refusal.detail)
    this.name = 'PictureRefused'
    this.refusal = refusal
  }
}
