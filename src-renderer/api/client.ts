/** The window's only way to the main process. Every answer is either the typed value or a thrown StudioError. */
import type { RequestInput, RequestName, RequestOutput } from '../../src-contract/app-api'
import type { Answer, Push } from '../../src-contract/bridge'
import type { FolderOffer } from '../../src-contract/api/datasets'
import { fromErrorData } from '../../src-contract/errors'

type Args<Name extends RequestName> = undefined extends RequestInput<Name> ? [input?: RequestInput<Name>] : [input: RequestInput<Name>]

export async function request<Name extends RequestName>(name: Name, ...[input]: Args<Name>): Promise<RequestOutput<Name>> {
  return valueOf<RequestOutput<Name>>(await window.studio.request(name, input))
}

export async function offerDropped(files: readonly File[]): Promise<readonly FolderOffer[]> {
  return valueOf<readonly FolderOffer[]>(await window.studio.offerDropped(files))
}

export function onPush<Kind extends Push['kind']>(kind: Kind, listener: (push: Extract<Push, { kind: Kind }>) => void): () => void {
  return window.studio.onPush((push) => {
    if (isKind(push, kind)) listener(push)
  })
}

function isKind<Kind extends Push['kind']>(push: Push, kind: Kind): push is Extract<Push, { kind: Kind }> {
  return push.kind === kind
}

/** The main process answers each request with the type that the request map declares for it. */
function valueOf<T>(answer: Answer): T {
  if (!answer.ok) throw fromErrorData(answer.error)
  return answer.value as T
}
