/** The window's only way to the main process. Every answer is either the typed value or a thrown StudioError. */
import type { Dropped } from '../../src-contract/api/system'
import type { RequestInput, RequestName, RequestOutput } from '../../src-contract/app-api'
import type { Answer, Push } from '../../src-contract/bridge'
import { fromErrorData } from '../../src-contract/errors'

type Args<Name extends RequestName> = undefined extends RequestInput<Name> ? [input?: RequestInput<Name>] : [input: RequestInput<Name>]

export async function request<Name extends RequestName>(name: Name, ...[input]: Args<Name>): Promise<RequestOutput<Name>> {
  return (await answered(window.studio.request(name, input))) as RequestOutput<Name>
}

export async function offerDropped(files: readonly File[]): Promise<Dropped> {
  return (await answered(window.studio.offerDropped(files))) as Dropped
}

const listeners = new Set<(push: Push) => void>()
// One listener on the bridge for the whole page, however many views listen.
window.studio.onPush((push) => {
  for (const listener of [...listeners]) listener(push)
})

export function onPush<Kind extends Push['kind']>(kind: Kind, listener: (push: Extract<Push, { kind: Kind }>) => void): () => void {
  const heard = (push: Push): void => {
    if (isKind(push, kind)) listener(push)
  }
  listeners.add(heard)
  return () => listeners.delete(heard)
}

function isKind<Kind extends Push['kind']>(push: Push, kind: Kind): push is Extract<Push, { kind: Kind }> {
  return push.kind === kind
}

/** The main process answers each request with the type that the request map declares for it. */
async function answered(answer: Promise<Answer>): Promise<unknown> {
  const arrived = await answer
  if (!arrived.ok) throw fromErrorData(arrived.error)
  return arrived.value
}
