import usersPb from '@eventstore/db-client/generated/users_pb.js'
import type { NodeParts } from '../node-parts.ts'
import type { Call } from '../transport/call.ts'
import type { Handler } from '../transport/grpc-server.ts'
import { accessDenied, codes, invalidArgument, type Status, unauthenticated } from '../transport/status.ts'
import { answer, refuse, type UnaryAnswer, unary } from '../transport/unary.ts'
import { decoded } from '../transport/wire.ts'
import { type Identity, isAdmin } from './identity.ts'
import { hashPassword, isPassword } from './password.ts'
import { isLoginName, type KnownUser, type UserEvent, type Users } from './users.ts'

const service = '/event_store.client.users.Users/'

/** The Users service: administrators manage users, everybody changes their own password. */
export const usersService = (node: NodeParts, users: Users): readonly (readonly [string, Handler])[] => {
  const managed = manage(node)
  return [
    [`${service}Create`, managed(usersPb.CreateReq, createUser(users))],
    [`${service}Update`, managed(usersPb.UpdateReq, changeUser(users, usersPb.UpdateResp, updated))],
    [`${service}Delete`, managed(usersPb.DeleteReq, changeUser(users, usersPb.DeleteResp, deleted))],
    [`${service}Enable`, managed(usersPb.EnableReq, changeUser(users, usersPb.EnableResp, enabled))],
    [`${service}Disable`, managed(usersPb.DisableReq, changeUser(users, usersPb.DisableResp, disabled))],
    [
      `${service}ResetPassword`,
      managed(usersPb.ResetPasswordReq, changeUser(users, usersPb.ResetPasswordResp, reset)),
    ],
    [`${service}ChangePassword`, unary((request, call) => changePassword(node, users, request, call))],
    [`${service}Details`, detailsOf(node, users)],
  ]
}

interface RequestOf<Options> {
  readonly deserializeBinary: (bytes: Uint8Array) => { getOptions(): Options | undefined }
}
interface NamesUser {
  getLoginName(): string
}
type Response = new () => { serializeBinary(): Uint8Array }

/** A method for administrators only. */
const manage =
  (node: NodeParts) =>
  <Options extends NamesUser>(
    request: RequestOf<Options>,
    respond: (options: Options) => Promise<UnaryAnswer>,
  ): Handler =>
    unary(async (bytes, call) => {
      const who = await node.identify(call)
      if ('refused' in who) return refuse(who.refused)
      if (!isAdmin(who)) return refuse(accessDenied('Only administrators manage users.'))
      const options = decoded(request, bytes).getOptions()
      if (options === undefined || !isLoginName(options.getLoginName())) return refuse(badName)
      return respond(options)
    })

const badName = invalidArgument(
  'A login name has 1 to 64 letters, digits or . _ @ + - and starts with a letter or a digit.',
)

const createUser =
  (users: Users) =>
  async (options: InstanceType<typeof usersPb.CreateReq.Options>): Promise<UnaryAnswer> => {
    const loginName = options.getLoginName()
    if (users.find(loginName) !== undefined) return refuse(conflict(loginName))
    if (options.getPassword() === '') return refuse(invalidArgument('A user needs a password.'))
    const password = await hashPassword(options.getPassword())
    const described = { loginName, fullName: options.getFullName(), groups: options.getGroupsList() }
    const saved = await users.save('$UserCreated', { ...described, password, disabled: false }, undefined)
    return saved ? answer(new usersPb.CreateResp()) : refuse(conflict(loginName))
  }

type Change<Options> = (
  options: Options,
  user: KnownUser['user'],
) => Promise<{ readonly type: UserEvent; readonly user: KnownUser['user'] } | Status>

const changeUser =
  <Options extends NamesUser>(users: Users, Response: Response, change: Change<Options>) =>
  async (options: Options): Promise<UnaryAnswer> => {
    const loginName = options.getLoginName()
    const known = users.find(loginName)
    if (known === undefined) return refuse(notFound(loginName))
    const changed = await change(options, known.user)
    if ('code' in changed) return refuse(changed)
    const saved = await users.save(changed.type, changed.user, known)
    return saved ? answer(new Response()) : refuse(conflict(loginName))
  }

const updated: Change<InstanceType<typeof usersPb.UpdateReq.Options>> = async (options, user) => {
  const password = options.getPassword() === '' ? user.password : await hashPassword(options.getPassword())
  const described = { fullName: options.getFullName(), groups: options.getGroupsList() }
  return { type: '$UserUpdated', user: { ...user, ...described, password } }
}
const deleted: Change<NamesUser> = async (_options, user) => ({ type: '$UserDeleted', user })
const enabled: Change<NamesUser> = async (_options, user) => ({
  type: '$UserUpdated',
  user: { ...user, disabled: false },
})
const disabled: Change<NamesUser> = async (_options, user) => ({
  type: '$UserUpdated',
  user: { ...user, disabled: true },
})
const reset: Change<InstanceType<typeof usersPb.ResetPasswordReq.Options>> = async (options, user) =>
  options.getNewPassword() === ''
    ? invalidArgument('A user needs a password.')
    : { type: '$PasswordChanged', user: { ...user, password: await hashPassword(options.getNewPassword()) } }

const changePassword = async (
  node: NodeParts,
  users: Users,
  request: Buffer,
  call: Call,
): Promise<UnaryAnswer> => {
  const who = await node.identify(call)
  if ('refused' in who) return refuse(who.refused)
  const options = decoded(usersPb.ChangePasswordReq, request).getOptions()
  if (options === undefined) return refuse(badName)
  if (!isSelfOrAdmin(who, options.getLoginName()))
    return refuse(accessDenied('The current password is wrong.'))
  const known = users.find(options.getLoginName())
  if (!(await isPassword(options.getCurrentPassword(), known?.user.password))) return refuse(unauthenticated)
  if (options.getNewPassword() === '') return refuse(invalidArgument('A user needs a password.'))
  const user = { ...known!.user, password: await hashPassword(options.getNewPassword()) }
  const saved = await users.save('$PasswordChanged', user, known)
  return saved ? answer(new usersPb.ChangePasswordResp()) : refuse(conflict(user.loginName))
}

/** Details answers with a stream of one user; it does not list all of them. */
const detailsOf = (node: NodeParts, users: Users): Handler =>
  unary(async (request, call) => {
    const who = await node.identify(call)
    if ('refused' in who) return refuse(who.refused)
    const loginName = decoded(usersPb.DetailsReq, request).getOptions()?.getLoginName() ?? ''
    if (!isSelfOrAdmin(who, loginName)) return refuse(accessDenied('Only administrators see other users.'))
    const known = users.find(loginName)
    if (known === undefined) return refuse(notFound(loginName))
    const details = new usersPb.DetailsResp.UserDetails()
    details.setLoginName(known.user.loginName)
    details.setFullName(known.user.fullName)
    details.setGroupsList([...known.user.groups])
    details.setDisabled(known.user.disabled)
    const updatedAt = new usersPb.DetailsResp.UserDetails.DateTime()
    updatedAt.setTicksSinceEpoch(String(known.updatedTicks))
    details.setLastUpdated(updatedAt)
    const response = new usersPb.DetailsResp()
    response.setUserDetails(details)
    return answer(response)
  })

const isSelfOrAdmin = (who: Identity, loginName: string): boolean => isAdmin(who) || who.name === loginName

const notFound = (loginName: string): Status => ({
  code: codes.notFound,
  message: `There is no user '${loginName}'.`,
  details: { exception: 'user-not-found', 'login-name': loginName },
})

const conflict = (loginName: string): Status => ({
  code: codes.failedPrecondition,
  message: `User '${loginName}' exists already or was changed at the same time.`,
  details: { exception: 'user-conflict', 'login-name': loginName },
})
