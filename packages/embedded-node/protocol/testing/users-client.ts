import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import usersGrpc from '@eventstore/db-client/generated/users_grpc_pb.js'
import usersPb from '@eventstore/db-client/generated/users_pb.js'
import { ChannelCredentials, Metadata } from '@grpc/grpc-js'
import type { RunningNode } from '../../index.ts'

/** The Users service as an administrator's tool would call it; the official client has no such calls. */
export const usersClientFor = (node: RunningNode, who: { username: string; password: string }) => {
  const trust = ChannelCredentials.createSsl(readFileSync(node.caFile!))
  const client = new usersGrpc.UsersClient(`localhost:${node.port}`, trust)
  const metadata = new Metadata()
  metadata.add('authorization', `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}`)

  const call = async <Request extends { setOptions(options: never): unknown }>(
    method: keyof InstanceType<typeof usersGrpc.UsersClient>,
    request: Request,
    options: Parameters<Request['setOptions']>[0],
  ): Promise<unknown> => {
    request.setOptions(options as never)
    const bound = (client[method] as unknown as (...args: unknown[]) => void).bind(client)
    return promisify(bound as never)(...([request, metadata] as never[]))
  }
  const named = <Options extends { setLoginName(name: string): unknown }>(
    options: Options,
    name: string,
  ): Options => {
    options.setLoginName(name)
    return options
  }

  return {
    create: (user: { username: string; password: string; fullName: string; groups: string[] }) => {
      const options = named(new usersPb.CreateReq.Options(), user.username)
      options.setPassword(user.password)
      options.setFullName(user.fullName)
      options.setGroupsList(user.groups)
      return call('create', new usersPb.CreateReq(), options)
    },
    enable: (name: string) =>
      call('enable', new usersPb.EnableReq(), named(new usersPb.EnableReq.Options(), name)),
    disable: (name: string) =>
      call('disable', new usersPb.DisableReq(), named(new usersPb.DisableReq.Options(), name)),
    remove: (name: string) =>
      call('delete', new usersPb.DeleteReq(), named(new usersPb.DeleteReq.Options(), name)),
    resetPassword: (name: string, password: string) => {
      const options = named(new usersPb.ResetPasswordReq.Options(), name)
      options.setNewPassword(password)
      return call('resetPassword', new usersPb.ResetPasswordReq(), options)
    },
    changePassword: (name: string, current: string, next: string) => {
      const options = named(new usersPb.ChangePasswordReq.Options(), name)
      options.setCurrentPassword(current)
      options.setNewPassword(next)
      return call('changePassword', new usersPb.ChangePasswordReq(), options)
    },
    details: async (name: string) => {
      const request = new usersPb.DetailsReq()
      request.setOptions(named(new usersPb.DetailsReq.Options(), name))
      const stream = client.details(request, metadata)
      for await (const response of stream as AsyncIterable<InstanceType<typeof usersPb.DetailsResp>>) {
        return response.getUserDetails()!.toObject()
      }
      return undefined
    },
  }
}
