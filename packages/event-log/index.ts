export { type AgencyKeys, openAgencyKeys } from './agency-keys.ts'
export type { Verification } from './checking/check.ts'
export { type Decoder, decoder } from './codec/decode.ts'
export type { ConnectedEventLog } from './connected-event-log.ts'
export { type ErasureOptions, keepErasures } from './erasure/erasure.ts'
export { fieldsNamed, type HeldField, heldFields, isAt, type NamedErasure } from './erasure/held-fields.ts'
export {
  type Chained,
  canonical,
  canonicalForm,
  eventHash,
  inOrder,
  signedForm,
} from './form/canonical-form.ts'
export { metadataWithTime } from './form/moved-time.ts'
export { type HeadEvent, signedHeads } from './heads/head-stream.ts'
export {
  catchUpTree,
  growTree,
  headSigner,
  keepLogHeads,
  type LogHeadKeeperOptions,
} from './heads/log-head-keeper.ts'
export { withdrawCountersignature } from './heads/withdraw.ts'
export {
  countersignNewestHead,
  keepWitness,
  readWitnessed,
  WITNESSED_HEAD,
  type Witnessed,
  type WitnessFailure,
  type WitnessOptions,
} from './heads/witness.ts'
export { keepGoing } from './keep-going.ts'
export type { KeyFailure } from './key-changes/enrol.ts'
export { type Rotation, type RotationOptions, readKeys, rotateKey } from './key-changes/rotate-key.ts'
export type { RotationFailure } from './key-changes/rotation.ts'
export { type LogTree, openLogTree } from './merkle/log-tree.ts'
export { type MoveFailure, type MoveOptions, moveOnRecord, recordMove } from './moves/record-move.ts'
export { type EventLogOptions, openEventLog } from './open-event-log.ts'
export {
  CountersignatureWithdrawn,
  type CountersignedLogHead,
  headStream,
  LogHeadCountersigned,
  LogHeadSigned,
  logHeadEvents,
  type SignedLogHead,
  type TreeHead,
} from './own-events/head-events.ts'
export { type KeyEnd, keyEvents, keyStream } from './own-events/key-events.ts'
export { LogMoved, moveEvents, moveStream, type RecordedMove } from './own-events/move-events.ts'
export { ownership } from './ownership.ts'
export { asSealed } from './sealing/as-sealed.ts'
export {
  environmentKeyEncryption,
  fileKeyEncryption,
  type KeyEncryption,
  localKeyEncryption,
} from './sealing/key-encryption.ts'
export { type KeyRing, openKeyRing } from './sealing/key-ring.ts'
export { openSealed } from './sealing/open-sealed.ts'
export { type FieldPath, personalPaths } from './sealing/personal-paths.ts'
export { type UnsealedData, unseal, unsealSummary } from './sealing/seal.ts'
export { hasForce, hasLostForce } from './signing/force.ts'
export { type KeyRegister, openKeyRegister } from './signing/key-register.ts'
export type { RegisteredKey } from './signing/registered-key.ts'
export {
  nextKeyFile,
  openSigningKey,
  publicKeyOf,
  type SigningKey,
  signingKeyFile,
  thumbprint,
} from './signing/signing-key.ts'
export {
  anchorOf,
  parseTrustAnchors,
  prepareKeys,
  readTrustAnchors,
  type TrustAnchors,
} from './signing/trust-anchors.ts'
export { whyNotToSign } from './signing/why-not-to-sign.ts'
export type { Difference, EventWithoutForce } from './verify/difference.ts'
export type { VerifiedLog, VerifyFailure } from './verify/verified-log.ts'
export { verifyLog } from './verify/verify-log.ts'
export type { VerifyLogOptions } from './verify/verify-options.ts'
