import type { MethodId, SamplerId } from '../../src-contract/domain/choices'
import { fairnas } from './method/fairnas'
import { fsnas } from './method/fsnas'
import { spos } from './method/spos'
import { uniform } from './sampler/uniform'
import type { Method, Sampler } from './types'

export const methods: Readonly<Record<MethodId, Method>> = { spos, fairnas, fsnas }
export const samplers: Readonly<Record<SamplerId, Sampler>> = { uniform }
